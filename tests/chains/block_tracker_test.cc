// Heads, questions and bounds. Forks: block_tracker_fork_test.cc; lower heads:
// block_tracker_lower_head_test.cc.
#include "chains/block_tracker.h"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/chains/model_chain.h"
#include "tests/chains/tracker_poll.h"

namespace headway::chains {
namespace {

using Heights = std::vector<std::uint64_t>;

constexpr TrackerPolicy kTenBlocks{.blocks_to_save = 10, .asks_for_blocks = true};

base::WallTime BlockTime(std::uint64_t height) {
  return base::WallTime(std::chrono::seconds(height));
}

TEST(BlockTracker, HasNoHeadBeforeTheFirstAnswer) {
  const BlockTracker tracker(kTenBlocks);
  EXPECT_EQ(tracker.head(), std::nullopt);
  EXPECT_EQ(tracker.NextBlock(), std::nullopt);
}

std::vector<std::uint64_t> HeldHeights(const BlockTracker& tracker) {
  std::vector<std::uint64_t> heights;
  for (const HeldBlock& block : tracker.held()) heights.push_back(block.height.value);
  return heights;
}

TEST(BlockTracker, HoldsTheBlocksOfTheHeadsItSawUpToItsWindow) {
  const ModelChain chain(200);
  BlockTracker tracker({.blocks_to_save = 4, .asks_for_blocks = true});
  EXPECT_EQ(HeldHeights(tracker), Heights{});
  for (const std::uint64_t head : {100U, 101U, 103U}) RunPoll(tracker, chain, head);
  EXPECT_EQ(HeldHeights(tracker), (Heights{100U, 101U, 103U}));
  RunPoll(tracker, chain, 105);
  EXPECT_EQ(HeldHeights(tracker), (Heights{103, 105}));
  const HeldBlock& newest = tracker.held().back();
  EXPECT_EQ(newest.hash, chain.HashAt(105));
  EXPECT_EQ(newest.timestamp, BlockTime(105));
}

TEST(BlockTracker, HoldsTheNewBranchAfterAFork) {
  ModelChain chain(101);
  BlockTracker tracker(kTenBlocks);
  for (const std::uint64_t head : {99U, 100U, 101U}) RunPoll(tracker, chain, head);
  chain.Reorganise(2, 3);
  RunPoll(tracker, chain, 102);
  EXPECT_EQ(HeldHeights(tracker), (Heights{99, 100, 101, 102}));
  for (const HeldBlock& block : tracker.held()) {
    EXPECT_EQ(block.hash, chain.HashAt(block.height.value)) << block.height.value;
  }
}

TEST(BlockTracker, HoldsNothingWhereBlocksCannotBeAskedFor) {
  BlockTracker tracker({.blocks_to_save = 1, .asks_for_blocks = false});
  tracker.OnHead(HeadAt(100));
  EXPECT_EQ(HeldHeights(tracker), Heights{});
}

TEST(BlockTracker, PublishesTheHeadBeforeAnyBlockIsAnswered) {
  BlockTracker tracker(kTenBlocks);
  const TrackerUpdate update = tracker.OnHead(HeadAt(100));
  EXPECT_TRUE(update.head_changed);
  EXPECT_FALSE(update.rollback);
  EXPECT_EQ(tracker.head(), base::BlockHeight{100});
}

TEST(BlockTracker, AsksForTheBlockOfANewHeadOnceAndTellsItsTime) {
  const ModelChain chain(200);
  BlockTracker tracker(kTenBlocks);
  const PollRecord first = RunPoll(tracker, chain, 100);
  EXPECT_EQ(first.questions, Heights{100});
  EXPECT_EQ(first.block_time, BlockTime(100));
  const PollRecord next = RunPoll(tracker, chain, 101);
  EXPECT_EQ(next.questions, Heights{101});
  EXPECT_EQ(next.block_time, BlockTime(101));
  EXPECT_TRUE(next.reorg_depths.empty());
}

TEST(BlockTracker, AsksNothingWhileTheHeadStandsStill) {
  const ModelChain chain(200);
  BlockTracker tracker(kTenBlocks);
  RunPoll(tracker, chain, 100);
  for (int poll = 0; poll < 5; ++poll) {
    const PollRecord record = RunPoll(tracker, chain, 100);
    EXPECT_FALSE(record.head_changed);
    EXPECT_FALSE(record.rollback);
    EXPECT_EQ(record.questions, Heights{});
  }
}

TEST(BlockTracker, AGapBetweenPollsCostsOneMoreQuestion) {
  const ModelChain chain(200);
  BlockTracker tracker(kTenBlocks);
  RunPoll(tracker, chain, 100);
  const PollRecord record = RunPoll(tracker, chain, 105);
  EXPECT_EQ(record.questions, (Heights{105, 100}));
  EXPECT_TRUE(record.reorg_depths.empty());
}

TEST(BlockTracker, AGapOfTheWholeWindowCostsNone) {
  const ModelChain chain(200);
  BlockTracker tracker(kTenBlocks);
  RunPoll(tracker, chain, 100);
  EXPECT_EQ(RunPoll(tracker, chain, 110).questions, Heights{110});
  EXPECT_EQ(RunPoll(tracker, chain, 119).questions, (Heights{119, 110}))
      << "one block less than the window is still held";
}

TEST(BlockTracker, AsksAgainForAHeadBlockItCouldNotHave) {
  const ModelChain chain(200);
  BlockTracker tracker(kTenBlocks);
  const BlockFaults all = [](std::uint64_t) { return true; };
  EXPECT_EQ(RunPoll(tracker, chain, 100, all).questions, Heights{100});
  EXPECT_EQ(RunPoll(tracker, chain, 100, all).questions, Heights{100});
  const PollRecord record = RunPoll(tracker, chain, 100);
  EXPECT_EQ(record.questions, Heights{100});
  EXPECT_EQ(record.block_time, BlockTime(100));
  EXPECT_EQ(RunPoll(tracker, chain, 100).questions, Heights{});
}

TEST(BlockTracker, AFaultAfterAGapIsMadeUpForByTheNextPoll) {
  const ModelChain chain(200);
  BlockTracker tracker(kTenBlocks);
  RunPoll(tracker, chain, 100);
  const BlockFaults old_blocks = [](std::uint64_t height) { return height == 100; };
  EXPECT_EQ(RunPoll(tracker, chain, 105, old_blocks).questions, (Heights{105, 100}));
  EXPECT_EQ(RunPoll(tracker, chain, 105).questions, (Heights{105, 100}));
  EXPECT_EQ(RunPoll(tracker, chain, 105).questions, Heights{});
}

TEST(BlockTracker, AWindowOfOneAsksForTheHeadBlockAndSeesNoForks) {
  ModelChain chain(200);
  BlockTracker tracker({.blocks_to_save = 1, .asks_for_blocks = true});
  EXPECT_EQ(RunPoll(tracker, chain, 200).questions, Heights{200});
  chain.Reorganise(3, 4);
  const PollRecord record = RunPoll(tracker, chain, 201);
  EXPECT_EQ(record.questions, Heights{201});
  EXPECT_TRUE(record.reorg_depths.empty());
  EXPECT_EQ(tracker.head(), base::BlockHeight{201});
}

TEST(BlockTracker, AFamilyWithoutBlocksIsAskedForHeadsAlone) {
  const ModelChain chain(1);
  BlockTracker tracker({.blocks_to_save = 1, .asks_for_blocks = false});
  for (const std::uint64_t slot : {500U, 501U, 520U, 519U, 520U, 523U}) {
    EXPECT_EQ(RunPoll(tracker, chain, slot).questions, Heights{}) << slot;
  }
  EXPECT_EQ(tracker.head(), base::BlockHeight{523});
}

TEST(BlockTracker, AnAnchorThatWasSkippedIsAskedForOnceAndKeptBelowTheWindow) {
  const ModelChain chain(400);
  BlockTracker tracker({.blocks_to_save = 10, .asks_for_blocks = true, .anchor_stride = 50});
  EXPECT_EQ(RunPoll(tracker, chain, 108).questions, (Heights{108, 100}));
  EXPECT_EQ(RunPoll(tracker, chain, 140).questions, (Heights{140, 100})) << "the highest held";
  EXPECT_EQ(RunPoll(tracker, chain, 155).questions, (Heights{155, 100, 150}));
  ASSERT_EQ(tracker.held().size(), 3U);
  EXPECT_EQ(tracker.held()[0].height, base::BlockHeight{100});
  EXPECT_EQ(tracker.held()[1].height, base::BlockHeight{150});
  EXPECT_EQ(tracker.held()[1].hash, chain.HashAt(150));
  RunPoll(tracker, chain, 255);
  EXPECT_EQ(tracker.held().front().height, base::BlockHeight{150}) << "three are kept";
}

TEST(BlockTracker, TwoAnchorsAreSharedByHeadsOnBothSidesOfOne) {
  const ModelChain chain(400);
  const TrackerPolicy two{.blocks_to_save = 10,
                          .asks_for_blocks = true,
                          .anchor_stride = 64,
                          .anchor_depth = 8,
                          .anchors_asked = 2};
  BlockTracker above(two);
  EXPECT_EQ(RunPoll(above, chain, 200).questions, (Heights{200, 192, 128}));
  BlockTracker below(two);
  EXPECT_EQ(RunPoll(below, chain, 199).questions, (Heights{199, 128, 64}));
  EXPECT_EQ(above.held().front().height, base::BlockHeight{128});
  EXPECT_EQ(below.held()[1].height, base::BlockHeight{128});
  EXPECT_EQ(RunPoll(above, chain, 200).questions, Heights());
}

TEST(BlockTracker, AnAnchorThatWasSeenCostsNothing) {
  const ModelChain chain(200);
  BlockTracker tracker({.blocks_to_save = 10, .asks_for_blocks = true, .anchor_stride = 5});
  RunPoll(tracker, chain, 100);
  for (std::uint64_t head = 101; head <= 120; ++head) {
    EXPECT_EQ(RunPoll(tracker, chain, head).questions, Heights{head});
  }
}

TEST(BlockTracker, AnAnchorThatCouldNotBeHadIsAskedForByTheNextPoll) {
  const ModelChain chain(200);
  BlockTracker tracker({.blocks_to_save = 10, .asks_for_blocks = true, .anchor_stride = 50});
  const BlockFaults old_blocks = [](std::uint64_t height) { return height == 100; };
  EXPECT_EQ(RunPoll(tracker, chain, 115, old_blocks).questions, (Heights{115, 100}));
  EXPECT_EQ(RunPoll(tracker, chain, 115).questions, Heights{100});
  EXPECT_EQ(RunPoll(tracker, chain, 115).questions, Heights{});
}

TEST(BlockTracker, AForkBelowTheWindowIsFollowedToTheAnchorThatStands) {
  ModelChain chain(145);
  BlockTracker tracker({.blocks_to_save = 10, .asks_for_blocks = true, .anchor_stride = 50});
  RunPoll(tracker, chain, 145);
  chain.Reorganise(30, 40);
  const PollRecord record = RunPoll(tracker, chain, 155);
  EXPECT_EQ(record.questions, (Heights{155, 100, 150})) << "145 is outside the window by now";
  EXPECT_TRUE(record.reorg_depths.empty());
  EXPECT_EQ(tracker.held()[0].hash, chain.HashAt(100));
}

TEST(BlockTracker, HeadsAtTheTopOfTheRangeDoNotWrapRound) {
  BlockTracker tracker({.blocks_to_save = 64, .asks_for_blocks = false});
  tracker.OnHead(HeadAt(base::limits::kMaxBlockHeight));
  EXPECT_EQ(tracker.head(), base::BlockHeight{base::limits::kMaxBlockHeight});
}

TEST(BlockTracker, AChainYoungerThanTheWindowIsFollowedFromItsFirstBlock) {
  ModelChain chain(3);
  BlockTracker tracker({.blocks_to_save = 64, .asks_for_blocks = true});
  for (std::uint64_t head = 1; head <= 3; ++head) RunPoll(tracker, chain, head);
  chain.Reorganise(3, 5);
  const PollRecord record = RunPoll(tracker, chain, 4);
  EXPECT_EQ(record.questions, (Heights{4, 3, 2, 1}));
  EXPECT_EQ(record.reorg_depths, std::vector<std::uint32_t>{3});
}

TEST(AnchorStride, IsTheBlocksOfHalfAMinuteRoundedUp) {
  EXPECT_EQ(AnchorStride(std::chrono::milliseconds(250)), 120U);
  EXPECT_EQ(AnchorStride(std::chrono::seconds(13)), 3U);
  EXPECT_EQ(AnchorStride(std::chrono::minutes(10)), 1U);
}

TEST(BlockTrackerDeathTest, AWindowOutsideItsBoundsIsABrokenInvariant) {
  EXPECT_DEATH(BlockTracker({.blocks_to_save = 0, .asks_for_blocks = true}), "CHECK failed");
  EXPECT_DEATH(
      BlockTracker({.blocks_to_save = base::limits::kMaxBlocksToSave + 1, .asks_for_blocks = true}),
      "CHECK failed");
}

TEST(BlockTrackerDeathTest, CallsOutOfTurnAreBrokenInvariants) {
  const ModelChain chain(200);
  BlockTracker tracker(kTenBlocks);
  EXPECT_DEATH(tracker.OnBlock(chain.BlockAt(100)), "CHECK failed") << "nothing was asked";
  tracker.OnHead(HeadAt(100));
  EXPECT_DEATH(tracker.OnHead(HeadAt(101)), "CHECK failed") << "a question is open";
  EXPECT_DEATH(tracker.OnBlock(chain.BlockAt(99)), "CHECK failed") << "another was asked for";
}

}  // namespace
}  // namespace headway::chains
