// Another configuration: what goes on, what ends, what begins (docs/health.md, "Reload").
#include <chrono>
#include <optional>

#include <gtest/gtest.h>

#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using std::chrono::seconds;

constexpr std::nullopt_t kNew = std::nullopt;

TEST(Reload, OfTheSameChangesNothing) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kBothRoles, {1}}});
  rig.Poll(0, "hff");
  rig.Poll(1, "uuuuu");
  const auto probe_at = rig.fleet.NextProbe();
  const Face live = rig.endpoint(0).face;
  const Face dead = rig.endpoint(1).face;
  const auto counts = rig.url(0).ledger.polls;
  rig.Forget();
  rig.Reload({{kPrimaryOnly, {0}}, {kBothRoles, {1}}}, {0, 1}, {0, 1});
  EXPECT_TRUE(rig.events.empty());
  EXPECT_EQ(rig.endpoint(0).face, live);
  EXPECT_EQ(rig.endpoint(1).face, dead);
  EXPECT_EQ(rig.url(0).ledger.polls, counts);
  EXPECT_EQ(rig.fleet.NextProbe(), probe_at);
  EXPECT_EQ(rig.fleet.generation(), 0U) << "no reset";
  rig.Poll(0, "f");
  EXPECT_FALSE(rig.endpoint(0).face.gauge) << "the streak went on";
}

TEST(Reload, ANewUrlStartsUnknownAndServesNobody) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "h");
  rig.Reload({{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}}, {0, kNew}, {0, kNew});
  EXPECT_EQ(rig.endpoint(1).face.state, State::kUnknown);
  EXPECT_TRUE(rig.endpoint(1).face.gauge);
  EXPECT_FALSE(rig.IsServing(1));
  rig.Poll(1, "u");
  EXPECT_FALSE(rig.endpoint(1).face.gauge) << "its first conclusive poll decides";
}

TEST(Reload, WhatIsRemovedLeavesNoRow) {
  FleetRig rig(3, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}, {kBackupOnly, {1, 2}}});
  rig.Poll(0, "uuuuu");
  rig.Poll(2, "h");
  rig.Reload({{kBackupOnly, {0}}}, {2}, {2});
  ASSERT_EQ(rig.fleet.endpoints().size(), 1U);
  ASSERT_EQ(rig.fleet.urls().size(), 1U);
  EXPECT_EQ(rig.url(0).listed_by.size(), 1U);
  EXPECT_EQ(rig.endpoint(0).face.state, State::kHealthy);
  EXPECT_FALSE(rig.fleet.NextProbe().has_value()) << "the probe went with its endpoint";
}

TEST(Reload, CountersGoOnUnderOtherNumbers) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}});
  rig.Poll(0, "hhh");
  rig.Poll(1, "hu");
  rig.Reload({{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}}, {1, 0}, {1, 0});
  EXPECT_EQ(rig.endpoint(0).ledger.latest_fails, 1U);
  EXPECT_EQ(rig.endpoint(1).ledger.latest_success, 3U);
  EXPECT_EQ(rig.url(1).ledger.polls[0], 3U);
  rig.Poll(1, "h");
  EXPECT_EQ(rig.endpoint(1).ledger.latest_success, 4U);
  EXPECT_EQ(rig.endpoint(0).ledger.latest_success, 1U);
}

// The router: TestUpdateAllProviders_NormalProviderBlockedAsBackupInNextEpoch.
TEST(Reload, AMovedEndpointKeepsBlockReasonAndTimerThereAndBack) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "fffff");
  rig.Wait(seconds(7));
  const Block block = *rig.BlockOf(0, Role::kPrimary);
  const auto probe_at = rig.fleet.NextProbe();
  rig.Reload({{kBackupOnly, {0}}}, {0}, {0});
  EXPECT_FALSE(rig.Blocked(0, Role::kPrimary));
  ASSERT_TRUE(rig.Blocked(0, Role::kBackup));
  EXPECT_EQ(rig.BlockOf(0, Role::kBackup)->reason, block.reason);
  EXPECT_EQ(rig.BlockOf(0, Role::kBackup)->since, block.since);
  EXPECT_EQ(rig.fleet.NextProbe(), probe_at);
  rig.CrossBoundary();
  ASSERT_TRUE(rig.Blocked(0, Role::kBackup));
  EXPECT_EQ(rig.Count(0, BlockEventKind::kReblocked, Role::kBackup), 1U);
  rig.Reload({{kPrimaryOnly, {0}}}, {0}, {0});
  ASSERT_TRUE(rig.Blocked(0, Role::kPrimary));
  EXPECT_FALSE(rig.Blocked(0, Role::kBackup));
  EXPECT_TRUE(rig.BlockOf(0, Role::kPrimary)->reblocked);
  EXPECT_EQ(rig.Count(0, BlockEventKind::kBlocked, Role::kBackup), 0U) << "kept, not blocked anew";
  rig.Poll(0, "h");
  EXPECT_FALSE(rig.Blocked(0, Role::kPrimary)) << "the boundary's probe was under way";
}

TEST(Reload, ARoleThatADeadEndpointGainsIsBlockedWithATimerOfItsOwn) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuuu");
  rig.Wait(seconds(20));
  rig.Reload({{kBothRoles, {0}}}, {0}, {0});
  EXPECT_EQ(rig.Count(0, BlockEventKind::kBlocked, Role::kPrimary), 1U);
  EXPECT_EQ(rig.Count(0, BlockEventKind::kBlocked, Role::kBackup), 1U);
  rig.Wait(seconds(10));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0, Role::kPrimary));
  EXPECT_TRUE(rig.Blocked(0, Role::kBackup));
  rig.Wait(seconds(20));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0, Role::kBackup));
}

TEST(Reload, ARoleThatALiveEndpointGainsServesAtOnce) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "h");
  rig.Reload({{kBothRoles, {0}}}, {0}, {0});
  EXPECT_TRUE(rig.IsServing(0, Role::kPrimary));
  EXPECT_TRUE(rig.IsServing(0, Role::kBackup));
}

TEST(Reload, ARoleThatIsLostTakesItsBlockAlong) {
  FleetRig rig(1, {{kBothRoles, {0}}});
  rig.Poll(0, "uuuuu");
  rig.Reload({{kBackupOnly, {0}}}, {0}, {0});
  EXPECT_FALSE(rig.Blocked(0, Role::kPrimary));
  EXPECT_TRUE(rig.Blocked(0, Role::kBackup));
  rig.Wait(seconds(30));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0, Role::kBackup));
  EXPECT_EQ(rig.Count(0, BlockEventKind::kUnblocked, Role::kPrimary), 0U);
}

TEST(Reload, ANewEndpointOfKnownUrlsTakesTheirStateAtOnce) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "h");
  rig.Forget();
  rig.Reload({{kPrimaryOnly, {0}}, {kBackupOnly, {0}}}, {0}, {0, kNew});
  EXPECT_EQ(rig.endpoint(1).face.state, State::kHealthy);
  EXPECT_EQ(rig.endpoint(1).face.head, base::BlockHeight{100});
  EXPECT_TRUE(rig.IsServing(1, Role::kBackup));
  EXPECT_TRUE(rig.events.empty()) << "that is how it begins, and no transition";
  EXPECT_EQ(rig.endpoint(1).ledger.latest_success, 0U) << "counters are its own";
}

TEST(Reload, ANewEndpointOfDeadUrlsIsBlockedAtOnce) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuuu");
  rig.Reload({{kPrimaryOnly, {0}}, {kBackupOnly, {0}}}, {0}, {0, kNew});
  EXPECT_FALSE(rig.endpoint(1).face.gauge);
  EXPECT_TRUE(rig.Blocked(1, Role::kBackup));
  EXPECT_EQ(rig.Count(1, BlockEventKind::kBlocked, Role::kBackup), 1U);
}

TEST(Reload, OtherUrlsOfAnEndpointAreATransitionWithoutAnError) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}});
  rig.Poll(0, "h");
  rig.Poll(1, "u");
  rig.Forget();
  rig.Reload({{kPrimaryOnly, {1}}, {kPrimaryOnly, {1}}}, {0, 1}, {0, 1});
  const auto told = rig.Told<Transition>();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].endpoint, base::EndpointIndex{0});
  EXPECT_EQ(told[0].from, State::kHealthy);
  EXPECT_EQ(told[0].to, State::kUnreachable);
  EXPECT_FALSE(told[0].error.has_value());
  EXPECT_TRUE(told[0].by_reload);
}

TEST(Reload, WithOtherCredentialsTheLastSettledVerdictServesUntilTheFirstConclusivePoll) {
  for (const char* const next : {"h", "a"}) {
    FleetRig rig(1, {{kPrimaryOnly, {0}}});
    rig.Poll(0, "h");
    rig.Reload({{kPrimaryOnly, {0}}}, {kNew}, {0}, {0});
    EXPECT_EQ(rig.endpoint(0).face.state, State::kUnknown) << "it is a new URL";
    EXPECT_EQ(rig.url(0).ledger.polls[0], 0U);
    EXPECT_TRUE(rig.IsServing(0));
    EXPECT_TRUE(rig.endpoint(0).face.settled_good);
    rig.Poll(0, "tc");
    EXPECT_TRUE(rig.IsServing(0)) << "not conclusive";
    rig.Poll(0, next);
    EXPECT_EQ(rig.IsServing(0), *next == 'h');
  }
}

TEST(Reload, WithOtherCredentialsTwiceBeforeAnyPollWhoServedServesOn) {
  FleetRig::Options verified;
  verified.policy.epoch.reset = EpochPolicy::Reset::kVerified;
  FleetRig rig(1, {{kPrimaryOnly, {0}}}, verified);
  rig.Poll(0, "h");
  for (int change = 0; change < 2; ++change) {
    rig.Reload({{kPrimaryOnly, {0}}}, {kNew}, {0}, {0});
    EXPECT_TRUE(rig.endpoint(0).face.gauge);
    EXPECT_TRUE(rig.IsServing(0));
  }
}

TEST(Reload, WithOtherCredentialsADeadOneDoesNotServe) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "haaa");
  rig.Reload({{kPrimaryOnly, {0}}}, {kNew}, {0}, {0});
  EXPECT_TRUE(rig.endpoint(0).face.gauge);
  EXPECT_FALSE(rig.IsServing(0));
}

TEST(Reload, WithOtherUrlsWhoIsBlockedIsProbedAtOnce) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuuu");
  rig.Reload({{kPrimaryOnly, {0}}}, {kNew}, {0}, {0});
  EXPECT_TRUE(rig.Blocked(0)) << "until the new one has answered";
  EXPECT_EQ(rig.SummonedIn(0), base::Duration::zero());
  rig.Poll(0, "h");
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(Reload, OfADeadFleetResetsNothing) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "huuu");
  rig.Forget();
  rig.Reload({{kBackupOnly, {0}}}, {0}, {0});
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
  EXPECT_EQ(rig.endpoint(0).face.state, State::kUnreachable);
  EXPECT_EQ(rig.endpoint(0).ledger.epoch_resets, 0U);
  EXPECT_TRUE(rig.Told<BoundaryEvent>().empty());
}

TEST(Reload, TheReferenceGoesOnWithoutTheWitnessesThatAreGone) {
  FleetRig rig(3, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}, {kPrimaryOnly, {2}}});
  for (std::uint32_t url = 0; url < 3; ++url) {
    rig.nodes[url].head = 100 + url;
    rig.Poll(url, "h");
  }
  ASSERT_EQ(rig.fleet.chains()[0].height(), base::BlockHeight{101});
  rig.Reload({{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}}, {2, 0}, {2, 0});
  EXPECT_EQ(rig.fleet.chains()[0].height(), base::BlockHeight{101});
  EXPECT_EQ(rig.fleet.chains()[0].WitnessCount(rig.mono()), 2U);
  rig.Poll(1, "h");
  EXPECT_EQ(rig.fleet.chains()[0].height(), base::BlockHeight{102});
}

TEST(Reload, TheFirstRoundIsDoneWithoutTheUrlsThatAreGone) {
  FleetRig rig(2, {{kPrimaryOnly, {0, 1}}});
  rig.Poll(0, "h");
  EXPECT_FALSE(rig.fleet.FirstRoundIsDone());
  rig.Reload({{kPrimaryOnly, {0}}}, {0}, {0});
  EXPECT_TRUE(rig.fleet.FirstRoundIsDone());
  rig.Reload({{kPrimaryOnly, {0, 1}}}, {0, kNew}, {0});
  EXPECT_TRUE(rig.fleet.FirstRoundIsDone()) << "of the first plan; it was done once";
}

}  // namespace
}  // namespace headway::health
