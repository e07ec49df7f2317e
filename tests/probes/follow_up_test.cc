// The block requests behind a head: one at a time, as few as needed, never without end.

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/random.h"
#include "tests/probes/evm_script.h"
#include "tests/probes/prober_rig.h"

namespace headway::probes {
namespace {

using chains::ErrorId;
using chains::ProbeKind;
using chains::TransportFault;
using headway::testing::ScriptedReply;
using health::ProbeReport;
using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::Eq;

using Request = ProberRig::Request;

constexpr std::size_t kMostRequestsPerPoll = 1 + base::limits::kMaxFollowUpsPerPoll;

class FollowUpTest : public ::testing::Test {
 protected:
  explicit FollowUpTest(std::uint32_t blocks_to_save = 10)
      : rig_({.urls = 1,
              .average_block_time = std::chrono::seconds(30),
              .timeout = std::chrono::seconds(10),
              .blocks_to_save = blocks_to_save,
              .policy = {.divisor = 5},
              .seed = 1},
             [this](const Request&, std::string_view body) {
               return EvmAnswer(body, head_, branch_);
             }) {}

  /// What one poll asked for: nullopt is the head.
  std::vector<std::optional<std::uint64_t>> OnePoll() {
    const std::size_t before = rig_.requests.size();
    rig_.RunPolls(1);
    std::vector<std::optional<std::uint64_t>> asked;
    for (std::size_t index = before; index < rig_.requests.size(); ++index) {
      asked.push_back(rig_.requests[index].block);
    }
    return asked;
  }

  std::uint64_t head_ = 1'000;
  std::uint64_t branch_ = 0;
  ProberRig rig_;
};

class WidestWindowTest : public FollowUpTest {
 protected:
  WidestWindowTest() : FollowUpTest(base::limits::kMaxBlocksToSave) {}
};

TEST_F(FollowUpTest, ANewHeadIsAskedForOnce) {
  EXPECT_THAT(OnePoll(), ElementsAre(std::nullopt, 1'000));
  EXPECT_THAT(OnePoll(), ElementsAre(Eq(std::nullopt)));
  head_ = 1'001;
  EXPECT_THAT(OnePoll(), ElementsAre(std::nullopt, 1'001));
}

TEST_F(FollowUpTest, AfterAGapTheHighestHeldBlockIsAskedForToo) {
  OnePoll();
  head_ = 1'003;
  EXPECT_THAT(OnePoll(), ElementsAre(std::nullopt, 1'003, 1'000));
}

TEST_F(FollowUpTest, OnlyTheLastReportOfAPollEndsIt) {
  OnePoll();
  ASSERT_EQ(rig_.reports.size(), 2U);
  EXPECT_EQ(rig_.reports[0].kind, ProbeKind::kHead);
  EXPECT_FALSE(rig_.reports[0].poll_finished);
  EXPECT_EQ(rig_.reports[0].head, base::BlockHeight{1'000});
  EXPECT_TRUE(rig_.reports[0].tracker.head_changed);
  EXPECT_EQ(rig_.reports[1].kind, ProbeKind::kBlock);
  EXPECT_TRUE(rig_.reports[1].poll_finished);
}

TEST_F(FollowUpTest, AFailedHeadAsksForNoBlocks) {
  rig_.node = [](const Request&, std::string_view) { return Status(500); };
  EXPECT_THAT(OnePoll(), ElementsAre(Eq(std::nullopt)));
  EXPECT_TRUE(rig_.reports.back().poll_finished);
}

TEST_F(FollowUpTest, AFailedBlockEndsThePollAndKeepsTheHead) {
  rig_.node = [](const Request& request, std::string_view) {
    return request.block ? Status(500) : EvmHead(1'000);
  };
  EXPECT_THAT(OnePoll(), ElementsAre(std::nullopt, 1'000));
  const ProbeReport& report = rig_.reports.back();
  EXPECT_EQ(std::get<chains::Fault>(report.outcome).error, ErrorId::kInternalError);
  EXPECT_TRUE(report.poll_finished);
  EXPECT_EQ(report.head, base::BlockHeight{1'000});
  EXPECT_THAT(OnePoll(), ElementsAre(std::nullopt, 1'000));
}

TEST_F(FollowUpTest, ThrottledBlocksAreLeftAloneWhileTheHeadIsPolledOn) {
  rig_.node = [](const Request& request, std::string_view) {
    ScriptedReply reply = request.block ? Status(429) : EvmHead(1'000);
    if (request.block) reply.retry_after = std::chrono::seconds(60);
    return reply;
  };
  rig_.Run(std::chrono::seconds(59));
  EXPECT_GE(rig_.Polls().size(), 9U);
  EXPECT_EQ(rig_.requests.size() - rig_.Polls().size(), 1U);
  rig_.Run(std::chrono::seconds(20));
  EXPECT_EQ(rig_.requests.size() - rig_.Polls().size(), 2U);
}

TEST_F(FollowUpTest, ACancelledBlockEndsThePoll) {
  rig_.node = [](const Request& request, std::string_view) {
    return request.block ? Broken(TransportFault::kCancelled) : EvmHead(1'000);
  };
  EXPECT_THAT(OnePoll(), ElementsAre(std::nullopt, 1'000));
  EXPECT_TRUE(std::holds_alternative<health::Cancelled>(rig_.reports.back().outcome));
  EXPECT_TRUE(rig_.reports.back().poll_finished);
}

TEST_F(FollowUpTest, ABlockRequestThatBreaksTheConnectionMakesTheNextPollFresh) {
  rig_.node = [](const Request& request, std::string_view) {
    return request.block ? Broken(TransportFault::kReset) : EvmHead(1'000);
  };
  OnePoll();
  OnePoll();
  EXPECT_TRUE(rig_.Polls().back().fresh_connection);
}

TEST_F(FollowUpTest, AForkIsFollowedDownToWhereItBegan) {
  for (int block = 0; block < 5; ++block) {
    OnePoll();
    ++head_;
  }
  // 1000 to 1004 are held. All of them are replaced, and 1005 stands on the others.
  branch_ = 1;
  EXPECT_THAT(OnePoll(), ElementsAre(std::nullopt, 1'005, 1'004, 1'003, 1'002, 1'001, 1'000));
  EXPECT_EQ(rig_.reports.back().tracker.reorg_depth, 5U);
}

TEST_F(FollowUpTest, TheBudgetCountsEveryRequestOfAPoll) {
  ProberRig::Options options;
  options.policy.budget_requests_per_minute = 6;
  std::uint64_t height = 1'000;
  ProberRig rig(options, [&height](const Request& request, std::string_view body) {
    return EvmAnswer(body, request.block ? height : ++height);
  });
  rig.Run(hours(1));
  EXPECT_LE(rig.requests.size(), 6U * 60U + 2U);
  EXPECT_GE(rig.requests.size(), 6U * 60U - 2U);
}

TEST_F(WidestWindowTest, TheDeepestForkStaysWithinTheBound) {
  for (std::size_t block = 0; block < base::limits::kMaxBlocksToSave + 5; ++block) {
    OnePoll();
    ++head_;
  }
  branch_ = 1;
  const std::size_t requests = OnePoll().size();
  EXPECT_GT(requests, base::limits::kMaxBlocksToSave);
  EXPECT_LE(requests, kMostRequestsPerPoll);
}

TEST_F(WidestWindowTest, ALiarCannotMakeAPollEndless) {
  // A head that climbs and now and then jumps about, and blocks of which no two ever fit.
  base::Random random(5);
  std::uint64_t climbing = 1'000;
  rig_.node = [&random, &climbing](const Request& request, std::string_view) {
    if (request.block) return EvmBlock(*request.block, random.Below(1'000'000));
    return random.Below(50) == 0 ? EvmHead(climbing - random.Below(100)) : EvmHead(++climbing);
  };
  std::size_t most = 0;
  for (int poll = 0; poll < 2'000; ++poll) most = std::max(most, OnePoll().size());
  EXPECT_GT(most, base::limits::kMaxBlocksToSave / 2);
  EXPECT_LE(most, kMostRequestsPerPoll);
}

}  // namespace
}  // namespace headway::probes
