#include "lava/books.h"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace headway::lava {
namespace {

const Subjects kSubjects{.providers = {"lava@1ours"}, .specs = {}};

ProviderReported Report(std::uint64_t epoch, std::uint64_t cu) {
  ProviderReported reported;
  reported.provider = "lava@1ours";
  reported.spec = "ETH1";
  reported.errors = 2;
  reported.disconnections = 1;
  reported.epoch = epoch;
  reported.cu = cu;
  return reported;
}

RelayPayment Payment(std::uint64_t epoch, std::uint64_t cu) {
  RelayPayment payment;
  payment.provider = "lava@1ours";
  payment.spec = "ETH1";
  payment.epoch = epoch;
  payment.relays = 10;
  payment.cu = cu;
  payment.rewarded_cu = cu / 2;
  return payment;
}

BlockEvents Of(std::vector<Event> events) { return {.events = std::move(events), .unread = {}}; }

/// Blocks one after the other; every twentieth begins an epoch.
class Chain {
 public:
  explicit Chain(Books& books) : books_(books) {}
  void Add(std::vector<Event> events) {
    ++height_;
    if (height_ % 20 == 0) events.insert(events.begin(), NewEpoch{});
    books_.Apply(height_, Of(std::move(events)), std::nullopt);
  }
  void RunTo(std::uint64_t height) {
    while (height_ < height) Add({});
  }

 private:
  Books& books_;
  std::uint64_t height_ = 0;
};

const Account& Only(const Books& books) { return books.data().accounts.at(0); }

TEST(Books, OpenAnAccountForWhomeverIsConfiguredAtOnce) {
  const Books books({.providers = {"lava@1a", "lava@1b"}, .specs = {"ETH1", "LAV1"}});
  EXPECT_EQ(books.data().accounts.size(), 4U);
}

TEST(Books, OpenAnAccountWhereSomethingHappensWhenNoChainIsConfigured) {
  Books books(kSubjects);
  EXPECT_TRUE(books.data().accounts.empty());
  books.Apply(5, Of({Report(0, 1)}), std::nullopt);
  EXPECT_EQ(Only(books).spec, "ETH1");
}

TEST(Books, LeaveOutChainsThatAreNotConfigured) {
  Books books({.providers = {"lava@1ours"}, .specs = {"LAV1"}});
  books.Apply(5, Of({Report(0, 1)}), std::nullopt);
  EXPECT_EQ(Only(books).tally.reports, 0U);
}

TEST(Books, AddUpReportsAndPayments) {
  Books books(kSubjects);
  const base::WallTime time{std::chrono::seconds(1'000)};
  books.Apply(5, Of({Report(0, 1), Report(0, 1), Payment(0, 100)}), time);
  const Tally& tally = Only(books).tally;
  EXPECT_EQ(tally.reports, 2U);
  EXPECT_EQ(tally.errors, 4U);
  EXPECT_EQ(tally.disconnections, 2U);
  EXPECT_EQ(tally.payments, 1U);
  EXPECT_EQ(tally.relays, 10U);
  EXPECT_EQ(tally.cu, 100U);
  EXPECT_EQ(tally.rewarded_cu, 50U);
  EXPECT_EQ(tally.last_payment, time);
  EXPECT_EQ(tally.last_report, time);
}

TEST(Books, CountJailsAndFreezesByKind) {
  Books books(kSubjects);
  books.Apply(
      5,
      Of({ProviderJailed{.provider = "lava@1ours", .spec = "ETH1", .kind = JailKind::kFinal},
          FreezeChanged{
              .provider = "lava@1ours", .specs = {"ETH1", "LAV1"}, .kind = FreezeKind::kUnfreeze}}),
      std::nullopt);
  EXPECT_EQ(Only(books).tally.jails, (std::array<std::uint64_t, 2>{0, 1}));
  EXPECT_EQ(Only(books).tally.freezes, (std::array<std::uint64_t, 2>{0, 1}));
  EXPECT_EQ(books.data().accounts.at(1).tally.freezes, (std::array<std::uint64_t, 2>{0, 1}));
  EXPECT_EQ(books.TakeHappenings().size(), 3U);
  EXPECT_TRUE(books.TakeHappenings().empty());
}

TEST(ConsumerQos, IsTheMeanByRelaysOfTheNewestEpochPaidFor) {
  Books books(kSubjects);
  const auto judged = [](std::uint64_t epoch, std::uint64_t relays, double latency) {
    RelayPayment payment = Payment(epoch, 1);
    payment.relays = relays;
    payment.qos = ConsumerQos{.latency = latency, .availability = 1, .sync = 1, .score = 1};
    return payment;
  };
  books.Apply(50,
              Of({judged(20, 5, 0.1), judged(40, 1, 0.2), judged(40, 3, 0.6), judged(20, 5, 0.1),
                  Payment(40, 1), judged(60, 9, 0.9)}),
              std::nullopt);
  EXPECT_DOUBLE_EQ(Only(books).tally.qos.Mean()->latency, 0.5)
      << "(1 x 0.2 + 3 x 0.6) / 4; epoch 60 has not begun";
}

/// The hand-computed scenario of three reported epochs: complaints of 30 CU in the epochs that
/// begin with 260, 280 and 300, and 10 CU served in each. Two of them weigh 60 against 4 x 20 = 80
/// as long as the third is outside; when 280 and 300 are what is complained about, 260 counts as
/// served only: 60 against 4 x 30. With 100 CU of complaints in 300: 130 against 120.
TEST(JailRisk, ReachesOneAtTheEpochAtWhichTheChainJailsAndNotBefore) {
  Books books(kSubjects);
  Chain chain(books);
  for (const auto& [epoch, cu] : {std::pair(260, 30), std::pair(280, 30), std::pair(300, 100)}) {
    chain.RunTo(static_cast<std::uint64_t>(epoch) + 5);
    chain.Add({Report(static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(cu)),
               Payment(static_cast<std::uint64_t>(epoch), 10)});
  }
  const auto ratio_at = [&](std::uint64_t height) {
    chain.RunTo(height);
    return Only(books).risk.value().Ratio();
  };
  EXPECT_DOUBLE_EQ(ratio_at(319), 0);
  EXPECT_DOUBLE_EQ(ratio_at(320), 30.0 / 40);
  EXPECT_DOUBLE_EQ(ratio_at(340), 60.0 / 80);
  EXPECT_DOUBLE_EQ(ratio_at(359), 60.0 / 80) << "not one block earlier";
  EXPECT_DOUBLE_EQ(ratio_at(360), 130.0 / 120);
}

TEST(JailRisk, StaysThroughTheEpochInWhichTheChainHasForgottenTheComplaints) {
  Books books(kSubjects);
  Chain chain(books);
  chain.RunTo(300);
  chain.Add({Report(300, 50)});
  chain.RunTo(359);
  // The node lists the verdict before what makes it one.
  chain.Add(
      {ProviderJailed{.provider = "lava@1ours", .spec = "ETH1", .kind = JailKind::kTemporary}});
  EXPECT_DOUBLE_EQ(Only(books).risk->Ratio(), 50);
  chain.RunTo(380);
  EXPECT_DOUBLE_EQ(Only(books).risk->Ratio(), 0) << "280 and 300 were judged";
}

TEST(JailRisk, TakesAnEpochForBegunWhoseFirstBlockCouldNotBeRead) {
  Books books(kSubjects);
  Chain chain(books);
  chain.RunTo(399);
  books.ApplyUnread(400);
  EXPECT_EQ(books.data().epochs.current(), 400U);
  books.ApplyUnread(401);
  EXPECT_EQ(books.data().epochs.current(), 400U);
}

TEST(JailRisk, IsNotKnownBehindAHoleInThePast) {
  Books books(kSubjects);
  Chain chain(books);
  chain.RunTo(300);
  chain.Add({Report(300, 1)});
  EXPECT_TRUE(Only(books).risk.has_value());
  books.ApplyPruned();
  EXPECT_FALSE(Only(books).risk.has_value());
  EXPECT_EQ(Only(books).tally.reports, 1U) << "what was counted was there";
}

TEST(JailRisk, NobodyComplainsAboutAnEpochToCome) {
  Books books(kSubjects);
  books.Apply(50, Of({Report(60, 1)}), std::nullopt);
  EXPECT_EQ(books.data().unread.at(static_cast<std::size_t>(UnreadReason::kBadNumber)), 1U);
  EXPECT_TRUE(Only(books).ledger.epochs().empty());
}

BlockReport Blocks(const std::string& provider, std::uint64_t block) {
  return {.provider = provider, .blocks = {{"ETH1", block}}};
}

TEST(ReportLag, IsAgainstTheMedianOfThePeers) {
  Books books(kSubjects);
  books.Apply(20,
              Of({NewEpoch{}, Blocks("lava@1ours", 90), Blocks("lava@1a", 100),
                  Blocks("lava@1b", 101), Blocks("lava@1liar", 1'000'000)}),
              std::nullopt);
  EXPECT_EQ(books.ReportOf(Only(books))->block, 90U);
  EXPECT_EQ(books.LagOf(Only(books)), 11U);
}

TEST(ReportLag, IsNotKnownWithoutPeersAndNeverNegative) {
  Books books(kSubjects);
  books.Apply(20, Of({NewEpoch{}, Blocks("lava@1ours", 90)}), std::nullopt);
  EXPECT_EQ(books.LagOf(Only(books)), std::nullopt);
  books.Apply(21, Of({Blocks("lava@1a", 80)}), std::nullopt);
  EXPECT_EQ(books.LagOf(Only(books)), 0U);
}

TEST(ReportLag, DoesNotMeasureAgainstReportsOfAnEarlierEpoch) {
  Books books(kSubjects);
  books.Apply(20, Of({NewEpoch{}, Blocks("lava@1a", 500)}), std::nullopt);
  books.Apply(40, Of({NewEpoch{}, Blocks("lava@1ours", 90)}), std::nullopt);
  EXPECT_EQ(books.LagOf(Only(books)), std::nullopt);
}

TEST(Books, AreBounded) {
  Books books(kSubjects);
  std::vector<Event> events;
  for (std::size_t spec = 0; spec <= Books::kMaxSpecs; ++spec) {
    events.emplace_back(
        BlockReport{.provider = "lava@1x", .blocks = {{"S" + std::to_string(spec), 1}}});
  }
  for (std::size_t peer = 0; peer < Books::kMaxPeersPerSpec; ++peer) {
    events.emplace_back(
        BlockReport{.provider = "lava@1p" + std::to_string(peer), .blocks = {{"S0", 1}}});
  }
  for (std::size_t spec = 0; spec <= Books::kMaxAccounts; ++spec) {
    ProviderReported report = Report(0, 1);
    report.spec = "T" + std::to_string(spec);
    events.emplace_back(report);
  }
  books.Apply(5, Of(std::move(events)), std::nullopt);
  EXPECT_EQ(books.data().reported.size(), Books::kMaxSpecs);
  EXPECT_EQ(books.data().reported.at("S0").size(), Books::kMaxPeersPerSpec);
  EXPECT_EQ(books.data().accounts.size(), Books::kMaxAccounts);
  EXPECT_EQ(books.data().unread.at(static_cast<std::size_t>(UnreadReason::kTooMany)), 3U);
}

}  // namespace
}  // namespace headway::lava
