#include "tests/sim/invariants.h"

#include <algorithm>

namespace headway::sim {

using base::Duration;
using base::MonoTime;

void Invariants::BeforeTick(bool boundary) {
  generation_heard_ = truth_.generation();
  if (!boundary) return;
  before_boundary_.clear();
  for (const auto& [name, endpoint] : truth_.endpoints()) {
    before_boundary_[name] = product_.Endpoint(name);
  }
}

bool Invariants::AnyTouched(const NaiveEndpoint& endpoint,
                            const std::set<std::string>& touched) const {
  return std::any_of(endpoint.entry.urls.begin(), endpoint.entry.urls.end(),
                     [&](const std::string& url) { return touched.count(url) > 0; });
}

void Invariants::AfterTick(const std::set<std::string>& touched, bool boundary, MonoTime now) {
  if (boundary) {
    BoundaryResetsEveryGauge(touched, now);
    BoundaryUnblocksNobody(touched);
  }
  for (const auto& [name, endpoint] : truth_.endpoints()) {
    const bool heard = AnyTouched(endpoint, touched);
    if (!heard && !boundary) continue;
    const SeenEndpoint seen = product_.Endpoint(name);
    const auto [known, is_new] = remembered_.try_emplace(name, Remembered{.seen = seen});
    Remembered& before = known->second;
    if (!is_new) {
      NobodyIsReleasedUnheard(endpoint, before.seen, seen, now);
      DownSinceIsTheFirstFall(endpoint, before.seen, seen);
      CountersAndGenerationNeverFall(endpoint, before.seen, seen);
    }
    // What was heard in this tick was heard before the boundary, and may have brought it up.
    if (heard) {
      before.down_since_reset = false;
    } else if (boundary && !before_boundary_[name].gauge) {
      before.down_since_reset = true;
    }
    before.seen = seen;
    GaugeIsTheFold(endpoint, seen);
    WhoIsDownServesNobody(endpoint, seen);
    NobodyAnsweringStaysBlocked(endpoint, seen, now);
  }
  for (std::size_t chain = 0; chain < scenario_.chains.size(); ++chain) {
    NoSingleWitnessMovesTheReference(chain, now);
  }
}

void Invariants::AfterReload() {
  RowsAreThoseConfigured();
  std::erase_if(remembered_,
                [this](const auto& row) { return truth_.endpoints().count(row.first) == 0; });
  pairs_.clear();
  // What moved has another place now, and nothing was heard.
  for (auto& [name, before] : remembered_) before.seen = product_.Endpoint(name);
}

void Invariants::CheckAll(MonoTime now) {
  RowsAreThoseConfigured();
  SharersAreAlike();
  for (const auto& [name, endpoint] : truth_.endpoints()) {
    const SeenEndpoint seen = product_.Endpoint(name);
    GaugeIsTheFold(endpoint, seen);
    WhoIsDownServesNobody(endpoint, seen);
    NobodyAnsweringStaysBlocked(endpoint, seen, now);
  }
  for (std::size_t chain = 0; chain < scenario_.chains.size(); ++chain) {
    TwoLiveNodesAreNotDark(chain, now);
  }
}

void Invariants::RowsAreThoseConfigured() {
  const auto same = [](const auto& rows, const auto& configured) {
    return std::equal(rows.begin(), rows.end(), configured.begin(), configured.end(),
                      [](const auto& row, const auto& entry) { return row.first == entry.first; });
  };
  if (!product_.keys_are_unique()) complaints_.File("two rows of one key", "");
  if (!same(product_.endpoints(), truth_.endpoints())) {
    complaints_.File("rows of endpoints are not those configured", "");
  }
  if (!same(product_.urls(), truth_.urls())) {
    complaints_.File("rows of URLs are not those configured", "");
  }
}

void Invariants::GaugeIsTheFold(const NaiveEndpoint& endpoint, const SeenEndpoint& seen) {
  const bool any = std::any_of(endpoint.entry.urls.begin(), endpoint.entry.urls.end(),
                               [this](const std::string& url) { return product_.Url(url).gauge; });
  if (any != seen.gauge) complaints_.File("gauge is not the fold", endpoint.entry.key);
}

void Invariants::DownSinceIsTheFirstFall(const NaiveEndpoint& endpoint, const SeenEndpoint& before,
                                         const SeenEndpoint& seen) {
  const std::string& key = endpoint.entry.key;
  const bool verdict_is_out = seen.state == "unknown" || seen.state == "throttled";
  if (!seen.gauge && !verdict_is_out && !seen.down_since) {
    complaints_.File("down since nobody knows when", key);
  }
  if (seen.state == "healthy" && seen.down_since) complaints_.File("healthy, and still down", key);
  if (before.down_since && seen.down_since && before.down_since != seen.down_since) {
    complaints_.File("the time of being down began anew", key);
  }
}

void Invariants::SharersAreAlike() {
  for (const auto& [one_name, one] : truth_.endpoints()) {
    for (const auto& [two_name, two] : truth_.endpoints()) {
      if (one_name >= two_name) continue;
      const std::set<std::string> urls_of_one(one.entry.urls.begin(), one.entry.urls.end());
      const std::set<std::string> urls_of_two(two.entry.urls.begin(), two.entry.urls.end());
      if (urls_of_one != urls_of_two) continue;
      const SeenEndpoint first = product_.Endpoint(one_name);
      const SeenEndpoint second = product_.Endpoint(two_name);
      const std::string both = std::string(one_name).append(", ").append(two_name);
      if (first.head != second.head) complaints_.File("sharers show different heads", both);
      const Pair apart{.successes = first.successes - second.successes,
                       .fails = first.fails - second.fails,
                       .latencies = first.latencies - second.latencies};
      const Pair& before = pairs_.try_emplace(both, apart).first->second;
      if (apart.successes != before.successes || apart.fails != before.fails ||
          apart.latencies != before.latencies) {
        complaints_.File("counters of sharers do not grow alike", both);
      }
    }
  }
}

void Invariants::BoundaryResetsEveryGauge(const std::set<std::string>& touched, MonoTime now) {
  if (scenario_.policy.verified) return;
  for (const auto& [key, url] : truth_.urls()) {
    if (product_.Url(key).gauge || touched.count(key) > 0) continue;
    if (now >= url.holdoff_until) complaints_.File("a boundary left a gauge at 0", key);
  }
}

void Invariants::BoundaryUnblocksNobody(const std::set<std::string>& touched) {
  for (const auto& [name, endpoint] : truth_.endpoints()) {
    if (AnyTouched(endpoint, touched)) continue;
    const SeenEndpoint seen = product_.Endpoint(name);
    const SeenEndpoint& before = before_boundary_[name];
    for (std::size_t role = 0; role < seen.roles.size(); ++role) {
      if (before.blocking.at(role).blocked && !seen.blocking.at(role).blocked) {
        complaints_.File("a boundary unblocked somebody", name);
      }
    }
  }
}

Duration Invariants::ProbePatience() const {
  const NaivePolicy& policy = scenario_.policy;
  constexpr int kRequestsInAPoll = 16;
  const Duration budget = scenario_.budget_requests_per_minute == 0
                              ? Duration{}
                              : Duration(std::chrono::minutes(1)) /
                                    scenario_.budget_requests_per_minute * kRequestsInAPoll;
  return std::max(policy.reconnect_interval, policy.second_chance_after) + 3 * scenario_.timeout +
         budget + Duration(std::chrono::seconds(2));
}

void Invariants::NobodyAnsweringStaysBlocked(const NaiveEndpoint& endpoint,
                                             const SeenEndpoint& seen, MonoTime now) {
  for (std::size_t role = 0; role < seen.roles.size(); ++role) {
    if (!seen.blocking.at(role).blocked) continue;
    for (const std::string& key : endpoint.entry.urls) {
      const NaiveUrl& url = truth_.urls().at(key);
      // Since when every poll of it was answered.
      std::optional<MonoTime> since;
      for (auto past = url.history.rbegin(); past != url.history.rend() && past->answered; ++past) {
        since = past->at;
      }
      if (since && now - *since > ProbePatience()) {
        complaints_.File("somebody who answers stays blocked", endpoint.entry.key);
      }
    }
  }
}

void Invariants::NobodyIsReleasedUnheard(const NaiveEndpoint& endpoint, const SeenEndpoint& before,
                                         const SeenEndpoint& seen, MonoTime now) {
  for (std::size_t role = 0; role < seen.roles.size(); ++role) {
    if (!before.blocking.at(role).blocked || seen.blocking.at(role).blocked) continue;
    const bool heard = std::any_of(
        endpoint.entry.urls.begin(), endpoint.entry.urls.end(), [&](const std::string& key) {
          const NaiveUrl& url = truth_.urls().at(key);
          return !url.history.empty() && url.history.back().at == now &&
                 url.history.back().answered && url.history.back().generation >= generation_heard_;
        });
    if (!heard) complaints_.File("released without an answer", endpoint.entry.key);
  }
}

void Invariants::WhoIsDownServesNobody(const NaiveEndpoint& endpoint, const SeenEndpoint& seen) {
  const auto remembered = remembered_.find(endpoint.entry.key);
  const bool undecided = remembered != remembered_.end() && remembered->second.down_since_reset;
  if (seen.gauge && !undecided) return;
  if (seen.serves[kNaivePrimary] || seen.serves[kNaiveBackup]) {
    complaints_.File("somebody down serves", endpoint.entry.key);
  }
}

void Invariants::CountersAndGenerationNeverFall(const NaiveEndpoint& endpoint,
                                                const SeenEndpoint& before,
                                                const SeenEndpoint& seen) {
  if (seen.successes < before.successes || seen.fails < before.fails ||
      seen.latencies < before.latencies) {
    complaints_.File("a counter fell", endpoint.entry.key);
  }
  if (product_.generation() < generation_) complaints_.File("the generation fell", "");
  generation_ = product_.generation();
}

void Invariants::NoSingleWitnessMovesTheReference(std::size_t chain, MonoTime now) {
  const std::string& spec = scenario_.chains[chain].spec;
  const SeenChain seen = product_.Chain(spec, now);
  const auto before = std::exchange(references_[spec], seen.reference);
  if (!seen.reference || !before || *seen.reference <= *before) return;
  if (truth_.references()[chain].witnesses < 3) return;
  std::set<std::string> hosts;
  for (const auto& [key, url] : truth_.urls()) {
    if (url.entry.chain == chain && url.witness_head && *url.witness_head >= *seen.reference) {
      hosts.insert(url.entry.host);
    }
  }
  if (hosts.size() < 2) complaints_.File("a single witness moved the reference", spec);
}

void Invariants::TwoLiveNodesAreNotDark(std::size_t chain, MonoTime now) {
  const NaivePolicy& policy = scenario_.policy;
  const Duration patience =
      3 * std::max<Duration>(std::chrono::seconds(5), 25 * scenario_.chains[chain].block_time) +
      2 * ProbePatience() + policy.max_holdoff +
      (policy.rise + 2) * (scenario_.max_backoff + scenario_.timeout);
  std::set<std::string> live_hosts;
  for (const auto& [name, endpoint] : truth_.endpoints()) {
    if (endpoint.entry.chain != chain) continue;
    for (const std::string& key : endpoint.entry.urls) {
      const NaiveUrl& url = truth_.urls().at(key);
      std::optional<MonoTime> since;
      for (auto past = url.history.rbegin(); past != url.history.rend() && past->good; ++past) {
        since = past->at;
      }
      if (since && now - *since > patience) live_hosts.insert(url.entry.host);
    }
  }
  if (live_hosts.size() >= 2 && truth_.Tier(chain) == 0) {
    complaints_.File("two live nodes and the chain is dark", scenario_.chains[chain].spec);
  }
}

}  // namespace headway::sim
