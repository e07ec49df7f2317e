// What polls do to the scores of endpoints: fan-out, epochs, the score clock.
#include <chrono>
#include <optional>

#include <gtest/gtest.h>

#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

QosTally TallyOf(const FleetRig& rig, std::uint32_t endpoint = 0) {
  return rig.endpoint(endpoint).scores.qos;
}

TEST(FleetScores, EveryFinishedPollCountsOnceForEachEndpointOfTheUrl) {
  FleetRig rig(2, {{kPrimaryOnly, {0, 1}}, {kBackupOnly, {1}}});
  rig.Poll(0, "hh");
  rig.Poll(1, "hhfh");
  EXPECT_EQ(TallyOf(rig, 0), (QosTally{.polls = 6, .answered = 5, .quick = 5, .in_sync = 5}));
  EXPECT_EQ(TallyOf(rig, 1), (QosTally{.polls = 4, .answered = 3, .quick = 3, .in_sync = 3}));
}

TEST(FleetScores, ThrottledIsNotAvailableAndCancelledIsNoPoll) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "hhtc");
  EXPECT_EQ(TallyOf(rig), (QosTally{.polls = 3, .answered = 2, .quick = 2, .in_sync = 2}));
}

TEST(FleetScores, AnAnswerOnAnotherChainIsNoService) {
  FleetRig::Options options;
  options.asks_identity = true;
  FleetRig rig(1, {{kPrimaryOnly, {0}}}, options);
  rig.nodes[0].chain = "0x2";
  rig.Poll(0, "hh");
  EXPECT_EQ(TallyOf(rig).answered, 0U);
  EXPECT_GT(TallyOf(rig).polls, 0U);
}

TEST(FleetScores, SlowAnswersAreAvailableButNotQuick) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.nodes[0].latency = milliseconds(501);
  rig.Poll(0, "hh");
  EXPECT_EQ(TallyOf(rig), (QosTally{.polls = 2, .answered = 2, .quick = 0, .in_sync = 2}));
}

TEST(FleetScores, AHeadBehindTheReferenceByMoreThanIsAllowedIsNotInSync) {
  FleetRig::Options options;
  options.rules.allowed_lag = 2;
  options.rules.block_time = seconds(12);
  FleetRig rig(3, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}, {kPrimaryOnly, {2}}}, options);
  rig.nodes[0].head = 100;
  rig.nodes[1].head = 100;
  rig.Poll(0, "h");
  rig.Poll(1, "h");
  rig.nodes[2].head = 98;
  rig.Poll(2, "h");
  EXPECT_EQ(TallyOf(rig, 2).in_sync, 1U) << "two behind are allowed";
  rig.nodes[2].head = 97;
  rig.Poll(2, "h");
  EXPECT_EQ(TallyOf(rig, 2).in_sync, 1U);
  // 2 blocks: 2 s of the running one and 12; 3 blocks: 3 s and 24.
  EXPECT_NEAR(rig.endpoint(2).scores.reputation->sync_seconds(), (14 + 27) / 2.0, 0.1);
  EXPECT_NEAR(rig.endpoint(0).scores.reputation->sync_seconds(), 0, 1e-6);
}

TEST(FleetScores, ABoundaryKeepsTheFiguresOfTheEpochThatEnds) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "hf");
  rig.CrossBoundary();
  EXPECT_EQ(TallyOf(rig), QosTally{});
  EXPECT_EQ(rig.endpoint(0).scores.previous_epoch,
            (QosTally{.polls = 2, .answered = 1, .quick = 1, .in_sync = 1}));
}

TEST(FleetScores, AnEpochWithoutPollsIsNotThePreviousOne) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "hf");
  rig.CrossBoundary();
  rig.CrossBoundary();
  EXPECT_EQ(rig.endpoint(0).scores.previous_epoch->polls, 2U);
}

TEST(FleetScores, ReputationOutlivesABoundaryAndAReload) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "hf");
  const double before = rig.endpoint(0).scores.reputation->availability();
  rig.CrossBoundary();
  rig.Reload({{kBackupOnly, {0}}}, {0}, {0});
  ASSERT_TRUE(rig.endpoint(0).scores.reputation.has_value());
  EXPECT_DOUBLE_EQ(rig.endpoint(0).scores.reputation->availability(), before);
}

TEST(FleetScores, AWarpAheadAgesWhatIsRemembered) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "f");
  rig.epoch_step += hours(10);
  rig.Wait(seconds(1));
  rig.Poll(0, "h");
  // Ten half lives leave a thousandth of the failure.
  EXPECT_NEAR(rig.endpoint(0).scores.reputation->availability(), 1, 0.002);
}

TEST(FleetScores, AWarpBackMakesReputationBeginAnewButNotQos) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.epoch_step += hours(10);
  rig.Wait(seconds(1));
  rig.Poll(0, "ff");
  rig.epoch_step -= hours(10);
  rig.Wait(seconds(1));
  EXPECT_FALSE(rig.endpoint(0).scores.reputation.has_value());
  rig.Poll(0, "h");
  EXPECT_NEAR(rig.endpoint(0).scores.reputation->availability(), 1, 1e-6);
}

}  // namespace
}  // namespace headway::health
