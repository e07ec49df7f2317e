#pragma once

#include <cstdint>

#include "tests/sim/scenario.h"

namespace headway::sim {

/// How big a made scenario is.
struct ScenarioSize {
  std::uint64_t polls = 8000;  // about; decides the length
  std::uint64_t fewest_nodes = 3;
  std::uint64_t most_nodes = 14;
  base::Duration shortest = std::chrono::minutes(3);
  base::Duration longest = std::chrono::hours(6);
};

/// The scenario of a seed: the same on every machine.
Scenario MakeScenario(std::uint64_t seed, const ScenarioSize& size = {});

}  // namespace headway::sim
