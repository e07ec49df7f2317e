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

using base::UrlIndex;
using chains::TransportFault;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ScriptedTransportTest : public ::testing::Test {
 protected:
  void Start(std::uint32_t url, base::Duration timeout = seconds(10)) {
    transport_.Start({.url = UrlIndex{url}, .target = &target_, .body = "ask", .timeout = timeout});
  }

  std::vector<std::uint32_t> UrlsOf(std::span<const probes::Completion> completions) {
    std::vector<std::uint32_t> urls;
    for (const probes::Completion& each : completions) urls.push_back(each.url.value);
    return urls;
  }

  ManualClock clock_;
  const base::MonoTime begin_ = clock_.Mono();
  probes::HttpTarget target_;
  std::map<std::uint32_t, ScriptedReply> replies_;  // by URL
  ScriptedTransport transport_{clock_, [this](const probes::TransportRequest& request) {
                                 return replies_[request.url.value];
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
  EXPECT_EQ(completions[0].url, UrlIndex{7});
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
  EXPECT_THAT(UrlsOf(transport_.Poll(begin_ + seconds(5))), ElementsAre(2, 1));
  EXPECT_THAT(UrlsOf(transport_.Poll(begin_ + seconds(5))), ElementsAre(0));
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

TEST_F(ScriptedTransportTest, ASecondRequestForAUrlIsABrokenContract) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Start(0);
  EXPECT_DEATH(Start(0), "CHECK failed");
}

TEST_F(ScriptedTransportTest, AUrlMayBeAskedAgainOnceItsCompletionWasTaken) {
  Start(0);
  ASSERT_THAT(transport_.Poll(begin_ + seconds(1)), SizeIs(1));
  Start(0);
  EXPECT_THAT(transport_.Poll(begin_ + seconds(1)), SizeIs(1));
  EXPECT_EQ(transport_.started(), 2U);
}

}  // namespace
}  // namespace headway::testing
