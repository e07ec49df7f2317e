#include <vector>

#include <gtest/gtest.h>

#include "chains/block_tracker.h"
#include "tests/chains/model_chain.h"
#include "tests/chains/tracker_poll.h"

namespace headway::chains {
namespace {

using Heights = std::vector<std::uint64_t>;
using Depths = std::vector<std::uint32_t>;

constexpr std::uint64_t kWindow = 10;

/// A tracker that has followed a chain block by block up to its tip.
class ForkTest : public ::testing::Test {
 protected:
  ForkTest() {
    for (std::uint64_t head = kTip - 2 * kWindow; head <= kTip; ++head) Poll(head);
  }

  PollRecord Poll(std::uint64_t head, const BlockFaults& faults = nullptr) {
    return RunPoll(tracker_, chain_, head, faults);
  }

  static constexpr std::uint64_t kTip = 100;
  ModelChain chain_{kTip};
  BlockTracker tracker_{{.blocks_to_save = kWindow, .asks_for_blocks = true}};
};

TEST_F(ForkTest, AReorganisationOfAnyDepthWithinTheWindowIsMeasuredExactly) {
  // The window is counted from the new head, so it holds one block less of the old chain.
  for (std::uint32_t depth = 1; depth < kWindow - 1; ++depth) {
    ModelChain chain(kTip);
    BlockTracker tracker({.blocks_to_save = kWindow, .asks_for_blocks = true});
    for (std::uint64_t head = kTip - kWindow; head <= kTip; ++head) RunPoll(tracker, chain, head);
    chain.Reorganise(depth, depth + 1);
    const PollRecord record = RunPoll(tracker, chain, kTip + 1);
    EXPECT_EQ(record.reorg_depths, Depths{depth});
    EXPECT_LE(record.questions.size(), depth + 1);
    EXPECT_TRUE(RunPoll(tracker, chain, kTip + 1).questions.empty());
  }
}

TEST_F(ForkTest, ADeeperReorganisationIsReportedAsDeepAsTheWindowReaches) {
  for (const std::uint64_t depth : {kWindow - 1, kWindow, kWindow + 1, 5 * kWindow}) {
    ModelChain chain(kTip);
    BlockTracker tracker({.blocks_to_save = kWindow, .asks_for_blocks = true});
    for (std::uint64_t head = kTip - kWindow; head <= kTip; ++head) RunPoll(tracker, chain, head);
    chain.Reorganise(depth, depth + 1);
    const PollRecord record = RunPoll(tracker, chain, kTip + 1);
    EXPECT_EQ(record.reorg_depths, Depths{kWindow - 1}) << depth;
    EXPECT_EQ(record.questions.size(), kWindow) << depth;
  }
}

TEST_F(ForkTest, AForkAtTheSameHeightIsFoundByTheNextHead) {
  chain_.Reorganise(1, 1);
  const PollRecord still = Poll(kTip);
  EXPECT_FALSE(still.head_changed);
  EXPECT_TRUE(still.reorg_depths.empty());
  chain_.Grow(1);
  EXPECT_EQ(Poll(kTip + 1).reorg_depths, Depths{1});
}

TEST_F(ForkTest, AForkIsReportedOnce) {
  chain_.Reorganise(2, 5);
  EXPECT_EQ(Poll(kTip + 1).reorg_depths, Depths{2});
  EXPECT_TRUE(Poll(kTip + 2).reorg_depths.empty());
  EXPECT_TRUE(Poll(kTip + 3).reorg_depths.empty());
}

TEST_F(ForkTest, ASecondForkIsReportedAgain) {
  chain_.Reorganise(2, 3);
  EXPECT_EQ(Poll(kTip + 1).reorg_depths, Depths{2});
  chain_.Reorganise(3, 4);
  EXPECT_EQ(Poll(kTip + 2).reorg_depths, Depths{3});
}

TEST_F(ForkTest, AForkBehindAGapIsFoundAndFollowed) {
  chain_.Reorganise(3, 8);
  const PollRecord record = Poll(kTip + 5);
  EXPECT_EQ(record.questions, (Heights{kTip + 5, kTip, kTip - 1, kTip - 2}));
  EXPECT_EQ(record.reorg_depths, Depths{3});
}

TEST_F(ForkTest, AForkAboveWhatIsHeldConcernsNobody) {
  chain_.Grow(5);
  Poll(kTip + 1);
  chain_.Reorganise(4, 6);
  const PollRecord record = Poll(kTip + 7);
  EXPECT_EQ(record.questions, (Heights{kTip + 7, kTip + 1}));
  EXPECT_TRUE(record.reorg_depths.empty());
}

TEST_F(ForkTest, AForkThatReachesIntoAGapCountsTheBlocksOfTheGap) {
  chain_.Grow(4);
  Poll(kTip + 4);
  chain_.Reorganise(6, 7);
  // Held are 100 and 104; 99 stands, so that 100 to 104 were replaced at least.
  EXPECT_EQ(Poll(kTip + 5).reorg_depths, Depths{5 + 1});
}

TEST_F(ForkTest, AFaultOnTheWayDownReportsWhatWasProvedAndTheNextPollTheRest) {
  chain_.Reorganise(4, 5);
  const PollRecord cut = Poll(kTip + 1, [](std::uint64_t height) { return height == kTip - 2; });
  EXPECT_EQ(cut.questions, (Heights{kTip + 1, kTip, kTip - 1, kTip - 2}));
  EXPECT_EQ(cut.reorg_depths, Depths{3}) << "the parent of 99 proves that 98 is gone too";
  const PollRecord rest = Poll(kTip + 1);
  EXPECT_EQ(rest.questions.front(), kTip + 1) << "the head's own block was dropped with the fork";
  EXPECT_EQ(rest.reorg_depths, Depths{1});
  EXPECT_TRUE(Poll(kTip + 1).questions.empty());
}

TEST_F(ForkTest, AFaultAtTheFirstStepDownStillReportsTheFork) {
  chain_.Reorganise(1, 2);
  const PollRecord cut = Poll(kTip + 1, [](std::uint64_t height) { return height == kTip; });
  EXPECT_EQ(cut.reorg_depths, Depths{1});
  EXPECT_TRUE(Poll(kTip + 1).reorg_depths.empty()) << "and does not report it again";
}

TEST_F(ForkTest, AFaultOfTheHeadBlockOnlyPutsTheForkOff) {
  chain_.Reorganise(2, 6);
  EXPECT_TRUE(Poll(kTip + 1, [](std::uint64_t) { return true; }).reorg_depths.empty());
  EXPECT_EQ(Poll(kTip + 2).reorg_depths, Depths{2});
}

TEST_F(ForkTest, AFaultBehindAGapOnlyPutsTheForkOff) {
  chain_.Reorganise(2, 6);
  const PollRecord cut = Poll(kTip + 3, [](std::uint64_t height) { return height == kTip; });
  EXPECT_EQ(cut.questions, (Heights{kTip + 3, kTip}));
  EXPECT_TRUE(cut.reorg_depths.empty());
  EXPECT_EQ(Poll(kTip + 4).reorg_depths, Depths{2});
}

TEST_F(ForkTest, NeverAsksBelowTheWindowOrMoreThanItsBound) {
  chain_.Reorganise(3 * kWindow, 4 * kWindow);
  const PollRecord record = Poll(kTip + kWindow - 1);
  EXPECT_LE(record.questions.size(), kWindow + 2);
  for (const std::uint64_t height : record.questions) EXPECT_GE(height, kTip);
}

}  // namespace
}  // namespace headway::chains
