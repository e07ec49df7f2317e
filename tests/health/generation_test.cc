// Polls that a boundary overtakes: whose results count, and for what (docs/health.md, "Epoch
// boundary").
#include <chrono>

#include <gtest/gtest.h>

#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using std::chrono::seconds;

TEST(OvertakenPoll, OfALiveUrlCounts) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "hff");
  rig.CrossBoundary();
  rig.PollOf(0, 0, Ending::kServerError);
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
  EXPECT_EQ(rig.endpoint(0).face.state, State::kFailing);
}

TEST(OvertakenPoll, OfAUrlThatWasDownDecidesNothing) {
  for (const Ending ending : {Ending::kAnswer, Ending::kRefused, Ending::kThrottled}) {
    FleetRig rig(1, {{kPrimaryOnly, {0}}});
    rig.Poll(0, "huuu");
    rig.CrossBoundary();
    rig.Forget();
    rig.PollOf(0, 0, ending);
    EXPECT_TRUE(rig.events.empty()) << static_cast<char>(ending);
    EXPECT_EQ(rig.endpoint(0).face.state, State::kUnknown);
    EXPECT_TRUE(rig.endpoint(0).face.gauge);
    EXPECT_FALSE(rig.url(0).health.decided);
    EXPECT_EQ(rig.url(0).health.refusals, 0U);
    EXPECT_FALSE(rig.IsServing(0));
    EXPECT_TRUE(rig.SummonedIn(0).has_value()) << "its own poll is still wanted";
  }
}

TEST(OvertakenPoll, StillTellsHeadsAndCounts) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}});
  rig.Poll(0, "huuu");
  rig.CrossBoundary();
  rig.nodes[0].head = 105;
  rig.PollOf(0, 0, Ending::kAnswer);
  EXPECT_EQ(rig.endpoint(0).face.head, base::BlockHeight{105});
  EXPECT_EQ(rig.endpoint(0).ledger.latest_success, 2U);
  EXPECT_EQ(rig.url(0).ledger.polls[0], 2U);
  EXPECT_EQ(rig.fleet.chains()[0].height(), base::BlockHeight{105});
  EXPECT_EQ(rig.fleet.chains()[0].WitnessCount(rig.mono()), 1U);
}

TEST(OvertakenPoll, OfABlockedEndpointsLiveUrlReleasesNobody) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "huuuuuhh");
  ASSERT_TRUE(rig.endpoint(0).face.gauge);
  ASSERT_TRUE(rig.Blocked(0));
  rig.CrossBoundary();
  rig.PollOf(0, 0, Ending::kAnswer);
  EXPECT_TRUE(rig.Blocked(0));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(OvertakenPoll, OfErrorsGivesNoEarlyRelease) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "fffff");
  rig.CrossBoundary();
  for (int poll = 0; poll < 4; ++poll) rig.PollOf(0, 0, Ending::kAnswer);
  EXPECT_TRUE(rig.Blocked(0));
}

TEST(OvertakenPoll, FailsNoProbe) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuuu");
  rig.CrossBoundary();
  rig.PollOf(0, 0, Ending::kRefused);
  EXPECT_EQ(rig.Count(0, BlockEventKind::kProbeFailed), 0U);
  EXPECT_TRUE(rig.endpoint(0).face.gauge);
}

TEST(OvertakenPoll, ThatIsThrottledStillHoldsOff) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuuu");
  rig.CrossBoundary();
  rig.PollOf(0, 0, Ending::kThrottled);
  EXPECT_EQ(rig.fleet.PaceOf({0}).holdoff, base::Duration(seconds(5)));
  EXPECT_TRUE(rig.url(0).holdoff_until.has_value());
}

TEST(OvertakenPoll, StillTellsOnWhichChainTheNodeIs) {
  FleetRig::Options options;
  options.asks_identity = true;
  FleetRig rig(1, {{kPrimaryOnly, {0}}}, options);
  rig.Poll(0, "uuuuu");
  rig.CrossBoundary();
  rig.nodes[0].chain = "0x89";
  rig.PollOf(0, 0, Ending::kAnswer);
  EXPECT_EQ(rig.url(0).identity.standing, Standing::kWrong);
  EXPECT_FALSE(rig.endpoint(0).face.head.has_value());
  EXPECT_TRUE(rig.Blocked(0));
}

}  // namespace
}  // namespace headway::health
