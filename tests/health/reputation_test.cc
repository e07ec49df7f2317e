// Reputation against figures worked out by hand, and its properties.
#include "health/reputation.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace headway::health {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr ScoreTime kBegin{hours(1000)};

TEST(DecayedMean, BeginsWithItsInitialValue) {
  EXPECT_DOUBLE_EQ(DecayedMean(0.5, kBegin).value(), 0.5);
}

TEST(DecayedMean, TheInitialValueWeighsNextToNothing) {
  DecayedMean mean(1, kBegin);
  mean.Add(9, 0.25, kBegin);
  // By hand: 24 half lives leave 2⁻²⁴ of the initial: (2⁻²⁴ + 2.25) / (2⁻²⁴ + 0.25).
  EXPECT_NEAR(mean.value(), (std::exp2(-24) + 2.25) / (std::exp2(-24) + 0.25), 1e-12);
}

TEST(DecayedMean, ASampleCountsHalfAsMuchAfterAnHour) {
  DecayedMean mean(0, kBegin);
  mean.Add(8, 1, kBegin);
  mean.Add(2, 1, kBegin + hours(1));
  // By hand: (8 · 0.5 + 2) / (0.5 + 1) = 4; what is left of the initial is below 10⁻⁷.
  EXPECT_NEAR(mean.value(), 4, 1e-6);
}

TEST(DecayedMean, TheOrderOfSamplesDoesNotMatter) {
  base::Random random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::pair<double, ScoreTime>> samples;
    for (std::uint64_t sample = 0; sample < 1 + random.Below(20); ++sample) {
      samples.emplace_back(static_cast<double>(random.Below(1000)),
                           kBegin + seconds(random.Below(20'000)));
    }
    DecayedMean forwards(0.1, kBegin);
    DecayedMean backwards(0.1, kBegin);
    for (const auto& [sample, at] : samples) forwards.Add(sample, 0.25, at);
    std::reverse(samples.begin(), samples.end());
    for (const auto& [sample, at] : samples) backwards.Add(sample, 0.25, at);
    EXPECT_NEAR(forwards.value(), backwards.value(), 1e-9 * (1 + forwards.value()));
  }
}

TEST(DecayedMean, StaysBetweenTheLeastAndTheGreatestSampleHoweverTimeGoes) {
  base::Random random(11);
  for (int round = 0; round < 200; ++round) {
    DecayedMean mean(5, kBegin);
    ScoreTime at = kBegin;
    for (int sample = 0; sample < 50; ++sample) {
      // Now and then a leap of up to ten years, forward or back.
      const auto span = seconds(random.Below(random.Below(10) == 0 ? 300'000'000 : 60));
      at += random.Below(2) == 0 ? span : -span;
      mean.Add(static_cast<double>(random.Below(11)), 0.25, at);
      EXPECT_TRUE(mean.value() >= 0 && mean.value() <= 10 + 1e-9) << mean.value();
    }
  }
}

TEST(BehindBy, IsTheRunningBlockAndTheWholeOnesBelowIt) {
  EXPECT_EQ(BehindBy(0, seconds(12), seconds(5)), seconds(0));
  EXPECT_EQ(BehindBy(1, seconds(12), seconds(5)), seconds(5));
  EXPECT_EQ(BehindBy(1, seconds(12), seconds(50)), seconds(12)) << "no block takes longer";
  EXPECT_EQ(BehindBy(4, seconds(12), seconds(5)), seconds(41));
}

TEST(BehindBy, EndsAtTheWorstWhereBlocksAreTooManyToMultiply) {
  EXPECT_EQ(BehindBy(~std::uint64_t{0}, hours(1), seconds(1)), seconds(1200));
}

TEST(Reputation, OfWhatIsNotPolledYetIsThatOfAGoodEndpoint) {
  const Reputation reputation(kBegin);
  EXPECT_DOUBLE_EQ(reputation.availability(), 1);
  EXPECT_DOUBLE_EQ(reputation.latency_seconds(), 0.01);
  EXPECT_DOUBLE_EQ(reputation.sync_seconds(), 0.1);
  // By hand: 0.01 + 0.3 · 0.1 + 0.
  EXPECT_DOUBLE_EQ(reputation.Score(), 0.04);
}

TEST(Reputation, AnUnansweredPollLowersAvailabilityAlone) {
  Reputation reputation(kBegin);
  reputation.Note({.answered = true, .latency = milliseconds(200), .behind = seconds(2)}, kBegin);
  reputation.Note({.answered = false, .latency = seconds(10)}, kBegin);
  EXPECT_NEAR(reputation.availability(), 0.5, 1e-6);
  EXPECT_NEAR(reputation.latency_seconds(), 0.2, 1e-6);
  EXPECT_NEAR(reputation.sync_seconds(), 2, 1e-6);
  // By hand: 0.2 + 0.3 · 2 + (1 / 0.5 − 1) · 3 = 3.8.
  EXPECT_NEAR(reputation.Score(), 3.8, 1e-5);
}

TEST(Reputation, NeverAvailableIsFiniteAndTheWorst) {
  Reputation reputation(kBegin);
  for (int poll = 0; poll < 100'000; ++poll) {
    reputation.Note({.answered = false}, kBegin + hours(poll));
  }
  // By hand: (1 / 0.00001 − 1) · 3 = 299,997, and the initial 0.04.
  EXPECT_NEAR(reputation.Score(), 299'997.04, 0.01);
}

TEST(Reputation, NoSampleIsWorseThanTheWorst) {
  Reputation reputation(kBegin);
  reputation.Note({.answered = true, .latency = hours(1), .behind = hours(9)}, kBegin);
  EXPECT_LE(reputation.latency_seconds(), 30);
  EXPECT_LE(reputation.sync_seconds(), 1200);
}

TEST(BenchmarkOf, IsTheScoreAtTheBestTenthOfTheEndpoints) {
  EXPECT_EQ(BenchmarkOf({}), std::nullopt);
  EXPECT_EQ(BenchmarkOf(std::array{3.0}), 3.0);
  std::vector<double> scores;
  for (int score = 1; score <= 10; ++score) scores.push_back(score);
  EXPECT_EQ(BenchmarkOf(scores), 1.0) << "one of ten is a tenth";
  scores.push_back(11);
  EXPECT_EQ(BenchmarkOf(scores), 2.0) << "one of eleven is less";
}

TEST(PairingScore, IsTwoUpToTheBenchmarkAndFallsTowardsAHalf) {
  EXPECT_DOUBLE_EQ(PairingScore(0.5, 1), 2);
  EXPECT_DOUBLE_EQ(PairingScore(1, 1), 2);
  EXPECT_DOUBLE_EQ(PairingScore(2, 1), 1.25);
  EXPECT_DOUBLE_EQ(PairingScore(3, 1), 1);
  EXPECT_NEAR(PairingScore(300'000, 0.04), 0.5, 1e-6);
}

}  // namespace
}  // namespace headway::health
