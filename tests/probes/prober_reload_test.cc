// What changes the prober's plans from outside: summonses, generations, another configuration.
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "chains/family_registry.h"
#include "tests/probes/evm_script.h"
#include "tests/probes/prober_rig.h"

namespace headway::probes {
namespace {

using base::UrlIndex;
using chains::ProbeKind;
using health::Pace;
using health::ProbeReport;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Each;
using ::testing::IsEmpty;
using testing::ScriptedReply;

using Request = ProberRig::Request;

ScriptedReply Honest(const Request& /*request*/, std::string_view body) {
  return EvmAnswer(body, 100);
}

ScriptedReply Hang(const Request& /*request*/, std::string_view /*body*/) {
  ScriptedReply reply;
  reply.latency = hours(1);
  return reply;
}

/// Down and backed off as far as it goes.
Pace Down() {
  Pace pace;
  pace.kind = Pace::Kind::kBackoff;
  pace.doublings = 9;
  return pace;
}

Pace SummonedFor(base::MonoTime at) {
  Pace pace = Down();
  pace.summoned_for = at;
  pace.summons_timeout = seconds(2);
  return pace;
}

ProberRig::Options Steady() {
  ProberRig::Options options;
  options.policy.jitter = 0;
  return options;
}

TEST(Hurry, BringsTheNextPollForwardWithItsTimeout) {
  ProberRig rig(Steady(), Honest);
  rig.pace = [](UrlIndex) { return Down(); };
  rig.RunPolls(2);
  rig.Run(seconds(5));
  const std::size_t polls = rig.Polls().size();
  const base::Duration wanted = rig.elapsed() + milliseconds(300);
  rig.prober.Hurry({0}, SummonedFor(rig.clock.Mono() + milliseconds(300)), false);
  rig.RunPolls(1);
  ASSERT_EQ(rig.Polls().size(), polls + 1);
  EXPECT_EQ(rig.Polls().back().at, wanted);
  EXPECT_EQ(rig.Polls().back().timeout, seconds(2));
  rig.Run(seconds(29));
  EXPECT_EQ(rig.Polls().size(), polls + 1) << "it was one poll";
  rig.RunPolls(1);
  EXPECT_EQ(rig.Polls().back().timeout, seconds(10));
}

TEST(Hurry, PostponesNothing) {
  ProberRig rig(Steady(), Honest);
  rig.RunPolls(2);
  rig.prober.Hurry({0}, SummonedFor(rig.clock.Mono() + minutes(1)), false);
  rig.RunPolls(1);
  const auto polls = rig.Polls();
  EXPECT_EQ(polls.back().at - polls[polls.size() - 2].at, seconds(6));
}

TEST(Hurry, DoesNotComeSoonerThanTheLeastDistanceAfterTheLastPoll) {
  ProberRig rig(Steady(), Honest);
  rig.pace = [](UrlIndex) { return Down(); };
  rig.RunPolls(1);
  const base::Duration ended = rig.elapsed();
  rig.prober.Hurry({0}, SummonedFor(rig.clock.Mono()), false);
  rig.RunPolls(1);
  EXPECT_EQ(rig.Polls().back().at, ended + seconds(1));
}

TEST(Hurry, WaitsForTheHoldoff) {
  ProberRig rig(Steady(), Honest);
  Pace held_off = Down();
  held_off.holdoff = minutes(2);
  rig.pace = [&held_off](UrlIndex) { return held_off; };
  rig.RunPolls(1);
  const base::Duration ended = rig.elapsed();
  held_off.summoned_for = rig.clock.Mono();
  held_off.summons_timeout = seconds(2);
  rig.prober.Hurry({0}, held_off, false);
  rig.RunPolls(1);
  EXPECT_EQ(rig.Polls().back().at, ended + minutes(2));
}

TEST(Hurry, OfAPollUnderWayCancelsItOnlyIfTold) {
  for (const bool cancel : {false, true}) {
    ProberRig rig(Steady(), Hang);
    rig.pace = [&rig](UrlIndex) { return SummonedFor(rig.clock.Mono()); };
    rig.Run(seconds(3));
    ASSERT_EQ(rig.prober.in_flight(), 1U);
    rig.prober.Hurry({0}, SummonedFor(rig.clock.Mono()), cancel);
    rig.Run(milliseconds(1));
    EXPECT_EQ(rig.reports.size(), cancel ? 1U : 0U);
    if (!cancel) continue;
    EXPECT_TRUE(std::holds_alternative<health::Cancelled>(rig.reports[0].outcome));
    EXPECT_TRUE(rig.reports[0].poll_finished);
    rig.node = Honest;
    rig.Run(seconds(1));
    EXPECT_EQ(rig.Polls().size(), 2U) << "the next one comes after the least distance";
  }
}

TEST(Generation, IsThatOfThePollsStart) {
  ProberRig rig(Steady(), [](const Request& request, std::string_view body) {
    ScriptedReply reply = EvmAnswer(body, 100);
    reply.latency = request.block ? seconds(3) : milliseconds(20);
    return reply;
  });
  rig.generation = 7;
  rig.Run(seconds(3));  // the head is in, the block is asked for
  ASSERT_EQ(rig.reports.size(), 1U);
  rig.generation = 8;
  rig.RunPolls(1);
  EXPECT_EQ(rig.reports.back().kind, chains::ProbeKind::kBlock);
  EXPECT_EQ(rig.reports.back().generation, 7U);
  rig.RunPolls(1);
  EXPECT_EQ(rig.reports.back().generation, 8U);
}

std::vector<ProbePlan> PlansOf(std::size_t urls) {
  ProberRig::Options options;
  options.urls = urls;
  return ProberRig::Plans(options);
}

constexpr ProberPolicy kPolicy{};

TEST(ProberReload, WhatIsKeptStaysOnItsBeatWithItsTrackerUnderItsNewNumber) {
  ProberRig::Options options = Steady();
  options.urls = 2;
  ProberRig rig(options, Honest);
  rig.Run(seconds(9));
  const auto due = rig.prober.NextDue();
  ProberPolicy policy;
  policy.polling = options.policy;
  const std::vector<std::optional<UrlIndex>> kept = {UrlIndex{1}, UrlIndex{0}};
  rig.prober.Reload(PlansOf(2), policy, kept, rig.clock.Mono());
  EXPECT_EQ(rig.prober.NextDue(), due);
  const std::size_t before = rig.requests.size();
  rig.RunPolls(2);
  EXPECT_EQ(rig.requests.size(), before + 2) << "the blocks are known: no tracker began anew";
  EXPECT_NE(rig.requests[before].url, rig.requests[before + 1].url);
}

TEST(ProberReload, WhatIsNewIsPolledWithinItsSpread) {
  ProberRig rig(Steady(), Honest);
  rig.Run(seconds(9));
  const std::vector<std::optional<UrlIndex>> kept = {UrlIndex{0}, std::nullopt};
  rig.prober.Reload(PlansOf(2), kPolicy, kept, rig.clock.Mono());
  rig.requests.clear();
  rig.Run(seconds(2));
  EXPECT_THAT(rig.requests, ::testing::Contains(::testing::Field(&Request::url, 1U)));
}

TEST(ProberReload, NothingIsReportedOfAUrlThatEnded) {
  ProberRig::Options options = Steady();
  options.urls = 2;
  ProberRig rig(options, Hang);
  rig.Run(seconds(3));
  ASSERT_EQ(rig.prober.in_flight(), 2U);
  const std::vector<std::optional<UrlIndex>> kept = {UrlIndex{1}};
  rig.prober.Reload(PlansOf(1), kPolicy, kept, rig.clock.Mono());
  rig.Run(milliseconds(1));
  EXPECT_THAT(rig.reports, IsEmpty());
  EXPECT_EQ(rig.prober.in_flight(), 1U) << "its request was cancelled, the other's goes on";
  rig.node = Honest;
  rig.requests.clear();
  rig.Run(minutes(1));
  EXPECT_FALSE(rig.requests.empty());
  EXPECT_THAT(rig.requests, Each(::testing::Field(&Request::url, 0U)));
}

TEST(ProberReload, APlaceIsTakenAgainOnlyWhenTheRequestOfTheFormerHasEnded) {
  ProberRig rig(Steady(), Hang);
  rig.Run(seconds(3));
  ASSERT_EQ(rig.prober.in_flight(), 1U);
  const std::vector<std::optional<UrlIndex>> kept = {std::nullopt};
  rig.node = Honest;
  // ScriptedTransport aborts on a second request of a slot.
  for (int reload = 0; reload < 20; ++reload) {
    rig.prober.Reload(PlansOf(1), kPolicy, kept, rig.clock.Mono());
    rig.Run(milliseconds(700));
  }
  rig.Run(seconds(5));
  EXPECT_EQ(rig.reports.back().head, base::BlockHeight{100});
}

TEST(ProberReload, ToNothingAndBackAgain) {
  ProberRig rig(Steady(), Honest);
  rig.Run(seconds(9));
  rig.prober.Reload({}, kPolicy, {}, rig.clock.Mono());
  rig.requests.clear();
  rig.Run(minutes(1));
  EXPECT_THAT(rig.requests, IsEmpty());
  EXPECT_EQ(rig.prober.NextDue(), std::nullopt);
  const std::vector<std::optional<UrlIndex>> kept = {std::nullopt};
  rig.prober.Reload(PlansOf(1), kPolicy, kept, rig.clock.Mono());
  rig.RunPolls(3);
  EXPECT_EQ(rig.Polls().size(), 3U);
}

TEST(ProberReload, ARequestUnderWayOfAKeptUrlGoesOnAndIsReportedUnderItsNewNumber) {
  ProberRig::Options options = Steady();
  options.urls = 2;
  ProberRig rig(options, [](const Request&, std::string_view body) {
    ScriptedReply reply = EvmAnswer(body, 100);
    reply.latency = seconds(5);
    return reply;
  });
  rig.Run(seconds(3));
  ASSERT_EQ(rig.prober.in_flight(), 2U);
  const std::vector<std::optional<UrlIndex>> kept = {UrlIndex{1}};
  rig.prober.Reload(PlansOf(1), kPolicy, kept, rig.clock.Mono());
  rig.Run(seconds(5));
  ASSERT_FALSE(rig.reports.empty());
  for (const ProbeReport& report : rig.reports) EXPECT_EQ(report.url, UrlIndex{0});
  EXPECT_EQ(rig.reports[0].head, base::BlockHeight{100});
}

/// A family that has nothing but heads, and minds being asked for more.
class HeadsOnly final : public chains::ChainFamily {
 public:
  std::optional<std::string_view> MethodOf(ProbeKind kind) const override {
    return kind == ProbeKind::kHead ? evm().MethodOf(kind) : std::nullopt;
  }
  void WriteRequest(const chains::Probe& probe, chains::Request& request) const override {
    HEADWAY_CHECK(probe.kind == ProbeKind::kHead);
    evm().WriteRequest(probe, request);
  }
  base::Result<chains::Observation, chains::Fault> ReadReply(const chains::Probe& probe,
                                                             const chains::Reply& reply,
                                                             json::Reader& reader) const override {
    HEADWAY_CHECK(probe.kind == ProbeKind::kHead);
    return evm().ReadReply(probe, reply, reader);
  }
  std::optional<chains::ChainIdentity> CanonicalIdentity(std::string_view text) const override {
    return evm().CanonicalIdentity(text);
  }
  bool TellsBlockTimes() const override { return false; }
  std::uint32_t BlocksToSave(std::uint32_t /*configured*/) const override { return 1; }

 private:
  static const chains::ChainFamily& evm() {
    return *chains::FindFamily(chains::FamilyId::kEvm, "jsonrpc");
  }
};

// As if headway.chains had made the chain one of another family while a block was asked for.
TEST(ProberReload, APollUnderWayEndsWithTheFamilyThatItBeganWith) {
  ProberRig rig(Steady(), [](const Request& request, std::string_view body) {
    ScriptedReply reply = EvmAnswer(body, 100);
    reply.latency = request.block ? seconds(3) : milliseconds(20);
    return reply;
  });
  rig.Run(seconds(3));
  ASSERT_EQ(rig.reports.size(), 1U);
  ASSERT_EQ(rig.prober.in_flight(), 1U);
  std::vector<ProbePlan> plans = PlansOf(1);
  plans[0].family = std::make_shared<HeadsOnly>();
  const std::vector<std::optional<UrlIndex>> kept = {UrlIndex{0}};
  rig.prober.Reload(std::move(plans), kPolicy, kept, rig.clock.Mono());
  rig.Run(seconds(3));
  ASSERT_EQ(rig.reports.size(), 2U);
  EXPECT_EQ(rig.reports[1].kind, ProbeKind::kBlock);
  EXPECT_TRUE(std::holds_alternative<chains::Observation>(rig.reports[1].outcome));
  rig.requests.clear();
  rig.RunPolls(2);
  ASSERT_EQ(rig.requests.size(), 2U);
  for (const Request& request : rig.requests) EXPECT_EQ(request.kind, ProbeKind::kHead);
}

}  // namespace
}  // namespace headway::probes
