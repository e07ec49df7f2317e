#include "lava/saved_state.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "json/reader.h"
#include "json/writer.h"
#include "lava/names.h"

namespace headway::lava {
namespace {

constexpr std::uint64_t kVersion = 1;

void WriteTexts(std::string_view key, const std::vector<std::string>& texts, json::Writer& writer) {
  writer.Key(key);
  writer.StartArray();
  for (const std::string& text : texts) writer.String(text);
  writer.EndArray();
}

void WriteNumbers(std::string_view key, std::span<const std::uint64_t> numbers,
                  json::Writer& writer) {
  writer.Key(key);
  writer.StartArray();
  for (const std::uint64_t number : numbers) writer.Uint(number);
  writer.EndArray();
}

void WriteTime(std::string_view key, const std::optional<base::WallTime>& time,
               json::Writer& writer) {
  if (!time) return;
  writer.Key(key);
  writer.Int(time->time_since_epoch().count());
}

void WriteTally(const Tally& tally, json::Writer& writer) {
  const std::array<std::uint64_t, 7> counts = {tally.reports,    tally.errors, tally.disconnections,
                                               tally.payments,   tally.relays, tally.cu,
                                               tally.rewarded_cu};
  WriteNumbers("counts", counts, writer);
  WriteNumbers("jails", tally.jails, writer);
  WriteNumbers("freezes", tally.freezes, writer);
  WriteTime("last_report", tally.last_report, writer);
  WriteTime("last_payment", tally.last_payment, writer);
  const std::array<std::uint64_t, 2> qos = {tally.qos.epoch, tally.qos.relays};
  WriteNumbers("qos", qos, writer);
  writer.Key("qos_sums");
  writer.StartArray();
  for (const double sum : {tally.qos.weighted.latency, tally.qos.weighted.availability,
                           tally.qos.weighted.sync, tally.qos.weighted.score}) {
    // Bit by bit: no decimal comes back as exactly what it was.
    writer.Uint(std::bit_cast<std::uint64_t>(sum));
  }
  writer.EndArray();
}

void WriteAccount(const Account& account, json::Writer& writer) {
  writer.StartObject();
  writer.Key("provider");
  writer.String(account.provider);
  writer.Key("spec");
  writer.String(account.spec);
  WriteTally(account.tally, writer);
  writer.Key("epochs");
  writer.StartArray();
  for (const EpochCu& epoch : account.ledger.epochs()) {
    writer.StartArray();
    writer.Uint(epoch.start);
    writer.Uint(epoch.complained ? 1 : 0);
    writer.Uint(epoch.complaint_cu);
    writer.Uint(epoch.serviced_cu);
    writer.EndArray();
  }
  writer.EndArray();
  if (account.risk) {
    const std::array<std::uint64_t, 2> risk = {account.risk->complaint_cu,
                                               account.risk->serviced_cu};
    WriteNumbers("risk", risk, writer);
  }
  writer.EndObject();
}

void WriteReported(const BooksData& books, json::Writer& writer) {
  writer.Key("reported");
  writer.StartArray();
  for (const auto& [spec, peers] : books.reported) {
    for (const auto& [provider, report] : peers) {
      writer.StartArray();
      writer.String(spec);
      writer.String(provider);
      writer.Uint(report.block);
      writer.Uint(report.at);
      writer.EndArray();
    }
  }
  writer.EndArray();
}

/// Reads members; once one is not what it should be, nothing is any more.
class StateReader {
 public:
  bool good() const { return good_; }

  std::uint64_t Number(const std::optional<json::Value>& value) {
    const auto number = value ? value->Uint64() : std::nullopt;
    good_ = good_ && number.has_value();
    return number.value_or(0);
  }
  double Decimal(const std::optional<json::Value>& value) {
    const auto number = std::bit_cast<double>(Number(value));
    good_ = good_ && std::isfinite(number) && number >= 0;
    return number;
  }
  std::string Text(const std::optional<json::Value>& value, bool (*is_good)(std::string_view)) {
    const auto text = value ? value->String() : std::nullopt;
    good_ = good_ && text && is_good(*text);
    return good_ ? std::string(*text) : std::string();
  }
  /// Exactly as many as there is room for.
  void Numbers(const std::optional<json::Value>& list, std::span<std::uint64_t> numbers) {
    good_ = good_ && list && list->Size() == numbers.size();
    for (std::size_t at = 0; good_ && at < numbers.size(); ++at) {
      numbers[at] = Number(list->At(at));
    }
  }
  /// `read` on each element of a list of at most `most`.
  template <class Read>
  void Each(const std::optional<json::Value>& list, std::size_t most, Read read) {
    good_ = good_ && list && list->IsArray() && list->Size() <= most;
    for (std::size_t at = 0; good_ && at < list->Size(); ++at) read(list->At(at));
  }
  std::optional<base::WallTime> Time(const std::optional<json::Value>& value) {
    if (!value) return std::nullopt;
    const auto nanoseconds = value->Int64();
    good_ = good_ && nanoseconds.has_value();
    return base::WallTime(base::Duration(nanoseconds.value_or(0)));
  }
  void Expect(bool condition) { good_ = good_ && condition; }

 private:
  bool good_ = true;
};

bool IsNetwork(std::string_view text) {
  return !text.empty() && text.size() <= base::limits::kMaxLabelValueBytes;
}

std::vector<std::string> ReadTexts(const std::optional<json::Value>& list,
                                   bool (*is_good)(std::string_view), StateReader& reader) {
  std::vector<std::string> texts;
  reader.Each(list, Books::kMaxAccounts,
              [&](const json::Value& text) { texts.push_back(reader.Text(text, is_good)); });
  return texts;
}

Tally ReadTally(const json::Value& value, StateReader& reader) {
  Tally tally;
  std::array<std::uint64_t, 7> counts{};
  reader.Numbers(value.Find("counts"), counts);
  tally.reports = counts[0];
  tally.errors = counts[1];
  tally.disconnections = counts[2];
  tally.payments = counts[3];
  tally.relays = counts[4];
  tally.cu = counts[5];
  tally.rewarded_cu = counts[6];
  reader.Numbers(value.Find("jails"), tally.jails);
  reader.Numbers(value.Find("freezes"), tally.freezes);
  tally.last_report = reader.Time(value.Find("last_report"));
  tally.last_payment = reader.Time(value.Find("last_payment"));
  std::array<std::uint64_t, 2> qos{};
  reader.Numbers(value.Find("qos"), qos);
  tally.qos.epoch = qos[0];
  tally.qos.relays = qos[1];
  ConsumerQos& sums = tally.qos.weighted;
  std::size_t at = 0;
  const std::array<double*, 4> fields = {&sums.latency, &sums.availability, &sums.sync,
                                         &sums.score};
  reader.Each(value.Find("qos_sums"), fields.size(),
              [&](const json::Value& sum) { *fields.at(at++) = reader.Decimal(sum); });
  reader.Expect(at == fields.size());
  return tally;
}

Account ReadAccount(const json::Value& value, StateReader& reader) {
  Account account;
  account.provider = reader.Text(value.Find("provider"), IsAddress);
  account.spec = reader.Text(value.Find("spec"), IsSpecId);
  account.tally = ReadTally(value, reader);
  std::vector<EpochCu> epochs;
  reader.Each(value.Find("epochs"), EpochStarts::kKept, [&](const json::Value& row) {
    std::array<std::uint64_t, 4> numbers{};
    reader.Numbers(row, numbers);
    reader.Expect(epochs.empty() || epochs.back().start < numbers[0]);
    epochs.push_back({.start = numbers[0],
                      .complained = numbers[1] != 0,
                      .complaint_cu = numbers[2],
                      .serviced_cu = numbers[3]});
  });
  account.ledger = JailLedger(std::move(epochs));
  if (const auto risk = value.Find("risk")) {
    std::array<std::uint64_t, 2> inputs{};
    reader.Numbers(risk, inputs);
    account.risk = JailRisk{.complaint_cu = inputs[0], .serviced_cu = inputs[1]};
  }
  return account;
}

void ReadBooks(const json::Value& value, BooksData& books, StateReader& reader) {
  reader.Each(value.Find("epochs"), EpochStarts::kKept, [&](const json::Value& start) {
    const std::uint64_t height = reader.Number(start);
    reader.Expect(!books.epochs.current() || *books.epochs.current() < height);
    books.epochs.Begin(height);
  });
  reader.Each(value.Find("accounts"), Books::kMaxAccounts, [&](const json::Value& row) {
    Account account = ReadAccount(row, reader);
    const auto name = [](const Account& each) { return std::tie(each.provider, each.spec); };
    reader.Expect(books.accounts.empty() || name(books.accounts.back()) < name(account));
    books.accounts.push_back(std::move(account));
  });
  reader.Each(value.Find("reported"), Books::kMaxSpecs * Books::kMaxPeersPerSpec,
              [&](const json::Value& row) {
                reader.Expect(row.Size() == 4);
                if (!reader.good()) return;
                const std::string spec = reader.Text(row.At(0), IsSpecId);
                const std::string provider = reader.Text(row.At(1), IsAddress);
                books.reported[spec][provider] = {.block = reader.Number(row.At(2)),
                                                  .at = reader.Number(row.At(3))};
              });
  reader.Numbers(value.Find("unread"), books.unread);
}

}  // namespace

std::string WriteState(const SavedState& state) {
  json::Writer writer;
  writer.StartObject();
  writer.Key("headway_lava_state");
  writer.Uint(kVersion);
  writer.Key("network");
  writer.String(state.network);
  writer.Key("height");
  writer.Uint(state.height);
  WriteTexts("providers", state.subjects.providers, writer);
  WriteTexts("specs", state.subjects.specs, writer);
  const std::vector<std::uint64_t> epochs(state.books.epochs.all().begin(),
                                          state.books.epochs.all().end());
  WriteNumbers("epochs", epochs, writer);
  writer.Key("accounts");
  writer.StartArray();
  for (const Account& account : state.books.accounts) WriteAccount(account, writer);
  writer.EndArray();
  WriteReported(state.books, writer);
  WriteNumbers("unread", state.books.unread, writer);
  WriteNumbers("not_read", state.not_read, writer);
  writer.EndObject();
  return writer.Take();
}

std::optional<SavedState> ReadState(std::string_view text) {
  json::Reader json({.max_bytes = base::limits::kMaxLavaStateBytes,
                     .max_values = base::limits::kMaxLavaJsonValues});
  const auto document = json.Read(text);
  if (!document) return std::nullopt;
  const json::Value& value = document.value();
  const auto version = value.Find("headway_lava_state");
  if (!version || version->Uint64() != kVersion) return std::nullopt;
  StateReader reader;
  SavedState state;
  state.network = reader.Text(value.Find("network"), IsNetwork);
  state.height = reader.Number(value.Find("height"));
  reader.Expect(state.height > 0 && state.height <= base::limits::kMaxBlockHeight);
  state.subjects.providers = ReadTexts(value.Find("providers"), IsAddress, reader);
  state.subjects.specs = ReadTexts(value.Find("specs"), IsSpecId, reader);
  ReadBooks(value, state.books, reader);
  reader.Numbers(value.Find("not_read"), state.not_read);
  if (!reader.good()) return std::nullopt;
  return state;
}

}  // namespace headway::lava
