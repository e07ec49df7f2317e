#pragma once

#include <vector>

#include "base/random.h"
#include "tests/sim/scenario.h"

namespace headway::sim {

/// What happens in a scenario that is complete but for its events, in the order of time. The length
/// decides how much: from a quiet hour to one thing after the other.
std::vector<Event> MakeEvents(const Scenario& scenario, base::Random& random);

}  // namespace headway::sim
