#pragma once

#include <cstddef>
#include <memory>

#include "exporter/explanation.h"
#include "exporter/snapshot.h"

/// A small watch by hand, for what explains itself to people: everybody is well until a test says
/// otherwise.
namespace headway::exporter {

/// ETH1: the primary `alpha` at a.test:443, the backup `beta/2` at b.test:8545. SOLANA: the primary
/// `sol` at c.test:8899. Heads 1,000 for all, no polls in the histories.
std::shared_ptr<Snapshot> WatchSample();

inline constexpr std::size_t kAlpha = 0;
inline constexpr std::size_t kBeta = 1;
inline constexpr std::size_t kSol = 2;

/// The details of a sample, to be changed.
Snapshot::Details& DetailsOf(Snapshot& snapshot);

/// 2026-01-01T00:00:00Z, at which the samples were taken.
ClockReading SampleNow();

/// The endpoint and its URL are down in that state.
void TakeDown(std::size_t endpoint, health::State state, Snapshot& snapshot);

}  // namespace headway::exporter
