// Who is sent no work, and why (docs/health.md, "Blocking").
#include "health/blocking.h"

#include <array>
#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const std::string kFifteenMalformed(15, 'm');

TEST(Blocking, ComesWhenEveryUrlIsDisabled) {
  FleetRig rig(2, {{kPrimaryOnly, {0, 1}}});
  rig.Poll(0, "uuuuu");
  rig.Poll(1, "uuuu");
  EXPECT_FALSE(rig.Blocked(0));
  rig.Poll(1, "u");
  EXPECT_TRUE(rig.Blocked(0));
}

TEST(Blocking, ComesWithTheSixteenthFailureInARow) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, kFifteenMalformed);
  EXPECT_TRUE(rig.url(0).health.enabled) << "no refusals";
  EXPECT_FALSE(rig.Blocked(0));
  rig.Poll(0, "m");
  EXPECT_TRUE(rig.Blocked(0));
}

TEST(Blocking, ThrottledAndCancelledPollsAreNotAmongTheFailures) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, kFifteenMalformed + "tctctc");
  EXPECT_FALSE(rig.Blocked(0));
  rig.Poll(0, "m");
  EXPECT_TRUE(rig.Blocked(0)) << "nor do they break the row";
}

TEST(Blocking, AnAnswerBreaksTheRowOfFailures) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, kFifteenMalformed + "h" + kFifteenMalformed);
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(Blocking, ThrottlingBlocksNobodyHoweverLong) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  for (int poll = 0; poll < 100; ++poll) {
    rig.Wait(minutes(1));
    rig.Poll(0, Ending::kThrottled);
  }
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(Blocking, ADownEndpointIsNotYetABlockedOne) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "huuu");
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(Blocking, ComesWhenEveryUrlIsOnAnotherChain) {
  FleetRig::Options options;
  options.asks_identity = true;
  FleetRig rig(2, {{kPrimaryOnly, {0, 1}}}, options);
  for (auto& node : rig.nodes) node.chain = "0x89";
  rig.Poll(0, "h");
  EXPECT_FALSE(rig.Blocked(0));
  rig.Poll(1, "h");
  ASSERT_TRUE(rig.Blocked(0));
  EXPECT_EQ(rig.BlockOf(0, Role::kPrimary)->reason, BlockReason::kWrongChain);
}

// The router: TestBlockProvider_BackupProviderIsTracked.
TEST(Blocking, ABackupIsBlockedByTheSameRules) {
  FleetRig rig(1, {{kBackupOnly, {0}}});
  rig.Poll(0, "uuuuu");
  EXPECT_TRUE(rig.Blocked(0, Role::kBackup));
  EXPECT_FALSE(rig.Blocked(0, Role::kPrimary)) << "a role it does not have";
  EXPECT_EQ(rig.Count(0, BlockEventKind::kBlocked, Role::kBackup), 1U);
}

TEST(Blocking, ComesInEveryRoleOfTheEndpoint) {
  FleetRig rig(1, {{kBothRoles, {0}}});
  rig.Poll(0, "uuuuu");
  for (const Role role : kAllRoles) {
    EXPECT_TRUE(rig.Blocked(0, role));
    EXPECT_EQ(rig.Count(0, BlockEventKind::kBlocked, role), 1U);
  }
}

TEST(Blocking, OfSharersIsOfEachByAllItsUrls) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {0, 1}}, {kBackupOnly, {1}}});
  rig.Poll(1, "h");
  rig.Poll(0, "uuuuu");
  EXPECT_TRUE(rig.Blocked(0));
  EXPECT_FALSE(rig.Blocked(1));
  EXPECT_FALSE(rig.Blocked(2, Role::kBackup));
}

TEST(Blocking, IsToldAndCountedOnceWhateverComesAfter) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuu");
  rig.Forget();
  rig.Poll(0, "u");
  const auto told = rig.Told<BlockEvent>();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].endpoint, base::EndpointIndex{0});
  EXPECT_EQ(told[0].role, Role::kPrimary);
  EXPECT_EQ(told[0].kind, BlockEventKind::kBlocked);
  EXPECT_EQ(told[0].reason, BlockReason::kDisconnections);
  EXPECT_EQ(told[0].at, rig.wall());
  EXPECT_EQ(rig.BlockOf(0, Role::kPrimary)->since, rig.wall());
  rig.Forget();
  rig.Poll(0, "ffffffffffffffff");
  EXPECT_TRUE(rig.Told<BlockEvent>().empty());
  EXPECT_EQ(rig.BlockOf(0, Role::kPrimary)->reason, BlockReason::kDisconnections)
      << "the reason stays until release";
}

TEST(Blocking, IsKeptApartFromEnabledAndTheGauge) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuuuhh");
  EXPECT_TRUE(rig.endpoint(0).face.gauge);
  EXPECT_TRUE(rig.endpoint(0).face.enabled);
  EXPECT_TRUE(rig.Blocked(0)) << "released by its own probe alone";
}

struct ReasonCase {
  const char* what = "";
  std::array<HopelessUrl, 2> urls;
  BlockReason reason = BlockReason::kErrors;
};

constexpr HopelessUrl kCutOff{.standing = Standing::kRight,
                              .latest_fault = chains::Blame::kTransport};
constexpr HopelessUrl kErring{.standing = Standing::kRight, .latest_fault = chains::Blame::kNode};
constexpr HopelessUrl kRefusing{.standing = Standing::kRight, .latest_fault = chains::Blame::kAuth};
constexpr HopelessUrl kElsewhere{.standing = Standing::kWrong, .latest_fault = {}};
constexpr HopelessUrl kElsewhereAndCutOff{.standing = Standing::kWrong,
                                          .latest_fault = chains::Blame::kTransport};

TEST(BlockReason, IsDisconnectionsOrWrongChainOnlyIfItIsSoOfEveryUrl) {
  const std::array cases = {
      ReasonCase{"nobody there", {kCutOff, kCutOff}, BlockReason::kDisconnections},
      ReasonCase{"one answers with a fault", {kCutOff, kErring}, BlockReason::kErrors},
      ReasonCase{"both do", {kErring, kRefusing}, BlockReason::kErrors},
      ReasonCase{"all elsewhere", {kElsewhere, kElsewhere}, BlockReason::kWrongChain},
      ReasonCase{"one elsewhere, nobody at the other", {kElsewhere, kCutOff}, BlockReason::kErrors},
      ReasonCase{"one elsewhere, and nobody there now",
                 {kElsewhereAndCutOff, kCutOff},
                 BlockReason::kDisconnections},
      ReasonCase{"one elsewhere, one erring", {kElsewhere, kErring}, BlockReason::kErrors},
  };
  for (const ReasonCase& each : cases) EXPECT_EQ(ReasonOf(each.urls), each.reason) << each.what;
}

TEST(BlockReason, FollowsFromTheLatestFault) {
  FleetRig errors(1, {{kPrimaryOnly, {0}}});
  errors.Poll(0, "uuuuf");
  EXPECT_EQ(errors.BlockOf(0, Role::kPrimary)->reason, BlockReason::kErrors);
  FleetRig disconnections(1, {{kPrimaryOnly, {0}}});
  disconnections.Poll(0, "ffffu");
  EXPECT_EQ(disconnections.BlockOf(0, Role::kPrimary)->reason, BlockReason::kDisconnections);
}

TEST(ProbeDistance, IsTheSecondChanceForErrorsAndTheReconnectIntervalElse) {
  const BlockingPolicy policy;
  EXPECT_EQ(ProbeDistance(BlockReason::kErrors, policy), base::Duration(minutes(3)));
  EXPECT_EQ(ProbeDistance(BlockReason::kDisconnections, policy), base::Duration(seconds(30)));
  EXPECT_EQ(ProbeDistance(BlockReason::kWrongChain, policy), base::Duration(seconds(30)));
}

Blocks BlockedIn(const Roles& roles, BlockReason reason = BlockReason::kErrors) {
  Blocks blocks;
  for (std::size_t role = 0; role < kRoleCount; ++role) {
    if (!roles.at(role)) continue;
    blocks.at(role) = Block{};
    blocks.at(role)->reason = reason;
  }
  return blocks;
}

Roles RolesOf(const Blocks& blocks) { return {blocks[0].has_value(), blocks[1].has_value()}; }

TEST(CarryOver, KeepsTheBlocksOfTheRolesThatStay) {
  EXPECT_EQ(RolesOf(CarryOver(BlockedIn(kPrimaryOnly), kPrimaryOnly, kPrimaryOnly)), kPrimaryOnly);
  EXPECT_EQ(RolesOf(CarryOver(BlockedIn(kPrimaryOnly), kPrimaryOnly, kBothRoles)), kPrimaryOnly);
  EXPECT_EQ(RolesOf(CarryOver(BlockedIn(kBothRoles), kBothRoles, kBackupOnly)), kBackupOnly);
}

TEST(CarryOver, MovesABlockIntoTheRolesThereAreIfItsOwnIsGone) {
  const Blocks moved = CarryOver(BlockedIn(kPrimaryOnly), kPrimaryOnly, kBackupOnly);
  EXPECT_EQ(RolesOf(moved), kBackupOnly);
  EXPECT_EQ(moved[1]->reason, BlockReason::kErrors);
  EXPECT_EQ(RolesOf(CarryOver(BlockedIn(kBackupOnly), kBackupOnly, kPrimaryOnly)), kPrimaryOnly);
}

TEST(CarryOver, LosesABlockWithItsRoleWhereTheOtherRoleIsFree) {
  EXPECT_FALSE(IsBlocked(CarryOver(BlockedIn(kBackupOnly), kBothRoles, kPrimaryOnly)));
  EXPECT_FALSE(IsBlocked(CarryOver(BlockedIn(kPrimaryOnly), kBothRoles, kBackupOnly)));
}

TEST(CarryOver, BlocksNobodyWhoWasNot) {
  EXPECT_FALSE(IsBlocked(CarryOver({}, kPrimaryOnly, kBothRoles)));
}

}  // namespace
}  // namespace headway::health
