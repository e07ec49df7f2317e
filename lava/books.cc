#include "lava/books.h"

#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace headway::lava {
namespace {

/// Nobody reads the log of a chain that goes wild faster than this.
constexpr std::size_t kMaxHappenings = 100;

std::uint64_t Increment(std::uint64_t& count) { return count = SaturatingAdd(count, 1); }
void AddTo(std::uint64_t& sum, std::uint64_t more) { sum = SaturatingAdd(sum, more); }

/// A clock that is set back, or a node that lies, makes no last time earlier.
void MoveUp(std::optional<base::WallTime>& last, const std::optional<base::WallTime>& to) {
  if (to && (!last || *to > *last)) last = to;
}

void AddQos(const RelayPayment& payment, QosSums& sums) {
  if (!payment.qos || payment.epoch < sums.epoch) return;
  if (payment.epoch > sums.epoch) sums = {.epoch = payment.epoch, .relays = 0, .weighted = {}};
  const auto weight = static_cast<double>(payment.relays);
  AddTo(sums.relays, payment.relays);
  sums.weighted.latency += payment.qos->latency * weight;
  sums.weighted.availability += payment.qos->availability * weight;
  sums.weighted.sync += payment.qos->sync * weight;
  sums.weighted.score += payment.qos->score * weight;
}

bool IsTime(const Event& event) { return std::holds_alternative<NewEpoch>(event); }
bool IsVerdict(const Event& event) { return std::holds_alternative<ProviderJailed>(event); }

}  // namespace

std::optional<ConsumerQos> QosSums::Mean() const {
  if (relays == 0) return std::nullopt;
  const auto weight = static_cast<double>(relays);
  return ConsumerQos{.latency = weighted.latency / weight,
                     .availability = weighted.availability / weight,
                     .sync = weighted.sync / weight,
                     .score = weighted.score / weight};
}

Books::Books(Subjects subjects) : Books(std::move(subjects), BooksData{}) {}

Books::Books(Subjects subjects, BooksData data)
    : subjects_(std::move(subjects)), data_(std::move(data)) {
  OpenConfigured();
}

/// What nothing has happened to has counts of nothing.
void Books::OpenConfigured() {
  for (const std::string& provider : subjects_.providers) {
    for (const std::string& spec : subjects_.specs) Open(provider, spec);
  }
}

void Books::Apply(std::uint64_t height, const BlockEvents& block,
                  std::optional<base::WallTime> time) {
  height_ = height;
  time_ = time;
  for (std::size_t reason = 0; reason < block.unread.size(); ++reason) {
    AddTo(data_.unread.at(reason), block.unread.at(reason));
  }
  // The chain begins an epoch, judges, and then executes transactions, in whichever order a node
  // lists the events.
  if (std::any_of(block.events.begin(), block.events.end(), IsTime)) BeginEpoch(height);
  for (const bool verdicts : {true, false}) {
    for (const Event& event : block.events) {
      if (IsVerdict(event) != verdicts) continue;
      std::visit(
          [this](const auto& each) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(each)>, NewEpoch>) Take(each);
          },
          event);
    }
  }
}

void Books::ApplyUnread(std::uint64_t height) {
  const auto length = data_.epochs.length();
  if (length && height == *data_.epochs.current() + *length) BeginEpoch(height);
}

void Books::Reset() {
  data_ = {};
  OpenConfigured();
}

void Books::ApplyPruned() {
  data_.epochs.Clear();
  data_.reported.clear();
  for (Account& account : data_.accounts) {
    account.ledger = {};
    account.risk.reset();
  }
}

void Books::BeginEpoch(std::uint64_t height) {
  data_.epochs.Begin(height);
  const std::uint64_t oldest = data_.epochs.all().front();
  for (Account& account : data_.accounts) {
    account.ledger.DropBefore(oldest);
    const bool was_reached = account.risk && account.risk->Ratio() >= 1;
    account.risk = account.ledger.RiskAt(data_.epochs, 0);
    if (!was_reached && account.risk && account.risk->Ratio() >= 1)
      Note(Happening::Kind::kRiskReached, account);
  }
  // Who has not reported for two epochs says nothing of today's blocks.
  const auto stale = data_.epochs.Ago(2);
  for (auto& spec : data_.reported) {
    for (auto peer = spec.second.begin(); peer != spec.second.end();) {
      const bool is_ours =
          std::binary_search(subjects_.providers.begin(), subjects_.providers.end(), peer->first);
      peer =
          !is_ours && stale && peer->second.at < *stale ? spec.second.erase(peer) : std::next(peer);
    }
  }
}

std::optional<std::uint64_t> Books::LagOf(const Account& account) const {
  const auto own = ReportOf(account);
  if (!own) return std::nullopt;
  const std::uint64_t since = data_.epochs.Of(own->at).value_or(0);
  std::vector<std::uint64_t> peers;
  for (const auto& [provider, report] : data_.reported.at(account.spec)) {
    if (provider != account.provider && report.at >= since) peers.push_back(report.block);
  }
  if (peers.empty()) return std::nullopt;
  const auto middle = peers.begin() + static_cast<std::ptrdiff_t>((peers.size() - 1) / 2);
  std::nth_element(peers.begin(), middle, peers.end());
  return *middle > own->block ? *middle - own->block : 0;
}

std::optional<ReportedBlock> Books::ReportOf(const Account& account) const {
  const auto spec = data_.reported.find(account.spec);
  if (spec == data_.reported.end()) return std::nullopt;
  const auto report = spec->second.find(account.provider);
  if (report == spec->second.end()) return std::nullopt;
  return report->second;
}

std::vector<Happening> Books::TakeHappenings() { return std::exchange(happenings_, {}); }

Account* Books::Open(const std::string& provider, const std::string& spec) {
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::binary_search(names.begin(), names.end(), name);
  };
  if (!has(subjects_.providers, provider)) return nullptr;
  if (!subjects_.specs.empty() && !has(subjects_.specs, spec)) return nullptr;
  const auto at = std::lower_bound(
      data_.accounts.begin(), data_.accounts.end(), std::tie(provider, spec),
      [](const Account& account, const std::tuple<const std::string&, const std::string&>& name) {
        return std::tie(account.provider, account.spec) < name;
      });
  if (at != data_.accounts.end() && at->provider == provider && at->spec == spec) return &*at;
  if (data_.accounts.size() >= kMaxAccounts) {
    Count(UnreadReason::kTooMany);
    return nullptr;
  }
  Account account;
  account.provider = provider;
  account.spec = spec;
  account.risk = account.ledger.RiskAt(data_.epochs, 0);
  return &*data_.accounts.insert(at, std::move(account));
}

void Books::Count(UnreadReason reason) {
  Increment(data_.unread.at(static_cast<std::size_t>(reason)));
}

void Books::Note(Happening::Kind kind, const Account& account) {
  if (happenings_.size() >= kMaxHappenings) return;
  happenings_.push_back(
      {.kind = kind, .provider = account.provider, .spec = account.spec, .height = height_});
}

/// The start of an epoch that an event names; nullopt: of no use. One that has not begun is a lie.
std::optional<std::uint64_t> Books::EpochOf(std::uint64_t epoch) {
  if (epoch > height_) {
    Count(UnreadReason::kBadNumber);
    return std::nullopt;
  }
  return data_.epochs.Of(epoch);
}

void Books::Take(const BlockReport& report) {
  for (const auto& [spec, block] : report.blocks) {
    if (!subjects_.specs.empty() &&
        !std::binary_search(subjects_.specs.begin(), subjects_.specs.end(), spec)) {
      continue;
    }
    Open(report.provider, spec);
    if (data_.reported.count(spec) == 0 && data_.reported.size() >= kMaxSpecs) {
      Count(UnreadReason::kTooMany);
      continue;
    }
    auto& peers = data_.reported[spec];
    if (peers.count(report.provider) == 0 && peers.size() >= kMaxPeersPerSpec) {
      Count(UnreadReason::kTooMany);
      continue;
    }
    peers[report.provider] = {.block = block, .at = height_};
  }
}

void Books::Take(const ProviderReported& reported) {
  Account* const account = Open(reported.provider, reported.spec);
  if (account == nullptr) return;
  Tally& tally = account->tally;
  Increment(tally.reports);
  AddTo(tally.errors, reported.errors);
  AddTo(tally.disconnections, reported.disconnections);
  MoveUp(tally.last_report, reported.at ? reported.at : time_);
  if (const auto epoch = EpochOf(reported.epoch)) {
    account->ledger.AddComplaint(*epoch, reported.cu, reported.cu_so_far);
  }
}

void Books::Take(const ProviderJailed& jailed) {
  Account* const account = Open(jailed.provider, jailed.spec);
  if (account == nullptr) return;
  Increment(account->tally.jails.at(static_cast<std::size_t>(jailed.kind)));
  account->ledger.ForgetJudged(data_.epochs);
  Note(Happening::Kind::kJailed, *account);
}

void Books::Take(const FreezeChanged& change) {
  for (const std::string& spec : change.specs) {
    Account* const account = Open(change.provider, spec);
    if (account == nullptr) continue;
    Increment(account->tally.freezes.at(static_cast<std::size_t>(change.kind)));
    Note(change.kind == FreezeKind::kFreeze ? Happening::Kind::kFrozen : Happening::Kind::kUnfrozen,
         *account);
  }
}

void Books::Take(const RelayPayment& payment) {
  Account* const account = Open(payment.provider, payment.spec);
  if (account == nullptr) return;
  Tally& tally = account->tally;
  Increment(tally.payments);
  AddTo(tally.relays, payment.relays);
  AddTo(tally.cu, payment.cu);
  AddTo(tally.rewarded_cu, payment.rewarded_cu);
  MoveUp(tally.last_payment, time_);
  if (payment.epoch <= height_) AddQos(payment, tally.qos);
  if (const auto epoch = EpochOf(payment.epoch)) account->ledger.AddServiced(*epoch, payment.cu);
}

}  // namespace headway::lava
