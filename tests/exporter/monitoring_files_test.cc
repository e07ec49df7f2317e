// Rules and dashboards as the program prints them.
#include "exporter/monitoring_files.h"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headway::exporter {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MonitoringFiles, AreThoseOfTheRepository) {
  EXPECT_EQ(RuleFiles().size(), 3U);
  EXPECT_EQ(DashboardFiles().size(), 5U);
  for (const MonitoringFile& file : RuleFiles()) EXPECT_THAT(file.text, HasSubstr("\ngroups:\n"));
  for (const MonitoringFile& file : DashboardFiles()) {
    EXPECT_TRUE(file.name.starts_with("headway-") && file.name.ends_with(".json")) << file.name;
    EXPECT_TRUE(file.text.starts_with("{")) << file.name;
  }
}

TEST(WithMetricPrefix, ChangesNothingWithoutOne) {
  for (const MonitoringFile& file : DashboardFiles()) {
    EXPECT_EQ(WithMetricPrefix(file.text, ""), file.text) << file.name;
  }
}

TEST(WithMetricPrefix, StandsBeforeWholeNamesOfMetricsThatTakeOne) {
  EXPECT_EQ(WithMetricPrefix("sum(endpoint_state{state=\"stale\"}) / url_peers", "x_"),
            "sum(x_endpoint_state{state=\"stale\"}) / x_url_peers");
  EXPECT_EQ(WithMetricPrefix("rate(url_poll_duration_seconds_bucket[5m])", "x_"),
            "rate(x_url_poll_duration_seconds_bucket[5m])");
  for (const char* text :
       {"endpoint:state:code", "my_endpoint_state", "endpoint_states", "headway_epoch",
        "lava_provider_jailed", "process_open_fds", "endpoint_state_bucket", "endpoint_id", ""}) {
    EXPECT_EQ(WithMetricPrefix(text, "x_"), text);
  }
}

TEST(RulesFor, AreOneFileOfAllGroups) {
  const std::string rules = RulesFor("");
  const std::string_view groups = "groups:\n";
  const auto first = rules.find(groups);
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(rules.find(groups, first + 1), std::string::npos);
  for (const char* alert : {"HeadwayChainDark", "HeadwayProviderJailRisk", "endpoint:state:code"}) {
    EXPECT_THAT(rules, HasSubstr(alert));
  }
  EXPECT_THAT(RulesFor("x_"), HasSubstr("x_chain_serving_tier"));
  EXPECT_THAT(RulesFor("x_"), Not(HasSubstr("(chain_serving_tier")));
}

}  // namespace
}  // namespace headway::exporter
