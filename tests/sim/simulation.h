#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"

namespace headway::sim {

struct SimulationOptions {
  std::uint64_t seed = 1;
  std::size_t urls = 50;
  base::Duration length = std::chrono::hours(24);
};

struct SimulationResult {
  /// Empty, or the first broken invariant with the simulated time at which it broke.
  std::string failure;
  /// Every transition, and the exposition at the end of every simulated hour: byte for byte the
  /// same for the same options.
  std::string trace;
  std::uint64_t polls = 0;
  std::uint64_t transitions = 0;
};

/// Runs the production core (scheduler, chains, health, snapshot, exposition) against modelled
/// nodes, and checks the invariants of docs/health.md and the naive model after every tick.
SimulationResult Simulate(const SimulationOptions& options);

}  // namespace headway::sim
