// Another plan: what goes on, what ends, what begins (docs/health.md, "Reload").
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "health/fleet.h"

namespace headway::health {

namespace {

bool ListsTheSame(const EndpointRow& endpoint, const EndpointRow& before, const Lineage& lineage) {
  if (endpoint.urls.size() != before.urls.size()) return false;
  return std::all_of(endpoint.urls.begin(), endpoint.urls.end(), [&](base::UrlIndex url) {
    const auto& former = lineage.urls[url.value];
    return former &&
           std::find(before.urls.begin(), before.urls.end(), *former) != before.urls.end();
  });
}

}  // namespace

/// It was blocked for what its URLs were; they are others now.
void Fleet::ProbeAtOnce(EndpointRow& endpoint, base::MonoTime now) {
  for (auto& block : endpoint.blocks) {
    if (block) ProbeBlock(endpoint, *block, policy_.health.recheck_timeout, now);
  }
}

void Fleet::Reload(const FleetPlan& plan, const FleetPolicy& policy, const Lineage& lineage,
                   base::MonoTime now, base::WallTime wall, base::WallTime epoch_wall) {
  HEADWAY_CHECK(lineage.urls.size() == plan.urls.size());
  HEADWAY_CHECK(lineage.takes_place_of.size() == plan.urls.size());
  HEADWAY_CHECK(lineage.endpoints.size() == plan.endpoints.size());
  HEADWAY_CHECK(lineage.chains.size() == plan.chains.size());
  policy_ = policy;
  epoch_.SetDuration(policy.epoch.duration, epoch_wall);
  auto old_urls = std::exchange(urls_, {});
  auto old_endpoints = std::exchange(endpoints_, {});
  const auto old_chains = std::exchange(chains_, {});
  Build(plan);
  blocks_ = 0;
  InheritChains(old_chains, old_urls, lineage);
  InheritUrls(std::move(old_urls), old_chains, lineage);
  if (urls_without_poll_ == 0) first_round_is_done_ = true;
  InheritEndpoints(std::move(old_endpoints), lineage, {.now = now, .wall = wall});
}

void Fleet::InheritChains(const std::vector<ReferenceHead>& old,
                          const std::vector<UrlRow>& old_urls, const Lineage& lineage) {
  std::vector<std::vector<std::optional<std::size_t>>> old_hosts;
  for (const ReferenceHead& chain : chains_) old_hosts.emplace_back(chain.host_count());
  for (std::size_t url = 0; url < urls_.size(); ++url) {
    if (!lineage.urls[url]) continue;
    const UrlPlan& planned = urls_[url].plan;
    old_hosts[planned.chain.value][planned.host] = old_urls[lineage.urls[url]->value].plan.host;
  }
  for (std::size_t chain = 0; chain < chains_.size(); ++chain) {
    const auto& before = lineage.chains[chain];
    if (before) chains_[chain].Inherit(old[before->value], old_hosts[chain]);
  }
}

void Fleet::InheritUrls(std::vector<UrlRow> old, const std::vector<ReferenceHead>& old_chains,
                        const Lineage& lineage) {
  for (std::uint32_t url = 0; url < urls_.size(); ++url) {
    UrlRow& row = urls_[url];
    if (const auto& before = lineage.urls[url]) {
      UrlRow kept = std::move(old[before->value]);
      const auto& expected_before = old_chains[kept.plan.chain.value].rules().expected;
      kept.plan = row.plan;
      if (!kept.plan.asks_identity ||
          expected_before != chains_[kept.plan.chain.value].rules().expected) {
        // Another answer is right now, or any: what was thought of the old ones is void.
        kept.identity = IdentityWatch();
        kept.facts = PollFacts();
      }
      kept.listed_by = std::move(row.listed_by);
      row = std::move(kept);
      if (row.polled) --urls_without_poll_;
      if (row.testimony) {
        row.testimony->url = {url};
        Testimony& current = *row.testimony;
        ReferenceHead& reference = chains_[row.plan.chain.value];
        const Testimony* rival = reference.TestimonyOf(row.plan.host);
        if (rival == nullptr || rival->answered_at <= current.answered_at) {
          reference.Note(row.plan.host, current);
        }
      }
    } else if (const auto& stands_for = lineage.takes_place_of[url]) {
      // The endpoint keeps its last settled verdict until the new credentials have been tried.
      const UrlHealth& before_it = old[stands_for->value].health;
      row.health.settled_good = before_it.settled_good;
      row.health.serves = before_it.serves;
      if (before_it.serves) row.health.gauge = true;
    }
  }
}

void Fleet::InheritEndpoints(std::vector<EndpointRow> old, const Lineage& lineage,
                             const Moment& at) {
  for (std::uint32_t index = 0; index < endpoints_.size(); ++index) {
    EndpointRow& endpoint = endpoints_[index];
    const auto& before = lineage.endpoints[index];
    if (!before) {
      endpoint.face = Fold(endpoint);
      BlockIfHopeless({index}, at);
      continue;
    }
    EndpointRow& kept = old[before->value];
    endpoint.ledger = std::move(kept.ledger);
    endpoint.scores = kept.scores;
    endpoint.before_reset = kept.before_reset;
    endpoint.face = kept.face;
    endpoint.blocks = CarryOver(kept.blocks, kept.roles, endpoint.roles);
    for (const auto& block : endpoint.blocks) {
      if (block) ++blocks_;
    }
    FoldEndpoint({index}, at.wall, {.error = {}, .is_reload = true});
    if (!ListsTheSame(endpoint, kept, lineage)) ProbeAtOnce(endpoint, at.now);
    if (kept.roles != endpoint.roles) BlockIfHopeless({index}, at);
  }
}

}  // namespace headway::health
