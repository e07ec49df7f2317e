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
  EXPECT_EQ(CompatRuleFiles().size(), 1U);
  EXPECT_EQ(CompatDashboardFiles().size(), 1U);
  for (const auto& files : {RuleFiles(), CompatRuleFiles()}) {
    for (const MonitoringFile& file : files) EXPECT_THAT(file.text, HasSubstr("\ngroups:\n"));
  }
  for (const auto& files : {DashboardFiles(), CompatDashboardFiles()}) {
    for (const MonitoringFile& file : files) {
      EXPECT_TRUE(file.name.starts_with("headway-") && file.name.ends_with(".json")) << file.name;
      EXPECT_TRUE(file.text.starts_with("{")) << file.name;
    }
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

TEST(InSpellingOf, ChangesNothingForLava) {
  for (const MonitoringFile& file : CompatDashboardFiles()) {
    EXPECT_EQ(InSpellingOf(file.text, CompatSet::kLava), file.text) << file.name;
  }
}

TEST(InSpellingOf, TakesLavaFromWholeNamesOfTheRoutersSeriesAlone) {
  const auto spelled = [](std::string_view text) {
    return InSpellingOf(text, CompatSet::kSmartRouter);
  };
  EXPECT_EQ(spelled("max(lava_rpc_endpoint_latest_block{spec=\"LAVA\"}) > 0"),
            "max(rpc_endpoint_latest_block{spec=\"LAVA\"}) > 0");
  EXPECT_EQ(spelled("rate(lava_rpc_endpoint_end_to_end_latency_milliseconds_bucket[5m])"),
            "rate(rpc_endpoint_end_to_end_latency_milliseconds_bucket[5m])");
  for (const char* text :
       {"lava_provider_jailed", "my_lava_rpc_endpoint_latest_block", "headway_lava_epoch",
        "lava_rpc_endpoint_latest_blocks", "lava_rpc_endpoint_latest_block_bucket", "lava's", ""}) {
    EXPECT_EQ(spelled(text), text);
  }
}

TEST(InSpellingOf, GivesWhatIsNamedAfterTheSpellingTheOthersName) {
  EXPECT_EQ(InSpellingOf("headway-lava-router-chains, lava-router", CompatSet::kSmartRouter),
            "headway-smart-router-chains, smart-router");
}

TEST(CompatRulesFor, AreOneFileInTheSpellingThatReadsTheRoutersSeriesAlone) {
  const std::string lava = CompatRulesFor(CompatSet::kLava);
  EXPECT_TRUE(lava.starts_with("# Rules of headway, by `headway rules --compat=lava`.")) << lava;
  EXPECT_THAT(lava, HasSubstr("(lava_rpc_endpoint_overall_health[2m])"));
  EXPECT_THAT(lava, Not(HasSubstr("HeadwayChainDark")));
  const std::string smart = CompatRulesFor(CompatSet::kSmartRouter);
  EXPECT_THAT(smart, HasSubstr("--compat=smart-router`"));
  EXPECT_THAT(smart, HasSubstr("(rpc_endpoint_overall_health[2m])"));
  EXPECT_THAT(smart, Not(HasSubstr("lava")));
}

TEST(CompatDashboardsFor, HaveNamesOfTheirOwnInEachSpelling) {
  const auto lava = CompatDashboardsFor(CompatSet::kLava);
  const auto smart = CompatDashboardsFor(CompatSet::kSmartRouter);
  ASSERT_EQ(lava.size(), 1U);
  ASSERT_EQ(smart.size(), 1U);
  EXPECT_EQ(lava[0].name, "headway-lava-router.json");
  EXPECT_EQ(smart[0].name, "headway-smart-router.json");
  EXPECT_THAT(lava[0].text, HasSubstr(R"("uid": "headway-lava-router")"));
  EXPECT_THAT(smart[0].text, HasSubstr(R"("uid": "headway-smart-router")"));
  EXPECT_THAT(smart[0].text, Not(HasSubstr("lava")));
}

}  // namespace
}  // namespace headway::exporter
