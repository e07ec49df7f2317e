#pragma once

#include <cstdint>
#include <memory>

#include "exporter/snapshot.h"

/// Snapshots by hand and at random, for tests.
namespace headway::exporter {

/// Every metric of the catalogue has a series in it. Two endpoints of ETH1 with awkward names share
/// a URL; one of SOLANA stands in both lists; a URL kind is not spoken.
std::shared_ptr<const Snapshot> FullSnapshot();

/// Rows and values that follow from the seed alone: the edges of what a double can say among them.
std::shared_ptr<const Snapshot> RandomSnapshot(std::uint64_t seed);

}  // namespace headway::exporter
