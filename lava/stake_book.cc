#include "lava/stake_book.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "chains/read_value.h"
#include "chains/rest.h"
#include "lava/names.h"

namespace headway::lava {
namespace {

constexpr base::Duration kStandsFor = std::chrono::hours(1);
constexpr std::string_view kPairing = "/lavanet/lava/pairing/";
constexpr std::string_view kPlans = "/lavanet/lava/plans/";

struct StakeEntry {
  std::string provider;
  Stake stake;
};

std::optional<std::uint64_t> AmountOf(const json::Value& entry, std::string_view key) {
  const auto coin = entry.Find(key);
  return coin ? chains::ReadDecimal(coin->Find("amount")) : std::nullopt;
}

std::optional<StakeEntry> ReadEntry(const json::Value& entry) {
  constexpr double kPercent = 100;
  const auto address = chains::ReadText(entry.Find("address"));
  const auto stake = AmountOf(entry, "stake");
  const auto applied = chains::ReadDecimal(entry.Find("stake_applied_block"));
  if (!address || !IsAddress(*address) || !stake || !applied) return std::nullopt;
  StakeEntry read;
  read.provider = *address;
  read.stake.stake = *stake;
  read.stake.delegated = AmountOf(entry, "delegate_total").value_or(0);
  const auto commission = chains::ReadDecimal(entry.Find("delegate_commission")).value_or(0);
  read.stake.commission = std::min(1.0, static_cast<double>(commission) / kPercent);
  read.stake.applied_block = *applied;
  read.stake.jails = chains::ReadDecimal(entry.Find("jails")).value_or(0);
  const auto end = chains::ReadDecimal(entry.Find("jail_end_time")).value_or(0);
  constexpr std::uint64_t kLastSecond = 9'000'000'000;  // what the program's time holds
  if (end > 0 && end < kLastSecond) {
    read.stake.jail_end = base::WallTime(std::chrono::seconds(end));
  }
  return read;
}

/// The list is called one thing in one answer and another in the other.
std::vector<StakeEntry> ReadEntries(const json::Value& document) {
  std::vector<StakeEntry> entries;
  for (const std::string_view key : {"stakeEntry", "stakeEntries"}) {
    const auto list = document.Find(key);
    for (std::size_t at = 0; list && at < list->Size(); ++at) {
      if (auto entry = ReadEntry(list->At(at))) entries.push_back(std::move(*entry));
    }
  }
  return entries;
}

bool HasEntries(const json::Value& document) {
  return document.Find("stakeEntry").has_value() || document.Find("stakeEntries").has_value();
}

/// What may be a segment of a path without being written otherwise.
bool IsPlanIndex(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  return !text.empty() && text.size() <= kLongest &&
         std::all_of(text.begin(), text.end(), [](char symbol) {
           return (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z') ||
                  (symbol >= '0' && symbol <= '9') || symbol == '-' || symbol == '_';
         });
}

}  // namespace

void WriteStakeRequest(const StakeQuestion& question, chains::Request& request) {
  std::string path;
  switch (question.kind) {
    case StakeQuestion::Kind::kProvider:
      path = std::string(kPairing) + "provider/" + question.provider + '/' + question.spec;
      break;
    case StakeQuestion::Kind::kChain:
      path = std::string(kPairing) + "providers/" + question.spec;
      break;
    case StakeQuestion::Kind::kPlans:
      path = std::string(kPlans) + "list";
      break;
    case StakeQuestion::Kind::kPlan:
      path = std::string(kPlans) + "info/" + question.plan;
      break;
  }
  chains::WriteGetRequest(path, request);
}

std::optional<StakeQuestion> StakeBook::Next(const std::vector<Account>& accounts,
                                             base::MonoTime now) {
  using Kind = StakeQuestion::Kind;
  if (under_way_) return std::nullopt;
  if (questions_.empty()) {
    if (now < next_round_) return std::nullopt;
    next_round_ = now + kInterval;
    Forget(now);
    std::set<std::string> specs;
    for (const Account& account : accounts) {
      questions_.push_back({.kind = Kind::kProvider,
                            .provider = account.provider,
                            .spec = account.spec,
                            .plan = {}});
      specs.insert(account.spec);
    }
    for (const std::string& spec : specs) {
      questions_.push_back({.kind = Kind::kChain, .provider = {}, .spec = spec, .plan = {}});
    }
    questions_.push_back({.kind = Kind::kPlans, .provider = {}, .spec = {}, .plan = {}});
  }
  under_way_ = true;
  StakeQuestion question = std::move(questions_.front());
  questions_.pop_front();
  return question;
}

base::MonoTime StakeBook::NextDeadline() const {
  if (under_way_) return base::MonoTime::max();
  return questions_.empty() ? next_round_ : base::MonoTime{};
}

void StakeBook::Hurry() { next_round_ = base::MonoTime{}; }

void StakeBook::OnReply(const StakeQuestion& question, const probes::Completion& reply,
                        base::MonoTime now, json::Reader& reader) {
  under_way_ = false;
  if (TakeReply(question, reply, now, reader) || question.failures + 1 >= kTries) return;
  questions_.push_back(question);
  ++questions_.back().failures;
}

bool StakeBook::TakeReply(const StakeQuestion& question, const probes::Completion& reply,
                          base::MonoTime now, json::Reader& reader) {
  constexpr int kOk = 200;
  if (reply.fault != chains::TransportFault::kNone || reply.http_status != kOk) return false;
  const auto document = reader.Read(reply.body);
  if (!document) return false;
  if (question.kind == StakeQuestion::Kind::kPlans) return OnPlans(document.value());
  if (question.kind == StakeQuestion::Kind::kPlan) {
    return OnPlan(question, document.value(), now);
  }
  if (!HasEntries(document.value())) return false;
  const std::vector<StakeEntry> entries = ReadEntries(document.value());
  if (question.kind == StakeQuestion::Kind::kChain) {
    const auto active = std::count_if(entries.begin(), entries.end(), [](const StakeEntry& entry) {
      return !entry.stake.frozen();
    });
    active_[question.spec] = {static_cast<std::size_t>(active), now};
    return true;
  }
  const auto name = std::pair(question.provider, question.spec);
  stakes_.erase(name);
  for (const StakeEntry& entry : entries) {
    if (entry.provider == question.provider) stakes_[name] = {.stake = entry.stake, .at = now};
  }
  return true;
}

std::optional<Stake> StakeBook::StakeOf(const Account& account) const {
  const auto known = stakes_.find({account.provider, account.spec});
  if (known == stakes_.end()) return std::nullopt;
  return known->second.stake;
}

JailExemptions StakeBook::ExemptionsOf(const Account& account, const EpochStarts& epochs) const {
  JailExemptions exempt;
  if (const auto stake = StakeOf(account)) {
    exempt.frozen = stake->frozen();
    const auto oldest = epochs.Ago(kEpochsOfMemory);
    if (oldest) exempt.is_new = stake->applied_block > *oldest && stake->jails == 0;
  }
  const auto active = active_.find(account.spec);
  const auto least_pairing = LeastPairing();
  if (active != active_.end() && least_pairing) {
    exempt.few_providers = active->second.first <= *least_pairing;
  }
  return exempt;
}

void StakeBook::Forget(base::MonoTime now) {
  const auto is_old = [now](base::MonoTime at) { return now - at > kStandsFor; };
  for (auto each = stakes_.begin(); each != stakes_.end();) {
    each = is_old(each->second.at) ? stakes_.erase(each) : std::next(each);
  }
  for (auto each = active_.begin(); each != active_.end();) {
    each = is_old(each->second.second) ? active_.erase(each) : std::next(each);
  }
  for (auto& [index, pairing] : plans_) {
    if (pairing && is_old(pairing->at)) pairing.reset();
  }
}

bool StakeBook::OnPlans(const json::Value& document) {
  const auto list = document.Find("plans_info");
  if (!list || !list->IsArray()) return false;
  lists_all_plans_ = list->Size() <= kMaxPlans;
  std::map<std::string, std::optional<Pairing>> plans;
  for (std::size_t at = 0; at < std::min(list->Size(), kMaxPlans); ++at) {
    const auto text = chains::ReadText(list->At(at).Find("index"));
    if (!text || !IsPlanIndex(*text)) {
      lists_all_plans_ = false;
      continue;
    }
    std::string index(*text);
    const auto known = plans_.find(index);
    const auto pairing = known == plans_.end() ? std::nullopt : known->second;
    if (!plans.emplace(index, pairing).second) continue;
    questions_.push_back(
        {.kind = StakeQuestion::Kind::kPlan, .provider = {}, .spec = {}, .plan = std::move(index)});
  }
  plans_ = std::move(plans);
  return true;
}

bool StakeBook::OnPlan(const StakeQuestion& question, const json::Value& document,
                       base::MonoTime now) {
  const auto most =
      chains::ReadDecimal(document.Point("/plan_info/plan_policy/max_providers_to_pair"));
  if (!most) return false;
  const auto plan = plans_.find(question.plan);
  if (plan != plans_.end()) plan->second = Pairing{.most = *most, .at = now};
  return true;
}

std::optional<std::uint64_t> StakeBook::LeastPairing() const {
  if (!lists_all_plans_) return std::nullopt;
  std::optional<std::uint64_t> least;
  for (const auto& [index, pairing] : plans_) {
    if (!pairing) return std::nullopt;
    least = std::min(pairing->most, least.value_or(pairing->most));
  }
  return least;
}

}  // namespace headway::lava
