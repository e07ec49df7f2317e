#include "lava/jail_risk.h"

#include <limits>

#include <gtest/gtest.h>

namespace headway::lava {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

/// Epochs of 20 blocks that began with 20, 40, …, `last`.
EpochStarts StartsUpTo(std::uint64_t last) {
  EpochStarts starts;
  for (std::uint64_t start = 20; start <= last; start += 20) starts.Begin(start);
  return starts;
}

TEST(EpochStarts, KnowWhichEpochAHeightIsIn) {
  const EpochStarts starts = StartsUpTo(100);
  EXPECT_EQ(starts.Of(100), 100U);
  EXPECT_EQ(starts.Of(99), 80U);
  EXPECT_EQ(starts.Of(20), 20U);
  EXPECT_EQ(starts.Of(19), std::nullopt);
  EXPECT_EQ(starts.length(), 20U);
  EXPECT_EQ(starts.Ago(0), 100U);
  EXPECT_EQ(starts.Ago(4), 20U);
  EXPECT_EQ(starts.Ago(5), 0U) << "reckoned";
}

TEST(EpochStarts, DoNotGoBack) {
  EpochStarts starts = StartsUpTo(100);
  starts.Begin(100);
  starts.Begin(60);
  EXPECT_EQ(starts.all().size(), 5U);
}

TEST(EpochStarts, AreBounded) {
  const EpochStarts starts = StartsUpTo(2'000);
  EXPECT_EQ(starts.all().size(), EpochStarts::kKept);
  EXPECT_EQ(starts.current(), 2'000U);
}

TEST(JailRisk, IsNotKnownBeforeElevenEpochsWereSeen) {
  const JailLedger ledger;
  EXPECT_FALSE(ledger.RiskAt(StartsUpTo(200), 0).has_value());
  EXPECT_TRUE(ledger.RiskAt(StartsUpTo(220), 0).has_value());
}

TEST(JailRisk, TakesComplaintsOfTheThirdAndFourthEpochBefore) {
  for (std::uint64_t epoch = 20; epoch <= 400; epoch += 20) {
    JailLedger ledger;
    ledger.AddComplaint(epoch, 7, std::nullopt);
    const auto risk = ledger.RiskAt(StartsUpTo(400), 0);
    const bool counts = epoch == 340 || epoch == 320;
    EXPECT_EQ(risk->complaint_cu, counts ? 7U : 0U) << epoch;
  }
}

TEST(JailRisk, TakesWhatWasServedInEightEpochsWithComplaintsOnly) {
  for (std::uint64_t epoch = 100; epoch <= 400; epoch += 20) {
    JailLedger ledger;
    ledger.AddServiced(epoch, 5);
    EXPECT_EQ(ledger.RiskAt(StartsUpTo(400), 0)->serviced_cu, 0U) << epoch;
    ledger.AddComplaint(epoch, 0, std::nullopt);
    const bool counts = epoch <= 340 && epoch >= 200;
    EXPECT_EQ(ledger.RiskAt(StartsUpTo(400), 0)->serviced_cu, counts ? 5U : 0U) << epoch;
  }
}

TEST(JailRisk, IsTheShareOfFourTimesWhatWasServed) {
  EXPECT_DOUBLE_EQ((JailRisk{.complaint_cu = 0, .serviced_cu = 0}.Ratio()), 0);
  EXPECT_DOUBLE_EQ((JailRisk{.complaint_cu = 1, .serviced_cu = 0}.Ratio()), 1);
  EXPECT_DOUBLE_EQ((JailRisk{.complaint_cu = 39, .serviced_cu = 10}.Ratio()), 0.975);
  EXPECT_DOUBLE_EQ((JailRisk{.complaint_cu = 41, .serviced_cu = 10}.Ratio()), 1.025);
}

TEST(JailRisk, SumsDoNotWrapAround) {
  JailLedger ledger;
  ledger.AddComplaint(340, kMax, std::nullopt);
  ledger.AddComplaint(320, kMax, std::nullopt);
  ledger.AddServiced(340, kMax);
  ledger.AddServiced(320, kMax);
  const auto risk = ledger.RiskAt(StartsUpTo(400), 0);
  EXPECT_EQ(risk->complaint_cu, kMax);
  EXPECT_DOUBLE_EQ(risk->Ratio(), 0.25);
}

TEST(JailRisk, IsForetoldForTheNextThreeEpochs) {
  JailLedger ledger;
  ledger.AddComplaint(400, 9, std::nullopt);  // the running epoch
  const EpochStarts starts = StartsUpTo(400);
  EXPECT_EQ(ledger.RiskAt(starts, 0)->complaint_cu, 0U);
  EXPECT_EQ(ledger.RiskAt(starts, 2)->complaint_cu, 0U);
  EXPECT_EQ(ledger.RiskAt(starts, 3)->complaint_cu, 9U);
}

TEST(JailLedger, BelievesTheSumOfTheChain) {
  JailLedger ledger;
  ledger.AddComplaint(340, 5, 105);  // some were said before the watch began
  ledger.AddComplaint(340, 5, 110);
  EXPECT_EQ(ledger.RiskAt(StartsUpTo(400), 0)->complaint_cu, 110U);
}

TEST(JailLedger, ForgetsWhatTheChainHasJailedFor) {
  JailLedger ledger;
  for (const std::uint64_t epoch : {300U, 320U, 340U, 360U}) {
    ledger.AddComplaint(epoch, 1, std::nullopt);
    ledger.AddServiced(epoch, 1);
  }
  ledger.ForgetJudged(StartsUpTo(400));
  const auto next = ledger.RiskAt(StartsUpTo(400), 1);
  EXPECT_EQ(next->complaint_cu, 1U) << "of epoch 360";
  EXPECT_EQ(next->serviced_cu, 2U) << "of epochs 360 and 300: 340 and 320 have no complaints";
}

}  // namespace
}  // namespace headway::lava
