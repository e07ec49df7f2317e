// What is remembered of a node besides its head.
#include "health/node_depth.h"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/health/probe_reports.h"

namespace headway::health {
namespace {

using base::BlockHeight;
using chains::AbilityObservation;
using chains::ErrorId;
using chains::Fault;
using chains::HeightObservation;
using chains::PeersObservation;
using chains::ProbeKind;
using std::chrono::seconds;

class NodeDepthTest : public ::testing::Test {
 protected:
  void Answer(ProbeKind kind, const chains::Observation& observation,
              const Verified& verified = {}) {
    ApplyVerified(Report(kind, observation, verified), context_, depth_);
  }
  void Fail(ProbeKind kind, ErrorId error) {
    ApplyVerified(Report(kind, Fault{.error = error}, {}), context_, depth_);
  }
  void State(bool able, std::uint64_t at, std::optional<std::uint64_t> oldest = std::nullopt) {
    Verified verified{.state_at = BlockHeight{at}, .oldest_state = {}};
    if (oldest) verified.oldest_state = BlockHeight{*oldest};
    Answer(ProbeKind::kState, AbilityObservation{able}, verified);
  }
  /// -1: unknown, 0: missing, 1: proved.
  int Of(Capability capability) const {
    const auto& proved = depth_.capability(capability).proved;
    return proved ? static_cast<int>(proved->fact) : -1;
  }

  DepthContext context_{.head = BlockHeight{1'000}, .history_blocks = 128};
  NodeDepth depth_;

 private:
  static ProbeReport Report(ProbeKind kind,
                            const std::variant<chains::Observation, Fault, Cancelled>& outcome,
                            const Verified& verified) {
    ProbeReport report;
    report.kind = kind;
    report.finished_wall = kWallStart + seconds(7);
    report.outcome = outcome;
    report.verified = verified;
    return report;
  }
};

TEST_F(NodeDepthTest, KeepsTheLastWordAndWhenItWasSaid) {
  Answer(ProbeKind::kPeers, PeersObservation{25});
  Answer(ProbeKind::kPeers, PeersObservation{24});
  ASSERT_TRUE(depth_.peers.has_value());
  EXPECT_EQ(depth_.peers->fact, 24U);
  EXPECT_EQ(depth_.peers->at, kWallStart + seconds(7));
  Answer(ProbeKind::kClient, chains::ClientObservation{*chains::ClientName::FromText("geth")});
  EXPECT_EQ(depth_.client->fact.text(), "geth");
  Answer(ProbeKind::kSyncing, chains::SyncingObservation{true});
  EXPECT_TRUE(depth_.says_syncing->fact);
}

TEST_F(NodeDepthTest, MarksKnowTheHeadTheyWereToldWith) {
  Answer(ProbeKind::kFinalized, HeightObservation{{936}});
  Answer(ProbeKind::kSafe, HeightObservation{{968}});
  EXPECT_EQ(FinalizedLag(depth_), 64U);
  EXPECT_EQ(SafeLag(depth_), 32U);
  context_.head = BlockHeight{900};  // fallen below what was final
  Answer(ProbeKind::kFinalized, HeightObservation{{936}});
  EXPECT_EQ(FinalizedLag(depth_), 0U);
}

TEST_F(NodeDepthTest, WhereHeadsAreFinalTheLagIsThatOfTheHeadBehindTheNewestSlot) {
  EXPECT_EQ(FinalizedLag(depth_), std::nullopt);
  Answer(ProbeKind::kProcessed, HeightObservation{{1'032}});
  EXPECT_EQ(FinalizedLag(depth_), 32U);
  Answer(ProbeKind::kProcessed, HeightObservation{{999}});
  EXPECT_EQ(FinalizedLag(depth_), 0U);
}

TEST_F(NodeDepthTest, AFaultLeavesTheLastWordStanding) {
  Answer(ProbeKind::kPeers, PeersObservation{25});
  Answer(ProbeKind::kDebug, AbilityObservation{true});
  for (const ErrorId error : {ErrorId::kRateLimited, ErrorId::kInternalError, ErrorId::kAuthFailed,
                              ErrorId::kConnectionTimeout, ErrorId::kReplyMalformed}) {
    Fail(ProbeKind::kPeers, error);
    Fail(ProbeKind::kDebug, error);
    EXPECT_EQ(depth_.peers->fact, 25U);
    EXPECT_EQ(Of(Capability::kDebug), 1);
    EXPECT_EQ(depth_.capability(Capability::kDebug).error, error);
  }
  Answer(ProbeKind::kDebug, AbilityObservation{true});
  EXPECT_EQ(depth_.capability(Capability::kDebug).error, std::nullopt);
}

TEST_F(NodeDepthTest, ANodeThatSaysItHasNoSuchThingTakesItsWordBack) {
  Answer(ProbeKind::kPeers, PeersObservation{25});
  Answer(ProbeKind::kFinalized, HeightObservation{{936}});
  Fail(ProbeKind::kPeers, ErrorId::kMethodNotFound);
  Fail(ProbeKind::kFinalized, ErrorId::kBlockNotFound);
  EXPECT_FALSE(depth_.peers.has_value());
  EXPECT_FALSE(depth_.mark(Mark::kFinalized).has_value());
}

TEST_F(NodeDepthTest, AddOnsAreProvedOrMissingByTheAnswer) {
  EXPECT_EQ(Of(Capability::kTrace), -1);
  Answer(ProbeKind::kTrace, AbilityObservation{false});
  Answer(ProbeKind::kBundler, AbilityObservation{true});
  Answer(ProbeKind::kTxIndex, AbilityObservation{false});
  EXPECT_EQ(Of(Capability::kTrace), 0);
  EXPECT_EQ(Of(Capability::kBundler), 1);
  EXPECT_EQ(Of(Capability::kTxIndex), 0);
  EXPECT_EQ(Of(Capability::kDebug), -1);
}

TEST_F(NodeDepthTest, TracesThatAreMoreThanWeReadAreTraces) {
  Fail(ProbeKind::kTrace, ErrorId::kReplyTooLarge);
  EXPECT_EQ(Of(Capability::kTrace), 1);
  Fail(ProbeKind::kDebug, ErrorId::kReplyTooLarge);
  EXPECT_EQ(Of(Capability::kDebug), -1) << "a header is small";
}

TEST_F(NodeDepthTest, PruningIsAboutTheBlocksThatUsersMayAskFor) {
  Answer(ProbeKind::kEarliest, HeightObservation{{872}});
  EXPECT_EQ(Of(Capability::kPruning), 1);
  Answer(ProbeKind::kEarliest, HeightObservation{{873}});
  EXPECT_EQ(Of(Capability::kPruning), 0);
  EXPECT_EQ(depth_.mark(Mark::kEarliest)->fact.height, BlockHeight{873});
  context_.head = BlockHeight{100};  // a young chain
  Answer(ProbeKind::kEarliest, HeightObservation{{1}});
  EXPECT_EQ(Of(Capability::kPruning), 1);
  Answer(ProbeKind::kEarliest, HeightObservation{{2}});
  EXPECT_EQ(Of(Capability::kPruning), 0);
}

TEST_F(NodeDepthTest, PruningIsNotJudgedWhereNothingIsClaimed) {
  context_.history_blocks = 0;
  Answer(ProbeKind::kEarliest, HeightObservation{{999}});
  EXPECT_EQ(Of(Capability::kPruning), -1);
  EXPECT_TRUE(depth_.mark(Mark::kEarliest).has_value());
}

TEST_F(NodeDepthTest, AnArchiveIsProvedAtBlockOne) {
  State(true, 1, 1);
  EXPECT_EQ(Of(Capability::kArchive), 1);
  EXPECT_EQ(depth_.oldest_state->fact, BlockHeight{1});
}

TEST_F(NodeDepthTest, AnArchiveIsDisprovedBeforeTheOldestStateIsFound) {
  State(false, 1);
  EXPECT_EQ(Of(Capability::kArchive), 0);
  EXPECT_FALSE(depth_.oldest_state.has_value());
  State(true, 600);
  EXPECT_EQ(Of(Capability::kArchive), 0) << "another height proves nothing";
  State(false, 599, 600);
  EXPECT_EQ(Of(Capability::kArchive), 0);
  EXPECT_EQ(depth_.oldest_state->fact, BlockHeight{600});
}

TEST_F(NodeDepthTest, AWrongChainIsForgottenAndTheNodeIsNot) {
  Answer(ProbeKind::kPeers, PeersObservation{25});
  Answer(ProbeKind::kClient, chains::ClientObservation{*chains::ClientName::FromText("geth")});
  Answer(ProbeKind::kFinalized, HeightObservation{{936}});
  State(true, 1, 1);
  ForgetChain(depth_);
  EXPECT_EQ(depth_.peers->fact, 25U);
  EXPECT_EQ(depth_.client->fact.text(), "geth");
  EXPECT_FALSE(depth_.mark(Mark::kFinalized).has_value());
  EXPECT_FALSE(depth_.oldest_state.has_value());
  EXPECT_EQ(Of(Capability::kArchive), -1);
}

}  // namespace
}  // namespace headway::health
