// When a round of questions begins, in which order it asks, and what ends it.
#include "probes/verification.h"

#include <chrono>
#include <initializer_list>
#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "chains/classify.h"

namespace headway::probes {
namespace {

using base::Duration;
using chains::ProbeKind;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Duration kLongestHoldoff = minutes(5);

ProbeKinds Kinds(std::initializer_list<ProbeKind> kinds) {
  ProbeKinds set;
  for (const ProbeKind kind : kinds) set.set(static_cast<std::size_t>(kind));
  return set;
}

/// Polls every six seconds, each answered and at ease.
class VerificationTest : public ::testing::Test {
 protected:
  explicit VerificationTest(const ProbeKinds& kinds = Kinds({ProbeKind::kClient,
                                                             ProbeKind::kPeers})) {
    verification_.Alter(kinds);
  }

  /// What the next poll asks; the answer is what `faults_` says, or a good one.
  std::optional<ProbeKind> Poll() {
    now_ += seconds(6);
    const auto probe =
        verification_.Next({.head = {1'000}, .generation = generation_, .now = now_});
    if (!probe) return std::nullopt;
    health::ProbeReport report;
    report.kind = probe->kind;
    report.finished_at = now_;
    report.outcome = Answer(*probe);
    const auto fault = faults_.find(probe->kind);
    if (fault != faults_.end()) report.outcome = fault->second;
    if (cancels_) report.outcome = health::Cancelled{};
    report.retry_after = retry_after_;
    verification_.OnReport(kLongestHoldoff, report);
    last_ = *report.verified;
    return probe->kind;
  }

  /// What is asked within a span of polls.
  std::vector<ProbeKind> Polls(Duration span) {
    std::vector<ProbeKind> asked;
    for (const base::MonoTime end = now_ + span; now_ < end;) {
      if (const auto kind = Poll()) asked.push_back(*kind);
    }
    return asked;
  }

  chains::Observation Answer(const chains::Probe& probe) const {
    if (probe.kind == ProbeKind::kState) {
      return chains::AbilityObservation{.able = probe.height.value >= oldest_state_};
    }
    return chains::PeersObservation{.peers = 1};
  }

  Verification verification_;
  base::MonoTime now_ = base::MonoTime() + std::chrono::hours(1);
  std::uint64_t generation_ = 0;
  std::uint64_t oldest_state_ = 1;
  bool cancels_ = false;
  std::optional<Duration> retry_after_;
  std::map<ProbeKind, chains::Fault> faults_;
  health::Verified last_;
};

TEST_F(VerificationTest, BeginsAtTheFirstAnsweredHeadWithOneQuestionAPoll) {
  EXPECT_EQ(Poll(), ProbeKind::kClient);
  EXPECT_EQ(Poll(), ProbeKind::kPeers);
  EXPECT_EQ(Poll(), std::nullopt);
}

TEST_F(VerificationTest, IsRepeatedTenMinutesAfterTheLastRoundBegan) {
  Poll();
  EXPECT_THAT(Polls(minutes(10) - seconds(6)), ElementsAre(ProbeKind::kPeers));
  EXPECT_EQ(Poll(), ProbeKind::kClient);
  EXPECT_THAT(Polls(std::chrono::hours(1) - seconds(6)), SizeIs(11));
}

TEST_F(VerificationTest, IsRepeatedAtAnEpochBoundary) {
  Polls(minutes(2));
  ++generation_;
  EXPECT_THAT(Polls(minutes(2)), ElementsAre(ProbeKind::kClient, ProbeKind::kPeers));
}

TEST_F(VerificationTest, IsRepeatedAfterTheConnectionWasLost) {
  Polls(minutes(2));
  verification_.OnConnectionLost();
  EXPECT_THAT(Polls(minutes(2)), ElementsAre(ProbeKind::kClient, ProbeKind::kPeers));
}

TEST_F(VerificationTest, BeginsNoRoundWithinAMinuteOfTheLastHoweverOftenAConnectionBreaks) {
  std::size_t asked = 0;
  for (int poll = 0; poll < 100; ++poll) {  // ten minutes
    verification_.OnConnectionLost();
    ++generation_;
    if (Poll()) ++asked;
  }
  EXPECT_EQ(asked, 2U * 10U);
}

TEST_F(VerificationTest, ARoundUnderWayIsFinishedBeforeTheNextBegins) {
  verification_.Alter(Kinds({ProbeKind::kClient, ProbeKind::kState}));
  oldest_state_ = 700;
  for (int poll = 0; poll < 8; ++poll) {
    verification_.OnConnectionLost();
    Poll();
  }
  EXPECT_THAT(Polls(minutes(3)), ::testing::Contains(ProbeKind::kClient).Times(1));
}

TEST_F(VerificationTest, AQuestionThatFailsWaitsForTheNextRound) {
  faults_[ProbeKind::kClient] = chains::ClassifyHttpStatus(500);
  EXPECT_THAT(Polls(minutes(9)), ElementsAre(ProbeKind::kClient, ProbeKind::kPeers));
  faults_.clear();
  EXPECT_THAT(Polls(minutes(3)), ElementsAre(ProbeKind::kClient, ProbeKind::kPeers));
}

TEST_F(VerificationTest, AQuestionThatWasCancelledIsAskedAgain) {
  cancels_ = true;
  EXPECT_EQ(Poll(), ProbeKind::kClient);
  EXPECT_EQ(Poll(), ProbeKind::kClient);
  cancels_ = false;
  EXPECT_EQ(Poll(), ProbeKind::kClient);
  EXPECT_EQ(Poll(), ProbeKind::kPeers);
}

TEST_F(VerificationTest, AThrottledQuestionHoldsTheRestOfTheRoundOff) {
  faults_[ProbeKind::kClient] = chains::ClassifyHttpStatus(429);
  retry_after_ = minutes(2);
  EXPECT_EQ(Poll(), ProbeKind::kClient);
  EXPECT_THAT(Polls(minutes(2) - seconds(6)), IsEmpty());
  EXPECT_THAT(Polls(seconds(12)), ElementsAre(ProbeKind::kPeers));
}

TEST_F(VerificationTest, WhoThrottlesEachTimeIsAskedEverMoreRarelyUpToTwoMinutes) {
  faults_[ProbeKind::kClient] = chains::ClassifyHttpStatus(429);
  faults_[ProbeKind::kPeers] = chains::ClassifyHttpStatus(429);
  std::size_t asked = 0;
  for (int poll = 0; poll < 600; ++poll) {  // an hour, and a lost connection before each poll
    verification_.OnConnectionLost();
    if (Poll()) ++asked;
  }
  EXPECT_LE(asked, 36U);
  EXPECT_GE(asked, 28U);
}

TEST_F(VerificationTest, NothingIsAskedWhereNothingIsWanted) {
  verification_.Alter({});
  verification_.OnConnectionLost();
  EXPECT_THAT(Polls(minutes(30)), IsEmpty());
}

TEST_F(VerificationTest, WhatAReloadAddsIsAskedSoonAndWhatItDropsNoMore) {
  Polls(minutes(2));
  verification_.Alter(Kinds({ProbeKind::kClient, ProbeKind::kDebug}));
  EXPECT_THAT(Polls(minutes(1)), ElementsAre(ProbeKind::kClient, ProbeKind::kDebug));
  verification_.OnConnectionLost();
  Polls(seconds(6));
  verification_.Alter(Kinds({ProbeKind::kClient}));
  EXPECT_THAT(Polls(minutes(1)), IsEmpty());
}

TEST_F(VerificationTest, AReloadThatChangesNothingAsksNothing) {
  Polls(minutes(2));
  verification_.Alter(Kinds({ProbeKind::kClient, ProbeKind::kPeers}));
  EXPECT_THAT(Polls(minutes(2)), IsEmpty());
}

class OldestStateInRounds : public VerificationTest {
 protected:
  OldestStateInRounds() : VerificationTest(Kinds({ProbeKind::kState, ProbeKind::kDebug})) {}
};

TEST_F(OldestStateInRounds, AnArchiveCostsOneQuestionARound) {
  EXPECT_THAT(Polls(minutes(9)), ElementsAre(ProbeKind::kDebug, ProbeKind::kState));
  EXPECT_EQ(last_.state_at, base::BlockHeight{1});
  EXPECT_EQ(last_.oldest_state, base::BlockHeight{1});
}

TEST_F(OldestStateInRounds, IsTheLastOfTheRoundAndToldWithTheQuestionThatFoundIt) {
  oldest_state_ = 700;
  EXPECT_EQ(Poll(), ProbeKind::kDebug);
  int steps = 0;
  while (!last_.oldest_state) {
    ASSERT_EQ(Poll(), ProbeKind::kState);
    ASSERT_TRUE(last_.state_at.has_value());
    ASSERT_LE(++steps, 14);
  }
  EXPECT_EQ(last_.oldest_state, base::BlockHeight{700});
  EXPECT_EQ(Poll(), std::nullopt);
}

TEST_F(OldestStateInRounds, OneThatFailsInBetweenGoesOnInTheNextRound) {
  oldest_state_ = 700;
  for (int poll = 0; poll < 5; ++poll) Poll();
  const auto asked_before = last_.state_at;
  faults_[ProbeKind::kState] = chains::ClassifyHttpStatus(500);
  EXPECT_EQ(Poll(), ProbeKind::kState);
  const auto failed_at = last_.state_at;
  EXPECT_NE(failed_at, asked_before);
  EXPECT_EQ(Poll(), std::nullopt);
  faults_.clear();
  EXPECT_THAT(Polls(minutes(11)), ::testing::Contains(ProbeKind::kState).Times(::testing::Le(9)));
  EXPECT_EQ(last_.oldest_state, base::BlockHeight{700});
}

TEST_F(OldestStateInRounds, IsForgottenWithTheChain) {
  oldest_state_ = 700;
  Polls(minutes(5));
  verification_.OnOtherChain();
  oldest_state_ = 1;
  EXPECT_EQ(Poll(), ProbeKind::kDebug);
  EXPECT_EQ(Poll(), ProbeKind::kState);
  EXPECT_EQ(last_.state_at, base::BlockHeight{1}) << "and not what was found on the other chain";
}

// Whatever a node answers and whatever befalls the connection: what it costs is bounded.
TEST(VerificationProperty, NoNodeMakesItAskMoreThanItsRoundsAllow) {
  base::Random random(9);
  for (int run = 0; run < 200; ++run) {
    Verification verification;
    verification.Alter(Kinds({ProbeKind::kClient, ProbeKind::kState, ProbeKind::kTrace}));
    base::MonoTime now;
    std::map<ProbeKind, int> asked;
    for (int poll = 0; poll < 600; ++poll) {  // an hour
      now += seconds(6);
      if (random.Below(3) == 0) verification.OnConnectionLost();
      const auto probe = verification.Next(
          {.head = {1 + random.Below(1'000)}, .generation = random.Below(3), .now = now});
      if (!probe) continue;
      ++asked[probe->kind];
      health::ProbeReport report;
      report.finished_at = now;
      report.outcome = chains::Observation(chains::AbilityObservation{random.Below(2) == 0});
      if (random.Below(4) == 0) report.outcome = chains::ClassifyHttpStatus(429);
      if (random.Below(4) == 0) report.outcome = health::Cancelled{};
      verification.OnReport(kLongestHoldoff, report);
    }
    EXPECT_LE(asked[ProbeKind::kClient], 60 * 2) << "a round a minute, and what was cancelled";
    EXPECT_LE(asked[ProbeKind::kTrace], 60 * 2);
    EXPECT_GE(asked[ProbeKind::kTrace], 6);
  }
}

}  // namespace
}  // namespace headway::probes
