#include "tests/support/scripted_transport.h"

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headway::testing {
namespace {

using base::SlotIndex;
using chains::TransportFault;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ScriptedTransportTest : public ::testing::Test {
 protected:
  void Start(std::uint32_t slot, base::Duration timeout = seconds(10)) {
    transport_.Start({.slot = SlotIndex{slot},
                      .target = &target_,
                      .path = {},
                      .body = "ask",
                      .timeout = timeout});
  }

  std::vector<std::uint32_t> SlotsOf(std::span<const probes::Completion> completions) {
    std::vector<std::uint32_t> slots;
    for (const probes::Completion& each : completions) slots.push_back(each.slot.value);
    return slots;
  }

  ManualClock clock_;
  const base::MonoTime begin_ = clock_.Mono();
  probes::HttpTarget target_;
  std::map<std::uint32_t, ScriptedReply> replies_;  // by slot
  ScriptedTransport transport_{clock_, [this](const probes::TransportRequest& request) {
                                 return replies_[request.slot.value];
                               }};
};

TEST_F(ScriptedTransportTest, WaitingMovesTheClockToTheDeadline) {
  EXPECT_THAT(transport_.Poll(begin_ + seconds(5)), IsEmpty());
  EXPECT_EQ(clock_.Mono(), begin_ + seconds(5));
}

TEST_F(ScriptedTransportTest, AReplyComesAfterItsLatencyWithWhatTheNodeSaid) {
  replies_[7] = {.latency = milliseconds(30),
                 .fault = TransportFault::kNone,
                 .status = 429,
                 .body = "slow down",
                 .retry_after = seconds(2)};
  Start(7);
  EXPECT_EQ(transport_.under_way(), 1U);
  const auto completions = transport_.Poll(begin_ + seconds(5));
  ASSERT_THAT(completions, SizeIs(1));
  EXPECT_EQ(clock_.Mono(), begin_ + milliseconds(30));
  EXPECT_EQ(completions[0].slot, SlotIndex{7});
  EXPECT_EQ(completions[0].http_status, 429);
  EXPECT_EQ(completions[0].body, "slow down");
  EXPECT_EQ(completions[0].retry_after, seconds(2));
  EXPECT_EQ(completions[0].figures.latency, milliseconds(30));
  EXPECT_EQ(completions[0].figures.bytes_sent, 3U);
  EXPECT_EQ(completions[0].figures.bytes_received, 9U);
  EXPECT_EQ(transport_.under_way(), 0U);
}

TEST_F(ScriptedTransportTest, AFaultBringsNoResponse) {
  replies_[0] = {.latency = milliseconds(1),
                 .fault = TransportFault::kReset,
                 .status = 200,
                 .body = "never seen",
                 .retry_after = seconds(1)};
  Start(0);
  const auto completions = transport_.Poll(begin_ + seconds(1));
  ASSERT_THAT(completions, SizeIs(1));
  EXPECT_EQ(completions[0].fault, TransportFault::kReset);
  EXPECT_EQ(completions[0].http_status, 0);
  EXPECT_EQ(completions[0].body, "");
  EXPECT_EQ(completions[0].retry_after, std::nullopt);
}

TEST_F(ScriptedTransportTest, WhatIsLaterThanTheTimeoutIsATimeoutAtThatTime) {
  replies_[0].latency = seconds(3);
  Start(0, seconds(2));
  const auto completions = transport_.Poll(begin_ + seconds(5));
  ASSERT_THAT(completions, SizeIs(1));
  EXPECT_EQ(completions[0].fault, TransportFault::kTimeout);
  EXPECT_EQ(completions[0].figures.latency, seconds(2));
  EXPECT_EQ(clock_.Mono(), begin_ + seconds(2));
}

TEST_F(ScriptedTransportTest, CompletionsComeByTimeThenByStart) {
  replies_[0].latency = milliseconds(50);
  replies_[1].latency = milliseconds(20);
  replies_[2].latency = milliseconds(20);
  Start(0);
  Start(2);
  Start(1);
  EXPECT_THAT(SlotsOf(transport_.Poll(begin_ + seconds(5))), ElementsAre(2, 1));
  EXPECT_THAT(SlotsOf(transport_.Poll(begin_ + seconds(5))), ElementsAre(0));
}

TEST_F(ScriptedTransportTest, NothingCompletesBeforeItsTime) {
  replies_[0].latency = milliseconds(50);
  Start(0);
  EXPECT_THAT(transport_.Poll(begin_ + milliseconds(49)), IsEmpty());
  EXPECT_THAT(transport_.Poll(begin_ + milliseconds(50)), SizeIs(1));
}

TEST_F(ScriptedTransportTest, WakeEndsOnePollWithoutMovingTheClock) {
  transport_.Wake();
  EXPECT_THAT(transport_.Poll(begin_ + seconds(1)), IsEmpty());
  EXPECT_EQ(clock_.Mono(), begin_);
  EXPECT_THAT(transport_.Poll(begin_ + seconds(1)), IsEmpty());
  EXPECT_EQ(clock_.Mono(), begin_ + seconds(1));
}

TEST_F(ScriptedTransportTest, ASecondRequestForASlotIsABrokenContract) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Start(0);
  EXPECT_DEATH(Start(0), "CHECK failed");
}

TEST_F(ScriptedTransportTest, ASlotMayBeUsedAgainOnceItsCompletionWasTaken) {
  Start(0);
  ASSERT_THAT(transport_.Poll(begin_ + seconds(1)), SizeIs(1));
  Start(0);
  EXPECT_THAT(transport_.Poll(begin_ + seconds(1)), SizeIs(1));
  EXPECT_EQ(transport_.started(), 2U);
}

TEST_F(ScriptedTransportTest, ACancelledRequestEndsAtOnceWithoutAResponse) {
  replies_[3] = {.latency = seconds(5),
                 .fault = TransportFault::kNone,
                 .status = 200,
                 .body = "never seen",
                 .retry_after = seconds(1)};
  Start(3);
  EXPECT_THAT(transport_.Poll(begin_ + seconds(2)), IsEmpty());
  transport_.Cancel(SlotIndex{3});
  const auto completions = transport_.Poll(begin_ + seconds(60));
  ASSERT_THAT(SlotsOf(completions), ElementsAre(3));
  EXPECT_EQ(clock_.Mono(), begin_ + seconds(2));
  EXPECT_EQ(completions[0].fault, TransportFault::kCancelled);
  EXPECT_EQ(completions[0].http_status, 0);
  EXPECT_EQ(completions[0].body, "");
  EXPECT_EQ(completions[0].retry_after, std::nullopt);
  EXPECT_EQ(completions[0].figures.latency, seconds(2));
  EXPECT_EQ(completions[0].figures.bytes_received, 0U);
  EXPECT_THAT(transport_.Poll(begin_ + seconds(60)), IsEmpty());
}

TEST_F(ScriptedTransportTest, CancelledRequestsEndInTheOrderOfTheirCancellation) {
  for (const std::uint32_t slot : {0U, 1U, 2U}) {
    replies_[slot].latency = seconds(5);
    Start(slot);
  }
  transport_.Cancel(SlotIndex{2});
  transport_.Cancel(SlotIndex{0});
  EXPECT_THAT(SlotsOf(transport_.Poll(begin_)), ElementsAre(2, 0));
  EXPECT_THAT(SlotsOf(transport_.Poll(begin_ + seconds(60))), ElementsAre(1));
}

TEST_F(ScriptedTransportTest, ACompletionOnItsWayIsNotCancelled) {
  replies_[0].latency = milliseconds(20);
  Start(0);
  clock_.Advance(milliseconds(20));
  transport_.Cancel(SlotIndex{0});
  const auto completions = transport_.Poll(begin_ + seconds(1));
  ASSERT_THAT(completions, SizeIs(1));
  EXPECT_EQ(completions[0].fault, TransportFault::kNone);
}

TEST_F(ScriptedTransportTest, ARequestIsCancelledOnce) {
  replies_[0].latency = seconds(5);
  Start(0);
  transport_.Cancel(SlotIndex{0});
  transport_.Cancel(SlotIndex{0});
  EXPECT_THAT(transport_.Poll(begin_ + seconds(60)), SizeIs(1));
  EXPECT_THAT(transport_.Poll(begin_ + seconds(60)), IsEmpty());
}

TEST_F(ScriptedTransportTest, ToCancelNothingHasNoEffect) {
  transport_.Cancel(SlotIndex{7});
  EXPECT_THAT(transport_.Poll(begin_ + seconds(1)), IsEmpty());
  EXPECT_EQ(clock_.Mono(), begin_ + seconds(1));
}

TEST_F(ScriptedTransportTest, ASlotMayBeUsedAgainOnceItsCancellationWasTaken) {
  replies_[0].latency = seconds(5);
  Start(0);
  transport_.Cancel(SlotIndex{0});
  ASSERT_THAT(transport_.Poll(begin_), SizeIs(1));
  Start(0);
  const auto completions = transport_.Poll(begin_ + seconds(60));
  ASSERT_THAT(completions, SizeIs(1));
  EXPECT_EQ(completions[0].fault, TransportFault::kNone);
  EXPECT_EQ(clock_.Mono(), begin_ + seconds(5));
}

TEST_F(ScriptedTransportTest, ADeadlineThatHasPassedBringsWhatHasEnded) {
  replies_[0].latency = milliseconds(20);
  Start(0);
  clock_.Advance(seconds(1));
  EXPECT_THAT(transport_.Poll(begin_), SizeIs(1));
  EXPECT_EQ(clock_.Mono(), begin_ + seconds(1));
}

}  // namespace
}  // namespace headway::testing
