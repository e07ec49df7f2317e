// What the log says of what happens.
#include "exporter/event_log.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/probes/sidecar_rig.h"

namespace headway::exporter {
namespace {

using probes::Broken;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::string Rendered(const health::Event& event, const SidecarRig& rig) {
  const EventLine line = LineOf(event, *rig.sidecar().labels(), rig.fleet());
  const std::vector<Log::Field> fields(line.fields.begin(), line.fields.end());
  return RenderLogLine(LogFormat::kLogfmt, line.level, line.message, fields);
}

std::vector<std::string> LinesSince(std::size_t first, const SidecarRig& rig) {
  std::vector<std::string> lines;
  for (std::size_t index = first; index < rig.events().size(); ++index) {
    lines.push_back(Rendered(rig.events()[index], rig));
  }
  return lines;
}

/// How the line of the first boundary begins.
std::string EpochBegan() {
  return "level=info msg=\"epoch began: endpoints that are down are reset and verified now\" "
         "epoch=17545 ";
}

config::Settings OnePrimary() {
  config::Settings settings = SettingsOf({Endpoint("main", {"node"})});
  settings.epoch.duration = hours(1);
  settings.blocking.reconnect_interval = minutes(50);
  return settings;
}

TEST(EventLog, SaysOfAStateThatAReloadChangedThatNobodyWasAsked) {
  SidecarRig rig(SettingsOf({Endpoint("main", {"node", "dead"})}));
  rig.Node("dead").misbehaviour = Broken(chains::TransportFault::kConnectRefused);
  rig.Run(minutes(10));
  const std::size_t first = rig.events().size();
  rig.Reload(SettingsOf({Endpoint("main", {"dead"})}));
  const std::vector<std::string> lines = LinesSince(first, rig);
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front(),
            "level=warn msg=\"endpoint changed state\" spec=ETH1 api_interface=jsonrpc "
            "endpoint_id=main from=healthy to=unreachable healthy=0 reason=configuration_reloaded");
}

TEST(EventLog, TellsADeathABlockAnEpochAndAReleaseInOrder) {
  SidecarRig rig(OnePrimary());
  rig.Run(minutes(1));
  const std::size_t first = rig.events().size();
  rig.Node("node").misbehaviour = Broken(chains::TransportFault::kConnectRefused);
  rig.Run(minutes(55));
  rig.Node("node").misbehaviour.reset();
  rig.Run(minutes(10));

  const std::string who = "spec=ETH1 api_interface=jsonrpc endpoint_id=main ";
  const std::vector<std::string> expected = {
      "level=warn msg=\"endpoint changed state\" " + who +
          "from=healthy to=unreachable healthy=0 reason=PROTOCOL_CONNECTION_REFUSED",
      "level=warn msg=\"endpoint blocked: it is sent no work until it answers a probe\" " + who +
          "role=primary reason=disconnections",
      "level=info msg=\"blocked endpoint failed its probe, and stays blocked\" " + who +
          "role=primary reason=disconnections",
      "level=info msg=\"endpoint changed state\" " + who +
          "from=unreachable to=healthy healthy=1 reason=answered",
      EpochBegan() + "skipped=0 reset=0 reblocked=1",
      "level=info msg=\"endpoint stays blocked in the new epoch, and is probed now\" " + who +
          "role=primary reason=disconnections",
      "level=info msg=\"endpoint released: it answered while it was blocked\" " + who +
          "role=primary reason=disconnections",
  };
  EXPECT_EQ(LinesSince(first, rig), expected);
}

TEST(EventLog, CountsWhatAnEpochResetsAndNamesTheVerdictAfterIt) {
  SidecarRig rig(OnePrimary());
  rig.Run(minutes(1));
  rig.Node("node").misbehaviour = Broken(chains::TransportFault::kTimeout);
  rig.Run(minutes(58));
  const std::size_t first = rig.events().size();
  rig.Run(minutes(2));
  const std::vector<std::string> lines = LinesSince(first, rig);
  ASSERT_GE(lines.size(), 2U);
  EXPECT_EQ(lines.front(), EpochBegan() + "skipped=0 reset=1 reblocked=1");
  EXPECT_EQ(std::count(lines.begin(), lines.end(),
                       "level=warn msg=\"endpoint changed state\" spec=ETH1 api_interface=jsonrpc "
                       "endpoint_id=main from=unknown to=unreachable healthy=0 "
                       "reason=PROTOCOL_CONNECTION_TIMEOUT"),
            1);
}

// In a long outage they were most of the log.
TEST(EventLog, SaysOnceAnEpochThatProbesOfABlockFail) {
  config::Settings settings = OnePrimary();
  settings.blocking.reconnect_interval = minutes(1);
  SidecarRig rig(settings);
  rig.Run(minutes(1));
  rig.Node("node").misbehaviour = Broken(chains::TransportFault::kConnectRefused);
  const auto failed = [&rig](const std::string& level) {
    const std::vector<std::string> lines = LinesSince(0, rig);
    const std::string begin = "level=" + level + " msg=\"blocked endpoint failed its probe";
    return std::count_if(lines.begin(), lines.end(),
                         [&begin](const std::string& line) { return line.starts_with(begin); });
  };
  rig.Run(minutes(58));
  EXPECT_EQ(failed("info"), 1);
  EXPECT_GT(failed("debug"), 10);
  rig.Run(minutes(10));
  EXPECT_EQ(failed("info"), 2) << "a boundary was in between";
}

TEST(EventLog, NamesTheSecondChanceOfANodeThatAnswersWithErrors) {
  SidecarRig rig(OnePrimary());
  rig.Run(minutes(1));
  rig.Node("node").misbehaviour = probes::Status(500);
  ASSERT_TRUE(rig.RunUntil([&] {
    return rig.Row("main").ledger.block_events.at(0).at(
               static_cast<std::size_t>(health::BlockEventKind::kSecondChance)) > 0;
  }));
  EXPECT_EQ(Rendered(rig.events().back(), rig),
            "level=info msg=\"blocked endpoint gets its second chance, and is probed now\" "
            "spec=ETH1 api_interface=jsonrpc endpoint_id=main role=primary reason=errors");
}

TEST(EventLog, SaysWhichChainANodeToldAndWhichWasExpected) {
  config::Settings settings = OnePrimary();
  settings.chains[0].expected_chain_ids = {"0x1", "0x2a"};
  SidecarRig rig(settings);
  rig.Node("node").chain_id = 0x10f7;
  rig.Run(seconds(10));
  ASSERT_FALSE(rig.events().empty());
  EXPECT_EQ(Rendered(rig.events().front(), rig),
            "level=warn msg=\"node is on the wrong chain\" spec=ETH1 api_interface=jsonrpc "
            "url_id=node host=node:80 told=0x10f7 expected=\"0x1 or 0x2a\"");
  const std::size_t first = rig.events().size();
  rig.Node("node").chain_id = 1;
  rig.Run(hours(1));
  const std::vector<std::string> lines = LinesSince(first, rig);
  EXPECT_EQ(std::count(lines.begin(), lines.end(),
                       "level=info msg=\"node is on the right chain again\" spec=ETH1 "
                       "api_interface=jsonrpc url_id=node host=node:80 told=0x1 "
                       "expected=\"0x1 or 0x2a\""),
            1);
}

TEST(EventLog, SaysWhatIsTakenForRightWhereNobodyKnowsAndWhatDiffersFromIt) {
  SidecarRig rig(OnePrimary());
  rig.Run(seconds(10));
  ASSERT_FALSE(rig.events().empty());
  EXPECT_EQ(Rendered(rig.events().front(), rig),
            "level=info msg=\"nobody says which chain is right: the first answer of the node is "
            "taken for it\" spec=ETH1 api_interface=jsonrpc url_id=node host=node:80 told=0x1");
  const std::size_t first = rig.events().size();
  rig.Node("node").chain_id = 5;
  ASSERT_TRUE(rig.RunUntil([&] { return rig.events().size() > first; }));
  EXPECT_EQ(Rendered(rig.events()[first], rig),
            "level=warn msg=\"node tells another chain than before: it is asked again\" spec=ETH1 "
            "api_interface=jsonrpc url_id=node host=node:80 told=0x5 expected=0x1");
}

TEST(EventLog, WritesALineForEachEvent) {
  SidecarRig rig(OnePrimary());
  rig.Run(seconds(10));
  const Log log(LogLevel::kInfo, LogFormat::kLogfmt);
  ::testing::internal::CaptureStderr();
  LogEvents(rig.events(), *rig.sidecar().labels(), rig.fleet(), log);
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')),
            rig.events().size());
  EXPECT_NE(text.find("level=info msg=\"endpoint changed state\" spec=ETH1"), std::string::npos);
}

}  // namespace
}  // namespace headway::exporter
