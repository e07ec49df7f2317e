// Blocks and epochs with real polling: what dies is found out, stays out, and comes back by its own
// probe.
#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/sidecar_rig.h"

namespace headway::exporter {
namespace {

using base::Duration;
using chains::ProbeKind;
using chains::TransportFault;
using health::BlockEvent;
using health::BlockEventKind;
using health::BoundaryEvent;
using health::Role;
using health::State;
using probes::Broken;
using probes::Status;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ScriptedReply;
using ::testing::SizeIs;

config::Settings PrimaryAndBackup() {
  return SettingsOf({Endpoint("primary", {"first"}, Role::kPrimary),
                     Endpoint("backup", {"second"}, Role::kBackup)});
}

void Kill(SidecarRig& rig, const std::string& node) {
  rig.Node(node).misbehaviour = Broken(TransportFault::kConnectRefused);
}

template <class Kind>
std::vector<Kind> Of(const SidecarRig& rig) {
  std::vector<Kind> told;
  for (const health::Event& event : rig.events()) {
    if (const auto* each = std::get_if<Kind>(&event)) told.push_back(*each);
  }
  return told;
}

// There a URL whose connection failed once is never asked again, unless a user's request happens to
// repair the connection.
TEST(RouterBugTrackerDeadlock, AUrlWhoseConnectionFailedIsPolledOnAndRecoversWithoutTraffic) {
  for (const TransportFault fault :
       {TransportFault::kDns, TransportFault::kConnectRefused, TransportFault::kUnreachable,
        TransportFault::kTls, TransportFault::kTlsExpired, TransportFault::kTlsUntrusted,
        TransportFault::kTlsNameMismatch, TransportFault::kTimeout, TransportFault::kReset,
        TransportFault::kClosed}) {
    SidecarRig rig(SettingsOf({Endpoint("one", {"node"})}));
    rig.Node("node").misbehaviour = Broken(fault);
    rig.Run(std::chrono::hours(2));
    ASSERT_FALSE(rig.UrlOf("node").health.connection_healthy);
    const std::size_t polls = rig.Node("node").head_requests.size();
    EXPECT_GT(polls, 2U * 60U) << "at least one in half a minute";
    rig.Node("node").misbehaviour.reset();
    rig.Run(seconds(40));
    EXPECT_TRUE(rig.UrlOf("node").health.connection_healthy);
    EXPECT_EQ(rig.Row("one").face.state, State::kHealthy);
    EXPECT_FALSE(rig.Blocked("one"));
  }
}

// The router: TestGetAllDirectRPCEndpoints_IncludesBackupProviders.
TEST(SidecarBlocking, UrlsOfBothRolesArePolledAlike) {
  SidecarRig rig(PrimaryAndBackup());
  rig.Run(minutes(10));
  EXPECT_GE(rig.Node("first").head_requests.size(), 100U);
  EXPECT_GE(rig.Node("second").head_requests.size(), 100U);
}

TEST(SidecarBlocking, WhoIsDeadIsBlockedAndProbedEveryReconnectInterval) {
  SidecarRig rig(PrimaryAndBackup());
  rig.Run(minutes(1));
  Kill(rig, "second");
  ASSERT_TRUE(rig.RunUntil([&rig] { return rig.Blocked("backup", Role::kBackup); }));
  rig.Run(minutes(10));
  const auto& events = rig.Row("backup").ledger.block_events.at(1);
  const std::uint64_t failed = events.at(static_cast<std::size_t>(BlockEventKind::kProbeFailed));
  EXPECT_GE(failed, 19U);
  EXPECT_LE(failed, 20U);
  EXPECT_EQ(events.at(static_cast<std::size_t>(BlockEventKind::kBlocked)), 1U);
  EXPECT_EQ(rig.Tier(), 2);
}

TEST(SidecarBlocking, WhoComesBackIsReleasedWithinItsTimerAndOneTimeout) {
  SidecarRig rig(PrimaryAndBackup());
  rig.Run(minutes(1));
  Kill(rig, "first");
  ASSERT_TRUE(rig.RunUntil([&rig] { return rig.Blocked("primary"); }));
  rig.Run(minutes(4) + seconds(11));
  rig.Node("first").misbehaviour.reset();
  const Duration came_back = rig.elapsed();
  ASSERT_TRUE(rig.RunUntil([&rig] { return !rig.Blocked("primary"); }));
  EXPECT_LE(rig.elapsed() - came_back, seconds(33));
}

TEST(SidecarBlocking, AReleaseIsARealAnswerOfARealRequest) {
  SidecarRig rig(SettingsOf({Endpoint("one", {"node"})}));
  rig.Run(minutes(1));
  Kill(rig, "node");
  ASSERT_TRUE(rig.RunUntil([&rig] { return rig.Blocked("one"); }));
  rig.Node("node").misbehaviour = Status(502);  // somebody listens again, and nobody answers
  rig.Run(minutes(30));
  EXPECT_TRUE(rig.UrlOf("node").health.connection_healthy);
  EXPECT_TRUE(rig.Blocked("one"));
  rig.Node("node").misbehaviour.reset();
  rig.Node("node").asked.clear();
  ASSERT_TRUE(rig.RunUntil([&rig] { return !rig.Blocked("one"); }));
  const auto& asked = rig.Node("node").asked;
  EXPECT_EQ(std::count(asked.begin(), asked.end(), ProbeKind::kIdentity),
            std::count(asked.begin(), asked.end(), ProbeKind::kHead))
      << "each of them was asked for its chain";
}

TEST(SidecarBlocking, ANodeThatComesBackOnAnotherChainStaysBlocked) {
  SidecarRig rig(SettingsOf({Endpoint("one", {"node"})}));
  rig.Run(minutes(1));
  Kill(rig, "node");
  ASSERT_TRUE(rig.RunUntil([&rig] { return rig.Blocked("one"); }));
  rig.Node("node").misbehaviour.reset();
  rig.Node("node").chain_id = 137;
  rig.Run(minutes(10));
  EXPECT_TRUE(rig.Blocked("one"));
  EXPECT_EQ(rig.Row("one").face.state, State::kWrongChain);
  EXPECT_EQ(rig.Tier(), 0);
  rig.Node("node").chain_id = 1;
  rig.Run(minutes(1));
  EXPECT_EQ(rig.Row("one").face.state, State::kHealthy);
  EXPECT_EQ(rig.Tier(), 2);
}

config::Settings WithEpochsOf(config::Settings settings, Duration duration) {
  settings.epoch.duration = duration;
  return settings;
}

/// Until the next boundary has been crossed.
void RunOverABoundary(SidecarRig& rig) {
  const std::uint64_t generation = rig.fleet().generation();
  ASSERT_TRUE(rig.RunUntil([&] { return rig.fleet().generation() > generation; }));
}

TEST(SidecarEpochs, TheDeadShowOneForAMomentAndServeNobody) {
  SidecarRig rig(WithEpochsOf(PrimaryAndBackup(), minutes(5)));
  rig.Run(minutes(1));
  EXPECT_EQ(rig.Tier(), 2);
  Kill(rig, "first");
  Kill(rig, "second");
  rig.Run(minutes(3));
  EXPECT_EQ(rig.Tier(), 0);
  RunOverABoundary(rig);
  for (const std::string name : {"primary", "backup"}) {
    const Role role = name == "primary" ? Role::kPrimary : Role::kBackup;
    EXPECT_TRUE(rig.Row(name).face.gauge) << name;
    EXPECT_TRUE(rig.Blocked(name, role)) << name;
  }
  EXPECT_EQ(rig.Tier(), 0) << "at no instant";
  const Duration boundary = rig.elapsed();
  ASSERT_TRUE(rig.RunUntil(
      [&rig] { return !rig.Row("primary").face.gauge && !rig.Row("backup").face.gauge; }));
  EXPECT_LE(rig.elapsed() - boundary, seconds(2)) << "0 to 500 ms, or a second after the last poll";
  rig.Node("second").misbehaviour.reset();
  ASSERT_TRUE(rig.RunUntil([&rig] { return rig.Tier() == 1; }));
  EXPECT_TRUE(rig.Blocked("primary"));
  EXPECT_FALSE(rig.Blocked("backup", Role::kBackup));
  rig.Node("first").misbehaviour.reset();
  ASSERT_TRUE(rig.RunUntil([&rig] { return rig.Tier() == 2; }));
}

TEST(SidecarEpochs, APollUnderWayOfADeadUrlIsGivenUpAndThatOfALiveOneIsNot) {
  config::Settings settings = WithEpochsOf(PrimaryAndBackup(), minutes(5));
  settings.polling.max_backoff = seconds(6);
  SidecarRig rig(settings);
  rig.Run(minutes(1));
  ScriptedReply hang;
  hang.latency = std::chrono::hours(1);
  rig.Node("first").misbehaviour = hang;
  rig.Node("second").latency = milliseconds(2'900);
  RunOverABoundary(rig);
  rig.Run(seconds(1));
  const auto cancelled = static_cast<std::size_t>(health::PollOutcome::kCancelled);
  EXPECT_LE(rig.UrlOf("first").ledger.polls.at(cancelled), 1U);
  EXPECT_EQ(rig.UrlOf("second").ledger.polls.at(cancelled), 0U);
  for (int epoch = 0; epoch < 10; ++epoch) RunOverABoundary(rig);
  rig.Run(seconds(1));
  EXPECT_GE(rig.UrlOf("first").ledger.polls.at(cancelled), 2U);
  EXPECT_EQ(rig.UrlOf("second").ledger.polls.at(cancelled), 0U);
  EXPECT_EQ(rig.Row("backup").face.state, State::kHealthy);
}

TEST(SidecarEpochs, AUrlThatHangsIsAskedAgainWithin500MsOfTheBoundary) {
  config::Settings settings = WithEpochsOf(PrimaryAndBackup(), minutes(5));
  settings.polling.max_backoff = seconds(6);
  SidecarRig rig(settings);
  ScriptedReply hang;
  hang.latency = std::chrono::hours(1);
  rig.Node("first").misbehaviour = hang;
  rig.Run(minutes(1));
  const auto cancelled = static_cast<std::size_t>(health::PollOutcome::kCancelled);
  std::set<Duration> delays;
  for (int epoch = 0; epoch < 40; ++epoch) {
    const std::uint64_t given_up = rig.UrlOf("first").ledger.polls.at(cancelled);
    RunOverABoundary(rig);
    const Duration boundary = rig.elapsed();
    const std::size_t asked = rig.Node("first").head_requests.size();
    ASSERT_TRUE(rig.RunUntil([&] { return rig.Node("first").head_requests.size() > asked; }));
    if (rig.UrlOf("first").ledger.polls.at(cancelled) == given_up) continue;
    const Duration delay = rig.Node("first").head_requests.back() - boundary;
    // The one exception is a poll that was sent less than the least distance before.
    if (boundary - rig.Node("first").head_requests.at(asked - 1) < seconds(1)) continue;
    EXPECT_LE(delay, milliseconds(500)) << "at boundary " << epoch;
    delays.insert(delay);
  }
  EXPECT_GE(delays.size(), 5U) << "spread";
}

TEST(SidecarEpochs, LiveEndpointsNoticeNothing) {
  SidecarRig rig(WithEpochsOf(PrimaryAndBackup(), seconds(10)));
  rig.Run(minutes(30));
  EXPECT_THAT(Of<BoundaryEvent>(rig), SizeIs(180));
  EXPECT_THAT(rig.transitions(), SizeIs(2));
  EXPECT_THAT(Of<BlockEvent>(rig), SizeIs(0));
  EXPECT_EQ(rig.Row("primary").ledger.epoch_resets, 0U);
  EXPECT_EQ(rig.sidecar().SelfView().generation, 180U);
  for (const Duration gap : Gaps(rig.Node("first").head_requests, 1)) EXPECT_EQ(gap, seconds(6));
}

TEST(SidecarEpochs, ABoundaryIsNotSleptThrough) {
  SidecarRig rig(WithEpochsOf(SettingsOf({}), seconds(10)));
  rig.Run(minutes(1));
  for (const BoundaryEvent& each : Of<BoundaryEvent>(rig)) {
    EXPECT_EQ((each.at.time_since_epoch() % Duration(seconds(10))).count(), 0);
  }
  EXPECT_THAT(Of<BoundaryEvent>(rig), SizeIs(6));
}

}  // namespace
}  // namespace headway::exporter
