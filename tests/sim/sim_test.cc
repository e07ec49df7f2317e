#include <charconv>
#include <cstdlib>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/sim/simulation.h"

namespace headway::sim {
namespace {

// A failing run is replayed by HEADWAY_SIM_SEED=N and the name of its test.
std::uint64_t SeedOr(std::uint64_t seed) {
  const char* text = std::getenv("HEADWAY_SIM_SEED");
  if (text == nullptr) return seed;
  const std::string_view digits = text;
  std::from_chars(digits.data(), digits.data() + digits.size(), seed);
  return seed;
}

TEST(Simulation, OneDayOfFiftyUrlsKeepsEveryInvariant) {
  const SimulationResult result = Simulate({.seed = SeedOr(1)});
  EXPECT_EQ(result.failure, "");
  // About one poll a URL each 1 to 6 seconds, outages and their ends.
  EXPECT_GT(result.polls, 500'000U);
  EXPECT_GT(result.transitions, 1'000U);
}

TEST(Simulation, SameSeedSameBytes) {
  const SimulationOptions options{.seed = SeedOr(7), .urls = 20, .length = std::chrono::hours(3)};
  const SimulationResult first = Simulate(options);
  const SimulationResult second = Simulate(options);
  EXPECT_EQ(first.failure, "");
  EXPECT_TRUE(first.trace == second.trace);
  EXPECT_GT(first.trace.size(), 10'000U);
}

TEST(Simulation, AnotherSeedIsAnotherRun) {
  const auto trace = [](std::uint64_t seed) {
    return Simulate({.seed = seed, .urls = 10, .length = std::chrono::hours(2)}).trace;
  };
  EXPECT_TRUE(trace(1) != trace(2));
}

TEST(Simulation, ManySeedsKeepEveryInvariant) {
  constexpr std::uint64_t kSeeds = 60;
  for (std::uint64_t seed = 100; seed < 100 + kSeeds; ++seed) {
    const SimulationResult result =
        Simulate({.seed = SeedOr(seed), .urls = 12, .length = std::chrono::hours(2)});
    ASSERT_EQ(result.failure, "") << "seed " << seed;
  }
}

}  // namespace
}  // namespace headway::sim
