// The core as a whole, on scripted nodes: what is polled, what becomes of it, and whom it concerns.

#include "exporter/sidecar.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/settings.h"
#include "exporter/fleet_builder.h"
#include "tests/probes/sidecar_rig.h"

namespace headway::exporter {
namespace {

using base::Duration;
using chains::TransportFault;
using health::Role;
using health::State;
using probes::Broken;
using probes::Status;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ScriptedReply;
using ::testing::SizeIs;

TEST(Sidecar, ASharedUrlIsPolledOnceAndFeedsEveryEndpoint) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"shared"}), Endpoint("two", {"shared"}),
                              Endpoint("three", {"shared", "own"})}));
  loop.Run(minutes(30));
  const health::UrlRow& shared = loop.fleet().urls()[0];
  ASSERT_THAT(shared.listed_by, SizeIs(3));
  // Once per interval of 6 s, not thrice.
  EXPECT_EQ(loop.Node("shared").head_requests.size(), 300U);
  const std::uint64_t polls = shared.ledger.polls.at(0);
  EXPECT_EQ(polls, 300U);
  for (const std::string name : {"one", "two"}) {
    const health::EndpointRow& row = loop.Row(name);
    EXPECT_EQ(row.face.head, shared.head) << name;
    EXPECT_EQ(row.ledger.latest_success, polls) << name;
    EXPECT_EQ(row.ledger.latest_duration, shared.ledger.poll_duration) << name;
    EXPECT_EQ(row.ledger.block_success, shared.ledger.requests.at(1)) << name;
    EXPECT_EQ(row.ledger.head_changed, loop.Row("one").ledger.head_changed) << name;
  }
  EXPECT_EQ(loop.Row("three").ledger.latest_success,
            polls + loop.fleet().urls()[1].ledger.polls.at(0));
}

TEST(Sidecar, ASharedUrlThatFailsCountsAgainstEveryEndpoint) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"shared"}), Endpoint("two", {"shared"})}));
  loop.Node("shared").misbehaviour = Status(500);
  loop.Run(minutes(10));
  const std::uint64_t fails = loop.Row("one").ledger.latest_fails;
  EXPECT_EQ(fails, loop.Node("shared").head_requests.size());
  for (const std::string name : {"one", "two"}) {
    EXPECT_EQ(loop.Row(name).ledger.latest_fails, fails);
    EXPECT_EQ(loop.Row(name).face.state, State::kFailing);
    EXPECT_FALSE(loop.Row(name).face.gauge);
  }
}

TEST(Sidecar, ABackupSharesItsPrimarysUrl) {
  SidecarRig loop(SettingsOf({Endpoint("both", {"shared"}, Role::kPrimary),
                              Endpoint("both", {"shared", "spare"}, Role::kBackup),
                              Endpoint("backup", {"shared"}, Role::kBackup)}));
  loop.Run(minutes(1));
  ASSERT_THAT(loop.fleet().endpoints(), SizeIs(2));
  ASSERT_THAT(loop.fleet().urls(), SizeIs(2));
  EXPECT_THAT(loop.Row("both").roles, ElementsAre(true, true));
  EXPECT_THAT(loop.Row("both").urls, SizeIs(2));
  EXPECT_THAT(loop.Row("backup").roles, ElementsAre(false, true));
  EXPECT_EQ(loop.Row("backup").face.head, loop.Row("both").face.head);
  EXPECT_EQ(loop.Node("shared").head_requests.size(), loop.Row("backup").ledger.latest_success);
}

TEST(Sidecar, TheOrderAndNumberOfRegistrationsDoNotMatter) {
  const std::vector<config::Endpoint> endpoints = {
      Endpoint("a", {"shared"}), Endpoint("b", {"shared"}, Role::kBackup),
      Endpoint("c", {"shared"}), Endpoint("c", {"shared"}, Role::kBackup)};
  std::vector<std::size_t> order = {0, 1, 2, 3};
  do {
    std::vector<config::Endpoint> permuted;
    permuted.reserve(order.size());
    for (const std::size_t index : order) permuted.push_back(endpoints[index]);
    SidecarRig loop(SettingsOf(permuted));
    loop.Run(minutes(2));
    loop.Node("shared").misbehaviour = Broken(TransportFault::kConnectRefused);
    loop.Run(minutes(2));
    const health::UrlRow& url = loop.fleet().urls()[0];
    ASSERT_THAT(url.listed_by, SizeIs(3));
    for (const std::string name : {"a", "b", "c"}) {
      const health::EndpointRow& row = loop.Row(name);
      ASSERT_EQ(row.ledger.latest_success, url.ledger.polls.at(0)) << name;
      ASSERT_EQ(row.ledger.latest_fails, url.ledger.polls.at(1)) << name;
      ASSERT_EQ(row.ledger.latest_duration, loop.Row("a").ledger.latest_duration) << name;
      ASSERT_EQ(row.face, loop.Row("a").face) << name;
      ASSERT_EQ(row.face.state, State::kUnreachable) << name;
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Sidecar, ThreeRefusalsTakeAnEndpointDownAtRecheckPace) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"node"})}));
  loop.Run(minutes(1));
  ASSERT_EQ(loop.Row("one").face.state, State::kHealthy);
  ScriptedNode& node = loop.Node("node");
  node.misbehaviour = Broken(TransportFault::kConnectRefused);
  const std::size_t before = node.head_requests.size();
  const Duration died = loop.elapsed();
  ASSERT_TRUE(loop.RunUntil([&loop] { return !loop.Row("one").face.gauge; }));
  EXPECT_LE(loop.elapsed() - died, seconds(6) + 2 * seconds(1) + 3 * kLatency);
  EXPECT_EQ(node.head_requests.size() - before, 3U);
  EXPECT_THAT(Gaps(node.head_requests, before + 1),
              ElementsAre(seconds(1) + kLatency, seconds(1) + kLatency));
  EXPECT_EQ(node.timeout, seconds(3));
  EXPECT_EQ(loop.Row("one").face.state, State::kUnreachable);
  EXPECT_FALSE(loop.Row("one").face.serves);
}

TEST(Sidecar, WhileDownTheIntervalDoublesAndPollingGoesOn) {
  config::Settings settings = SettingsOf({Endpoint("one", {"node"})});
  settings.blocking.reconnect_interval = hours(1);  // no probe of the block comes in between
  SidecarRig loop(settings);
  ScriptedNode& node = loop.Node("node");
  loop.Run(minutes(1));
  node.misbehaviour = Broken(TransportFault::kConnectRefused);
  ASSERT_TRUE(loop.RunUntil([&loop] { return !loop.Row("one").face.gauge; }));
  const std::size_t down = node.head_requests.size();
  loop.Run(minutes(3));
  const std::vector<Duration> gaps = Gaps(node.head_requests, down);
  ASSERT_GE(gaps.size(), 5U);
  EXPECT_EQ(gaps[0], seconds(6) + kLatency);
  EXPECT_EQ(gaps[1], seconds(12) + kLatency);
  EXPECT_EQ(gaps[2], seconds(24) + kLatency);
  EXPECT_EQ(gaps[3], seconds(30) + kLatency);
  EXPECT_EQ(gaps[4], seconds(30) + kLatency);
  EXPECT_EQ(node.timeout, seconds(10));
}

TEST(Sidecar, TwoAnswersBringAnEndpointBack) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"node"})}));
  ScriptedNode& node = loop.Node("node");
  loop.Run(minutes(1));
  node.misbehaviour = Broken(TransportFault::kConnectRefused);
  loop.Run(minutes(10));
  node.misbehaviour.reset();
  const std::size_t before = node.head_requests.size();
  const Duration came_back = loop.elapsed();
  ASSERT_TRUE(loop.RunUntil([&loop] { return loop.Row("one").face.gauge; }));
  EXPECT_EQ(node.head_requests.size() - before, 2U);
  EXPECT_LE(loop.elapsed() - came_back, seconds(30) + seconds(1) + 4 * kLatency);
  EXPECT_EQ(loop.Row("one").face.state, State::kHealthy);
  loop.Run(minutes(1));
  EXPECT_EQ(Gaps(node.head_requests, node.head_requests.size() - 1).front(), seconds(6));
}

TEST(Sidecar, OneFailureIsForgottenAfterOneAnswer) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"node"})}));
  ScriptedNode& node = loop.Node("node");
  loop.Run(minutes(1));
  for (int round = 0; round < 10; ++round) {
    node.misbehaviour = Status(502);
    const std::uint64_t fails = loop.Row("one").ledger.latest_fails;
    ASSERT_TRUE(loop.RunUntil([&] { return loop.Row("one").ledger.latest_fails == fails + 2; }));
    node.misbehaviour.reset();
    loop.Run(minutes(1));
  }
  // unknown → healthy is all that ever changed.
  ASSERT_THAT(loop.transitions(), SizeIs(1));
  EXPECT_EQ(loop.transitions()[0].from, State::kUnknown);
  EXPECT_EQ(loop.transitions()[0].to, State::kHealthy);
}

TEST(Sidecar, EveryTransitionIsToldOnceWithItsTime) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"node"}), Endpoint("two", {"node"})}));
  loop.Run(minutes(1));
  loop.Node("node").misbehaviour = Broken(TransportFault::kTimeout);
  loop.Run(minutes(1));
  loop.Node("node").misbehaviour.reset();
  loop.Run(minutes(2));
  std::vector<State> states;
  base::WallTime last;
  for (const health::Transition& each : loop.transitions()) {
    EXPECT_GE(each.at, last);
    last = each.at;
    if (each.endpoint == base::EndpointIndex{1}) states.push_back(each.to);
  }
  EXPECT_THAT(states, ElementsAre(State::kHealthy, State::kUnreachable, State::kHealthy));
  EXPECT_THAT(loop.transitions(), SizeIs(6));
}

TEST(Sidecar, TooManyRequestsIsShownAndIsNoFailure) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"node"})}));
  ScriptedNode& node = loop.Node("node");
  loop.Run(minutes(1));
  node.misbehaviour = Status(429);
  loop.Run(minutes(5));
  EXPECT_EQ(loop.Row("one").face.state, State::kThrottled);
  EXPECT_TRUE(loop.Row("one").face.gauge);
  EXPECT_TRUE(loop.Row("one").face.enabled);
  EXPECT_EQ(loop.Row("one").ledger.latest_fails, 0U);
  EXPECT_GT(loop.fleet().urls()[0].ledger.polls.at(2), 3U);
  node.misbehaviour.reset();
  loop.Run(minutes(3));
  EXPECT_EQ(loop.Row("one").face.state, State::kHealthy);
}

TEST(Sidecar, WithoutRetryAfterTheHoldoffDoublesToTwoMinutes) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"node"})}));
  ScriptedNode& node = loop.Node("node");
  node.misbehaviour = Status(429);
  loop.Run(minutes(9));
  EXPECT_THAT(Gaps(node.head_requests, 0),
              ElementsAre(seconds(6), seconds(10) + kLatency, seconds(20) + kLatency,
                          seconds(40) + kLatency, seconds(80) + kLatency, seconds(120) + kLatency,
                          seconds(120) + kLatency, seconds(120) + kLatency));
}

TEST(Sidecar, RetryAfterHoldsOffUpToTheMaximum) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"node"})}));
  ScriptedNode& node = loop.Node("node");
  node.misbehaviour = Status(429);
  node.misbehaviour->retry_after = seconds(45);
  loop.Run(minutes(2));
  for (const Duration gap : Gaps(node.head_requests, 0)) EXPECT_EQ(gap, seconds(45) + kLatency);
  node.misbehaviour->retry_after = hours(100);
  const std::size_t before = node.head_requests.size();
  loop.Run(hours(1));
  const std::vector<Duration> gaps = Gaps(node.head_requests, before + 1);
  ASSERT_THAT(gaps, SizeIs(::testing::Ge(10)));
  for (const Duration gap : gaps) EXPECT_EQ(gap, minutes(5) + kLatency);
}

TEST(Sidecar, ThrottledForLongerThanTheGraceIsBad) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"node"})}));
  ScriptedNode& node = loop.Node("node");
  loop.Run(minutes(1));
  node.misbehaviour = Status(429);
  loop.Run(minutes(9));
  EXPECT_TRUE(loop.Row("one").face.gauge);
  loop.Run(minutes(10));
  EXPECT_FALSE(loop.Row("one").face.gauge);
  EXPECT_EQ(loop.Row("one").face.state, State::kThrottled);
}

TEST(Sidecar, AnEndpointLivesWhileOneOfItsUrlsDoes) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"left", "right"})}));
  loop.Run(minutes(1));
  loop.Node("left").misbehaviour = Broken(TransportFault::kReset);
  loop.Run(minutes(5));
  EXPECT_TRUE(loop.Row("one").face.gauge);
  EXPECT_EQ(loop.Row("one").face.state, State::kHealthy);
  loop.Node("right").misbehaviour = Status(401);
  loop.Run(minutes(5));
  EXPECT_FALSE(loop.Row("one").face.gauge);
  EXPECT_EQ(loop.Row("one").face.state, State::kAuthFailed);
}

TEST(Sidecar, FiveRefusalsDisableAndOneAnswerEnables) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"node"})}));
  ScriptedNode& node = loop.Node("node");
  node.misbehaviour = Broken(TransportFault::kConnectRefused);
  const auto fails = [&loop] { return loop.Row("one").ledger.latest_fails; };
  ASSERT_TRUE(loop.RunUntil([&fails] { return fails() == 4; }));
  EXPECT_TRUE(loop.Row("one").face.enabled);
  ASSERT_TRUE(loop.RunUntil([&fails] { return fails() == 5; }));
  EXPECT_FALSE(loop.Row("one").face.enabled);
  node.misbehaviour.reset();
  ASSERT_TRUE(loop.RunUntil([&loop] { return loop.Row("one").ledger.latest_success == 1; }));
  EXPECT_TRUE(loop.Row("one").face.enabled);
}

TEST(Sidecar, TheFirstRoundIsDoneWhenEveryUrlHasAFinishedPoll) {
  SidecarRig loop(SettingsOf({Endpoint("one", {"answers"}), Endpoint("two", {"hangs"})}));
  ScriptedReply hang;
  hang.latency = hours(1);
  loop.Node("hangs").misbehaviour = hang;
  loop.Run(seconds(5));
  EXPECT_EQ(loop.Row("one").face.state, State::kHealthy);
  EXPECT_EQ(loop.Row("two").face.state, State::kUnknown);
  EXPECT_TRUE(loop.Row("two").face.gauge);
  EXPECT_FALSE(loop.fleet().FirstRoundIsDone());
  loop.Run(seconds(10));
  EXPECT_TRUE(loop.fleet().FirstRoundIsDone());
  EXPECT_FALSE(loop.Row("two").face.gauge);
}

TEST(Sidecar, ALateTickIsToldAsLagOnce) {
  const config::Settings settings = SettingsOf({Endpoint("one", {"node"})});
  testing::ManualClock clock;
  testing::ScriptedTransport transport(clock, [](const auto&) { return ScriptedReply(); });
  const auto now = [&clock] { return Instant{clock.Mono(), clock.Wall(), clock.Wall()}; };
  Sidecar sidecar(BuildFleet(settings), PolicyOf(settings), transport, 1, now());
  // The first poll is due within two seconds.
  while (sidecar.NextDeadline(now()) == clock.Mono() + seconds(1)) {
    clock.Advance(milliseconds(1));
  }
  clock.AdvanceTo(sidecar.NextDeadline(now()) + seconds(3));
  sidecar.Tick({}, now());
  const SelfSample self = sidecar.SelfView();
  EXPECT_EQ(self.loop_lag, seconds(3));
  EXPECT_EQ(self.requests_in_flight, 1U);
  EXPECT_EQ(sidecar.SelfView().loop_lag, seconds(3)) << "a reader took it from the next one";
}

TEST(Sidecar, WaitsASecondAtTheLongest) {
  const config::Settings settings = SettingsOf({});
  testing::ManualClock clock;
  testing::ScriptedTransport transport(clock, [](const auto&) { return ScriptedReply(); });
  const auto now = [&clock] { return Instant{clock.Mono(), clock.Wall(), clock.Wall()}; };
  Sidecar sidecar(BuildFleet(settings), PolicyOf(settings), transport, 1, now());
  EXPECT_THAT(sidecar.Tick({}, now()), IsEmpty());
  EXPECT_EQ(sidecar.NextDeadline(now()), clock.Mono() + seconds(1));
  EXPECT_TRUE(sidecar.fleet().FirstRoundIsDone());
}

}  // namespace
}  // namespace headway::exporter
