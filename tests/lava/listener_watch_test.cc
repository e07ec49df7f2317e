#include "lava/listener_watch.h"

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "tests/lava/scripted_provider.h"

namespace headway::lava {
namespace {

using base::MonoTime;
using base::WallTime;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Providers that answer when told to.
class HeldTransport final : public probes::Transport {
 public:
  void Start(const probes::TransportRequest& request) override {
    HEADWAY_CHECK(under_way_.emplace(request.slot.value, WhatWasAsked(request)).second);
    ++started_;
  }
  void Cancel(base::SlotIndex /*slot*/) override { HEADWAY_CHECK(false); }
  std::span<const probes::Completion> Poll(MonoTime /*deadline*/) override { return {}; }
  void Wake() override {}

  std::size_t under_way() const { return under_way_.size(); }
  std::size_t started() const { return started_; }
  std::vector<std::string> Urls() const {
    std::vector<std::string> urls;
    for (const auto& [slot, asked] : under_way_) urls.push_back(asked.url);
    return urls;
  }
  std::vector<Asked> UnderWay() const {
    std::vector<Asked> all;
    for (const auto& [slot, asked] : under_way_) all.push_back(asked);
    return all;
  }
  /// Answers what is under way in the slot.
  void AnswerTo(std::uint32_t slot, ListenerWatch& watch, MonoTime now) {
    const Asked asked = std::move(under_way_.extract(slot).mapped());
    Deliver(GoodProvider(asked), [&](probes::Completion completion) {
      completion.slot = {slot};
      for (const std::size_t row : watch.Tick({&completion, 1}, now, WallTime(seconds(7)))) {
        ended_.push_back(row);
      }
    });
  }
  /// Answers everything until nothing is under way.
  void AnswerAll(ListenerWatch& watch, MonoTime now) {
    while (!under_way_.empty()) AnswerTo(under_way_.begin()->first, watch, now);
  }
  std::vector<std::size_t> TakeEnded() { return std::exchange(ended_, {}); }

 private:
  std::map<std::uint32_t, Asked> under_way_;
  std::vector<std::size_t> ended_;
  std::size_t started_ = 0;
};

ListenerPlan PlanOf(const std::string& host) {
  ListenerPlan plan = SamplePlan();
  plan.host = host + ":443";
  plan.target.url = "https://" + host + "/";
  return plan;
}

constexpr MonoTime kStart{seconds(1'000)};
constexpr ListenerPolicy kPolicy{.interval = seconds(60), .jitter = 0.1, .at_once = 2};

TEST(ListenerWatch, NoMoreAreUnderWayThanThePolicySays) {
  HeldTransport transport;
  ListenerWatch watch({PlanOf("a"), PlanOf("b"), PlanOf("c")}, kPolicy, transport, 1, kStart);
  watch.Tick({}, kStart, {});
  EXPECT_EQ(transport.under_way(), 2U);
  EXPECT_EQ(watch.NextDue(), std::nullopt);
  EXPECT_FALSE(watch.AllChecked());
  transport.AnswerAll(watch, kStart);
  EXPECT_THAT(transport.TakeEnded(), UnorderedElementsAre(0, 1, 2));
  EXPECT_TRUE(watch.AllChecked());
  EXPECT_EQ(watch.rows()[2].result->problem, Problem::kNone);
  EXPECT_EQ(watch.rows()[2].checked_at, WallTime(seconds(7)));
}

TEST(ListenerWatch, TheNextCheckComesAfterTheIntervalGiveOrTakeTheJitter) {
  HeldTransport transport;
  ListenerWatch watch({PlanOf("a")}, kPolicy, transport, 1, kStart);
  MonoTime now = kStart;
  for (int round = 0; round < 50; ++round) {
    watch.Tick({}, now, {});
    transport.AnswerAll(watch, now);
    const auto next = watch.NextDue();
    ASSERT_TRUE(next.has_value());
    EXPECT_GE(*next - now, seconds(54));
    EXPECT_LE(*next - now, seconds(66));
    const std::size_t started = transport.started();
    watch.Tick({}, *next - seconds(1), {});
    EXPECT_EQ(transport.started(), started);
    now = *next;
  }
}

TEST(ListenerWatch, EachCheckHasAGuidOfItsOwn) {
  HeldTransport transport;
  ListenerWatch watch({PlanOf("a"), PlanOf("b")}, kPolicy, transport, 1, kStart);
  std::set<std::uint64_t> guids;
  MonoTime now = kStart;
  for (int round = 0; round < 10; ++round) {
    watch.Tick({}, now, {});
    for (const Asked& asked : transport.UnderWay()) guids.insert(GuidOf(asked.body));
    transport.AnswerAll(watch, now);
    now += seconds(100);
  }
  EXPECT_EQ(guids.size(), 20U);
}

TEST(ListenerWatch, AReloadKeepsWhatIsKnownAndChecksWhatIsNew) {
  HeldTransport transport;
  ListenerWatch watch({PlanOf("a"), PlanOf("b")}, kPolicy, transport, 1, kStart);
  watch.Tick({}, kStart, {});
  transport.AnswerAll(watch, kStart);
  watch.Reload({PlanOf("c"), PlanOf("b")}, kStart);
  EXPECT_EQ(watch.rows()[0].result, std::nullopt);
  EXPECT_TRUE(watch.rows()[1].result.has_value());
  watch.Tick({}, kStart, {});
  EXPECT_THAT(transport.Urls(), ElementsAre("https://c/"));
}

TEST(ListenerWatch, ACheckUnderWayFollowsItsListenerThroughAReload) {
  HeldTransport transport;
  ListenerWatch watch({PlanOf("a"), PlanOf("b")}, kPolicy, transport, 1, kStart);
  watch.Tick({}, kStart, {});
  watch.Reload({PlanOf("b")}, kStart);
  watch.Tick({}, kStart, {});
  EXPECT_THAT(transport.Urls(), ElementsAre("https://a/", "https://b/"));
  // The slot of the one that is gone ends with its request, and for nobody.
  transport.AnswerTo(0, watch, kStart);
  EXPECT_THAT(transport.TakeEnded(), IsEmpty());
  EXPECT_THAT(transport.Urls(), ElementsAre("https://b/"));
  transport.AnswerAll(watch, kStart);
  EXPECT_THAT(transport.TakeEnded(), ElementsAre(0));
  EXPECT_EQ(watch.rows()[0].result->problem, Problem::kNone);
}

TEST(ListenerWatch, WithoutListenersThereIsNothingToDo) {
  HeldTransport transport;
  ListenerWatch watch({}, kPolicy, transport, 1, kStart);
  watch.Tick({}, kStart, {});
  EXPECT_EQ(watch.NextDue(), std::nullopt);
  EXPECT_TRUE(watch.AllChecked());
  EXPECT_EQ(transport.started(), 0U);
}

}  // namespace
}  // namespace headway::lava
