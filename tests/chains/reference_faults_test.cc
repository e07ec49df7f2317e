// The faults of the reference's chain tracker, one test each, by the names its readers gave them.
#include <string>

#include <gtest/gtest.h>

#include "chains/block_tracker.h"
#include "tests/chains/model_chain.h"
#include "tests/chains/outcome.h"
#include "tests/chains/tracker_poll.h"

namespace headway::chains {
namespace {

constexpr TrackerPolicy kPolicy{.blocks_to_save = 10, .asks_for_blocks = true};

bool EveryBlockFails(std::uint64_t /*height*/) { return true; }

TEST(ReferenceFaults, InitFailureIsRetriedForEver) {
  const ModelChain chain(100);
  BlockTracker tracker(kPolicy);
  for (int poll = 0; poll < 10'000; ++poll) {
    ASSERT_EQ(RunPoll(tracker, chain, 100, EveryBlockFails).questions.size(), 1U) << poll;
  }
  EXPECT_TRUE(RunPoll(tracker, chain, 100).block_time.has_value());
}

TEST(ReferenceFaults, FirstHeadIsPublishedAtOnce) {
  BlockTracker tracker(kPolicy);
  EXPECT_TRUE(tracker.OnHead(HeadAt(100)).head_changed);
  EXPECT_EQ(tracker.head(), base::BlockHeight{100});
}

TEST(ReferenceFaults, ALowerHeadIsAdoptable) {
  ModelChain chain(100);
  BlockTracker tracker(kPolicy);
  RunPoll(tracker, chain, 100);
  chain.Reorganise(100, 40);
  RunPoll(tracker, chain, 40);
  RunPoll(tracker, chain, 40);
  EXPECT_EQ(tracker.head(), base::BlockHeight{40});
}

TEST(ReferenceFaults, ABrokenHashCallDoesNotHideTheHeight) {
  const ModelChain chain(100);
  BlockTracker tracker(kPolicy);
  for (std::uint64_t head = 1; head <= 100; ++head) {
    RunPoll(tracker, chain, head, EveryBlockFails);
    ASSERT_EQ(tracker.head(), base::BlockHeight{head});
  }
}

TEST(ReferenceFaults, AnErrorBodyIsNeverHeightZero) {
  const std::string body = R"({"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"x"}})";
  EXPECT_EQ(Outcome(Svm(), kHeadProbe, 200, body), "NODE_SOLANA_UNHEALTHY");
  EXPECT_EQ(Outcome(Evm(), kHeadProbe, 200, body), "NODE_LIMIT_EXCEEDED");
}

TEST(ReferenceFaults, TheExpiryHeightOfABlockhashIsNotTheHead) {
  const std::string hash(44, '1');
  const std::string outcome =
      Outcome(Svm(), kHeadProbe, 200,
              ReplyWith(R"({"context":{"slot":1000},"value":{"blockhash":")" + hash +
                        R"(","lastValidBlockHeight":950}})"));
  EXPECT_EQ(outcome, "head 1000 height 800 hash " + hash);
}

}  // namespace
}  // namespace headway::chains
