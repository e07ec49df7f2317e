#include "exporter/snapshot.h"

#include <utility>

#include "base/check.h"

namespace headway::exporter {

std::shared_ptr<const Snapshot> TakeSnapshot(const health::Fleet& fleet,
                                             std::shared_ptr<const LabelBook> labels,
                                             const SelfSample& self, base::MonoTime now) {
  HEADWAY_CHECK(labels->urls.size() == fleet.urls().size());
  HEADWAY_CHECK(labels->endpoints.size() == fleet.endpoints().size());
  HEADWAY_CHECK(labels->chains.size() == fleet.chain_count());

  auto snapshot = std::make_shared<Snapshot>();
  snapshot->labels = std::move(labels);
  snapshot->taken_at = now;
  snapshot->ready = fleet.FirstRoundIsDone();
  snapshot->self = self;
  snapshot->urls.reserve(fleet.urls().size());
  for (const health::UrlRow& row : fleet.urls()) {
    snapshot->urls.push_back({.health = row.health,
                              .ledger = row.ledger,
                              .endpoints = static_cast<std::uint32_t>(row.listed_by.size()),
                              .holdoff_until = row.holdoff_until});
  }
  snapshot->endpoints.reserve(fleet.endpoints().size());
  snapshot->chains.resize(fleet.chain_count());
  for (const health::EndpointRow& row : fleet.endpoints()) {
    snapshot->endpoints.push_back({.roles = row.roles, .face = row.face, .ledger = row.ledger});
    Snapshot::Chain& chain = snapshot->chains[row.chain.value];
    for (std::size_t role = 0; role < health::kRoleCount; ++role) {
      if (!row.roles.at(role)) continue;
      Snapshot::Crew& crew = chain.crews.at(role);
      ++(row.face.serves ? crew.serving : crew.idle);
    }
  }
  return snapshot;
}

}  // namespace headway::exporter
