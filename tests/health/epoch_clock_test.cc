#include "health/epoch_clock.h"

#include <chrono>
#include <optional>

#include <gtest/gtest.h>

namespace headway::health {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr base::Duration kQuarter = minutes(15);
// A quarter of an hour has begun: 2026-01-01T00:00:00Z.
constexpr base::WallTime kBegin{seconds(1'767'225'600)};
constexpr std::uint64_t kEpoch = std::uint64_t{731} * 24 * 4;  // 2024 and 2025 have 731 days

TEST(EpochAt, CountsWholeDurationsFromTheBeginningOf2024) {
  EXPECT_EQ(EpochAt(kEpochZero, seconds(1)), 0U);
  EXPECT_EQ(EpochAt(kEpochZero + kQuarter - nanoseconds(1), kQuarter), 0U);
  EXPECT_EQ(EpochAt(kEpochZero + kQuarter, kQuarter), 1U);
  EXPECT_EQ(EpochAt(kBegin, kQuarter), kEpoch);
  EXPECT_EQ(EpochAt(kBegin - nanoseconds(1), kQuarter), kEpoch - 1);
  EXPECT_EQ(EpochAt(kBegin, seconds(6)), 731U * 86'400U / 6U);
}

TEST(EpochAt, IsZeroBefore2024) {
  EXPECT_EQ(EpochAt(kEpochZero - nanoseconds(1), kQuarter), 0U);
  EXPECT_EQ(EpochAt(base::WallTime(), kQuarter), 0U);
}

TEST(EpochClock, CrossesABoundaryWhenTheFloorRises) {
  EpochClock clock(kQuarter, kBegin + minutes(3));
  EXPECT_EQ(clock.epoch(), kEpoch);
  EXPECT_EQ(clock.start(), kBegin);
  EXPECT_FALSE(clock.Advance(kBegin + kQuarter - nanoseconds(1)).has_value());
  const auto start = clock.Advance(kBegin + kQuarter);
  ASSERT_TRUE(start.has_value());
  EXPECT_EQ(start->epoch, kEpoch + 1);
  EXPECT_EQ(start->skipped, 0U);
  EXPECT_EQ(clock.start(), kBegin + kQuarter);
  EXPECT_FALSE(clock.Advance(kBegin + kQuarter).has_value()) << "once";
}

TEST(EpochClock, SkippedEpochsMakeOneBoundaryThatCountsTheGap) {
  EpochClock clock(kQuarter, kBegin);
  const auto start = clock.Advance(kBegin + 5 * kQuarter + minutes(1));
  ASSERT_TRUE(start.has_value());
  EXPECT_EQ(start->epoch, kEpoch + 5);
  EXPECT_EQ(start->skipped, 4U);
  EXPECT_FALSE(clock.Advance(kBegin + 5 * kQuarter + minutes(2)).has_value());
}

TEST(EpochClock, AStepBackOfLessThanADurationReopensNothing) {
  EpochClock clock(kQuarter, kBegin - minutes(1));
  ASSERT_TRUE(clock.Advance(kBegin).has_value());
  // Into the epoch before, and forth over its end again.
  EXPECT_FALSE(clock.Advance(kBegin - kQuarter + nanoseconds(1)).has_value());
  EXPECT_EQ(clock.epoch(), kEpoch);
  EXPECT_FALSE(clock.Advance(kBegin).has_value());
  EXPECT_FALSE(clock.Advance(kBegin + minutes(14)).has_value());
  EXPECT_TRUE(clock.Advance(kBegin + kQuarter).has_value());
}

TEST(EpochClock, AStepBackOfADurationIsOneBoundaryWithTheLowerNumber) {
  EpochClock clock(kQuarter, kBegin);
  const auto start = clock.Advance(kBegin - kQuarter);
  ASSERT_TRUE(start.has_value());
  EXPECT_EQ(start->epoch, kEpoch - 1);
  EXPECT_EQ(start->skipped, 0U);
  EXPECT_FALSE(clock.Advance(kBegin - kQuarter).has_value());
  EXPECT_TRUE(clock.Advance(kBegin).has_value()) << "the epoch that follows is a new one";
}

TEST(EpochClock, StepsBackAreMeasuredAgainstTheHighestTimeSinceTheBoundary) {
  EpochClock clock(kQuarter, kBegin);
  // Many small steps back add up: the highest time stays what it is measured against.
  EXPECT_FALSE(clock.Advance(kBegin + minutes(10)).has_value());
  EXPECT_FALSE(clock.Advance(kBegin + minutes(3)).has_value());
  EXPECT_FALSE(clock.Advance(kBegin - minutes(4)).has_value());
  const auto start = clock.Advance(kBegin - minutes(5));
  ASSERT_TRUE(start.has_value());
  EXPECT_EQ(start->epoch, kEpoch - 1);
}

TEST(EpochClock, ABoundaryForgetsTheHighestTimeBeforeIt) {
  EpochClock clock(kQuarter, kBegin + minutes(14));
  ASSERT_TRUE(clock.Advance(kBegin - minutes(1)).has_value());
  EXPECT_FALSE(clock.Advance(kBegin - minutes(14)).has_value());
}

TEST(EpochClock, AClockThatLeavesTheTimeBefore2024CrossesOneBoundary) {
  EpochClock clock(kQuarter, base::WallTime());
  EXPECT_EQ(clock.epoch(), 0U);
  const auto start = clock.Advance(kBegin);
  ASSERT_TRUE(start.has_value());
  EXPECT_EQ(start->epoch, kEpoch);
  EXPECT_EQ(start->skipped, kEpoch - 1);
}

TEST(EpochClock, AnotherDurationCountsOnWithoutABoundary) {
  EpochClock clock(kQuarter, kBegin + minutes(7));
  clock.SetDuration(minutes(5), kBegin + minutes(7));
  EXPECT_EQ(clock.epoch(), EpochAt(kBegin + minutes(7), minutes(5)));
  EXPECT_FALSE(clock.Advance(kBegin + minutes(9)).has_value());
  const auto start = clock.Advance(kBegin + minutes(10));
  ASSERT_TRUE(start.has_value());
  EXPECT_EQ(start->skipped, 0U);
}

TEST(EpochClock, TheSameDurationAgainForgetsNothing) {
  EpochClock clock(kQuarter, kBegin);
  ASSERT_FALSE(clock.Advance(kBegin + minutes(14)).has_value());
  clock.SetDuration(kQuarter, kBegin);
  EXPECT_TRUE(clock.Advance(kBegin - minutes(1)).has_value());
}

TEST(EpochClock, TellsHowLongItsEpochLasts) {
  EpochClock clock(kQuarter, kBegin);
  EXPECT_EQ(clock.UntilNext(kBegin), kQuarter);
  EXPECT_EQ(clock.UntilNext(kBegin + minutes(14)), base::Duration(minutes(1)));
  EXPECT_EQ(clock.UntilNext(kBegin - minutes(2)), kQuarter + minutes(2)) << "after a step back";
  EXPECT_GT(clock.UntilNext(kBegin + hours(1)), base::Duration::zero());
}

}  // namespace
}  // namespace headway::health
