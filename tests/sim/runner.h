#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/scenario.h"
#include "tests/sim/simulation.h"

namespace headway::sim {

/// Where lines for a person go.
using Say = std::function<void(std::string_view)>;

/// What a campaign of many seeds runs, and when it stops.
struct Campaign {
  std::uint64_t from = 1;   // the first seed; they go up by one
  std::uint64_t count = 0;  // at most this many
  unsigned jobs = 1;
  std::function<bool()> may_go_on;  // asked before each seed, by any of the jobs
  std::function<bool()> may_shrink;
};

struct CampaignTotals {
  std::uint64_t runs = 0;
  std::uint64_t polls = 0;
  std::uint64_t blocks = 0;
  std::uint64_t boundaries = 0;
  base::Duration simulated{};
  bool failed = false;
};

/// The scenario with only the events of these indices.
Scenario WithEvents(const Scenario& scenario, const std::vector<std::size_t>& kept);

/// Runs seeds until one fails, none is left or the campaign says stop. Of a failing one tells what
/// broke, the shortest list of events that breaks it still, and the command that replays that.
CampaignTotals Run(const Campaign& campaign, const Say& say);

/// Tells how one run went: what it was made of, how it ended. True: it kept every invariant.
bool Replay(const Scenario& scenario, bool with_trace, const Say& say);

std::string Describe(const CampaignTotals& totals);

/// The seed that the calling thread runs, for the handler of an abort.
std::uint64_t SeedUnderWay();

}  // namespace headway::sim
