#include <algorithm>
#include <chrono>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "tests/sim/runner.h"
#include "tests/sim/scenario_maker.h"
#include "tests/sim/shrink.h"
#include "tests/sim/simulation.h"

namespace headway::sim {
namespace {

const SimulationOptions kTraced{.keep_trace = true, .tamper = {}};

/// A day of so many nodes, each polled every few seconds.
Scenario ADayOf(std::uint64_t nodes, std::uint64_t seed) {
  constexpr std::uint64_t kNeverTheLimit = 100'000'000;
  Scenario scenario = MakeScenario(seed, {.polls = kNeverTheLimit,
                                          .fewest_nodes = nodes,
                                          .most_nodes = nodes,
                                          .shortest = std::chrono::hours(24),
                                          .longest = std::chrono::hours(24)});
  scenario.policy.min_interval = std::chrono::seconds(6);
  scenario.policy.max_interval = std::chrono::seconds(15);
  return scenario;
}

TEST(Simulation, SameSeedSameBytes) {
  const Scenario scenario = MakeScenario(7);
  const SimulationResult first = Simulate(scenario, kTraced);
  const SimulationResult second = Simulate(MakeScenario(7), kTraced);
  EXPECT_EQ(first.failure, "") << first.failure_text;
  EXPECT_TRUE(first.trace == second.trace);
  EXPECT_GT(first.trace.size(), 10'000U);
}

TEST(Simulation, AnotherSeedIsAnotherRun) {
  EXPECT_TRUE(Simulate(MakeScenario(1), kTraced).trace != Simulate(MakeScenario(2), kTraced).trace);
}

TEST(Simulation, ADayOfTwentyUrlsKeepsEveryInvariant) {
  const SimulationResult result = Simulate(ADayOf(20, 11));
  EXPECT_EQ(result.failure, "") << result.failure_text;
  EXPECT_EQ(result.simulated, std::chrono::hours(24));
  EXPECT_GT(result.polls, 150'000U);
}

TEST(Simulation, DaysOfSmallFleetsKeepEveryInvariant) {
  for (std::uint64_t seed = 20; seed < 24; ++seed) {
    const SimulationResult result = Simulate(ADayOf(4, seed));
    EXPECT_EQ(result.failure, "") << "seed " << seed << ": " << result.failure_text;
  }
}

/// What a campaign covers is worth something only if what it is about happens in it.
TEST(Simulation, SeedsMakeAllHappenThatIsChecked) {
  SimulationResult sum;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const SimulationResult result = Simulate(MakeScenario(seed));
    sum.transitions += result.transitions;
    sum.blocks += result.blocks;
    sum.releases += result.releases;
    sum.boundaries += result.boundaries;
    sum.reloads += result.reloads;
    sum.verifications += result.verifications;
    sum.polls += result.polls;
  }
  EXPECT_GT(sum.transitions, 1'000U);
  EXPECT_GT(sum.blocks, 100U);
  EXPECT_GT(sum.releases, 50U);
  EXPECT_GT(sum.boundaries, 500U);
  EXPECT_GT(sum.reloads, 20U);
  EXPECT_GT(sum.verifications, 10'000U);
  EXPECT_LT(sum.verifications, sum.polls / 2) << "cheap";
}

TEST(Checker, SeesAVerdictThatIsNotTheNaiveModels) {
  std::uint64_t seen = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const SimulationOptions options{.keep_trace = false, .tamper = [](NaivePoll& poll) {
                                      if (poll.head.wire != Wire::kThrottled) return;
                                      poll.head.wire = Wire::kFailing;
                                    }};
    const SimulationResult result = Simulate(MakeScenario(seed), options);
    if (result.failure.starts_with("naive model: ")) ++seen;
  }
  EXPECT_GT(seen, 5U);
}

TEST(Checker, SeesAReferenceThatIsNotTheNaiveModels) {
  const SimulationOptions options{.keep_trace = false,
                                  .tamper = [](NaivePoll& poll) { poll.head.head += 1; }};
  EXPECT_TRUE(Simulate(MakeScenario(1), options).failure.starts_with("naive model: "));
}

TEST(Checker, AFailingRunShrinksToTheEventThatMatters) {
  const Scenario scenario = MakeScenario(1);
  const auto lies_about_throttling = [](NaivePoll& poll) {
    if (poll.head.wire == Wire::kThrottled) poll.head.wire = Wire::kFailing;
  };
  const SimulationOptions options{.keep_trace = false, .tamper = lies_about_throttling};
  Scenario throttled = scenario;
  Event event;
  event.at = scenario.length / 2;
  event.behaviour = Behaviour::kThrottles;
  event.length = scenario.length / 4;
  throttled.events.push_back(event);
  std::stable_sort(throttled.events.begin(), throttled.events.end(),
                   [](const Event& one, const Event& two) { return one.at < two.at; });
  const SimulationResult broken = Simulate(throttled, options);
  ASSERT_NE(broken.failure, "");
  std::vector<std::size_t> all(throttled.events.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto kept = Shrink(
      all,
      [&](const std::vector<std::size_t>& some) {
        return Simulate(WithEvents(throttled, some), options).failure == broken.failure;
      },
      [] { return true; });
  ASSERT_EQ(kept.size(), 1U);
  const Behaviour behaviour = throttled.events[kept.front()].behaviour;
  EXPECT_TRUE(behaviour == Behaviour::kThrottles || behaviour == Behaviour::kThrottlesWithTime);
}

}  // namespace
}  // namespace headway::sim
