#include "tests/sim/naive_reference.h"

#include <gtest/gtest.h>

#include "tests/sim/naive_test_rig.h"

namespace headway::sim {
namespace {

std::uint64_t Reference(NaiveRig& rig) { return rig.fleet().references()[0].height.value_or(0); }

/// All URLs answer at the heights that a healthy chain would have.
void Live(NaiveRig& rig, std::size_t urls, std::uint64_t from, int blocks) {
  for (int block = 0; block < blocks; ++block) {
    rig.Step();
    for (std::size_t url = 0; url < urls; ++url) {
      rig.Answer(url, from + static_cast<std::uint64_t>(block));
    }
  }
}

TEST(NaiveReference, OneOfThreeNeverMovesIt) {
  NaiveRig rig(3);
  Live(rig, 3, 100, 3);
  EXPECT_EQ(Reference(rig), 102U);
  rig.Step();
  rig.Answer(0, 1'000'000);
  EXPECT_EQ(Reference(rig), 102U);
  EXPECT_EQ(rig.Shown(0), "healthy") << "falling takes three";
  rig.Answer(1, 103);
  rig.Answer(2, 103);
  EXPECT_EQ(Reference(rig), 103U);
  EXPECT_EQ(rig.Shown(1), "healthy");
}

TEST(NaiveReference, OfTwoTheOneNearerToWhatIsExpectedWhereTheyAreFarApart) {
  NaiveRig rig(2);
  Live(rig, 2, 100, 3);
  rig.Step();
  rig.Answer(0, 9'000);
  EXPECT_EQ(Reference(rig), 102U);
  rig.Answer(1, 103);
  EXPECT_EQ(Reference(rig), 103U);
}

TEST(NaiveReference, ALoneLeapIsNotBelieved) {
  NaiveRig rig(1);
  Live(rig, 1, 100, 3);
  rig.Step();
  rig.Answer(0, 9'000);
  EXPECT_EQ(Reference(rig), 102U);
}

TEST(NaiveReference, FallsOnlyAfterHalfHaveStayedBelow) {
  NaiveRig rig(3);
  Live(rig, 3, 100, 3);
  Live(rig, 3, 50, 5);
  EXPECT_EQ(Reference(rig), 102U);
  Live(rig, 3, 55, 15);
  EXPECT_LT(Reference(rig), 102U);
}

TEST(NaiveReference, AStandingHeadIsStaleAndOneBehindIsLagging) {
  NaivePolicy policy;
  policy.fall = 1;
  NaiveRig rig(3, policy);
  Live(rig, 3, 100, 2);
  for (std::uint64_t block = 2; block < 6; ++block) {
    rig.Step();
    rig.Answer(1, 100 + block);
    rig.Answer(2, 100 + block);
    rig.Answer(0, 101);
  }
  EXPECT_EQ(rig.Shown(0), "lagging");
  for (std::uint64_t block = 6; block < 14; ++block) {
    rig.Step();
    rig.Answer(1, 100 + block);
    rig.Answer(2, 100 + block);
    rig.Answer(0, 101);
  }
  EXPECT_EQ(rig.Shown(0), "stale");
}

TEST(NaiveReference, AChainThatStandsStillIsHaltedAndNobodyStale) {
  NaivePolicy policy;
  policy.fall = 1;
  NaiveRig rig(3, policy);
  Live(rig, 3, 100, 2);
  for (int time = 0; time < 30; ++time) {
    rig.Step();
    for (std::size_t url = 0; url < 3; ++url) rig.Answer(url, 101);
  }
  EXPECT_TRUE(rig.fleet().Halted(0, rig.now()));
  EXPECT_EQ(rig.Shown(0), "healthy");
}

TEST(NaiveReference, AHashThatTheMajorityDoesNotHaveIsAFork) {
  NaiveRig rig(3);
  Live(rig, 3, 100, 1);
  for (std::size_t url = 0; url < 3; ++url) {
    Told block;
    block.height = 100;
    block.hash = url == 0 ? "own" : "ours";
    rig.fleet().OnBlock(NaiveRig::Url(url), block);
  }
  Live(rig, 3, 101, 4);
  EXPECT_EQ(rig.Shown(0), "forked") << "proved: at once";
  EXPECT_EQ(rig.Shown(1), "healthy");
  EXPECT_EQ(rig.fleet().references()[0].witnesses, 2U);
}

}  // namespace
}  // namespace headway::sim
