// What the router whose blocking this follows gets wrong, and what happens here instead. The names
// of the suites are those of its faults. That a URL whose connection failed is polled on is proved
// with real polling in tests/probes/sidecar_recovery_test.cc.
#include <chrono>

#include <gtest/gtest.h>

#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// There a primary is released at every epoch, healthy or not, because nobody reported it.
TEST(RouterBugUnconditionalReleaseOfPrimaries, ADeadPrimaryStaysBlockedOverEveryBoundary) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kBackupOnly, {1}}});
  rig.Poll(0, "uuuuu");
  rig.Poll(1, "uuuuu");
  for (std::uint64_t epoch = 1; epoch <= 5; ++epoch) {
    rig.CrossBoundary();
    EXPECT_TRUE(rig.Blocked(0, Role::kPrimary));
    EXPECT_TRUE(rig.Blocked(1, Role::kBackup));
    rig.Poll(0, "u");
    rig.Poll(1, "u");
    EXPECT_TRUE(rig.Blocked(0, Role::kPrimary));
    EXPECT_TRUE(rig.Blocked(1, Role::kBackup));
    EXPECT_EQ(rig.Count(0, BlockEventKind::kReblocked, Role::kPrimary), epoch);
    EXPECT_EQ(rig.Count(1, BlockEventKind::kReblocked, Role::kBackup), epoch);
  }
  EXPECT_EQ(rig.Count(0, BlockEventKind::kUnblocked, Role::kPrimary), 0U);
}

// There the probe sends nothing: it reads two flags, one of which the epoch has just set.
TEST(RouterBugPassiveProbe, NothingIsReleasedByTimeAlone) {
  for (const char* const died_of : {"uuuuu", "fffff"}) {
    FleetRig rig(1, {{kBothRoles, {0}}});
    rig.Poll(0, died_of);
    for (int hour = 0; hour < 48; ++hour) {
      rig.Wait(std::chrono::hours(1));
      ASSERT_TRUE(rig.Blocked(0, Role::kPrimary)) << died_of;
      ASSERT_TRUE(rig.Blocked(0, Role::kBackup)) << died_of;
    }
  }
}

TEST(RouterBugPassiveProbe, BeingEnabledAndConnectedAgainReleasesNobody) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuuuf");  // the last one was a complete response
  rig.CrossBoundary();
  rig.Wait(seconds(30));
  EXPECT_TRUE(rig.url(0).health.enabled);
  EXPECT_TRUE(rig.url(0).health.connection_healthy);
  EXPECT_TRUE(rig.Blocked(0));
}

// There only the primary side of an endpoint in both lists is looked at; its backup side stays
// blocked, and blocks the primary again at the next epoch.
TEST(RouterBugOverlapOfRoles, AnEndpointInBothRolesIsReleasedInBoth) {
  FleetRig rig(1, {{kBothRoles, {0}}});
  rig.Poll(0, "uuuuu");
  rig.CrossBoundary();
  rig.Poll(0, "h");
  EXPECT_FALSE(rig.Blocked(0, Role::kPrimary));
  EXPECT_FALSE(rig.Blocked(0, Role::kBackup));
  rig.CrossBoundary();
  EXPECT_FALSE(rig.Blocked(0, Role::kPrimary));
  EXPECT_FALSE(rig.Blocked(0, Role::kBackup));
}

// There a pass that began before a newer epoch empties that epoch's set.
TEST(RouterBugStalePassAfterANewerEpoch, APollOfAnOlderGenerationReleasesNobody) {
  FleetRig rig(1, {{kBothRoles, {0}}});
  rig.Poll(0, "uuuuu");
  rig.CrossBoundary();
  const std::uint64_t began = rig.fleet.generation();
  rig.CrossBoundary();
  rig.PollOf(began, 0, Ending::kAnswer);
  EXPECT_TRUE(rig.Blocked(0, Role::kPrimary));
  EXPECT_TRUE(rig.Blocked(0, Role::kBackup));
  rig.Poll(0, "h");
  EXPECT_FALSE(rig.Blocked(0, Role::kPrimary)) << "the newer epoch's own pass is not lost";
  EXPECT_FALSE(rig.Blocked(0, Role::kBackup));
}

// There the second chance restores primaries alone.
TEST(RouterBugSecondChanceOfABackup, ReleasesABackupLikeAPrimary) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kBackupOnly, {1}}});
  for (const std::uint32_t url : {0U, 1U}) rig.Poll(url, "fffff");
  rig.Wait(minutes(3));
  EXPECT_EQ(rig.Count(0, BlockEventKind::kSecondChance, Role::kPrimary), 1U);
  EXPECT_EQ(rig.Count(1, BlockEventKind::kSecondChance, Role::kBackup), 1U);
  for (const std::uint32_t url : {0U, 1U}) rig.Poll(url, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0, Role::kPrimary));
  EXPECT_FALSE(rig.Blocked(1, Role::kBackup));
}

// There the time it takes to read a flag is a latency of the endpoint.
TEST(RouterBugFakeLatency, ProbesAndBoundariesGiveNoSampleOfTheirOwn) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.nodes[0].latency = milliseconds(700);
  rig.Poll(0, "huuuuu");
  const auto samples = rig.endpoint(0).ledger.latest_duration;
  for (int epoch = 0; epoch < 3; ++epoch) {
    rig.Wait(minutes(5));
    rig.CrossBoundary();
  }
  EXPECT_EQ(rig.endpoint(0).ledger.latest_duration, samples);
  EXPECT_EQ(rig.url(0).health.last_answer_latency, base::Duration(milliseconds(700)));
  rig.Poll(0, "u");
  EXPECT_EQ(rig.endpoint(0).ledger.latest_duration, samples) << "nor does a probe that fails";
  rig.Poll(0, "h");
  EXPECT_DOUBLE_EQ(rig.endpoint(0).ledger.latest_duration.sum, samples.sum + 0.7);
}

}  // namespace
}  // namespace headway::health
