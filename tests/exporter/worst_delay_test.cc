#include "exporter/worst_delay.h"

#include <gtest/gtest.h>

namespace headway::exporter {
namespace {

using std::chrono::seconds;

constexpr base::MonoTime At(int second) { return base::MonoTime(seconds(second)); }

TEST(WorstDelay, IsZeroBeforeAnythingWasLate) { EXPECT_EQ(WorstDelay().Worst(), base::Duration()); }

TEST(WorstDelay, IsTheWorstOfThoseNoted) {
  WorstDelay delay;
  delay.Note(seconds(1), At(100));
  delay.Note(seconds(3), At(101));
  delay.Note(seconds(2), At(102));
  EXPECT_EQ(delay.Worst(), seconds(3));
}

TEST(WorstDelay, IsRememberedForHalfAMinuteAndForgottenAfterAWholeOne) {
  WorstDelay delay;
  delay.Rotate(At(100));
  delay.Note(seconds(3), At(101));
  for (int second = 102; second <= 131; ++second) {
    delay.Rotate(At(second));
    EXPECT_EQ(delay.Worst(), seconds(3)) << second;
  }
  for (int second = 132; second <= 161; ++second) delay.Rotate(At(second));
  EXPECT_EQ(delay.Worst(), base::Duration());
}

TEST(WorstDelay, IsForgottenAfterALongPause) {
  WorstDelay delay;
  delay.Note(seconds(3), At(100));
  delay.Rotate(At(1000));
  EXPECT_EQ(delay.Worst(), base::Duration());
}

}  // namespace
}  // namespace headway::exporter
