#include "exporter/front_page.h"

#include "exporter/http_reply.h"
#include "health/state.h"

namespace headway::exporter {
namespace {

std::string TierInWords(const Snapshot::Chain& chain) {
  if (!chain.HasEndpoints()) return "only reference URLs";
  switch (chain.Tier()) {
    case 0:
      return "tier 0: nobody serves";
    case 1:
      return "tier 1: only backups serve";
    default:
      return "tier 2: primaries serve";
  }
}

std::string ChainLine(const Snapshot& snapshot, std::size_t row) {
  const Snapshot::Chain& chain = snapshot.chains[row];
  const LabelBook::Chain& labels = snapshot.labels->chains[row];
  std::string line = labels.spec + '/' + labels.api_interface + "  " + TierInWords(chain);
  if (chain.reference) line += "  reference " + std::to_string(chain.reference->value);
  if (chain.halted) line += "  halted";
  return line + '\n';
}

std::string EndpointLine(const Snapshot& snapshot, std::size_t row) {
  const Snapshot::Endpoint& endpoint = snapshot.endpoints[row];
  std::string line = "  " + snapshot.labels->endpoints[row].name + "  ";
  line += health::ToString(endpoint.face.state);
  if (endpoint.face.head) line += "  head " + std::to_string(endpoint.face.head->value);
  for (const health::Role role : health::kAllRoles) {
    const auto& block = endpoint.blocks.at(static_cast<std::size_t>(role));
    if (!block) continue;
    line += block->reblocked ? "  reblocked as " : "  blocked as ";
    line += health::ToString(role);
    line += " (" + std::string(health::ToString(block->reason)) + ')';
  }
  return line + '\n';
}

}  // namespace

std::string RenderFrontPage(const Snapshot& snapshot, const std::string& version,
                            const std::string& telemetry_path) {
  std::size_t healthy = 0;
  for (const Snapshot::Endpoint& endpoint : snapshot.endpoints) {
    if (endpoint.face.gauge) ++healthy;
  }
  const SelfSample& self = snapshot.self;
  std::string page = "headway " + version + "\n\n" + std::to_string(healthy) + " of " +
                     std::to_string(snapshot.endpoints.size()) + " endpoints healthy, " +
                     std::to_string(snapshot.urls.size()) + " URLs polled\nepoch " +
                     std::to_string(self.epoch) + " from " + Rfc3339(self.epoch_start) + " to " +
                     Rfc3339(self.epoch_start + self.epoch_duration) + "\n";
  for (std::size_t chain = 0; chain < snapshot.chains.size(); ++chain) {
    page += '\n' + ChainLine(snapshot, chain);
    for (std::size_t row = 0; row < snapshot.endpoints.size(); ++row) {
      if (snapshot.endpoints[row].chain.value == chain) page += EndpointLine(snapshot, row);
    }
  }
  page += '\n' + telemetry_path + "  metrics\n";
  page +=
      "/metrics/overall-health  somebody serves every chain (?mode=any: one of them)\n"
      "/health/SPEC/INTERFACE[/ENDPOINT]  the same of one chain; of one endpoint its verdict\n"
      "/status/backups_needed  a chain has no primary that serves\n"
      "/api/v1/endpoints[/SPEC/INTERFACE/ENDPOINT]  states; of one endpoint, why\n"
      "/api/v1/urls  /api/v1/chains  /api/v1/epochs  /api/v1/lava\n"
      "/livez  the process lives\n"
      "/readyz  the first round over all URLs is done\n";
  return page;
}

}  // namespace headway::exporter
