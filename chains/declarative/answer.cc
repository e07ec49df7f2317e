#include "chains/declarative/answer.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "base/limits.h"
#include "chains/classify.h"
#include "chains/client_name.h"
#include "chains/json_rpc.h"
#include "chains/read_value.h"
#include "chains/wall_time_text.h"

namespace headway::chains::declarative {
namespace {

Fault Malformed() { return FaultOfReply(ErrorId::kReplyMalformed); }

std::optional<std::uint64_t> NumberAt(const Call& call, const json::Value& answer) {
  const auto value = answer.Point(call.pointer);
  return call.format == ValueFormat::kHex ? ReadHexNumber(value) : ReadDecimal(value);
}

std::optional<base::BlockHeight> HeightAt(const Call& call, const json::Value& answer) {
  const auto height = NumberAt(call, answer);
  if (!height || *height > base::limits::kMaxBlockHeight) return std::nullopt;
  return base::BlockHeight{*height};
}

std::optional<BlockHash> HashAt(std::string_view pointer, HashFormat format,
                                const json::Value& answer) {
  const auto value = answer.Point(pointer);
  if (format == HashFormat::kHex) return ReadHexHash(value);
  const auto text = ReadText(value);
  return text && IsPrintable(*text) ? BlockHash::FromText(*text) : std::nullopt;
}

/// So many units since an epoch; none where the program's time ends before.
template <class Unit>
std::optional<base::WallTime> TimeOf(std::uint64_t count, std::chrono::seconds epoch) {
  constexpr std::chrono::seconds kLatest(9'000'000'000);
  if (count > static_cast<std::uint64_t>(Unit(kLatest - epoch).count())) return std::nullopt;
  return base::WallTime(epoch + Unit(static_cast<std::int64_t>(count)));
}

std::optional<base::WallTime> TimeAt(const Call& call, const json::Value& answer) {
  constexpr std::chrono::seconds kUnixEpoch(0);
  constexpr std::chrono::seconds kRippleEpoch(946'684'800);
  if (call.time.empty()) return std::nullopt;
  const auto value = answer.Point(call.time);
  if (call.time_format == TimeFormat::kRfc3339) {
    const auto text = ReadText(value);
    return text ? ParseRfc3339(*text) : std::nullopt;
  }
  const auto count = ReadDecimal(value);
  if (!count) return std::nullopt;
  switch (call.time_format) {
    case TimeFormat::kMilliseconds:
      return TimeOf<std::chrono::milliseconds>(*count, kUnixEpoch);
    case TimeFormat::kMicroseconds:
      return TimeOf<std::chrono::microseconds>(*count, kUnixEpoch);
    case TimeFormat::kNanoseconds:
      return TimeOf<std::chrono::nanoseconds>(*count, kUnixEpoch);
    case TimeFormat::kRippleSeconds:
      return TimeOf<std::chrono::seconds>(*count, kRippleEpoch);
    default:
      return TimeOf<std::chrono::seconds>(*count, kUnixEpoch);
  }
}

base::Result<Observation, Fault> ObserveHead(const Call& call, const json::Value& answer) {
  const auto head = HeightAt(call, answer);
  if (!head) return Malformed();
  if (head->value == 0) return FaultOfReply(ErrorId::kHeadZero);
  HeadObservation observation{.head = *head, .block_height = {}, .hash = {}};
  if (!call.hash.empty()) {
    observation.hash = HashAt(call.hash, call.hash_format, answer);
    if (!observation.hash) return Malformed();
  }
  return Observation(observation);
}

/// How some say that they have no such block.
bool IsNothing(const json::Value& answer) { return answer.IsNull() || answer.IsEmptyObject(); }

base::Result<Observation, Fault> ObserveBlock(const Call& call, base::BlockHeight asked,
                                              const json::Value& answer) {
  if (IsNothing(answer)) return FaultOfReply(ErrorId::kBlockNotFound);
  const auto hash = HashAt(call.hash, call.hash_format, answer);
  const auto parent = HashAt(call.parent_hash, call.hash_format, answer);
  if (HeightAt(call, answer) != asked || !hash || !parent) return Malformed();
  return Observation(BlockObservation{
      .height = asked, .hash = *hash, .parent_hash = *parent, .timestamp = TimeAt(call, answer)});
}

base::Result<Observation, Fault> ObserveIdentity(const Call& call, const json::Value& answer) {
  const auto value = answer.Point(call.pointer);
  const auto number = value ? value->Uint64() : std::nullopt;
  const auto text = ReadText(value);
  const auto identity = number ? IdentityOf(std::to_string(*number), call.format)
                               : IdentityOf(text.value_or(""), call.format);
  if (!identity) return Malformed();
  return Observation(IdentityObservation{*identity});
}

base::Result<Observation, Fault> ObserveClient(const Call& call, const json::Value& answer) {
  const auto told = ReadText(answer.Point(call.pointer));
  const auto client = told ? CleanClientName(*told) : std::nullopt;
  if (!client) return Malformed();
  return Observation(ClientObservation{*client});
}

base::Result<Observation, Fault> ObservePeers(const Call& call, const json::Value& answer) {
  const auto peers = NumberAt(call, answer);
  if (!peers) return Malformed();
  return Observation(PeersObservation{*peers});
}

base::Result<Observation, Fault> ObserveHeight(const Call& call, const json::Value& answer) {
  if (call.absent_is_zero && answer.IsObject() && !answer.Point(call.pointer)) {
    return Observation(HeightObservation{});
  }
  const auto height = HeightAt(call, answer);
  if (!height) return Malformed();
  return Observation(HeightObservation{*height});
}

bool IsBooleanWord(std::string_view word) { return word == "true" || word == "false"; }

/// The word of a flag; "" for an object, which is none; nullopt for what can be no such flag: a
/// text where booleans are meant, or the other way about.
std::optional<std::string_view> WordOf(const Call& call, const json::Value& value) {
  const auto means = [&call](bool boolean) {
    return std::any_of(call.yes.begin(), call.yes.end(), [boolean](std::string_view yes) {
      return !yes.empty() && IsBooleanWord(yes) == boolean;
    });
  };
  if (value.IsObject()) return "";
  const auto flag = value.Bool();
  const auto word =
      flag ? std::optional<std::string_view>(*flag ? "true" : "false") : ReadText(value);
  return word && means(IsBooleanWord(*word)) ? word : std::nullopt;
}

bool MeansYes(const Call& call, std::string_view word) {
  return !word.empty() && std::find(call.yes.begin(), call.yes.end(), word) != call.yes.end();
}

base::Result<Observation, Fault> ObserveSyncing(const Call& call, const json::Value& answer) {
  const auto value = answer.Point(call.pointer);
  const auto word = value ? WordOf(call, *value) : std::nullopt;
  if (!word) return Malformed();
  return Observation(SyncingObservation{.syncing = !MeansYes(call, *word)});
}

/// What is not there does not work.
base::Result<Observation, Fault> ObserveAbility(const Call& call, const json::Value& answer) {
  const auto value = answer.Point(call.pointer);
  const auto word = value ? WordOf(call, *value) : std::optional<std::string_view>("");
  if (!word) return Malformed();
  return Observation(AbilityObservation{.able = MeansYes(call, *word)});
}

std::optional<ChainIdentity> HexIdentity(std::string_view text) {
  const auto digits = HexHashOf(text);
  if (!digits) return std::nullopt;
  return ChainIdentity::FromText("0x" + std::string(digits->text()));
}

std::optional<ChainIdentity> DecimalIdentity(std::string_view text) {
  const auto number = ParseDecimal(text);
  if (!number) return std::nullopt;
  return ChainIdentity::FromText(std::to_string(*number));
}

}  // namespace

base::Result<Observation, Fault> Observe(const Call& call, base::BlockHeight asked,
                                         const json::Value& answer) {
  switch (call.kind) {
    case ProbeKind::kHead:
      return ObserveHead(call, answer);
    case ProbeKind::kBlock:
      return ObserveBlock(call, asked, answer);
    case ProbeKind::kIdentity:
      return ObserveIdentity(call, answer);
    case ProbeKind::kSyncing:
      return ObserveSyncing(call, answer);
    case ProbeKind::kClient:
      return ObserveClient(call, answer);
    case ProbeKind::kPeers:
      return ObservePeers(call, answer);
    default:
      return IsAbility(call.kind) ? ObserveAbility(call, answer) : ObserveHeight(call, answer);
  }
}

std::optional<ChainIdentity> IdentityOf(std::string_view text, ValueFormat format) {
  constexpr std::size_t kHashDigits = 64;
  switch (format) {
    case ValueFormat::kDecimal:
      return DecimalIdentity(text);
    case ValueFormat::kHex:
      return HexIdentity(text);
    case ValueFormat::kBase64: {
      const auto hash = Base64HashOf(text);
      const bool is_whole = hash && hash->text().size() == kHashDigits;
      return is_whole ? ChainIdentity::FromText(text) : std::nullopt;
    }
    case ValueFormat::kText:
      break;
  }
  return IsPrintable(text) ? ChainIdentity::FromText(text) : std::nullopt;
}

bool IsAbility(ProbeKind kind) {
  switch (kind) {
    case ProbeKind::kState:
    case ProbeKind::kDebug:
    case ProbeKind::kTrace:
    case ProbeKind::kBundler:
    case ProbeKind::kTxIndex:
      return true;
    default:
      return false;
  }
}

base::Result<json::Value, Fault> ReadXrpResult(const Reply& reply, json::Reader& reader) {
  const auto result = ReadJsonRpcResult(FamilyId::kXrp, reply, reader, JsonRpcId::kOptional);
  if (!result) return result.error();
  const auto status = result.value().Find("status");
  const auto error = ReadText(result.value().Find("error"));
  const bool is_error = error || (status && status->String() == "error");
  if (!is_error) return result.value();
  const auto message = ReadText(result.value().Find("error_message"));
  return ClassifyRpcError(FamilyId::kXrp, 0, error.value_or(""), message.value_or(""));
}

}  // namespace headway::chains::declarative
