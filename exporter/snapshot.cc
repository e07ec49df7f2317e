#include "exporter/snapshot.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace headway::exporter {
namespace {

LabelSet ClientLabels(const health::NodeDepth& depth) {
  if (!depth.client) return {};
  return {{"client", depth.client->fact.text()}};
}

void TakeUrls(const health::Fleet& fleet, Snapshot& snapshot) {
  snapshot.urls.reserve(fleet.urls().size());
  for (const health::UrlRow& row : fleet.urls()) {
    snapshot.urls.push_back({.chain = row.plan.chain,
                             .health = row.health,
                             .standing = row.identity.standing,
                             .asks_identity = row.plan.asks_identity,
                             .ledger = row.ledger,
                             .tls = row.tls,
                             .endpoints = static_cast<std::uint32_t>(row.listed_by.size()),
                             .head = row.head,
                             .goes_back_and_forth = row.goes_back_and_forth,
                             .blocks_refused = row.held.empty() ? row.block_error : std::nullopt,
                             .holdoff_until = row.holdoff_until,
                             .before_reset = row.before_reset,
                             .depth = row.depth,
                             .claims = row.plan.claims,
                             .unprovable = row.plan.unprovable,
                             .client = ClientLabels(row.depth),
                             .block_height = row.block_height});
  }
}

std::shared_ptr<const Snapshot::Details> TakeDetails(const health::Fleet& fleet) {
  auto details = std::make_shared<Snapshot::Details>();
  details->urls.reserve(fleet.urls().size());
  for (const health::UrlRow& row : fleet.urls()) {
    details->urls.push_back({.history = row.history,
                             .identity = row.identity,
                             .head_since = row.head_watch.since(),
                             .head_block_time = row.head_block_time,
                             .fork = row.fork,
                             .reference_seen = row.reference_seen});
  }
  for (const health::ReferenceHead& chain : fleet.chains()) {
    details->chains.push_back(chain.rules());
  }
  details->policy = fleet.policy();
  return details;
}

void TakeChains(const health::Fleet& fleet, base::MonoTime now, Snapshot& snapshot) {
  snapshot.chains.reserve(fleet.chains().size());
  for (const health::ReferenceHead& chain : fleet.chains()) {
    snapshot.chains.push_back({.crews = {},
                               .everyone = {},
                               .reference = chain.height(),
                               .reference_changed = chain.changed_at(),
                               .witnesses = chain.WitnessCount(now),
                               .halted = chain.Halted(now),
                               .block_time = chain.block_time(),
                               .reputation_benchmark = {}});
  }
}

std::optional<std::uint64_t> LagOf(const health::Face& face, const Snapshot::Chain& chain) {
  if (!face.head || !chain.reference) return std::nullopt;
  // A node that answers is asked up to max-backoff apart: its lag is that of its last answer, and
  // does not grow with our patience. That of one that does not answer grows.
  const std::uint64_t reference = face.reference_seen.value_or(*chain.reference).value;
  return reference > face.head->value ? reference - face.head->value : 0;
}

std::optional<health::Qos> QosOfEpoch(const std::optional<health::QosTally>& tally) {
  return tally ? health::QosOf(*tally) : std::nullopt;
}

void TakeEndpoints(const health::Fleet& fleet, Snapshot& snapshot) {
  snapshot.endpoints.reserve(fleet.endpoints().size());
  for (const health::EndpointRow& row : fleet.endpoints()) {
    Snapshot::Chain& chain = snapshot.chains[row.chain.value];
    Snapshot::Endpoint& endpoint = snapshot.endpoints.emplace_back(
        Snapshot::Endpoint{.chain = row.chain,
                           .roles = row.roles,
                           .serves = {},
                           .settled_good = row.face.settled_good,
                           .face = row.face,
                           .blocks = row.blocks,
                           .ledger = row.ledger,
                           .qos = health::QosOf(row.scores.qos),
                           .previous_epoch_qos = QosOfEpoch(row.scores.previous_epoch),
                           .reputation = row.scores.reputation,
                           .before_reset = row.before_reset,
                           .lag = LagOf(row.face, chain)});
    for (const health::Role role : health::kAllRoles) {
      const auto slot = static_cast<std::size_t>(role);
      if (!row.roles.at(slot)) continue;
      endpoint.serves.at(slot) = health::Serves(row, role);
      Snapshot::Crew& crew = chain.crews.at(slot);
      ++(endpoint.serves.at(slot) ? crew.serving : crew.idle);
    }
    const bool serves = endpoint.serves != health::Roles{};
    ++(serves ? chain.everyone.serving : chain.everyone.idle);
  }
}

void CompareReputations(Snapshot& snapshot) {
  std::vector<std::vector<double>> scores(snapshot.chains.size());
  for (const Snapshot::Endpoint& endpoint : snapshot.endpoints) {
    if (!endpoint.reputation) continue;
    scores[endpoint.chain.value].push_back(endpoint.reputation->Score());
  }
  for (std::size_t chain = 0; chain < scores.size(); ++chain) {
    std::sort(scores[chain].begin(), scores[chain].end());
    snapshot.chains[chain].reputation_benchmark = health::BenchmarkOf(scores[chain]);
  }
}

}  // namespace

bool Snapshot::Chain::HasEndpoints() const {
  return std::any_of(crews.begin(), crews.end(),
                     [](const Crew& crew) { return crew.serving + crew.idle > 0; });
}

int Snapshot::Chain::Tier() const {
  if (crews.at(static_cast<std::size_t>(health::Role::kPrimary)).serving > 0) return 2;
  return crews.at(static_cast<std::size_t>(health::Role::kBackup)).serving > 0 ? 1 : 0;
}

std::shared_ptr<const Snapshot> TakeSnapshot(const health::Fleet& fleet,
                                             std::shared_ptr<const LabelBook> labels,
                                             const SelfSample& self, base::MonoTime now,
                                             SnapshotDepth depth, const OtherWatches& others) {
  HEADWAY_CHECK(labels->urls.size() == fleet.urls().size());
  HEADWAY_CHECK(labels->endpoints.size() == fleet.endpoints().size());
  HEADWAY_CHECK(labels->chains.size() == fleet.chains().size());

  auto snapshot = std::make_shared<Snapshot>();
  snapshot->labels = std::move(labels);
  snapshot->taken_at = now;
  snapshot->ready = fleet.FirstRoundIsDone();
  snapshot->self = self;
  snapshot->listeners = others.listeners;
  snapshot->lava = others.lava;
  TakeUrls(fleet, *snapshot);
  TakeChains(fleet, now, *snapshot);
  TakeEndpoints(fleet, *snapshot);
  CompareReputations(*snapshot);
  if (depth == SnapshotDepth::kHistories) snapshot->details = TakeDetails(fleet);
  return snapshot;
}

}  // namespace headway::exporter
