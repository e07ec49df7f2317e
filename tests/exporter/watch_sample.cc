#include "tests/exporter/watch_sample.h"

#include <chrono>

#include "base/check.h"
#include "exporter/fleet_builder.h"
#include "tests/exporter/sample_settings.h"
#include "tests/support/manual_clock.h"

namespace headway::exporter {
namespace {

using std::chrono::seconds;

constexpr auto kPrimary = static_cast<std::size_t>(health::Role::kPrimary);
constexpr auto kBackup = static_cast<std::size_t>(health::Role::kBackup);

FleetBuild SampleFleet() {
  config::Settings settings = SampleSettings();
  settings.chains[1].allowed_block_lag = 2;
  settings.chains[1].expected_chain_ids = {"0x1"};
  settings.endpoints = {
      SampleEndpoint("alpha", "ETH1", {SampleUrl("aaaaaaaaaaaa", "a.test:443")}),
      SampleEndpoint("beta/2", "ETH1", {SampleUrl("bbbbbbbbbbbb", "b.test:8545")},
                     health::Role::kBackup),
      SampleEndpoint("sol", "SOLANA", {SampleUrl("cccccccccccc", "c.test:8899")})};
  return BuildFleet(settings);
}

}  // namespace

std::shared_ptr<Snapshot> WatchSample() {
  const FleetBuild build = SampleFleet();
  const testing::ManualClock clock;
  const health::Fleet fleet(build.fleet, health::FleetPolicy{}, 1, clock.Wall());
  SelfSample self;
  self.epoch = 70'177;
  self.epoch_start = clock.Wall();
  self.epoch_duration = seconds(900);
  self.generation = 4;
  self.epochs_skipped = 1;
  auto snapshot = std::make_shared<Snapshot>(
      *TakeSnapshot(fleet, build.labels, self, clock.Mono(), SnapshotDepth::kHistories));
  snapshot->ready = true;
  for (Snapshot::Url& url : snapshot->urls) {
    url.health.settled = health::State::kHealthy;
    url.health.decided = true;
    url.health.first_poll_at = clock.Mono();
    url.head = base::BlockHeight{1'000};
    url.standing = health::Standing::kRight;
  }
  for (Snapshot::Endpoint& endpoint : snapshot->endpoints) {
    endpoint.face.state = health::State::kHealthy;
    endpoint.face.head = base::BlockHeight{1'000};
    endpoint.settled_good = true;
    endpoint.serves = endpoint.roles;
    endpoint.lag = 0;
  }
  for (Snapshot::Chain& chain : snapshot->chains) {
    chain.reference = base::BlockHeight{1'000};
    chain.witnesses = 2;
  }
  snapshot->chains[0].crews[kPrimary] = {.serving = 1, .idle = 0};
  snapshot->chains[0].crews[kBackup] = {.serving = 1, .idle = 0};
  snapshot->chains[1].crews[kPrimary] = {.serving = 1, .idle = 0};
  return snapshot;
}

Snapshot::Details& DetailsOf(Snapshot& snapshot) {
  HEADWAY_CHECK(snapshot.details != nullptr);
  const auto copy = std::make_shared<Snapshot::Details>(*snapshot.details);
  snapshot.details = copy;
  return *copy;
}

ClockReading SampleNow() {
  const testing::ManualClock clock;
  return {.mono = clock.Mono(), .wall = clock.Wall()};
}

void TakeDown(std::size_t endpoint, health::State state, Snapshot& snapshot) {
  Snapshot::Endpoint& row = snapshot.endpoints.at(endpoint);
  row.face.state = state;
  row.face.gauge = false;
  row.settled_good = false;
  for (const health::Role role : health::kAllRoles) {
    const auto slot = static_cast<std::size_t>(role);
    if (!row.serves.at(slot)) continue;
    row.serves.at(slot) = false;
    Snapshot::Crew& crew = snapshot.chains.at(row.chain.value).crews.at(slot);
    --crew.serving;
    ++crew.idle;
  }
  // Each endpoint of the sample has one URL, in the same order.
  health::UrlHealth& health = snapshot.urls.at(endpoint).health;
  health.settled = state;
  health.gauge = false;
}

}  // namespace headway::exporter
