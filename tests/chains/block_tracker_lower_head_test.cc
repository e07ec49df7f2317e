// A head below the published one: counted at once, adopted on evidence, never refused for ever.
#include <chrono>
#include <vector>

#include <gtest/gtest.h>

#include "chains/block_tracker.h"
#include "tests/chains/model_chain.h"
#include "tests/chains/tracker_poll.h"

namespace headway::chains {
namespace {

using Heights = std::vector<std::uint64_t>;
using Depths = std::vector<std::uint32_t>;

class LowerHeadTest : public ::testing::Test {
 protected:
  LowerHeadTest() {
    for (std::uint64_t head = kTip - 20; head <= kTip; ++head) Poll(head);
  }

  PollRecord Poll(std::uint64_t head, const BlockFaults& faults = nullptr) {
    return RunPoll(tracker_, chain_, head, faults);
  }
  std::uint64_t Published() const { return tracker_.head().value_or(base::BlockHeight{}).value; }

  static constexpr std::uint64_t kTip = 100;
  ModelChain chain_{kTip};
  BlockTracker tracker_{{.blocks_to_save = 10, .asks_for_blocks = true}};
};

TEST_F(LowerHeadTest, IsARollbackAndNotAdoptedOnSight) {
  const PollRecord record = Poll(97);
  EXPECT_TRUE(record.rollback);
  EXPECT_FALSE(record.head_changed);
  EXPECT_EQ(record.questions, Heights{97}) << "is it another block than ours?";
  EXPECT_EQ(Published(), kTip);
}

TEST_F(LowerHeadTest, IsAdoptedByASecondAnswerAtTheSameHeight) {
  Poll(97);
  const PollRecord second = Poll(97);
  EXPECT_TRUE(second.head_changed);
  EXPECT_FALSE(second.rollback) << "not lower than the last answer";
  EXPECT_EQ(second.questions, Heights{}) << "its block is held";
  EXPECT_EQ(second.block_time, base::WallTime(std::chrono::seconds(97)));
  EXPECT_EQ(Published(), 97U);
}

TEST_F(LowerHeadTest, IsAdoptedByASecondAnswerThatIsHigherButStillBelow) {
  Poll(95);
  Poll(98);
  EXPECT_EQ(Published(), 98U);
}

TEST_F(LowerHeadTest, IsNotAdoptedByASecondAnswerThatIsLowerThanTheFirst) {
  Poll(97);
  const PollRecord second = Poll(95);
  EXPECT_TRUE(second.rollback);
  EXPECT_FALSE(second.head_changed);
  EXPECT_EQ(Published(), kTip);
  Poll(96);
  EXPECT_EQ(Published(), 96U) << "the third is not below the second";
}

TEST_F(LowerHeadTest, IsForgottenWhenThePublishedHeadComesBack) {
  Poll(97);
  Poll(100);
  EXPECT_FALSE(Poll(97).head_changed) << "the answer in between breaks the row";
  EXPECT_EQ(Published(), kTip);
}

TEST_F(LowerHeadTest, IsForgottenWhenAHigherHeadComes) {
  chain_.Grow(5);
  Poll(97);
  Poll(103);
  Poll(99);
  EXPECT_EQ(Published(), 103U);
}

TEST_F(LowerHeadTest, IsAdoptedAtOnceWhenItsBlockIsAnother) {
  chain_.Reorganise(5, 2);
  const PollRecord record = Poll(97);
  EXPECT_TRUE(record.rollback);
  EXPECT_TRUE(record.head_changed);
  EXPECT_EQ(Published(), 97U);
  EXPECT_EQ(record.questions, (Heights{97, 96}));
  EXPECT_EQ(record.reorg_depths, Depths{5}) << "96 to 100 were replaced";
  EXPECT_EQ(record.block_time, base::WallTime(std::chrono::seconds(kTip + 2)))
      << "the time of the block that took the place of ours";
}

TEST_F(LowerHeadTest, BelowTheWindowNeedsTwoAnswers) {
  const PollRecord first = Poll(50);
  EXPECT_EQ(first.questions, Heights{});
  EXPECT_EQ(Published(), kTip);
  const PollRecord second = Poll(50);
  EXPECT_TRUE(second.head_changed);
  EXPECT_EQ(second.questions, Heights{50}) << "the block of the adopted head";
  EXPECT_EQ(second.block_time, base::WallTime(std::chrono::seconds(50)));
}

TEST_F(LowerHeadTest, AnUnanswerableQuestionLeavesTheSecondAnswerToDecide) {
  const BlockFaults all = [](std::uint64_t) { return true; };
  EXPECT_FALSE(Poll(97, all).head_changed);
  EXPECT_TRUE(Poll(97, all).head_changed);
  EXPECT_EQ(Published(), 97U);
}

TEST_F(LowerHeadTest, BehindALoadBalancerRollbacksAreCountedAndTheHeadStays) {
  int rollbacks = 0;
  for (int round = 0; round < 50; ++round) {
    rollbacks += Poll(98).rollback ? 1 : 0;
    const PollRecord back = Poll(kTip);
    EXPECT_FALSE(back.rollback);
    EXPECT_EQ(back.questions, Heights{});
    EXPECT_EQ(Published(), kTip);
  }
  EXPECT_EQ(rollbacks, 50);
}

TEST_F(LowerHeadTest, AChainThatRestartsIsFollowedFromItsSecondAnswer) {
  chain_.Reorganise(kTip, 3);
  Poll(3);
  EXPECT_EQ(Published(), kTip);
  chain_.Grow(1);
  Poll(4);
  EXPECT_EQ(Published(), 4U);
  chain_.Grow(1);
  const PollRecord next = Poll(5);
  EXPECT_EQ(Published(), 5U);
  EXPECT_EQ(next.questions, Heights{5}) << "nothing of the old chain is held";
  EXPECT_TRUE(next.reorg_depths.empty());
}

TEST_F(LowerHeadTest, AfterAdoptionTheOldChainIsForgottenAboveTheHead) {
  Poll(97);
  Poll(97);
  const PollRecord next = Poll(98);
  EXPECT_EQ(next.questions, Heights{98}) << "98 to 100 were dropped, 97 still stands";
  EXPECT_TRUE(next.reorg_depths.empty());
}

TEST_F(LowerHeadTest, AForkHiddenByAdoptionIsFoundByTheNextHead) {
  chain_.Reorganise(4, 2);
  Poll(96);
  EXPECT_EQ(Published(), kTip) << "96 is still the block we hold";
  Poll(98);
  EXPECT_EQ(Published(), 98U);
  chain_.Grow(1);
  EXPECT_EQ(Poll(99).reorg_depths, Depths{2}) << "97 and 98 were replaced";
}

TEST_F(LowerHeadTest, WithoutBlocksTheSecondAnswerAloneDecides) {
  BlockTracker tracker({.blocks_to_save = 1, .asks_for_blocks = false});
  RunPoll(tracker, chain_, 100);
  EXPECT_TRUE(RunPoll(tracker, chain_, 90).rollback);
  EXPECT_EQ(tracker.head(), base::BlockHeight{100});
  EXPECT_TRUE(RunPoll(tracker, chain_, 91).head_changed);
  EXPECT_EQ(tracker.head(), base::BlockHeight{91});
}

}  // namespace
}  // namespace headway::chains
