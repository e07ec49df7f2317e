#include "lava/event_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "chains/wall_time_text.h"
#include "lava/attributes.h"
#include "lava/names.h"

namespace headway::lava {
namespace {

using Names = std::span<const std::string_view>;

// The address has three spellings, and the chain nearly as many.
constexpr std::array<std::string_view, 3> kProviderKeys = {"provider", "provider_address",
                                                           "providerAddress"};
constexpr std::array<std::string_view, 3> kSpecKeys = {"chainID", "chain_id", "chainIDs"};
constexpr std::array<std::string_view, 6> kKnownKeys = {
    "provider", "provider_address", "providerAddress", "chainID", "chain_id", "chainIDs"};

enum class Kind : std::uint8_t {
  kNewEpoch,
  kBlockReport,
  kReported,
  kTemporaryJail,
  kFinalJail,
  kFreeze,
  kUnfreeze,
  kPayment,
  kNotForUs,
};

struct KnownType {
  std::string_view type;
  Kind kind;
};
constexpr std::array<KnownType, 14> kTypes = {{
    {"lava_new_epoch", Kind::kNewEpoch},
    {"lava_provider_latest_block_report", Kind::kBlockReport},
    {"lava_provider_reported", Kind::kReported},
    {"lava_provider_temporary_jailed", Kind::kTemporaryJail},
    {"lava_provider_jailed", Kind::kFinalJail},
    {"lava_freeze_provider", Kind::kFreeze},
    {"lava_unfreeze_provider", Kind::kUnfreeze},
    {"lava_relay_payment", Kind::kPayment},
    {"lava_earliest_epoch", Kind::kNotForUs},
    {"lava_rejected_cu", Kind::kNotForUs},
    {"lava_stake_new_provider", Kind::kNotForUs},
    {"lava_stake_update_provider", Kind::kNotForUs},
    {"lava_provider_unstake_commit", Kind::kNotForUs},
    {"lava_param_change", Kind::kNotForUs},
}};

using Count = base::Result<std::uint64_t, UnreadReason>;

Count ParseCount(std::string_view text) {
  std::uint64_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error == std::errc::result_out_of_range && end == last) return UnreadReason::kNumberOverflow;
  if (error != std::errc() || end != last) return UnreadReason::kBadNumber;
  return number;
}

/// Attributes by name, and what went wrong in reading them.
class Fields {
 public:
  void Add(std::string_view name, std::string_view value) { fields_.emplace(name, value); }

  std::optional<std::string_view> Find(Names names) const {
    for (const std::string_view name : names) {
      const auto field = fields_.find(name);
      if (field != fields_.end()) return field->second;
    }
    return std::nullopt;
  }
  std::optional<std::string_view> Find(std::string_view name) const { return Find({&name, 1}); }

  std::string Provider() { return Checked(Find(kProviderKeys), IsAddress); }
  std::string Spec() { return Checked(Find(kSpecKeys), IsSpecId); }

  /// 0 with a complaint where it is not there or no count.
  std::uint64_t Need(std::string_view name) {
    const auto number = Optional(name);
    if (!number) Complain(UnreadReason::kMissingAttribute);
    return number.value_or(0);
  }
  std::optional<std::uint64_t> Optional(std::string_view name) {
    const auto text = Find(name);
    if (!text) return std::nullopt;
    const Count count = ParseCount(*text);
    if (!count) Complain(count.error());
    return count ? count.value() : 0;
  }
  /// A share as a decimal number; NaN is none.
  std::optional<double> Share(std::string_view name) {
    const auto text = Find(name);
    if (!text) return std::nullopt;
    double share = 0;
    const char* const last = text->data() + text->size();
    const auto [end, error] = std::from_chars(text->data(), last, share, std::chars_format::fixed);
    if (error != std::errc() || end != last || !(share >= 0 && share <= 1)) {
      Complain(UnreadReason::kBadNumber);
      return std::nullopt;
    }
    return share;
  }

  /// The first complaint counts.
  void Complain(UnreadReason reason) {
    if (!complaint_) complaint_ = reason;
  }
  const std::optional<UnreadReason>& complaint() const { return complaint_; }

 private:
  std::string Checked(std::optional<std::string_view> text, bool (*is_good)(std::string_view)) {
    if (!text) {
      Complain(UnreadReason::kMissingAttribute);
    } else if (!is_good(*text)) {
      Complain(UnreadReason::kBadAttribute);
    } else {
      return std::string(*text);
    }
    return {};
  }

  std::map<std::string_view, std::string_view> fields_;  // the first of a name counts
  std::optional<UnreadReason> complaint_;
};

/// The chain writes its own notation; RFC 3339 is what documents say.
std::optional<base::WallTime> ParseReportTime(std::string_view text) {
  constexpr std::size_t kDateTime = 19;  // 2026-01-01 00:00:00, in UTC
  if (text.size() != kDateTime || text[10] != ' ') return chains::ParseRfc3339(text);
  std::string standard(text);
  standard[10] = 'T';
  return chains::ParseRfc3339(standard + 'Z');
}

/// Nothing but complaints come of an event without a chain: an old one, from before there were any.
Event ReadReported(Fields& fields) {
  ProviderReported reported;
  reported.provider = fields.Provider();
  reported.spec = fields.Spec();
  reported.errors = fields.Optional("errors").value_or(0);
  reported.disconnections = fields.Optional("disconnections").value_or(0);
  reported.epoch = fields.Need("epoch");
  reported.cu = fields.Need("cu");
  reported.cu_so_far = fields.Optional("total_complaint_this_epoch");
  if (const auto at = fields.Find("timestamp")) reported.at = ParseReportTime(*at);
  return reported;
}

Event ReadJailed(Fields& fields, JailKind kind) {
  return ProviderJailed{.provider = fields.Provider(), .spec = fields.Spec(), .kind = kind};
}

Event ReadFreeze(Fields& fields, FreezeKind kind) {
  FreezeChanged change{.provider = fields.Provider(), .specs = {}, .kind = kind};
  std::string_view list = fields.Find(kSpecKeys).value_or("");
  if (list.empty()) fields.Complain(UnreadReason::kMissingAttribute);
  while (!list.empty()) {
    std::string_view spec = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), spec.size() + 1));
    spec.remove_prefix(std::min(spec.find_first_not_of(' '), spec.size()));
    if (!IsSpecId(spec)) {
      fields.Complain(UnreadReason::kBadAttribute);
    } else {
      change.specs.emplace_back(spec);
    }
  }
  return change;
}

Event ReadPayment(Fields& fields) {
  RelayPayment payment;
  payment.provider = fields.Provider();
  payment.spec = fields.Spec();
  payment.epoch = fields.Need("epoch");
  payment.cu = fields.Need("CU");
  payment.rewarded_cu = fields.Need("rewardedCU");
  payment.relays = fields.Optional("relayNumber").value_or(0);
  const auto latency = fields.Share("QoSLatency");
  const auto availability = fields.Share("QoSAvailability");
  const auto sync = fields.Share("QoSSync");
  const auto score = fields.Share("QoSScore");
  if (latency && availability && sync && score) {
    payment.qos = ConsumerQos{
        .latency = *latency, .availability = *availability, .sync = *sync, .score = *score};
  }
  return payment;
}

/// One attribute for each chain, and some that are none.
Event ReadBlockReport(Fields& fields, const std::vector<Attribute>& attributes) {
  BlockReport report{.provider = fields.Provider(), .blocks = {}};
  for (const Attribute& attribute : attributes) {
    if (!IsSpecId(attribute.key)) continue;
    const Count block = ParseCount(attribute.value);
    if (!block) {
      fields.Complain(block.error());
    } else if (block.value() > base::limits::kMaxBlockHeight) {
      fields.Complain(UnreadReason::kNumberOverflow);
    } else {
      report.blocks.emplace_back(attribute.key, block.value());
    }
  }
  return report;
}

/// Reads the lists of one block into one result.
class BlockReader {
 public:
  explicit BlockReader(std::span<const std::string> providers) : providers_(providers) {}

  void ReadList(const std::optional<json::Value>& list) {
    for (std::size_t at = 0; list && at < list->Size(); ++at) ReadEvent(list->At(at));
  }
  BlockEvents Take() { return std::move(block_); }

 private:
  void Count(UnreadReason reason) { ++block_.unread.at(static_cast<std::size_t>(reason)); }

  void ReadEvent(const json::Value& event) {
    const auto type_value = event.Find("type");
    const auto type = type_value ? type_value->String() : std::nullopt;
    if (!type || !type->starts_with("lava_")) return;
    const auto* const known = std::find_if(kTypes.begin(), kTypes.end(),
                                           [&](const KnownType& row) { return row.type == *type; });
    if (known == kTypes.end()) return Count(UnreadReason::kUnknownType);
    if (known->kind == Kind::kNotForUs) return;
    // That it happened is all that it says.
    if (known->kind == Kind::kNewEpoch) return Keep(NewEpoch{});
    const auto attributes = ReadAttributes(event, kKnownKeys);
    if (!attributes) return Count(attributes.error());
    if (known->kind == Kind::kPayment) return ReadPayments(attributes.value());
    ReadOne(known->kind, attributes.value());
  }

  void ReadOne(Kind kind, const std::vector<Attribute>& attributes) {
    Fields fields;
    for (const Attribute& attribute : attributes) fields.Add(attribute.key, attribute.value);
    if (kind != Kind::kBlockReport && !ConcernsUs(fields)) return;
    switch (kind) {
      case Kind::kReported:
        return KeepUnlessBad(ReadReported(fields), fields);
      case Kind::kTemporaryJail:
        return KeepUnlessBad(ReadJailed(fields, JailKind::kTemporary), fields);
      case Kind::kFinalJail:
        return KeepUnlessBad(ReadJailed(fields, JailKind::kFinal), fields);
      case Kind::kFreeze:
        return KeepUnlessBad(ReadFreeze(fields, FreezeKind::kFreeze), fields);
      case Kind::kUnfreeze:
        return KeepUnlessBad(ReadFreeze(fields, FreezeKind::kUnfreeze), fields);
      default:
        return KeepUnlessBad(ReadBlockReport(fields, attributes), fields);
    }
  }

  /// Every session of a transaction is in one event, told apart by what its keys end with.
  void ReadPayments(const std::vector<Attribute>& attributes) {
    std::map<std::string_view, Fields> sessions;
    for (const Attribute& attribute : attributes) {
      const SuffixedKey key = SplitSuffix(attribute.key);
      sessions[key.index].Add(key.name, attribute.value);
    }
    // What is said once, of the transaction, is no session where there are some with a number.
    if (sessions.size() > 1) sessions.erase(std::string_view());
    for (auto& [index, fields] : sessions) {
      if (ConcernsUs(fields)) KeepUnlessBad(ReadPayment(fields), fields);
    }
  }

  /// Also when it does not say whom it is about: that is for us to count.
  bool ConcernsUs(const Fields& fields) const {
    const auto provider = fields.Find(kProviderKeys);
    return !provider ||
           std::find(providers_.begin(), providers_.end(), *provider) != providers_.end();
  }

  void KeepUnlessBad(Event event, const Fields& fields) {
    if (fields.complaint()) return Count(*fields.complaint());
    Keep(std::move(event));
  }
  void Keep(Event event) {
    if (block_.events.size() >= kMaxEventsPerBlock) return Count(UnreadReason::kTooMany);
    block_.events.push_back(std::move(event));
  }

  const std::span<const std::string> providers_;
  BlockEvents block_;
};

/// A transaction that failed changed nothing, whatever its events say.
bool Failed(const json::Value& transaction) {
  const auto code = transaction.Find("code");
  return code && !code->IsNull() && code->Uint64() != std::uint64_t{0};
}

}  // namespace

BlockEvents ReadBlockEvents(const json::Value& result, std::span<const std::string> providers) {
  BlockReader reader(providers);
  reader.ReadList(result.Find("begin_block_events"));
  const auto transactions = result.Find("txs_results");
  for (std::size_t at = 0; transactions && at < transactions->Size(); ++at) {
    const json::Value transaction = transactions->At(at);
    if (!Failed(transaction)) reader.ReadList(transaction.Find("events"));
  }
  reader.ReadList(result.Find("end_block_events"));
  reader.ReadList(result.Find("finalize_block_events"));
  return reader.Take();
}

}  // namespace headway::lava
