// Rules 1 to 8 of docs/health.md, and which of them comes first.
#include "health/verdict.h"

#include <chrono>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

namespace headway::health {
namespace {

using chains::Blame;
using chains::ErrorId;
using chains::Fault;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr base::MonoTime kNow{std::chrono::hours(1)};
constexpr base::WallTime kWall{seconds(1'767'225'600)};

/// A node at the reference of a chain of blocks of 12 s, one of several.
struct Poll {
  PollFindings findings{.fault = {},
                        .standing = Standing::kRight,
                        .head = {1'000},
                        .head_since = kNow,
                        .head_block_time = kWall,
                        .says_syncing = false,
                        .forked_by_hash = false};
  ChainRules rules{.block_time = seconds(12),
                   .allowed_lag = 2,
                   .stale_after_blocks = 10,
                   .finality_depth = 3,
                   .tells_block_times = true,
                   .expected = {}};
  ChainView chain{.reference = base::BlockHeight{1'000},
                  .reference_stands = false,
                  .halted = false,
                  .others = true,
                  .stale_window = seconds(120),
                  .outlier_window = 100};

  Verdict Judged() const { return Judge(findings, rules, chain, kNow, kWall); }
  State Shows() const { return Judged().state; }
};

TEST(Verdict, OfAnAnswerWithNothingAgainstItIsHealthy) {
  const Verdict verdict = Poll().Judged();
  EXPECT_EQ(verdict.state, State::kHealthy);
  EXPECT_TRUE(verdict.answered);
  EXPECT_TRUE(verdict.conclusive);
  EXPECT_FALSE(verdict.proved);
}

TEST(Verdict, OfAFaultGoesByTheBlame) {
  struct Row {
    Blame blame;
    State state;
  };
  for (const Row& row :
       {Row{Blame::kThrottle, State::kThrottled}, Row{Blame::kTransport, State::kUnreachable},
        Row{Blame::kAuth, State::kAuthFailed}, Row{Blame::kNode, State::kFailing}}) {
    Poll poll;
    poll.findings.fault = Fault{.error = ErrorId::kUnknown, .blame = row.blame, .refusal = false};
    const Verdict verdict = poll.Judged();
    EXPECT_EQ(verdict.state, row.state);
    EXPECT_FALSE(verdict.answered);
    EXPECT_TRUE(verdict.conclusive);
    EXPECT_FALSE(verdict.proved);
  }
}

TEST(Verdict, WrongChainIsProvedAndNoAnswer) {
  Poll poll;
  poll.findings.standing = Standing::kWrong;
  const Verdict verdict = poll.Judged();
  EXPECT_EQ(verdict.state, State::kWrongChain);
  EXPECT_FALSE(verdict.answered);
  EXPECT_TRUE(verdict.proved);
}

TEST(Verdict, OnADoubtedChainDecidesNothing) {
  Poll poll;
  poll.findings.standing = Standing::kDoubted;
  EXPECT_FALSE(poll.Judged().conclusive);
}

TEST(Verdict, WithoutAKnownIdentityGoesByTheHead) {
  Poll poll;
  poll.findings.standing = Standing::kUnknown;
  EXPECT_EQ(poll.Shows(), State::kHealthy);
}

TEST(Lagging, IsMoreThanTheAllowedLagBehindTheReference) {
  Poll poll;
  poll.findings.head = {998};
  EXPECT_EQ(poll.Shows(), State::kHealthy);
  poll.findings.head = {997};
  EXPECT_EQ(poll.Shows(), State::kLagging);
  EXPECT_TRUE(poll.Judged().answered);
}

TEST(Lagging, NeedsAReference) {
  Poll poll;
  poll.findings.head = {1};
  poll.chain.reference.reset();
  EXPECT_EQ(poll.Shows(), State::kHealthy);
}

TEST(Lagging, AloneTheHeadsOwnAgeDecides) {
  Poll poll;
  poll.chain.others = false;
  poll.findings.head_block_time = kWall - seconds(120);
  EXPECT_EQ(poll.Shows(), State::kHealthy) << "at the stale window";
  poll.findings.head_block_time = kWall - seconds(120) - nanoseconds(1);
  EXPECT_EQ(poll.Shows(), State::kLagging);
}

TEST(Lagging, AloneAMinuteOldIsNewEnoughOnAFastChain) {
  Poll poll;
  poll.chain.others = false;
  poll.chain.stale_window = seconds(5);
  poll.findings.head_block_time = kWall - seconds(60);
  EXPECT_EQ(poll.Shows(), State::kHealthy);
  poll.findings.head_block_time = kWall - seconds(61);
  EXPECT_EQ(poll.Shows(), State::kLagging);
}

TEST(Lagging, TheHeadsAgeIsNotAskedForWithOthersOrWithoutTimesOrOnDemandChains) {
  const auto old_block = [](bool others, bool tells, std::uint64_t stale_after) {
    Poll poll;
    poll.findings.head_block_time = kWall - std::chrono::hours(5);
    poll.chain.others = others;
    poll.rules.tells_block_times = tells;
    poll.rules.stale_after_blocks = stale_after;
    return poll.Shows();
  };
  EXPECT_EQ(old_block(false, true, 10), State::kLagging);
  EXPECT_EQ(old_block(true, true, 10), State::kHealthy);
  EXPECT_EQ(old_block(false, false, 10), State::kHealthy);
  EXPECT_EQ(old_block(false, true, 0), State::kHealthy);
  Poll not_known_yet;
  not_known_yet.chain.others = false;
  not_known_yet.findings.head_block_time.reset();
  EXPECT_EQ(not_known_yet.Shows(), State::kHealthy);
}

TEST(Syncing, NeedsTheNodesWordAndALag) {
  Poll poll;
  poll.findings.says_syncing = true;
  EXPECT_EQ(poll.Shows(), State::kHealthy) << "its word alone";
  poll.findings.head = {900};
  EXPECT_EQ(poll.Shows(), State::kSyncing);
  poll.findings.says_syncing = false;
  EXPECT_EQ(poll.Shows(), State::kLagging);
}

TEST(Forked, IsMoreThanTheOutlierWindowAboveTheReference) {
  Poll poll;
  poll.findings.head = {1'100};
  EXPECT_EQ(poll.Shows(), State::kHealthy);
  poll.findings.head = {1'101};
  EXPECT_EQ(poll.Shows(), State::kForked);
  EXPECT_FALSE(poll.Judged().proved) << "a height alone proves nothing";
}

TEST(Forked, ByHeightIsNobodyWhileTheReferenceStands) {
  Poll poll;
  poll.findings.head = {1'101};
  poll.chain.reference_stands = true;
  EXPECT_EQ(poll.Shows(), State::kHealthy);
}

TEST(Forked, ByHashIsProved) {
  Poll poll;
  poll.findings.forked_by_hash = true;
  const Verdict verdict = poll.Judged();
  EXPECT_EQ(verdict.state, State::kForked);
  EXPECT_TRUE(verdict.proved);
  EXPECT_TRUE(verdict.answered);
}

TEST(Stale, IsAHeadThatStandsForLongerThanTheWindow) {
  Poll poll;
  poll.findings.head_since = kNow - seconds(120);
  EXPECT_EQ(poll.Shows(), State::kHealthy);
  poll.findings.head_since -= nanoseconds(1);
  EXPECT_EQ(poll.Shows(), State::kStale);
  EXPECT_TRUE(poll.Judged().answered);
}

TEST(Stale, IsNobodyOnAHaltedChainOrWhereHeadsMayStandStill) {
  Poll poll;
  poll.findings.head_since = kNow - std::chrono::hours(1);
  ASSERT_EQ(poll.Shows(), State::kStale);
  poll.chain.halted = true;
  EXPECT_EQ(poll.Shows(), State::kHealthy);
  poll.chain.halted = false;
  poll.rules.stale_after_blocks = 0;
  EXPECT_EQ(poll.Shows(), State::kHealthy);
}

/// All that a rule may object to, from the rule that comes first to the last.
struct Objection {
  const char* what;
  State state;
  std::function<void(Poll&)> raise;
};

std::vector<Objection> Objections() {
  const auto fault = [](Poll& poll) {
    poll.findings.fault =
        Fault{.error = ErrorId::kUnknown, .blame = Blame::kNode, .refusal = false};
  };
  return {
      {"a fault", State::kFailing, fault},
      {"another chain", State::kWrongChain,
       [](Poll& poll) { poll.findings.standing = Standing::kWrong; }},
      {"a lag that the node admits", State::kSyncing,
       [](Poll& poll) {
         poll.findings.head = {10};
         poll.findings.says_syncing = true;
       }},
      {"another hash", State::kForked, [](Poll& poll) { poll.findings.forked_by_hash = true; }},
      {"a head that stands", State::kStale,
       [](Poll& poll) { poll.findings.head_since = kNow - std::chrono::hours(1); }},
      {"an old block, alone", State::kLagging,
       [](Poll& poll) {
         poll.chain.others = false;
         poll.findings.head_block_time = kWall - std::chrono::hours(1);
       }},
  };
}

TEST(Verdict, IsTheFirstRuleThatApplies) {
  const std::vector<Objection> objections = Objections();
  for (std::size_t first = 0; first < objections.size(); ++first) {
    Poll poll;
    objections[first].raise(poll);
    EXPECT_EQ(poll.Shows(), objections[first].state) << objections[first].what;
    for (std::size_t later = first + 1; later < objections.size(); ++later) {
      Poll both = poll;
      objections[later].raise(both);
      EXPECT_EQ(both.Shows(), objections[first].state)
          << objections[first].what << " before " << objections[later].what;
    }
  }
}

TEST(Verdict, OfAHeadAboveAllBeliefComesBeforeStale) {
  Poll poll;
  poll.findings.head = {5'000};
  poll.findings.head_since = kNow - std::chrono::hours(1);
  EXPECT_EQ(poll.Shows(), State::kForked);
}

TEST(StaleWindow, IsTheBlocksTimesTheLongerOfConfiguredAndMeasuredBlockTime) {
  ChainRules rules;
  rules.block_time = seconds(12);
  rules.stale_after_blocks = 10;
  EXPECT_EQ(StaleWindow(rules, seconds(2)), base::Duration(seconds(120)));
  EXPECT_EQ(StaleWindow(rules, seconds(20)), base::Duration(seconds(200)));
}

TEST(StaleWindow, IsFiveSecondsAtLeast) {
  ChainRules rules;
  rules.block_time = std::chrono::milliseconds(400);
  rules.stale_after_blocks = 10;
  EXPECT_EQ(StaleWindow(rules, {}), base::Duration(seconds(5)));
}

TEST(StaleWindow, IsTenBlocksWhereHeadsMayStandStill) {
  ChainRules rules;
  rules.block_time = seconds(12);
  rules.stale_after_blocks = 0;
  EXPECT_EQ(StaleWindow(rules, {}), base::Duration(seconds(120)));
}

TEST(StaleWindow, DoesNotOverflow) {
  ChainRules rules;
  rules.block_time = minutes(10);
  rules.stale_after_blocks = ~std::uint64_t{0};
  EXPECT_GT(StaleWindow(rules, {}), base::Duration(std::chrono::hours(24 * 7)));
}

TEST(OutlierWindow, IsTwentyMinutesOfBlocksWithinItsBounds) {
  EXPECT_EQ(OutlierWindow(seconds(12)), 100U);
  EXPECT_EQ(OutlierWindow(seconds(7)), 171U);
  EXPECT_EQ(OutlierWindow(minutes(10)), 32U);
  EXPECT_EQ(OutlierWindow(std::chrono::milliseconds(400)), 512U);
  EXPECT_EQ(OutlierWindow(base::Duration::zero()), 512U);
}

}  // namespace
}  // namespace headway::health
