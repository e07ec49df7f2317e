// The fan-out of what one URL tells to every endpoint that lists it.
#include "health/fleet.h"

#include <algorithm>
#include <chrono>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/health/probe_reports.h"

namespace headway::health {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr base::ChainIndex kChain{0};

// One chain; each endpoint is the URLs that it lists.
FleetPlan Plan(std::size_t urls, const std::vector<std::vector<std::uint32_t>>& endpoints) {
  FleetPlan plan;
  plan.chains.push_back({.rules = {}, .hosts = urls});
  plan.chains[0].rules.stale_after_blocks = 0;
  plan.chains[0].rules.allowed_lag = 1'000;
  for (std::size_t url = 0; url < urls; ++url) {
    plan.urls.push_back({.chain = kChain,
                         .host = url,
                         .interval = seconds(6),
                         .timeout = seconds(10),
                         .asks_identity = false,
                         .asks_syncing = false});
  }
  for (const auto& listed : endpoints) {
    FleetPlan::Endpoint endpoint{.chain = kChain, .roles = {true, false}, .urls = {}};
    for (const std::uint32_t url : listed) endpoint.urls.push_back(base::UrlIndex{url});
    plan.endpoints.push_back(std::move(endpoint));
  }
  return plan;
}

Fleet MakeFleet(const FleetPlan& plan) { return {plan, FleetPolicy{}, 1, kWallStart}; }

/// The transitions that a report brings about.
std::vector<Transition> After(Fleet& fleet, const ProbeReport& report) {
  fleet.ForgetOutputs();
  fleet.Apply(report);
  std::vector<Transition> transitions;
  for (const Event& event : fleet.events()) transitions.push_back(std::get<Transition>(event));
  return transitions;
}

ProbeReport At(std::uint32_t url, ProbeReport report) {
  report.url = base::UrlIndex{url};
  return report;
}

ProbeReport WithHead(ProbeReport report, std::uint64_t head) {
  report.head = base::BlockHeight{head};
  report.tracker.head_changed = true;
  return report;
}

std::uint64_t PollsOf(const UrlRow& url, PollOutcome outcome) {
  return url.ledger.polls.at(static_cast<std::size_t>(outcome));
}

// Everything that a poll leaves in an endpoint's ledger, in one line.
std::vector<std::uint64_t> CountsOf(const EndpointRow& endpoint) {
  const EndpointLedger& ledger = endpoint.ledger;
  std::vector<std::uint64_t> counts = {ledger.latest_success, ledger.latest_fails,
                                       ledger.block_success,  ledger.block_fails,
                                       ledger.rollbacks,      ledger.reorg_depth.Count()};
  counts.insert(counts.end(), ledger.latest_duration.counts.begin(),
                ledger.latest_duration.counts.end());
  for (const ErrorCount& error : ledger.errors) counts.push_back(error.count);
  return counts;
}

void PlaySomething(Fleet& fleet) {
  base::Duration at{};
  for (const char ending : {'h', 'h', 'f', 't', 'c', 'u', 'h'}) {
    fleet.Apply(HeadReport(Ending{ending}, at));
    fleet.Apply(BlockReport(Ending{ending}, at));
    at += seconds(1);
  }
  ProbeReport reorg = HeadReport(Ending::kAnswer, at);
  reorg.tracker.rollback = true;
  reorg.tracker.reorg_depth = 2;
  fleet.Apply(reorg);
}

TEST(FanOut, GoesToEveryListerOnceWhateverTheOrderAndNumberOfRegistrations) {
  Fleet alone = MakeFleet(Plan(1, {{0}}));
  PlaySomething(alone);
  const std::vector<std::uint64_t> expected = CountsOf(alone.endpoints()[0]);

  std::vector<std::vector<std::uint32_t>> endpoints = {{0}, {0, 1}, {1, 0, 2}, {2}, {0, 2}};
  std::sort(endpoints.begin(), endpoints.end());
  do {
    Fleet fleet = MakeFleet(Plan(3, endpoints));
    PlaySomething(fleet);
    for (std::size_t row = 0; row < endpoints.size(); ++row) {
      const bool lists_it = std::count(endpoints[row].begin(), endpoints[row].end(), 0U) == 1;
      const auto untouched = CountsOf(MakeFleet(Plan(1, {{0}})).endpoints()[0]);
      EXPECT_EQ(CountsOf(fleet.endpoints()[row]), lists_it ? expected : untouched) << row;
    }
  } while (std::next_permutation(endpoints.begin(), endpoints.end()));
}

TEST(FanOut, CountsThePhysicalRequestOnceHoweverManyShareTheUrl) {
  for (const std::size_t sharers : {1U, 2U, 50U}) {
    Fleet fleet = MakeFleet(Plan(1, std::vector<std::vector<std::uint32_t>>(sharers, {0})));
    PlaySomething(fleet);
    const UrlLedger& ledger = fleet.urls()[0].ledger;
    EXPECT_EQ(PollsOf(fleet.urls()[0], PollOutcome::kSuccess), 4U);
    EXPECT_EQ(PollsOf(fleet.urls()[0], PollOutcome::kFailure), 2U);
    EXPECT_EQ(PollsOf(fleet.urls()[0], PollOutcome::kThrottled), 1U);
    EXPECT_EQ(PollsOf(fleet.urls()[0], PollOutcome::kCancelled), 1U);
    EXPECT_EQ(ledger.requests.at(static_cast<std::size_t>(chains::ProbeKind::kHead)), 8U);
    EXPECT_EQ(ledger.requests.at(static_cast<std::size_t>(chains::ProbeKind::kBlock)), 7U);
    EXPECT_EQ(ledger.bytes_sent, 15U * 80);
    EXPECT_EQ(ledger.bytes_received, 15U * 300);
    EXPECT_EQ(ledger.phases.wait, base::Duration(milliseconds(15 * 90)));
    EXPECT_DOUBLE_EQ(ledger.poll_duration.sum, 7 * 0.1);
  }
}

TEST(FanOut, ReachesNobodyForAUrlThatNoEndpointLists) {
  Fleet fleet = MakeFleet(Plan(2, {{0}}));
  fleet.Apply(At(1, HeadReport(Ending::kAnswer, {})));
  EXPECT_EQ(PollsOf(fleet.urls()[1], PollOutcome::kSuccess), 1U);
  EXPECT_EQ(fleet.endpoints()[0].ledger.latest_success, 0U);
  EXPECT_EQ(fleet.endpoints()[0].face.state, State::kUnknown);
}

TEST(FanOut, NeitherThrottledNorCancelledIsASuccessOrAFailure) {
  Fleet fleet = MakeFleet(Plan(1, {{0}}));
  for (const Ending ending : {Ending::kThrottled, Ending::kCancelled}) {
    fleet.Apply(HeadReport(ending, {}));
    fleet.Apply(BlockReport(ending, {}));
  }
  const EndpointLedger& ledger = fleet.endpoints()[0].ledger;
  EXPECT_EQ(ledger.latest_success + ledger.latest_fails, 0U);
  EXPECT_EQ(ledger.block_success + ledger.block_fails, 0U);
  ASSERT_EQ(ledger.errors.size(), 1U);
  EXPECT_EQ(ledger.errors[0].error, chains::ErrorId::kRateLimited);
  EXPECT_EQ(ledger.errors[0].count, 2U);
}

TEST(FanOut, BlockRequestsChangeNoVerdict) {
  Fleet fleet = MakeFleet(Plan(1, {{0}}));
  fleet.Apply(HeadReport(Ending::kAnswer, {}));
  for (int request = 0; request < 20; ++request) {
    EXPECT_TRUE(After(fleet, BlockReport(Ending::kRefused, seconds(1))).empty());
  }
  EXPECT_EQ(fleet.endpoints()[0].face.state, State::kHealthy);
  EXPECT_TRUE(fleet.endpoints()[0].face.enabled);
  EXPECT_EQ(fleet.endpoints()[0].ledger.block_fails, 20U);
}

TEST(FanOut, SharersOfTheSameUrlsShowTheSame) {
  Fleet fleet = MakeFleet(Plan(2, {{0, 1}, {1, 0}}));
  base::Duration at{};
  for (const char ending : {'h', 'u', 'u', 'u', 'h', 'h'}) {
    fleet.Apply(At(0, WithHead(HeadReport(Ending{ending}, at), 100)));
    fleet.Apply(At(1, WithHead(HeadReport(Ending::kAnswer, at), 101)));
    EXPECT_EQ(fleet.endpoints()[0].face, fleet.endpoints()[1].face);
    at += seconds(1);
  }
  EXPECT_EQ(CountsOf(fleet.endpoints()[0]), CountsOf(fleet.endpoints()[1]));
}

TEST(Transitions, AreToldAndCountedOncePerEndpoint) {
  Fleet fleet = MakeFleet(Plan(1, {{0}, {0}}));
  const auto first = After(fleet, HeadReport(Ending::kAnswer, seconds(1)));
  ASSERT_EQ(first.size(), 2U);
  for (std::uint32_t row = 0; row < 2; ++row) {
    EXPECT_EQ(first[row].endpoint, base::EndpointIndex{row});
    EXPECT_EQ(first[row].from, State::kUnknown);
    EXPECT_EQ(first[row].to, State::kHealthy);
    EXPECT_TRUE(first[row].gauge);
    EXPECT_EQ(first[row].at, kWallStart + seconds(1));
  }
  EXPECT_TRUE(After(fleet, HeadReport(Ending::kAnswer, seconds(2))).empty());
  for (const EndpointRow& endpoint : fleet.endpoints()) {
    const auto& counts = endpoint.ledger.transitions;
    EXPECT_EQ(counts.at(static_cast<std::size_t>(State::kHealthy)), 1U);
    EXPECT_EQ(std::count(counts.begin(), counts.end(), 0U), 10);
    EXPECT_EQ(endpoint.ledger.last_transition, kWallStart + seconds(1));
  }
}

TEST(Transitions, ComeWithTheGaugeAfterThem) {
  Fleet fleet = MakeFleet(Plan(1, {{0}}));
  fleet.Apply(HeadReport(Ending::kAnswer, {}));
  EXPECT_TRUE(After(fleet, HeadReport(Ending::kRefused, seconds(1))).empty());
  EXPECT_TRUE(After(fleet, HeadReport(Ending::kRefused, seconds(2))).empty());
  const auto down = After(fleet, HeadReport(Ending::kRefused, seconds(3)));
  ASSERT_EQ(down.size(), 1U);
  EXPECT_EQ(down[0].from, State::kHealthy);
  EXPECT_EQ(down[0].to, State::kUnreachable);
  EXPECT_FALSE(down[0].gauge);
}

TEST(Transitions, TellWhatWentWrong) {
  Fleet fleet = MakeFleet(Plan(1, {{0}}));
  const auto down = After(fleet, HeadReport(Ending::kRefused, {}));
  ASSERT_EQ(down.size(), 1U);
  EXPECT_EQ(down[0].error, chains::ErrorId::kConnectionRefused);
  fleet.Apply(HeadReport(Ending::kAnswer, seconds(1)));
  const auto up = After(fleet, HeadReport(Ending::kAnswer, seconds(2)));
  ASSERT_EQ(up.size(), 1U);
  EXPECT_EQ(up[0].error, std::nullopt);
}

// The state is `throttled` before and after: who alerts on the gauge still has to find a line.
TEST(Transitions, AreToldWhenTheGaugeAloneChanges) {
  Fleet fleet = MakeFleet(Plan(1, {{0}}));
  fleet.Apply(HeadReport(Ending::kAnswer, {}));
  fleet.Apply(HeadReport(Ending::kThrottled, minutes(1)));
  ASSERT_EQ(fleet.endpoints()[0].face.state, State::kThrottled);
  std::size_t told = 0;
  for (int poll = 0; poll < 3; ++poll) {
    for (const Transition& each :
         After(fleet, HeadReport(Ending::kThrottled, minutes(11 + poll)))) {
      ++told;
      EXPECT_EQ(each.from, State::kThrottled);
      EXPECT_EQ(each.to, State::kThrottled);
      EXPECT_FALSE(each.gauge);
    }
  }
  EXPECT_EQ(told, 1U);
  EXPECT_FALSE(fleet.endpoints()[0].face.gauge);
  EXPECT_EQ(fleet.endpoints()[0].ledger.last_transition, kWallStart + minutes(13));
}

TEST(BeforeTheFirstConclusivePoll, TheGaugeIsUpOrDownAsThePolicySays) {
  for (const bool up : {true, false}) {
    FleetPolicy policy;
    policy.epoch.reset = up ? EpochPolicy::Reset::kOptimistic : EpochPolicy::Reset::kVerified;
    Fleet fleet(Plan(1, {{0}}), policy, 1, kWallStart);
    EXPECT_EQ(fleet.endpoints()[0].face.gauge, up);
    EXPECT_EQ(fleet.endpoints()[0].face.state, State::kUnknown);
    EXPECT_FALSE(fleet.endpoints()[0].face.serves);
    fleet.Apply(HeadReport(Ending::kAnswer, {}));
    EXPECT_TRUE(fleet.endpoints()[0].face.gauge);
  }
}

TEST(Transitions, AreThoseOfTheFoldNotOfTheUrl) {
  Fleet fleet = MakeFleet(Plan(2, {{0, 1}}));
  fleet.Apply(At(0, HeadReport(Ending::kAnswer, {})));
  EXPECT_TRUE(After(fleet, At(1, HeadReport(Ending::kRefused, {}))).empty());
  EXPECT_EQ(fleet.endpoints()[0].face.state, State::kHealthy);
}

TEST(Tls, IsAsTheLastHandshakeShowedItWhateverCameOfThat) {
  Fleet fleet = MakeFleet(Plan(1, {{0}}));
  EXPECT_EQ(fleet.urls()[0].tls, std::nullopt);
  ProbeReport refused = HeadReport(Ending::kRefused, {});
  refused.tls = {.cert_expiry = kWallStart - seconds(1), .version = TlsVersion::kTls13};
  fleet.Apply(refused);
  EXPECT_EQ(fleet.urls()[0].tls, refused.tls);
  // A connection that came to no handshake says nothing new.
  fleet.Apply(HeadReport(Ending::kRefused, seconds(1)));
  EXPECT_EQ(fleet.urls()[0].tls, refused.tls);
  ProbeReport block = BlockReport(Ending::kAnswer, seconds(2));
  block.tls = {.cert_expiry = kWallStart + seconds(9), .version = TlsVersion::kTls12};
  fleet.Apply(block);
  EXPECT_EQ(fleet.urls()[0].tls, block.tls);
}

TEST(FirstRound, IsDoneWithOneFinishedPollOfEveryUrl) {
  Fleet fleet = MakeFleet(Plan(3, {{0, 1}}));
  EXPECT_FALSE(fleet.FirstRoundIsDone());
  fleet.Apply(At(0, HeadReport(Ending::kAnswer, {})));
  fleet.Apply(At(0, HeadReport(Ending::kAnswer, seconds(1))));
  fleet.Apply(At(1, HeadReport(Ending::kThrottled, {})));
  EXPECT_FALSE(fleet.FirstRoundIsDone());
  fleet.Apply(At(2, HeadReport(Ending::kCancelled, {})));
  EXPECT_FALSE(fleet.FirstRoundIsDone());
  fleet.Apply(At(2, BlockReport(Ending::kAnswer, {})));
  EXPECT_FALSE(fleet.FirstRoundIsDone());
  fleet.Apply(At(2, HeadReport(Ending::kRefused, {})));
  EXPECT_TRUE(fleet.FirstRoundIsDone());
}

TEST(Head, ChangesAreDatedPerEndpointByTheHeadThatItShows) {
  Fleet fleet = MakeFleet(Plan(2, {{0, 1}, {1}}));
  fleet.Apply(At(0, WithHead(HeadReport(Ending::kAnswer, seconds(1)), 100)));
  fleet.Apply(At(1, WithHead(HeadReport(Ending::kAnswer, seconds(2)), 90)));
  EXPECT_EQ(fleet.endpoints()[0].face.head, base::BlockHeight{100});
  EXPECT_EQ(fleet.endpoints()[0].ledger.head_changed, kWallStart + seconds(1));
  EXPECT_EQ(fleet.endpoints()[1].face.head, base::BlockHeight{90});
  EXPECT_EQ(fleet.endpoints()[1].ledger.head_changed, kWallStart + seconds(2));
}

TEST(Head, StandsWhileItsUrlFails) {
  Fleet fleet = MakeFleet(Plan(1, {{0}}));
  fleet.Apply(WithHead(HeadReport(Ending::kAnswer, seconds(1)), 100));
  ProbeReport failed = HeadReport(Ending::kRefused, seconds(2));
  failed.head = base::BlockHeight{100};
  fleet.Apply(failed);
  EXPECT_EQ(fleet.endpoints()[0].face.head, base::BlockHeight{100});
  EXPECT_EQ(fleet.endpoints()[0].ledger.head_changed, kWallStart + seconds(1));
}

TEST(Head, LosesItsBlockTimeWhenItChangesUntilThatBlockIsSeen) {
  Fleet fleet = MakeFleet(Plan(1, {{0}}));
  const std::vector<chains::HeldBlock> held = {
      {.height = {100}, .hash = {}, .timestamp = kWallStart}};
  ProbeReport block = BlockReport(Ending::kAnswer, seconds(1));
  block.held = held;
  fleet.Apply(WithHead(HeadReport(Ending::kAnswer, {}), 100));
  fleet.Apply(block);
  EXPECT_EQ(fleet.endpoints()[0].face.head_block_time, kWallStart);
  fleet.Apply(WithHead(HeadReport(Ending::kAnswer, seconds(2)), 101));
  EXPECT_FALSE(fleet.endpoints()[0].face.head_block_time.has_value());
}

TEST(LastSuccess, IsTheWallTimeOfTheLastAnsweredPoll) {
  Fleet fleet = MakeFleet(Plan(1, {{0}}));
  EXPECT_FALSE(fleet.endpoints()[0].ledger.last_success.has_value());
  fleet.Apply(HeadReport(Ending::kAnswer, seconds(4)));
  fleet.Apply(HeadReport(Ending::kRefused, seconds(5)));
  fleet.Apply(BlockReport(Ending::kAnswer, seconds(6)));
  EXPECT_EQ(fleet.endpoints()[0].ledger.last_success, kWallStart + seconds(4));
}

TEST(Holdoff, IsDatedUntilTheNextFinishedPoll) {
  Fleet fleet = MakeFleet(Plan(1, {{0}}));
  ProbeReport throttled = HeadReport(Ending::kThrottled, seconds(1));
  throttled.retry_after = seconds(30);
  fleet.Apply(throttled);
  EXPECT_EQ(fleet.urls()[0].holdoff_until, kWallStart + seconds(31));
  EXPECT_EQ(fleet.PaceOf(kFirstUrl).holdoff, base::Duration(seconds(30)));
  fleet.Apply(HeadReport(Ending::kCancelled, seconds(2)));
  EXPECT_EQ(fleet.urls()[0].holdoff_until, kWallStart + seconds(31));
  fleet.Apply(HeadReport(Ending::kAnswer, seconds(31)));
  EXPECT_FALSE(fleet.urls()[0].holdoff_until.has_value());
}

TEST(FleetDeathTest, RefusesAPlanThatListsAUrlTwiceOrOfAnotherChain) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(MakeFleet(Plan(1, {{0, 0}})), "listed_by");
  FleetPlan mixed = Plan(1, {{0}});
  mixed.chains.push_back({.rules = {}, .hosts = 0});
  mixed.endpoints[0].chain = base::ChainIndex{1};
  EXPECT_DEATH(MakeFleet(mixed), "chain");
}

}  // namespace
}  // namespace headway::health
