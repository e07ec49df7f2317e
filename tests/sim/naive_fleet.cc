#include "tests/sim/naive_fleet.h"

#include <algorithm>

namespace headway::sim {

using base::Duration;
using base::MonoTime;

namespace {

/// A stride is the blocks of half a minute, rounded up.
NaiveWindow WindowOf(const NaiveChain& chain) {
  constexpr Duration kHalfMinute = std::chrono::seconds(30);
  auto stride = static_cast<std::uint64_t>(kHalfMinute / chain.block_time);
  if (kHalfMinute % chain.block_time != Duration::zero()) ++stride;
  return {.blocks_to_save = chain.blocks_to_save, .stride = stride};
}

}  // namespace

NaiveFleet::NaiveFleet(const NaiveConfig& config) : references_(config.chains.size()) {
  OnReload(config, MonoTime{});
}

NaiveUrls NaiveFleet::UrlsOf(std::size_t chain) const {
  NaiveUrls urls;
  for (const auto& [key, url] : urls_) {
    if (url.entry.chain == chain) urls.push_back(&url);
  }
  return urls;
}

bool NaiveFleet::ListedByBlocked(const std::string& url) const {
  return std::any_of(endpoints_.begin(), endpoints_.end(), [&](const auto& row) {
    const NaiveEndpoint& endpoint = row.second;
    const auto& listed = endpoint.entry.urls;
    return (endpoint.blocking[kNaivePrimary].blocked || endpoint.blocking[kNaiveBackup].blocked) &&
           std::find(listed.begin(), listed.end(), url) != listed.end();
  });
}

bool NaiveFleet::AsksIdentity(const std::string& key, MonoTime now) const {
  constexpr Duration kWhileRight = std::chrono::minutes(10);
  const NaiveUrl& url = urls_.at(key);
  if (!url.entry.has_identity) return false;
  if (!url.identity_asked_at || url.standing == "doubted" || ListedByBlocked(key)) return true;
  const Duration since = now - *url.identity_asked_at;
  if (url.standing == "wrong" || url.identity_failed) {
    return since >= config_.policy.reconnect_interval;
  }
  return !url.connected || since >= kWhileRight;
}

bool NaiveFleet::AsksSyncing(const std::string& key) const {
  const NaiveUrl& url = urls_.at(key);
  return url.last_verdict == "lagging" || url.last_verdict == "syncing";
}

void NaiveFleet::OnConnection(const std::string& url, bool healthy) {
  urls_.at(url).connected = healthy;
}

void NaiveFleet::OnIdentity(const std::string& key, const Told& told, MonoTime now) {
  NaiveUrl& url = urls_.at(key);
  url.identity_asked_at = now;
  url.identity_failed = told.wire != Wire::kAnswered;
  url.standing_before = url.standing;
  if (!url.identity_failed) HearIdentity(config_.chains[url.entry.chain], told.identity, url);
}

void NaiveFleet::OnBlock(const std::string& key, const Told& told) {
  NaiveUrl& url = urls_.at(key);
  HearBlock(told, WindowOf(config_.chains[url.entry.chain]), url);
  if (url.standing != "doubted") ShowHead(url);
}

void NaiveFleet::Throttle(const Told& told, MonoTime now, NaiveUrl& url) const {
  constexpr Duration kFirst = std::chrono::seconds(5);
  constexpr Duration kLongest = std::chrono::minutes(2);
  constexpr int kMostDoublings = 10;
  if (told.retry_after) {
    url.holdoff_until = now + std::min(*told.retry_after, config_.policy.max_holdoff);
    return;
  }
  const Duration step = kFirst * (1 << std::min(url.throttles, kMostDoublings));
  url.holdoff_until = now + std::min(step, kLongest);
  ++url.throttles;
}

void NaiveFleet::HearPoll(const NaivePoll& poll, NaiveUrl& url) const {
  if (!url.first_poll_at) url.first_poll_at = poll.now;
  if (url.finished_at) url.last_gap = poll.now - *url.finished_at;
  url.finished_at = poll.now;
  if (poll.head.wire != Wire::kAnswered) return;
  const std::string_view before = poll.identity ? url.standing_before : url.standing;
  if (before == "doubted" || before == "wrong") ForgetHeads(url);
  HearHead(poll.head.head, WindowOf(config_.chains[url.entry.chain]), url);
  // Until doubt is settled, the head is not used.
  if (url.standing != "doubted") ShowHead(url);
}

void NaiveFleet::Testify(const NaivePoll& poll, const Told* fault, bool answered,
                         NaiveUrl& url) const {
  const bool throttled = fault != nullptr && fault->wire == Wire::kThrottled;
  if (answered) url.fell_silent = false;
  url.usable =
      !throttled && url.standing != "doubted" && url.standing != "wrong" && !url.fell_silent;
  if (answered) {
    url.answered_at = poll.now;
    url.throttles = 0;
    BearWitness(poll.now, url);
  }
  if (throttled) Throttle(*fault, poll.now, url);
}

void NaiveFleet::Decide(const NaivePoll& poll, const Told* fault, bool answered, NaiveUrl& url) {
  const bool throttled = fault != nullptr && fault->wire == Wire::kThrottled;
  if (throttled && !GraceIsOver(url, poll.now)) {
    url.throttled = true;
    url.history.push_back({.wire = Wire::kThrottled,
                           .inconclusive = true,
                           .generation = poll.generation,
                           .at = poll.now});
    return;
  }
  Judge(poll, fault, answered, url);
  if (fault != nullptr && !throttled && !url.gauge) {
    url.fell_silent = true;
    url.usable = false;
  }
}

void NaiveFleet::OnPoll(const NaivePoll& poll) {
  NaiveUrl& url = urls_.at(poll.url);
  HearPoll(poll, url);
  const bool doubted = url.standing == "doubted";
  const Told* fault = nullptr;
  if (poll.head.wire != Wire::kAnswered) {
    fault = &poll.head;
  } else if (doubted && poll.identity && poll.identity->wire != Wire::kAnswered) {
    fault = &*poll.identity;
  }
  const bool answered = fault == nullptr && !doubted && url.standing != "wrong";
  Testify(poll, fault, answered, url);
  NaiveChainView(config_.policy, config_.chains[url.entry.chain], UrlsOf(url.entry.chain), poll.now,
                 poll.wall)
      .Recompute(references_[url.entry.chain]);
  if (answered) CompareHashes(poll, url);
  if (poll.generation < url.guard) return;

  if (doubted && fault == nullptr) {
    url.throttled = false;
    url.history.push_back({.inconclusive = true, .generation = poll.generation, .at = poll.now});
    Probe(poll, false, true);
  } else {
    Decide(poll, fault, answered, url);
    const bool identity_was_asked = poll.identity || !url.entry.has_identity;
    Probe(poll, answered && identity_was_asked, !answered || identity_was_asked);
  }
  for (auto& [name, endpoint] : endpoints_) {
    const auto& listed = endpoint.entry.urls;
    if (std::find(listed.begin(), listed.end(), poll.url) != listed.end()) {
      BlockIfAllFail(endpoint, poll.now);
    }
  }
}

bool NaiveFleet::Halted(std::size_t chain, MonoTime now) const {
  const NaiveChainView view(config_.policy, config_.chains[chain], UrlsOf(chain), now, {});
  return view.IsHalted(references_[chain]);
}

std::size_t NaiveFleet::WitnessCount(std::size_t chain, MonoTime now) const {
  const NaiveChainView view(config_.policy, config_.chains[chain], UrlsOf(chain), now, {});
  return view.Witnesses(references_[chain]).size();
}

bool NaiveFleet::GraceIsOver(const NaiveUrl& url, MonoTime now) const {
  const MonoTime since = url.answered_at ? *url.answered_at : *url.first_poll_at;
  return now - since >= config_.policy.throttled_grace;
}

void NaiveFleet::CompareHashes(const NaivePoll& poll, NaiveUrl& url) const {
  const std::size_t chain = url.entry.chain;
  const NaiveChainView view(config_.policy, config_.chains[chain], UrlsOf(chain), poll.now,
                            poll.wall);
  const auto forked = view.IsForkedByHash(url, references_[chain]);
  if (forked) url.forked_by_hash = *forked;
  if (forked && *forked) url.fork_proved_at = poll.now;
  if (!forked && poll.now - url.fork_proved_at >= config_.policy.epoch_duration) {
    url.forked_by_hash = false;
  }
}

void NaiveFleet::Judge(const NaivePoll& poll, const Told* fault, bool answered, NaiveUrl& url) {
  const NaiveChain& chain = config_.chains[url.entry.chain];
  const NaiveReference& reference = references_[url.entry.chain];
  const NaiveUrls urls = UrlsOf(url.entry.chain);
  const NaiveChainView view(config_.policy, chain, urls, poll.now, poll.wall);

  NaiveVerdict verdict;
  if (fault != nullptr) {
    constexpr std::array<std::string_view, 5> kNames = {"healthy", "unreachable", "auth_failed",
                                                        "throttled", "failing"};
    verdict.name = kNames.at(static_cast<std::size_t>(fault->wire));
  } else if (url.standing == "wrong") {
    verdict = {.name = "wrong_chain", .answered = false, .proved = true};
  } else {
    const bool says_syncing =
        poll.syncing && poll.syncing->wire == Wire::kAnswered && poll.syncing->syncing;
    verdict = view.Judge(url, says_syncing, reference);
  }
  const bool throttled = verdict.name == "throttled";
  const bool bad = throttled || config_.policy.unhealthy_on.count(verdict.name) > 0;
  url.throttled = throttled;
  if (!throttled) url.last_verdict = verdict.name;
  Settle(verdict, bad, config_.policy, url);

  if (fault != nullptr && !throttled) url.latest_fault = fault->wire;
  url.history.push_back({.wire = fault != nullptr ? fault->wire : Wire::kAnswered,
                         .refusal = fault != nullptr && fault->refusal,
                         .answered = answered,
                         .good = answered && !bad,
                         .generation = poll.generation,
                         .at = poll.now});
  constexpr std::size_t kEnough = 2000;
  if (url.history.size() > kEnough) url.history.pop_front();
}

void NaiveFleet::OnBoundary(MonoTime now) {
  ++generation_;
  for (auto& [key, url] : urls_) {
    if (!url.history.empty()) url.history.back().boundary_since = true;
    url.identity_asked_at.reset();
    if (!url.gauge || ListedByBlocked(key)) url.guard = generation_;
    if (url.gauge || now < url.holdoff_until) continue;
    url.decided = false;
    url.against = 0;
    if (config_.policy.verified) continue;
    url.gauge = true;
    url.settled_state = "unknown";
    url.throttled = false;
  }
  for (auto& [key, endpoint] : endpoints_) {
    for (NaiveBlocking& blocking : endpoint.blocking) {
      if (!blocking.blocked) continue;
      blocking.reblocked = true;
      blocking.ended.clear();
      blocking.probe_at = now;
    }
  }
}

// Endpoints as the world sees them.

bool NaiveFleet::Gauge(const NaiveEndpoint& endpoint) const {
  return std::any_of(endpoint.entry.urls.begin(), endpoint.entry.urls.end(),
                     [&](const std::string& url) { return urls_.at(url).gauge; });
}

std::string_view NaiveFleet::State(const NaiveEndpoint& endpoint) const {
  constexpr std::array<std::string_view, 11> kOrder = {
      "healthy", "throttled", "unknown",     "lagging",     "syncing",    "stale",
      "forked",  "failing",   "auth_failed", "unreachable", "wrong_chain"};
  const bool gauge = Gauge(endpoint);
  for (const std::string_view state : kOrder) {
    for (const std::string& key : endpoint.entry.urls) {
      const NaiveUrl& url = urls_.at(key);
      if (url.gauge == gauge && url.Shown() == state) return state;
    }
  }
  return "none";
}

bool NaiveFleet::Enabled(const NaiveEndpoint& endpoint) const {
  return std::any_of(endpoint.entry.urls.begin(), endpoint.entry.urls.end(),
                     [&](const std::string& url) {
                       return RefusalsInARow(urls_.at(url)) < config_.policy.disable_after;
                     });
}

bool NaiveFleet::Serves(const NaiveEndpoint& endpoint, std::size_t role) const {
  if (!endpoint.entry.roles.at(role) || endpoint.blocking.at(role).blocked) return false;
  return std::any_of(endpoint.entry.urls.begin(), endpoint.entry.urls.end(),
                     [&](const std::string& key) {
                       const NaiveUrl& url = urls_.at(key);
                       const auto inherited = endpoint.inherited.find(key);
                       if (inherited != endpoint.inherited.end() && !url.ever_settled) {
                         return inherited->second;
                       }
                       return url.serves;
                     });
}

std::optional<std::uint64_t> NaiveFleet::Head(const NaiveEndpoint& endpoint) const {
  std::optional<std::uint64_t> highest;
  for (const std::string& key : endpoint.entry.urls) {
    const NaiveUrl& url = urls_.at(key);
    if (url.standing == "wrong" || url.Shown() == "wrong_chain" || url.Shown() == "forked")
      continue;
    if (url.head && (!highest || *url.head > *highest)) highest = url.head;
  }
  return highest;
}

int NaiveFleet::Tier(std::size_t chain) const {
  int tier = 0;
  for (const auto& [key, endpoint] : endpoints_) {
    if (endpoint.entry.chain != chain) continue;
    if (Serves(endpoint, kNaivePrimary)) return 2;
    if (Serves(endpoint, kNaiveBackup)) tier = 1;
  }
  return tier;
}

}  // namespace headway::sim
