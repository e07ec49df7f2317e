// How a block ends: by its own comprehensive probe, and by nothing else (docs/health.md,
// "Blocking").
#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr base::Duration kNow{};

/// One endpoint of one URL that is blocked just now.
FleetRig BlockedFor(BlockReason reason, const Roles& roles = kPrimaryOnly) {
  FleetRig rig(1, {{roles, {0}}});
  rig.Poll(0, reason == BlockReason::kErrors ? "hfffff" : "huuuuu");
  rig.Forget();
  return rig;
}

TEST(BlockProbe, ComesAReconnectIntervalAfterTheBlock) {
  FleetRig rig = BlockedFor(BlockReason::kDisconnections);
  EXPECT_EQ(rig.fleet.NextProbe(), rig.mono() + seconds(30));
  EXPECT_FALSE(rig.SummonedIn(0).has_value());
  rig.Wait(seconds(30) - nanoseconds(1));
  EXPECT_FALSE(rig.SummonedIn(0).has_value());
  rig.Wait(nanoseconds(1));
  EXPECT_EQ(rig.SummonedIn(0), kNow);
  ASSERT_EQ(rig.hurries.size(), 1U);
  EXPECT_EQ(rig.hurries[0].url, kFirstUrl);
  EXPECT_FALSE(rig.hurries[0].cancel) << "a poll under way is as good";
  EXPECT_FALSE(rig.fleet.NextProbe().has_value()) << "it is under way";
}

TEST(BlockProbe, OfErrorsComesAfterTheSecondChanceTime) {
  FleetRig rig = BlockedFor(BlockReason::kErrors);
  rig.Wait(minutes(3) - nanoseconds(1));
  EXPECT_FALSE(rig.SummonedIn(0).has_value());
  rig.Wait(nanoseconds(1));
  EXPECT_EQ(rig.SummonedIn(0), kNow);
}

TEST(BlockProbe, HasTheRecheckTimeoutOrTwiceTheLatencyOfTheLastAnswer) {
  FleetRig quick = BlockedFor(BlockReason::kDisconnections);
  quick.Wait(seconds(30));
  EXPECT_EQ(quick.fleet.PaceOf(kFirstUrl).summons_timeout, base::Duration(seconds(3)));
  FleetRig slow(1, {{kPrimaryOnly, {0}}});
  slow.nodes[0].latency = seconds(4);
  slow.Poll(0, "h");
  slow.nodes[0].latency = milliseconds(1);
  slow.Poll(0, "uuuuu");
  slow.Wait(seconds(30));
  EXPECT_EQ(slow.fleet.PaceOf(kFirstUrl).summons_timeout, base::Duration(seconds(8)));
}

TEST(BlockProbe, AsksEveryUrlDisabledOnesToo) {
  FleetRig rig(3, {{kPrimaryOnly, {0, 2}}, {kPrimaryOnly, {1}}});
  rig.Poll(0, "uuuuu");
  rig.Poll(2, "uuuuu");
  ASSERT_FALSE(rig.url(0).health.enabled);
  rig.Wait(seconds(30));
  EXPECT_EQ(rig.SummonedIn(0), kNow);
  EXPECT_EQ(rig.SummonedIn(2), kNow);
  EXPECT_FALSE(rig.SummonedIn(1).has_value());
}

// The router: TestGenerateReconnectCallback_NonBackupUsesValidAddressesPath.
TEST(BlockProbe, APassReleasesAPrimary) {
  FleetRig rig = BlockedFor(BlockReason::kDisconnections);
  rig.Wait(seconds(30));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0));
  EXPECT_FALSE(rig.SummonedIn(0).has_value());
  EXPECT_EQ(rig.Count(0, BlockEventKind::kUnblocked), 1U);
  EXPECT_EQ(rig.Count(0, BlockEventKind::kUnblocked, Role::kBackup), 0U);
  const auto told = rig.Told<BlockEvent>();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, BlockEventKind::kUnblocked);
  EXPECT_EQ(told[0].reason, BlockReason::kDisconnections);
  EXPECT_FALSE(rig.fleet.NextProbe().has_value());
}

// The router: TestGenerateReconnectCallback_BackupProviderUnblocked.
TEST(BlockProbe, APassReleasesABackup) {
  FleetRig rig = BlockedFor(BlockReason::kDisconnections, kBackupOnly);
  rig.Wait(seconds(30));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0, Role::kBackup));
  EXPECT_EQ(rig.Count(0, BlockEventKind::kUnblocked, Role::kBackup), 1U);
}

// The router: TestGenerateReconnectCallback_OverlapBothPairingAndBackup.
TEST(BlockProbe, APassReleasesAnEndpointOfBothRolesInBoth) {
  FleetRig rig = BlockedFor(BlockReason::kDisconnections, kBothRoles);
  rig.Wait(seconds(30));
  rig.Poll(0, Ending::kAnswer);
  for (const Role role : kAllRoles) {
    EXPECT_FALSE(rig.Blocked(0, role));
    EXPECT_EQ(rig.Count(0, BlockEventKind::kUnblocked, role), 1U);
  }
}

TEST(BlockProbe, PassesWithTheFirstUrlThatAnswers) {
  FleetRig rig(2, {{kPrimaryOnly, {0, 1}}});
  rig.Poll(0, "uuuuu");
  rig.Poll(1, "uuuuu");
  rig.Wait(seconds(30));
  rig.Poll(0, Ending::kRefused);
  EXPECT_EQ(rig.Count(0, BlockEventKind::kProbeFailed), 0U) << "one has not answered yet";
  rig.Poll(1, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(BlockProbe, FailsWhenEveryUrlHasEndedAPollWithoutAnAnswerAndComesAgain) {
  FleetRig rig(2, {{kPrimaryOnly, {0, 1}}});
  rig.Poll(0, "uuuuu");
  rig.Poll(1, "uuuuu");
  for (std::uint64_t round = 1; round <= 5; ++round) {
    rig.Wait(seconds(30));
    rig.Poll(0, Ending::kRefused);
    EXPECT_EQ(rig.Count(0, BlockEventKind::kProbeFailed), round - 1);
    rig.Wait(seconds(2));
    rig.Poll(1, Ending::kRefused);
    EXPECT_EQ(rig.Count(0, BlockEventKind::kProbeFailed), round);
    EXPECT_EQ(rig.fleet.NextProbe(), rig.mono() + seconds(30)) << "from the end of the last one";
    EXPECT_TRUE(rig.Blocked(0));
  }
}

TEST(BlockProbe, ACancelledPollDoesNotEndIt) {
  FleetRig rig = BlockedFor(BlockReason::kDisconnections);
  rig.Wait(seconds(30));
  rig.Poll(0, Ending::kCancelled);
  EXPECT_EQ(rig.Count(0, BlockEventKind::kProbeFailed), 0U);
  EXPECT_TRUE(rig.SummonedIn(0).has_value()) << "the next poll is wanted as soon";
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0));
}

// A healthy connection is not an answer. The router:
// TestProbeDirectRPCEndpoints_RespectsDisabledEndpoint.
TEST(BlockProbe, AResponseThatIsNoAnswerReleasesNobody) {
  for (const Ending ending :
       {Ending::kServerError, Ending::kMalformed, Ending::kAuth, Ending::kThrottled}) {
    FleetRig rig = BlockedFor(BlockReason::kDisconnections);
    rig.Wait(seconds(30));
    rig.Poll(0, ending);
    EXPECT_TRUE(rig.url(0).health.connection_healthy);
    EXPECT_TRUE(rig.Blocked(0)) << static_cast<char>(ending);
    EXPECT_EQ(rig.Count(0, BlockEventKind::kProbeFailed), 1U);
  }
}

TEST(BlockProbe, AnswersBeforeItReleaseNobody) {
  FleetRig rig = BlockedFor(BlockReason::kDisconnections);
  rig.Poll(0, "hhhhhhhhhh");
  EXPECT_TRUE(rig.endpoint(0).face.gauge);
  EXPECT_TRUE(rig.Blocked(0));
  rig.Wait(seconds(20));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(BlockProbe, TimersOfSharersAreTheirOwn) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kBackupOnly, {0, 1}}});
  rig.Poll(0, "uuuuu");
  rig.Poll(1, "uuuuu");
  ASSERT_TRUE(rig.Blocked(0));
  ASSERT_TRUE(rig.Blocked(1, Role::kBackup));
  rig.Wait(seconds(25));  // of the first: 30 s since it was blocked
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0));
  EXPECT_TRUE(rig.Blocked(1, Role::kBackup));
  rig.Wait(seconds(5));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(1, Role::kBackup));
}

TEST(BlockProbe, SharersWhoseTimersHaveFiredUseOnePoll) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}, {kBothRoles, {0}}});
  rig.Poll(0, "uuuuu");
  rig.Wait(seconds(30));
  const std::uint64_t requests = rig.url(0).ledger.requests[0];
  rig.Poll(0, Ending::kAnswer);
  EXPECT_EQ(rig.url(0).ledger.requests[0], requests + 1);
  EXPECT_FALSE(rig.Blocked(0));
  EXPECT_FALSE(rig.Blocked(1, Role::kPrimary));
  EXPECT_FALSE(rig.Blocked(1, Role::kBackup));
}

TEST(SecondChance, IsTheFirstProbeByTimerInAnEpochForErrors) {
  FleetRig rig = BlockedFor(BlockReason::kErrors);
  rig.Wait(minutes(3));
  EXPECT_EQ(rig.Count(0, BlockEventKind::kSecondChance), 1U);
  EXPECT_TRUE(rig.BlockOf(0, Role::kPrimary)->second_chance_given);
  rig.Poll(0, Ending::kMalformed);
  rig.Wait(minutes(3));
  EXPECT_EQ(rig.SummonedIn(0), kNow) << "probed all the same";
  EXPECT_EQ(rig.Count(0, BlockEventKind::kSecondChance), 1U);
}

TEST(SecondChance, IsNotGivenForDisconnections) {
  FleetRig rig = BlockedFor(BlockReason::kDisconnections);
  rig.Wait(minutes(3));
  rig.Poll(0, Ending::kRefused);
  rig.Wait(minutes(3));
  EXPECT_EQ(rig.Count(0, BlockEventKind::kSecondChance), 0U);
}

TEST(EarlyRelease, OfErrorsComesWithAsManyGoodPollsAsTheRiseTakes) {
  FleetRig rig = BlockedFor(BlockReason::kErrors);
  rig.Poll(0, "h");
  EXPECT_TRUE(rig.Blocked(0));
  rig.Poll(0, "h");
  EXPECT_FALSE(rig.Blocked(0));
  EXPECT_EQ(rig.Count(0, BlockEventKind::kUnblocked), 1U);
  EXPECT_EQ(rig.Count(0, BlockEventKind::kSecondChance), 0U);
}

TEST(EarlyRelease, NeedsAPollInWhichTheChainWasAsked) {
  FleetRig::Options options;
  options.asks_identity = true;
  options.policy.health.rise = 1;
  FleetRig rig(1, {{kPrimaryOnly, {0}}}, options);
  rig.Poll(0, "hfffff");
  ASSERT_TRUE(rig.Blocked(0));
  rig.nodes[0].is_past_questions = true;
  rig.Poll(0, "h");
  EXPECT_TRUE(rig.Blocked(0));
  rig.nodes[0].is_past_questions = false;
  rig.Poll(0, "h");
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(BlockProbe, IsNotEndedByAnAnswerBehindWhichTheChainWasNotAsked) {
  FleetRig::Options options;
  options.asks_identity = true;
  FleetRig rig(1, {{kPrimaryOnly, {0}}}, options);
  rig.Poll(0, "huuuuu");
  rig.Wait(seconds(30));
  rig.nodes[0].is_past_questions = true;
  rig.Poll(0, Ending::kAnswer);
  EXPECT_TRUE(rig.Blocked(0));
  EXPECT_TRUE(rig.SummonedIn(0).has_value()) << "it is asked again at once";
  EXPECT_EQ(rig.Count(0, BlockEventKind::kProbeFailed), 0U);
  rig.nodes[0].is_past_questions = false;
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(EarlyRelease, NeedsThemInARow) {
  FleetRig rig = BlockedFor(BlockReason::kErrors);
  rig.Poll(0, "hmhah");
  EXPECT_TRUE(rig.Blocked(0));
  rig.Poll(0, "tch");
  EXPECT_FALSE(rig.Blocked(0)) << "throttled and cancelled polls do not break the row";
}

TEST(EarlyRelease, NeedsThemOfOneUrl) {
  FleetRig rig(2, {{kPrimaryOnly, {0, 1}}});
  rig.Poll(0, "fffff");
  rig.Poll(1, "fffff");
  rig.Poll(0, "h");
  rig.Poll(1, "h");
  EXPECT_TRUE(rig.Blocked(0));
  rig.Poll(1, "h");
  EXPECT_FALSE(rig.Blocked(0));
}

/// An endpoint of a URL whose identity is asked, blocked just now; it had been right before.
FleetRig BlockedOfKnownChain() {
  FleetRig::Options options;
  options.asks_identity = true;
  FleetRig rig(1, {{kPrimaryOnly, {0}}}, options);
  rig.Poll(0, "huuuuu");
  rig.nodes[0].identity_asked = 0;
  return rig;
}

TEST(BlockProbe, AsksForTheChainInEveryPoll) {
  FleetRig rig = BlockedOfKnownChain();
  rig.Poll(0, "hhhh");
  EXPECT_EQ(rig.nodes[0].identity_asked, 4);
  rig.Wait(seconds(30));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_EQ(rig.nodes[0].identity_asked, 5);
  EXPECT_FALSE(rig.Blocked(0));
  rig.Poll(0, "hh");
  EXPECT_EQ(rig.nodes[0].identity_asked, 5);
}

TEST(BlockProbe, ANodeThatComesBackOnAnotherChainIsNotReleased) {
  FleetRig rig = BlockedOfKnownChain();
  rig.nodes[0].chain = "0x89";
  for (int round = 0; round < 10; ++round) {
    rig.Wait(seconds(30));
    rig.Poll(0, "hhh");
    ASSERT_TRUE(rig.Blocked(0));
  }
  EXPECT_EQ(rig.url(0).identity.standing, Standing::kWrong);
  rig.nodes[0].chain = "0x1";
  rig.Wait(seconds(30));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(BlockProbe, OfWrongChainIsPassedByOneRightAnswer) {
  FleetRig::Options options;
  options.asks_identity = true;
  FleetRig rig(1, {{kPrimaryOnly, {0}}}, options);
  rig.nodes[0].chain = "0x89";
  rig.Poll(0, "h");
  ASSERT_TRUE(rig.Blocked(0));
  rig.Wait(seconds(30));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_TRUE(rig.Blocked(0));
  EXPECT_EQ(rig.Count(0, BlockEventKind::kProbeFailed), 1U);
  rig.nodes[0].chain = "0x1";
  rig.Wait(seconds(30));
  rig.Poll(0, Ending::kAnswer);
  EXPECT_FALSE(rig.Blocked(0));
}

}  // namespace
}  // namespace headway::health
