#pragma once

#include <cstdint>
#include <memory>

#include "bench/chain_replies.h"
#include "bench/instant_transport.h"
#include "exporter/explanation.h"
#include "exporter/sidecar.h"
#include "exporter/snapshot.h"
#include "tests/support/manual_clock.h"

namespace headway::bench {

/// A fleet after some rounds of polls: heads move, every tenth node answers 503.
class PolledFleet {
 public:
  PolledFleet(std::uint32_t urls, std::uint32_t endpoints_per_url);

  std::shared_ptr<const exporter::Snapshot> Take(
      exporter::SnapshotDepth depth = exporter::SnapshotDepth::kScrape) const;
  /// One that was taken as the polls ended.
  const std::shared_ptr<const exporter::Snapshot>& snapshot() const { return snapshot_; }
  exporter::ClockReading Now() const;

 private:
  testing::ManualClock clock_;
  EvmReplies replies_;
  InstantTransport transport_;
  std::unique_ptr<exporter::Sidecar> sidecar_;
  std::shared_ptr<const exporter::Snapshot> snapshot_;
};

}  // namespace headway::bench
