#include "tests/support/manual_clock.h"

#include <chrono>

#include <gtest/gtest.h>

namespace headway::testing {
namespace {

using std::chrono::seconds;

TEST(ManualClock, StandsStillUntilItIsMoved) {
  const ManualClock clock;
  const base::MonoTime mono = clock.Mono();
  EXPECT_EQ(clock.Mono(), mono);
  EXPECT_EQ(clock.Wall(), ManualClock::kStart);
}

TEST(ManualClock, AdvanceMovesBothTimes) {
  ManualClock clock;
  const base::MonoTime mono = clock.Mono();
  clock.Advance(seconds(3));
  EXPECT_EQ(clock.Mono() - mono, seconds(3));
  EXPECT_EQ(clock.Wall() - ManualClock::kStart, seconds(3));
}

TEST(ManualClock, AdvanceToNeverGoesBack) {
  ManualClock clock;
  const base::MonoTime mono = clock.Mono();
  clock.AdvanceTo(mono + seconds(2));
  clock.AdvanceTo(mono + seconds(1));
  EXPECT_EQ(clock.Mono() - mono, seconds(2));
}

TEST(ManualClock, TheWallMayBeSteppedAlone) {
  ManualClock clock;
  const base::MonoTime mono = clock.Mono();
  clock.StepWall(-seconds(90));
  EXPECT_EQ(clock.Mono(), mono);
  EXPECT_EQ(clock.Wall() - ManualClock::kStart, -seconds(90));
}

}  // namespace
}  // namespace headway::testing
