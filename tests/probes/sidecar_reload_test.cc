// Another configuration while it runs: what is in both goes on.
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/sidecar_rig.h"

namespace headway::exporter {
namespace {

using base::Duration;
using chains::TransportFault;
using health::Role;
using health::State;
using probes::Broken;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::SizeIs;

TEST(SidecarReload, OfTheSameConfigurationNobodyNotices) {
  const config::Settings settings =
      SettingsOf({Endpoint("one", {"shared", "own"}), Endpoint("two", {"shared"}, Role::kBackup)});
  SidecarRig rig(settings);
  for (int round = 0; round < 20; ++round) {
    rig.Run(seconds(61));
    rig.Reload(settings);
  }
  EXPECT_THAT(rig.transitions(), SizeIs(2));
  for (const Duration gap : Gaps(rig.Node("shared").head_requests, 1)) EXPECT_EQ(gap, seconds(6));
  EXPECT_EQ(rig.Row("two").ledger.latest_success, rig.Node("shared").head_requests.size());
  EXPECT_EQ(rig.fleet().generation(), 0U);
}

TEST(SidecarReload, WhatIsAddedIsPolledAndWhatIsRemovedIsLeftAlone) {
  SidecarRig rig(SettingsOf({Endpoint("one", {"old"}), Endpoint("two", {"stays"})}));
  rig.Run(minutes(1));
  rig.Reload(SettingsOf({Endpoint("new", {"new"}), Endpoint("two", {"stays"})}));
  const std::size_t old_polls = rig.Node("old").head_requests.size();
  rig.Run(minutes(5));
  EXPECT_EQ(rig.Node("old").head_requests.size(), old_polls);
  EXPECT_GE(rig.Node("new").head_requests.size(), 49U);
  EXPECT_EQ(rig.Row("new").face.state, State::kHealthy);
  EXPECT_EQ(rig.Row("new").ledger.latest_success, rig.Node("new").head_requests.size());
  EXPECT_EQ(rig.Row("two").ledger.latest_success, rig.Node("stays").head_requests.size());
  EXPECT_THAT(rig.fleet().endpoints(), SizeIs(2));
  EXPECT_THAT(rig.fleet().urls(), SizeIs(2));
}

TEST(SidecarReload, APollUnderWayOfARemovedUrlIsDropped) {
  SidecarRig rig(SettingsOf({Endpoint("one", {"slow"}), Endpoint("two", {"stays"})}));
  rig.Node("slow").latency = seconds(5);
  rig.Run(seconds(3));
  rig.Reload(SettingsOf({Endpoint("two", {"stays"})}));
  rig.Run(minutes(5));
  EXPECT_EQ(rig.Row("two").ledger.latest_success, rig.Node("stays").head_requests.size());
  EXPECT_EQ(rig.UrlOf("stays").ledger.polls[0], rig.Node("stays").head_requests.size());
  EXPECT_TRUE(rig.fleet().FirstRoundIsDone());
}

TEST(SidecarReload, AMovedEndpointKeepsItsBlockAndIsReleasedByItsOwnProbe) {
  SidecarRig rig(SettingsOf({Endpoint("one", {"node"})}));
  rig.Run(minutes(1));
  rig.Node("node").misbehaviour = Broken(TransportFault::kConnectRefused);
  ASSERT_TRUE(rig.RunUntil([&rig] { return rig.Blocked("one"); }));
  rig.Run(seconds(10));
  rig.Reload(SettingsOf({Endpoint("one", {"node"}, Role::kBackup)}));
  EXPECT_TRUE(rig.Blocked("one", Role::kBackup));
  EXPECT_FALSE(rig.Blocked("one", Role::kPrimary));
  rig.Node("node").misbehaviour.reset();
  rig.Run(seconds(21));
  EXPECT_FALSE(rig.Blocked("one", Role::kBackup));
  EXPECT_EQ(rig.Tier(), 1);
}

TEST(SidecarReload, OtherCredentialsServeOnUntilTheyHaveBeenTried) {
  SidecarRig rig(SettingsOf({Endpoint("one", {"node"})}));
  rig.Run(minutes(1));
  config::Settings settings = SettingsOf({Endpoint("one", {"node"})});
  settings.endpoints[0].urls[0].url_id = "other";
  settings.endpoints[0].urls[0].target.url = "http://node/other";
  rig.Node("node/other").misbehaviour = probes::Status(401);
  rig.Reload(settings);
  EXPECT_EQ(rig.Tier(), 2);
  EXPECT_EQ(rig.Row("one").face.state, State::kUnknown);
  ASSERT_TRUE(rig.RunUntil([&rig] { return rig.Row("one").face.state != State::kUnknown; }));
  EXPECT_EQ(rig.Row("one").face.state, State::kAuthFailed);
  EXPECT_EQ(rig.Tier(), 0);
}

TEST(SidecarReload, AnotherEpochDurationCountsFromThenOnWithoutABoundary) {
  config::Settings settings = SettingsOf({Endpoint("one", {"node"})});
  SidecarRig rig(settings);
  rig.Run(minutes(1) + seconds(5));
  settings.epoch.duration = minutes(1);
  rig.Reload(settings);
  rig.Run(seconds(50));
  EXPECT_EQ(rig.fleet().generation(), 0U);
  rig.Run(seconds(10));
  EXPECT_EQ(rig.fleet().generation(), 1U);
  EXPECT_EQ(rig.sidecar().SelfView().epoch_duration, Duration(minutes(1)));
}

}  // namespace
}  // namespace headway::exporter
