// Passable QoS against figures worked out by hand.
#include "health/qos.h"

#include <chrono>
#include <optional>

#include <gtest/gtest.h>

namespace headway::health {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::Duration kTimeout = seconds(1);

ServiceSample Answer(base::Duration latency, bool in_sync = true) {
  return {.answered = true, .latency = latency, .in_sync = in_sync};
}

TEST(QosOf, NoPollsIsNotKnown) { EXPECT_EQ(QosOf({}), std::nullopt); }

TEST(QosOf, AllPollsWellIsOneAndPaidInFull) {
  QosTally tally;
  for (int poll = 0; poll < 7; ++poll) tally.Note(Answer(milliseconds(3)), kTimeout);
  const auto qos = QosOf(tally);
  ASSERT_TRUE(qos.has_value());
  EXPECT_DOUBLE_EQ(qos->availability, 1);
  EXPECT_EQ(qos->latency, 1);
  EXPECT_EQ(qos->sync, 1);
  EXPECT_DOUBLE_EQ(qos->score, 1);
  EXPECT_DOUBLE_EQ(qos->scaled_score, 1);
  EXPECT_DOUBLE_EQ(qos->cu_share, 1);
}

TEST(QosOf, IsTheCubeRootOfTheThreeAverages) {
  // By hand: 100 polls, 96 answered, 72 of them quick, 48 in sync:
  // 0.96 · 0.75 · 0.5 = 0.36, its cube root 0.711379; half of that and a half 0.855689.
  // Scaled: (0.1 − 0.04) / 0.1 = 0.6; 0.6 · 0.75 · 0.5 = 0.225, its cube root 0.608220.
  const auto qos = QosOf({.polls = 100, .answered = 96, .quick = 72, .in_sync = 48});
  ASSERT_TRUE(qos.has_value());
  EXPECT_NEAR(qos->availability, 0.96, 1e-12);
  EXPECT_NEAR(*qos->latency, 0.75, 1e-12);
  EXPECT_NEAR(*qos->sync, 0.5, 1e-12);
  EXPECT_NEAR(qos->score, 0.711379, 1e-6);
  EXPECT_NEAR(qos->cu_share, 0.855689, 1e-6);
  EXPECT_NEAR(qos->scaled_availability, 0.6, 1e-12);
  EXPECT_NEAR(qos->scaled_score, 0.608220, 1e-6);
}

TEST(QosOf, ATenthUnansweredIsNoAvailabilityByTheScaleAndMoreIsNotLess) {
  EXPECT_NEAR(QosOf({.polls = 10, .answered = 9, .quick = 9, .in_sync = 9})->scaled_availability, 0,
              1e-12);
  EXPECT_EQ(QosOf({.polls = 10, .answered = 2, .quick = 2, .in_sync = 2})->scaled_availability, 0);
}

TEST(QosOf, WhatNeverAnsweredHasNoLatencyAndCostsHalfOfTheCu) {
  const auto qos = QosOf({.polls = 5, .answered = 0, .quick = 0, .in_sync = 0});
  ASSERT_TRUE(qos.has_value());
  EXPECT_EQ(qos->availability, 0);
  EXPECT_EQ(qos->latency, std::nullopt);
  EXPECT_EQ(qos->sync, std::nullopt);
  EXPECT_EQ(qos->score, 0);
  EXPECT_DOUBLE_EQ(qos->cu_share, 0.5);
}

TEST(QosTally, HalfOfTheTimeoutIsStillQuick) {
  QosTally tally;
  tally.Note(Answer(milliseconds(500)), kTimeout);
  tally.Note(Answer(milliseconds(501)), kTimeout);
  EXPECT_EQ(tally, (QosTally{.polls = 2, .answered = 2, .quick = 1, .in_sync = 2}));
}

TEST(QosTally, AnUnansweredPollIsNeitherQuickNorInSync) {
  QosTally tally;
  tally.Note({.answered = false, .latency = milliseconds(1), .in_sync = true}, kTimeout);
  tally.Note(Answer(milliseconds(1), false), kTimeout);
  EXPECT_EQ(tally, (QosTally{.polls = 2, .answered = 1, .quick = 1, .in_sync = 0}));
}

}  // namespace
}  // namespace headway::health
