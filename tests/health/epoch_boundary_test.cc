// The epoch boundary, in one step and in its order (docs/health.md).
#include <chrono>
#include <set>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

FleetRig::Options Verified() {
  FleetRig::Options options;
  options.policy.epoch.reset = EpochPolicy::Reset::kVerified;
  return options;
}

// The router: TestUpdateEpoch_ResetsHealthMetric.
TEST(EpochBoundary, TakesTheGaugesOfPrimaryAndBackupFromZeroToOne) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kBackupOnly, {1}}});
  rig.Poll(0, "uuuuu");
  rig.Poll(1, "fffff");
  for (std::uint32_t each : {0U, 1U}) {
    ASSERT_FALSE(rig.endpoint(each).face.gauge);
    ASSERT_FALSE(rig.endpoint(each).face.enabled);
  }
  rig.CrossBoundary();
  for (std::uint32_t each : {0U, 1U}) {
    EXPECT_TRUE(rig.endpoint(each).face.gauge);
    EXPECT_TRUE(rig.endpoint(each).face.enabled);
    EXPECT_EQ(rig.endpoint(each).face.state, State::kUnknown);
    EXPECT_EQ(rig.url(each).health.refusals, 0U);
  }
}

TEST(EpochBoundary, InVerifiedModeGaugeAndStateStayUntilThePollThatDecidesAtOnce) {
  for (const char* const next : {"h", "f"}) {
    FleetRig rig(1, {{kPrimaryOnly, {0}}}, Verified());
    rig.Poll(0, "huuuuu");
    rig.CrossBoundary();
    EXPECT_FALSE(rig.endpoint(0).face.gauge);
    EXPECT_EQ(rig.endpoint(0).face.state, State::kUnreachable);
    EXPECT_TRUE(rig.endpoint(0).face.enabled);
    EXPECT_TRUE(rig.SummonedIn(0).has_value());
    rig.Poll(0, next);
    EXPECT_EQ(rig.endpoint(0).face.gauge, *next == 'h');
    EXPECT_EQ(rig.endpoint(0).face.state, *next == 'h' ? State::kHealthy : State::kFailing);
  }
}

TEST(EpochBoundary, AfterItTheFirstConclusivePollDecidesBothWays) {
  FleetRig up(1, {{kPrimaryOnly, {0}}});
  up.Poll(0, "huuuuu");
  up.CrossBoundary();
  up.Poll(0, "t");
  EXPECT_TRUE(up.endpoint(0).face.gauge);
  up.Poll(0, "h");
  EXPECT_EQ(up.endpoint(0).face.state, State::kHealthy);
  FleetRig down(1, {{kPrimaryOnly, {0}}});
  down.Poll(0, "huuuuu");
  down.CrossBoundary();
  down.Poll(0, "u");
  EXPECT_FALSE(down.endpoint(0).face.gauge);
  EXPECT_EQ(down.endpoint(0).face.state, State::kUnreachable);
}

TEST(EpochBoundary, LeavesTheLivingAsTheyAre) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "huu");
  rig.Forget();
  rig.CrossBoundary();
  EXPECT_EQ(rig.endpoint(0).face.state, State::kHealthy);
  EXPECT_EQ(rig.url(0).health.refusals, 0U) << "these are forgiven to everybody";
  EXPECT_FALSE(rig.SummonedIn(0).has_value());
  EXPECT_TRUE(rig.hurries.empty());
  EXPECT_FALSE(rig.endpoint(0).before_reset.has_value());
  EXPECT_EQ(rig.endpoint(0).ledger.epoch_resets, 0U);
  rig.Poll(0, "u");
  EXPECT_FALSE(rig.endpoint(0).face.gauge) << "the streak went on";
}

TEST(EpochBoundary, DoesNotResetWhoIsInAHoldoff) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}});
  rig.Poll(1, "uuu");
  rig.Poll(0, "huuut");
  rig.CrossBoundary();
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
  EXPECT_EQ(rig.endpoint(0).face.state, State::kThrottled);
  EXPECT_TRUE(rig.endpoint(1).face.gauge);
  EXPECT_EQ(rig.fleet.PaceOf({0}).holdoff, base::Duration(seconds(5))) << "the hold-off goes on";
  rig.Wait(seconds(5));
  rig.CrossBoundary();
  EXPECT_TRUE(rig.endpoint(0).face.gauge) << "it is over";
}

TEST(EpochBoundary, CancelsThePollsUnderWayOfTheDownAlone) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}});
  rig.Poll(0, "uuu");
  rig.Poll(1, "h");
  rig.CrossBoundary();
  EXPECT_TRUE(rig.WasCancelled(0));
  EXPECT_FALSE(rig.WasCancelled(1));
}

TEST(EpochBoundary, WantsTheDownPolledWithin500MsSpreadByEndpointAndBoundary) {
  std::vector<FleetRig::Endpoint> endpoints;
  for (std::uint32_t url = 0; url < 100; ++url) endpoints.push_back({kPrimaryOnly, {url}});
  FleetRig rig(100, endpoints);
  for (std::uint32_t url = 0; url < 100; ++url) rig.Poll(url, Ending::kRefused);
  std::vector<std::set<base::Duration>> spreads;
  for (int boundary = 0; boundary < 2; ++boundary) {
    rig.CrossBoundary();
    std::set<base::Duration>& spread = spreads.emplace_back();
    for (std::uint32_t url = 0; url < 100; ++url) {
      const auto in = rig.SummonedIn(url);
      ASSERT_TRUE(in.has_value());
      EXPECT_GE(*in, base::Duration::zero());
      EXPECT_LT(*in, base::Duration(milliseconds(500)));
      spread.insert(*in);
      rig.Poll(url, Ending::kRefused);
    }
    EXPECT_GT(spread.size(), 90U);
    EXPECT_LT(*spread.begin(), base::Duration(milliseconds(50)));
    EXPECT_GT(*spread.rbegin(), base::Duration(milliseconds(450)));
  }
  EXPECT_NE(spreads[0], spreads[1]);
}

TEST(EpochBoundary, GivesTheDownTwoSecondsOrTwiceTheLatencyOfTheirLastAnswer) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}});
  rig.nodes[1].latency = seconds(3);
  for (const std::uint32_t url : {0U, 1U}) rig.Poll(url, "h");
  rig.nodes[1].latency = milliseconds(1);
  for (const std::uint32_t url : {0U, 1U}) rig.Poll(url, "uuu");
  rig.CrossBoundary();
  EXPECT_EQ(rig.fleet.PaceOf({0}).summons_timeout, base::Duration(seconds(2)));
  EXPECT_EQ(rig.fleet.PaceOf({1}).summons_timeout, base::Duration(seconds(6)));
}

TEST(EpochBoundary, TellsOfItselfFirstAndThenOfWhomItBlocksAgain) {
  FleetRig rig(3, {{kPrimaryOnly, {0}}, {kBothRoles, {1}}, {kBackupOnly, {2}}});
  rig.Poll(0, "h");
  rig.Poll(1, "uuuuu");
  rig.Poll(2, "fffff");
  rig.Forget();
  rig.CrossBoundary();
  ASSERT_EQ(rig.events.size(), 4U);
  const auto& boundary = std::get<BoundaryEvent>(rig.events[0]);
  EXPECT_EQ(boundary.generation, 1U);
  EXPECT_EQ(boundary.epoch, rig.fleet.epoch().epoch());
  EXPECT_EQ(boundary.skipped, 0U);
  EXPECT_EQ(boundary.reset, 2U);
  EXPECT_EQ(boundary.reblocked, 3U);
  EXPECT_EQ(boundary.at, rig.wall());
  const auto blocked = rig.Told<BlockEvent>();
  ASSERT_EQ(blocked.size(), 3U);
  EXPECT_EQ(blocked[0].endpoint, base::EndpointIndex{1});
  EXPECT_EQ(blocked[0].role, Role::kPrimary);
  EXPECT_EQ(blocked[1].endpoint, base::EndpointIndex{1});
  EXPECT_EQ(blocked[1].role, Role::kBackup);
  EXPECT_EQ(blocked[2].endpoint, base::EndpointIndex{2});
  EXPECT_EQ(blocked[2].reason, BlockReason::kErrors);
  for (const BlockEvent& each : blocked) EXPECT_EQ(each.kind, BlockEventKind::kReblocked);
}

// The router: TestUpdateAllProviders_BlockedBackupProviderPersistedAcrossEpoch.
TEST(EpochBoundary, TheBlockedStayBlockedWithTheirReason) {
  for (const Roles& roles : {kPrimaryOnly, kBackupOnly}) {
    FleetRig rig(1, {{roles, {0}}});
    const Role role = roles[0] ? Role::kPrimary : Role::kBackup;
    rig.Poll(0, "fffff");
    const base::WallTime since = rig.BlockOf(0, role)->since;
    EXPECT_FALSE(rig.BlockOf(0, role)->reblocked);
    rig.Wait(seconds(7));
    rig.CrossBoundary();
    ASSERT_TRUE(rig.Blocked(0, role));
    EXPECT_TRUE(rig.BlockOf(0, role)->reblocked);
    EXPECT_EQ(rig.BlockOf(0, role)->reason, BlockReason::kErrors);
    EXPECT_EQ(rig.BlockOf(0, role)->since, since);
    EXPECT_EQ(rig.Count(0, BlockEventKind::kReblocked, role), 1U);
    EXPECT_EQ(rig.Count(0, BlockEventKind::kBlocked, role), 1U) << "not blocked anew";
  }
}

// The router: TestCheckAndUnblock_BackupRoutedToComprehensiveProbe, BackupUnblockedWhenHealthy.
TEST(EpochBoundary, ReleasesWhoPassesTheProbeThatItBegins) {
  for (const Roles& roles : {kPrimaryOnly, kBackupOnly, kBothRoles}) {
    FleetRig rig(1, {{roles, {0}}});
    rig.Poll(0, "uuuuu");
    rig.CrossBoundary();
    rig.Wait(milliseconds(600));
    EXPECT_TRUE(IsBlocked(rig.endpoint(0).blocks)) << "not yet";
    rig.Poll(0, Ending::kAnswer);
    EXPECT_FALSE(IsBlocked(rig.endpoint(0).blocks));
    EXPECT_EQ(rig.endpoint(0).face.state, State::kHealthy);
    EXPECT_EQ(rig.endpoint(0).roles, roles) << "a backup is never promoted";
  }
}

TEST(EpochBoundary, WhoFailsItsProbeStaysBlockedAndIsDownAtOnce) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuuu");
  rig.CrossBoundary();
  rig.Wait(milliseconds(600));
  rig.Poll(0, Ending::kRefused);
  EXPECT_TRUE(rig.Blocked(0));
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
  EXPECT_EQ(rig.Count(0, BlockEventKind::kProbeFailed), 1U);
  EXPECT_EQ(rig.fleet.NextProbe(), rig.mono() + seconds(30));
  EXPECT_EQ(rig.Count(0, BlockEventKind::kSecondChance), 0U) << "no probe by timer";
}

TEST(EpochBoundary, GivesSecondChancesAnew) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "fffff");
  rig.Wait(minutes(3));
  ASSERT_EQ(rig.Count(0, BlockEventKind::kSecondChance), 1U);
  rig.Poll(0, Ending::kServerError);
  rig.CrossBoundary();
  EXPECT_FALSE(rig.BlockOf(0, Role::kPrimary)->second_chance_given);
  rig.Poll(0, "f");
  rig.Wait(minutes(3));
  EXPECT_EQ(rig.Count(0, BlockEventKind::kSecondChance), 2U);
}

TEST(EpochBoundary, StartsTheRowOfGoodPollsAnew) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "fffffh");
  EXPECT_EQ(rig.url(0).health.good_in_a_row, 1U);
  rig.CrossBoundary();
  EXPECT_EQ(rig.url(0).health.good_in_a_row, 0U);
}

TEST(EpochBoundary, ResetsAreCountedAndAreNoTransitions) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {0, 1}}});
  rig.Poll(1, "h");
  rig.Poll(0, "huuu");
  const auto transitions = rig.endpoint(0).ledger.transitions;
  const auto last = rig.endpoint(0).ledger.last_transition;
  rig.Forget();
  rig.CrossBoundary();
  EXPECT_TRUE(rig.Told<Transition>().empty());
  EXPECT_EQ(rig.endpoint(0).ledger.transitions, transitions);
  EXPECT_EQ(rig.endpoint(0).ledger.last_transition, last);
  EXPECT_EQ(rig.endpoint(0).ledger.epoch_resets, 1U);
  EXPECT_EQ(rig.endpoint(1).ledger.epoch_resets, 0U) << "its gauge was 1";
  EXPECT_EQ(rig.Told<BoundaryEvent>()[0].reset, 1U);
}

// A page that says "unreachable for four minutes" of a node that died days ago helps nobody.
TEST(EpochBoundary, DoesNotBeginTheTimeOfBeingDownAnew) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "h");
  EXPECT_EQ(rig.endpoint(0).ledger.down_since, std::nullopt);
  rig.Poll(0, "uuu");
  const auto since = rig.endpoint(0).ledger.down_since;
  ASSERT_TRUE(since.has_value());
  rig.CrossBoundary();
  EXPECT_TRUE(rig.endpoint(0).face.gauge);
  EXPECT_EQ(rig.endpoint(0).ledger.down_since, since);
  rig.Poll(0, "t");
  EXPECT_EQ(rig.endpoint(0).ledger.down_since, since) << "it is still not known whether it is well";
  rig.Poll(0, "uf");
  EXPECT_EQ(rig.endpoint(0).ledger.down_since, since);
  rig.Poll(0, "hh");
  EXPECT_EQ(rig.endpoint(0).ledger.down_since, std::nullopt);
}

TEST(EpochBoundary, NobodyIsDownBeforeTheFirstVerdict) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}}, Verified());
  rig.Poll(0, "t");
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
  EXPECT_EQ(rig.endpoint(0).ledger.down_since, std::nullopt);
}

TEST(EpochBoundary, KeepsWhatItTookFromSight) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "haaa");
  rig.CrossBoundary();
  ASSERT_TRUE(rig.endpoint(0).before_reset.has_value());
  EXPECT_EQ(rig.endpoint(0).before_reset->state, State::kAuthFailed);
  EXPECT_EQ(rig.endpoint(0).before_reset->at, rig.wall());
  ASSERT_TRUE(rig.url(0).before_reset.has_value());
  EXPECT_EQ(rig.url(0).before_reset->state, State::kAuthFailed);
}

TEST(EpochBoundary, HeadsCountersAndTheReferenceLiveOn) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.nodes[0].head = 777;
  rig.Poll(0, "huuuuu");
  const UrlLedger before = rig.url(0).ledger;
  const EndpointLedger ledger = rig.endpoint(0).ledger;
  rig.CrossBoundary();
  EXPECT_EQ(rig.endpoint(0).face.head, base::BlockHeight{777});
  EXPECT_EQ(rig.fleet.chains()[0].height(), base::BlockHeight{777});
  EXPECT_EQ(rig.url(0).ledger.polls, before.polls);
  EXPECT_EQ(rig.url(0).ledger.requests, before.requests);
  EXPECT_EQ(rig.endpoint(0).ledger.latest_success, ledger.latest_success);
  EXPECT_EQ(rig.endpoint(0).ledger.latest_fails, ledger.latest_fails);
  EXPECT_EQ(rig.endpoint(0).ledger.latest_duration, ledger.latest_duration);
}

TEST(EpochBoundary, ResetsAUrlThatNoEndpointListsToo) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}});
  rig.Poll(1, "uuu");
  rig.CrossBoundary();
  EXPECT_TRUE(rig.url(1).health.gauge);
  EXPECT_TRUE(rig.SummonedIn(1).has_value());
  EXPECT_EQ(rig.Told<BoundaryEvent>().back().reset, 0U);
}

// The router: TestUpdateEpoch_NilListenEndpointDoesNotPanic.
TEST(EpochBoundary, OfAFleetWithoutEndpointsIsHarmless) {
  FleetRig rig(0, {});
  rig.CrossBoundary();
  EXPECT_EQ(rig.Told<BoundaryEvent>().size(), 1U);
}

TEST(EpochBoundary, ComesOnceAnEpochAndGenerationsNeverFall) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  const std::uint64_t first = rig.fleet.epoch().epoch();
  rig.Wait(minutes(15) - nanoseconds(1));
  EXPECT_TRUE(rig.Told<BoundaryEvent>().empty());
  rig.Wait(nanoseconds(1));
  rig.Wait({});
  ASSERT_EQ(rig.Told<BoundaryEvent>().size(), 1U);
  EXPECT_EQ(rig.fleet.epoch().epoch(), first + 1);
  // The wall clock is set back by an hour: one boundary, and the number falls.
  rig.epoch_step = -std::chrono::hours(1);
  rig.Wait(seconds(1));
  rig.Wait(seconds(1));
  ASSERT_EQ(rig.Told<BoundaryEvent>().size(), 2U);
  EXPECT_EQ(rig.fleet.epoch().epoch(), first - 3);
  EXPECT_EQ(rig.fleet.generation(), 2U);
}

TEST(EpochBoundary, SkippedEpochsMakeOne) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Wait(std::chrono::hours(1));
  const auto told = rig.Told<BoundaryEvent>();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].skipped, 3U);
  EXPECT_EQ(rig.fleet.generation(), 1U);
}

TEST(EpochBoundary, AStepBackShorterThanAnEpochReopensNothing) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuuu");
  rig.epoch_step = -minutes(14);
  rig.Wait(seconds(1));
  rig.epoch_step = {};
  rig.Wait(seconds(1));
  EXPECT_TRUE(rig.Told<BoundaryEvent>().empty());
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
}

}  // namespace
}  // namespace headway::health
