#include "probes/cadence.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace headway::probes {
namespace {

using base::Duration;
using base::MonoTime;
using health::Pace;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr MonoTime kStarted(std::chrono::hours(1));
constexpr int kDraws = 2'000;

Pace Regular() { return {}; }

Pace Recheck(Duration interval) {
  Pace pace;
  pace.kind = Pace::Kind::kRecheck;
  pace.interval = interval;
  pace.timeout = seconds(3);
  return pace;
}

Pace Backoff(std::uint32_t doublings) {
  Pace pace;
  pace.kind = Pace::Kind::kBackoff;
  pace.doublings = doublings;
  return pace;
}

/// Wanted so long after the last poll's start.
Pace Summoned(Pace pace, Duration after_start) {
  pace.summoned_for = kStarted + after_start;
  return pace;
}

class CadenceTest : public ::testing::Test {
 protected:
  CadenceTest() { policy_.jitter = 0; }

  /// When the next poll starts, counted from the start of the last one.
  Duration Next(const Pace& pace) {
    const EndedPoll poll{.started_at = kStarted,
                         .ended_at = kStarted + took_,
                         .requests = requests_,
                         .broken_off = broken_off_};
    return NextPollAt(poll, pace, {interval_, recheck_}, policy_, random_) - kStarted;
  }

  PollingPolicy policy_;
  base::Random random_{1};
  Duration interval_ = seconds(6);
  Duration recheck_ = seconds(1);
  Duration took_ = milliseconds(200);
  std::uint32_t requests_ = 1;
  bool broken_off_ = false;
};

struct IntervalCase {
  std::string name;
  Duration block_time;
  std::uint32_t divisor;
  Duration want;
};

std::ostream& operator<<(std::ostream& out, const IntervalCase& each) { return out << each.name; }

class RegularIntervalTest : public ::testing::TestWithParam<IntervalCase> {};

TEST_P(RegularIntervalTest, IsABlockTimeByDivisorWithinTheBounds) {
  PollingPolicy policy;
  policy.divisor = GetParam().divisor;
  EXPECT_EQ(RegularInterval(GetParam().block_time, policy), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RegularIntervalTest,
    ::testing::Values(IntervalCase{"Ethereum", seconds(12), 2, seconds(6)},
                      IntervalCase{"Solana", milliseconds(400), 2, seconds(1)},
                      IntervalCase{"Bitcoin", minutes(10), 2, seconds(15)},
                      IntervalCase{"AtTheLowerBound", seconds(2), 2, seconds(1)},
                      IntervalCase{"AtTheUpperBound", seconds(30), 2, seconds(15)},
                      IntervalCase{"DivisorOne", seconds(12), 1, seconds(12)},
                      IntervalCase{"DivisorFour", seconds(12), 4, seconds(3)},
                      IntervalCase{"NoBlockTime", Duration::zero(), 2, seconds(1)}),
    [](const ::testing::TestParamInfo<IntervalCase>& each) { return each.param.name; });

TEST(FirstPoll, IsSpreadOverTheIntervalButNoLongerThanTold) {
  struct Row {
    Duration interval;
    Duration spread;
  };
  for (const Row& row :
       {Row{seconds(1), seconds(1)}, Row{seconds(2), seconds(2)}, Row{seconds(15), seconds(2)}}) {
    base::Random random(3);
    Duration earliest = Duration::max();
    Duration latest = Duration::min();
    for (int draw = 0; draw < kDraws; ++draw) {
      const Duration after = FirstPollAt(kStarted, row.interval, seconds(2), random) - kStarted;
      earliest = std::min(earliest, after);
      latest = std::max(latest, after);
    }
    EXPECT_GE(earliest, Duration::zero());
    EXPECT_LT(earliest, row.spread / 10);
    EXPECT_LT(latest, row.spread);
    EXPECT_GT(latest, row.spread * 9 / 10);
  }
}

TEST(FirstPoll, IsAtOnceWhereNothingIsToBeSpread) {
  base::Random random(3);
  for (int draw = 0; draw < kDraws; ++draw) {
    EXPECT_EQ(FirstPollAt(kStarted, seconds(15), Duration::zero(), random), kStarted);
  }
}

TEST_F(CadenceTest, RegularPollsKeepTheirBeatFromStartToStart) {
  EXPECT_EQ(Next(Regular()), seconds(6));
  took_ = milliseconds(5'999);
  EXPECT_EQ(Next(Regular()), seconds(6));
}

TEST_F(CadenceTest, ANodeSlowerThanItsIntervalIsGivenAPause) {
  took_ = seconds(6);
  EXPECT_EQ(Next(Regular()), seconds(6) + seconds(1));
  took_ = seconds(9);
  EXPECT_EQ(Next(Regular()), seconds(9) + seconds(1));
  recheck_ = milliseconds(300);
  EXPECT_EQ(Next(Regular()), seconds(9) + milliseconds(300));
}

TEST_F(CadenceTest, RechecksComeAfterTheShorterOfTheTwoIntervals) {
  EXPECT_EQ(Next(Recheck(seconds(1))), took_ + seconds(1));
  EXPECT_EQ(Next(Recheck(seconds(60))), took_ + interval_);
}

TEST_F(CadenceTest, RechecksAreNotJittered) {
  policy_.jitter = 0.5;
  for (int draw = 0; draw < 100; ++draw) {
    ASSERT_EQ(Next(Recheck(seconds(1))), took_ + seconds(1));
  }
}

TEST_F(CadenceTest, BackoffDoublesUpToMaxBackoff) {
  EXPECT_EQ(Next(Backoff(0)), took_ + seconds(6));
  EXPECT_EQ(Next(Backoff(1)), took_ + seconds(12));
  EXPECT_EQ(Next(Backoff(2)), took_ + seconds(24));
  EXPECT_EQ(Next(Backoff(3)), took_ + seconds(30));
  EXPECT_EQ(Next(Backoff(4)), took_ + seconds(30));
  EXPECT_EQ(Next(Backoff(4'000'000'000)), took_ + seconds(30));
}

TEST_F(CadenceTest, BackoffIsNeverShorterThanTheInterval) {
  interval_ = seconds(45);
  EXPECT_EQ(Next(Backoff(0)), took_ + seconds(45));
  EXPECT_EQ(Next(Backoff(5)), took_ + seconds(45));
}

TEST_F(CadenceTest, JitterOnlyShortensByItsShare) {
  policy_.jitter = 0.1;
  Duration shortest = Duration::max();
  Duration longest = Duration::min();
  for (int draw = 0; draw < kDraws; ++draw) {
    const Duration next = Next(Regular());
    shortest = std::min(shortest, next);
    longest = std::max(longest, next);
  }
  EXPECT_LE(longest, seconds(6));
  EXPECT_GT(longest, milliseconds(5'980));
  EXPECT_GE(shortest, milliseconds(5'400));
  EXPECT_LT(shortest, milliseconds(5'420));
}

TEST_F(CadenceTest, JitterNeverGoesBelowTheShorterOfMinIntervalAndRecheckInterval) {
  struct Row {
    Duration min_interval;
    Duration recheck;
    Duration interval;
    Duration floor;
  };
  for (const Row& row : {Row{seconds(1), seconds(1), seconds(1), seconds(1)},
                         Row{seconds(1), milliseconds(800), seconds(1), milliseconds(800)},
                         Row{milliseconds(700), seconds(1), seconds(1), milliseconds(700)},
                         Row{seconds(1), seconds(9), seconds(6), seconds(3)}}) {
    policy_.min_interval = row.min_interval;
    policy_.jitter = 0.5;
    recheck_ = row.recheck;
    interval_ = row.interval;
    took_ = milliseconds(1);
    Duration shortest = Duration::max();
    for (int draw = 0; draw < kDraws; ++draw) shortest = std::min(shortest, Next(Regular()));
    EXPECT_GE(shortest, row.floor);
    EXPECT_LE(shortest, row.floor + milliseconds(10));
  }
}

TEST_F(CadenceTest, BackoffIsJitteredToo) {
  policy_.jitter = 0.5;
  std::set<Duration> seen;
  for (int draw = 0; draw < 100; ++draw) {
    const Duration next = Next(Backoff(9));
    ASSERT_LE(next, took_ + seconds(30));
    ASSERT_GE(next, took_ + seconds(15));
    seen.insert(next);
  }
  EXPECT_GT(seen.size(), 90U);
}

TEST_F(CadenceTest, AHoldoffPostponesWhateverThePace) {
  for (Pace pace : {Regular(), Recheck(seconds(1)), Backoff(1)}) {
    pace.holdoff = seconds(40);
    EXPECT_EQ(Next(pace), took_ + seconds(40));
  }
}

TEST_F(CadenceTest, AShortHoldoffDoesNotHurry) {
  Pace pace = Regular();
  pace.holdoff = milliseconds(1);
  EXPECT_EQ(Next(pace), seconds(6));
}

TEST_F(CadenceTest, TheBudgetSpacesPollsByTheRequestsTheySent) {
  policy_.budget_requests_per_minute = 6;
  EXPECT_EQ(Next(Regular()), seconds(10));
  requests_ = 3;
  EXPECT_EQ(Next(Regular()), seconds(30));
  EXPECT_EQ(Next(Recheck(seconds(1))), seconds(30));
}

TEST_F(CadenceTest, AWideBudgetChangesNothing) {
  policy_.budget_requests_per_minute = 600;
  EXPECT_EQ(Next(Regular()), seconds(6));
}

TEST_F(CadenceTest, ASummonsBringsThePollForwardWhateverThePace) {
  for (const Pace& pace : {Regular(), Backoff(0), Backoff(9), Recheck(seconds(6))}) {
    EXPECT_EQ(Next(Summoned(pace, seconds(3))), seconds(3));
  }
}

TEST_F(CadenceTest, ASummonsPostponesNothing) {
  EXPECT_EQ(Next(Summoned(Regular(), seconds(60))), seconds(6));
  EXPECT_EQ(Next(Summoned(Recheck(seconds(1)), seconds(60))), took_ + seconds(1));
}

TEST_F(CadenceTest, ASummonsWaitsForTheLeastDistanceTheHoldoffAndTheBudget) {
  EXPECT_EQ(Next(Summoned(Backoff(5), {})), took_ + seconds(1));
  recheck_ = milliseconds(300);
  EXPECT_EQ(Next(Summoned(Backoff(5), {})), took_ + milliseconds(300));
  Pace held_off = Summoned(Backoff(5), {});
  held_off.holdoff = seconds(20);
  EXPECT_EQ(Next(held_off), took_ + seconds(20));
  policy_.budget_requests_per_minute = 6;
  EXPECT_EQ(Next(Summoned(Backoff(5), {})), seconds(10));
}

TEST_F(CadenceTest, ASummonsAfterAPollThatWeBrokeOffCountsTheLeastDistanceFromItsStart) {
  took_ = seconds(9);
  EXPECT_EQ(Next(Summoned(Backoff(5), milliseconds(9'300))), seconds(10));
  broken_off_ = true;
  EXPECT_EQ(Next(Summoned(Backoff(5), milliseconds(9'300))), milliseconds(9'300));
  took_ = milliseconds(200);
  EXPECT_EQ(Next(Summoned(Backoff(5), milliseconds(300))), seconds(1));
  Pace held_off = Summoned(Backoff(5), {});
  held_off.holdoff = seconds(20);
  EXPECT_EQ(Next(held_off), took_ + seconds(20)) << "and the hold-off as ever";
}

TEST_F(CadenceTest, TheSameSeedGivesTheSameTimes) {
  policy_.jitter = 0.3;
  base::Random one(42);
  base::Random same(42);
  const EndedPoll poll{
      .started_at = kStarted, .ended_at = kStarted + took_, .requests = 1, .broken_off = false};
  for (int draw = 0; draw < 100; ++draw) {
    ASSERT_EQ(NextPollAt(poll, Regular(), {interval_, recheck_}, policy_, one),
              NextPollAt(poll, Regular(), {interval_, recheck_}, policy_, same));
  }
}

}  // namespace
}  // namespace headway::probes
