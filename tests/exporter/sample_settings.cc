#include "tests/exporter/sample_settings.h"

#include <chrono>
#include <utility>

#include "tests/support/manual_clock.h"

namespace headway::exporter {
namespace {

chains::ChainSpec Chain(const std::string& id, chains::FamilyId family,
                        base::Duration average_block_time) {
  chains::ChainSpec chain;
  chain.id = id;
  chain.name = id;
  chain.family = family;
  chain.average_block_time = average_block_time;
  chain.blocks_to_save = 10;
  return chain;
}

}  // namespace

config::Settings SampleSettings() {
  config::Settings settings;
  settings.chains = {Chain("BASE", chains::FamilyId::kEvm, std::chrono::seconds(2)),
                     Chain("ETH1", chains::FamilyId::kEvm, std::chrono::seconds(12)),
                     Chain("EVMOS", chains::FamilyId::kTendermint, std::chrono::seconds(4)),
                     Chain("SOLANA", chains::FamilyId::kSvm, std::chrono::milliseconds(400))};
  settings.chains[2].second_family = chains::FamilyId::kEvm;
  settings.chains[2].expected_chain_ids = {"evmos_9001-2", "0x2329"};
  return settings;
}

config::NodeUrl SampleUrl(const std::string& url_id, const std::string& host) {
  config::NodeUrl url;
  url.target.url = "https://" + host + '/';
  url.url_id = url_id;
  url.scheme = "https";
  url.host = host;
  return url;
}

config::Endpoint SampleEndpoint(const std::string& name, const std::string& spec,
                                std::vector<config::NodeUrl> urls, health::Role role) {
  config::Endpoint endpoint;
  endpoint.name = name;
  endpoint.role = role;
  endpoint.spec = spec;
  endpoint.api_interface = "jsonrpc";
  endpoint.urls = std::move(urls);
  return endpoint;
}

std::shared_ptr<const Snapshot> SnapshotBeforeFirstPoll(const FleetBuild& build) {
  const testing::ManualClock clock;
  const health::Fleet fleet(build.fleet, health::FleetPolicy{}, 1, clock.Wall());
  SelfSample self;
  self.last_reload_success = clock.Wall();
  self.epoch = fleet.epoch().epoch();
  self.epoch_start = fleet.epoch().start();
  return TakeSnapshot(fleet, build.labels, self, clock.Mono());
}

}  // namespace headway::exporter
