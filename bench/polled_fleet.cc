#include "bench/polled_fleet.h"

#include <chrono>
#include <string>

#include "bench/fleet_settings.h"
#include "exporter/fleet_builder.h"

namespace headway::bench {
namespace {

constexpr std::size_t kTransactions = 8;
constexpr int kRounds = 40;
constexpr base::Duration kBlockTime = std::chrono::seconds(12);

}  // namespace

PolledFleet::PolledFleet(std::uint32_t urls, std::uint32_t endpoints_per_url)
    : replies_(kTransactions), transport_([this](const probes::TransportRequest& request) {
        return InstantReply{.status = request.slot.value % 10 == 0 ? 503 : 200,
                            .body = replies_.To(request.body)};
      }) {
  const config::Settings settings =
      MakeSettings({.family = chains::FamilyId::kEvm,
                    .urls = urls,
                    .endpoints_per_url = endpoints_per_url,
                    .host_of = [](std::uint32_t url) {
                      return "node-" + std::to_string(url) + ".example:8545";
                    }});
  sidecar_ = std::make_unique<exporter::Sidecar>(exporter::BuildFleet(settings),
                                                 exporter::PolicyOf(settings), transport_, 1,
                                                 InstantOf(clock_));
  for (int round = 0; round < kRounds; ++round) {
    clock_.Advance(kBlockTime);
    replies_.MoveHead(clock_.Wall());
    sidecar_->Tick({}, InstantOf(clock_));
    while (!transport_.idle()) sidecar_->Tick(transport_.Poll({}), InstantOf(clock_));
  }
  snapshot_ = Take();
}

std::shared_ptr<const exporter::Snapshot> PolledFleet::Take(exporter::SnapshotDepth depth) const {
  return exporter::TakeSnapshot(sidecar_->fleet(), sidecar_->labels(), {}, clock_.Mono(), depth);
}

exporter::ClockReading PolledFleet::Now() const {
  return {.mono = clock_.Mono(), .wall = clock_.Wall()};
}

}  // namespace headway::bench
