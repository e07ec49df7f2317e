#include "base/check.h"

#include <gtest/gtest.h>

namespace headway::base {
namespace {

TEST(CheckDeathTest, ABrokenInvariantAbortsAndSaysWhereAndWhich) {
  const int found = 2;
  EXPECT_DEATH(HEADWAY_CHECK(found == 3), "check_test\\.cc:[0-9]+: CHECK failed: found == 3");
}

TEST(Check, EvaluatesTheConditionOnce) {
  int evaluations = 0;
  HEADWAY_CHECK(++evaluations == 1);
  EXPECT_EQ(evaluations, 1);
}

}  // namespace
}  // namespace headway::base
