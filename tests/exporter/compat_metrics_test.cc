// The router's own series: there when asked for, and to the letter.
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "chains/observation.h"
#include "exporter/exposition.h"
#include "exporter/fleet_builder.h"
#include "health/fleet.h"
#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_settings.h"
#include "tests/exporter/sample_snapshots.h"

namespace headway::exporter {
namespace {

std::string Encode(const Snapshot& snapshot, const ExpositionOptions& options) {
  std::string text;
  ExpositionWriter writer(ExpositionFormat::kText004, text);
  EncodeSnapshot(snapshot, options, writer);
  return text;
}

/// One endpoint of ETH1 with easy figures.
Snapshot OneEndpoint() {
  config::Settings settings = SampleSettings();
  settings.endpoints = {SampleEndpoint("alpha", "ETH1", {SampleUrl("aaaaaaaaaaaa")})};
  Snapshot snapshot = *SnapshotBeforeFirstPoll(BuildFleet(settings));
  Snapshot::Endpoint& alpha = snapshot.endpoints.at(0);
  alpha.face.head = base::BlockHeight{21'000'000};
  alpha.ledger.latest_success = 6;
  alpha.ledger.latest_fails = 5;
  alpha.ledger.block_success = 4;
  alpha.ledger.block_fails = 3;
  alpha.ledger.end_to_end_latency.Observe(1);
  alpha.ledger.end_to_end_latency.Observe(120.5);
  alpha.ledger.end_to_end_latency.Observe(40'000);
  return snapshot;
}

/// What the router would show; ALPHA stands for the labels of the endpoint.
std::string RouterText() {
  std::string text =
      R"(rpc_endpoint_overall_health{ALPHA} 1
rpc_endpoint_overall_health_breakdown{spec="ETH1",apiInterface="jsonrpc"} 0
rpc_endpoint_latest_block{ALPHA} 21000000
rpc_endpoint_fetch_latest_success{ALPHA} 6
rpc_endpoint_fetch_latest_fails{ALPHA} 5
rpc_endpoint_fetch_block_success{ALPHA} 4
rpc_endpoint_fetch_block_fails{ALPHA} 3
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="1"} 1
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="2"} 1
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="5"} 1
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="10"} 1
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="25"} 1
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="50"} 1
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="100"} 1
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="250"} 2
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="500"} 2
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="1000"} 2
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="2500"} 2
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="5000"} 2
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="10000"} 2
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="30000"} 2
rpc_endpoint_end_to_end_latency_milliseconds_bucket{ALPHA,le="+Inf"} 3
rpc_endpoint_end_to_end_latency_milliseconds_sum{ALPHA} 40121.5
rpc_endpoint_end_to_end_latency_milliseconds_count{ALPHA} 3
)";
  const std::string labels = R"(spec="ETH1",apiInterface="jsonrpc",endpoint_id="alpha")";
  const std::string_view name = "ALPHA";
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
    text.replace(at, name.size(), labels);
  }
  return text;
}

/// The samples whose names start so, without `drop`, a line each.
std::string SamplesOf(const std::string& text, const std::string& start, const std::string& drop) {
  std::string samples;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at + 1);
    if (line.starts_with(start)) samples += line.substr(drop.size());
    at = end + 1;
  }
  return samples;
}

TEST(CompatMetrics, AreNotThereUnlessAskedFor) {
  const std::string text = Encode(*FullSnapshot(), {});
  EXPECT_EQ(text.find("rpc_endpoint_"), std::string::npos);
  EXPECT_EQ(text.find("apiInterface"), std::string::npos);
}

TEST(CompatMetrics, OfTheSmartRouterAreItsSeriesToTheLetter) {
  const std::string text = Encode(OneEndpoint(), {.compat = {CompatSet::kSmartRouter}});
  EXPECT_EQ(SamplesOf(text, "rpc_endpoint_", ""), RouterText());
  EXPECT_EQ(text.find("lava_"), std::string::npos);
}

TEST(CompatMetrics, OfLavaAreTheSameWithItsPrefix) {
  const std::string text = Encode(OneEndpoint(), {.compat = {CompatSet::kLava}});
  EXPECT_EQ(SamplesOf(text, "lava_rpc_endpoint_", "lava_"), RouterText());
  EXPECT_EQ(SamplesOf(text, "rpc_endpoint_", ""), "");
}

TEST(CompatMetrics, OfBothSetsStandSideBySide) {
  const std::string text =
      Encode(OneEndpoint(), {.compat = {CompatSet::kSmartRouter, CompatSet::kLava}});
  EXPECT_EQ(ParseExposition(text).problems, std::vector<std::string>());
  EXPECT_EQ(SamplesOf(text, "rpc_endpoint_", ""), RouterText());
  EXPECT_EQ(SamplesOf(text, "lava_rpc_endpoint_", "lava_"), RouterText());
}

TEST(CompatMetrics, ComeBesideTheNativeOnesAndChangeNothingThere) {
  const std::string native = Encode(*FullSnapshot(), {});
  const std::string both = Encode(*FullSnapshot(), {.compat = {CompatSet::kLava}});
  EXPECT_TRUE(both.starts_with(native));
  EXPECT_GT(both.size(), native.size());
}

TEST(CompatMetrics, HaveTheTypesThatTheRouterGivesThem) {
  const ParsedExposition page =
      ParseExposition(Encode(OneEndpoint(), {.compat = {CompatSet::kSmartRouter}}));
  const std::vector<std::pair<std::string, std::string>> types = {
      {"overall_health", "gauge"},       {"overall_health_breakdown", "gauge"},
      {"latest_block", "gauge"},         {"fetch_latest_success", "counter"},
      {"fetch_latest_fails", "counter"}, {"fetch_block_success", "counter"},
      {"fetch_block_fails", "counter"},  {"end_to_end_latency_milliseconds", "histogram"},
  };
  for (const auto& type : types) {
    ASSERT_EQ(page.families.count("rpc_endpoint_" + type.first), 1U) << type.first;
    EXPECT_EQ(page.families.at("rpc_endpoint_" + type.first).type, type.second) << type.first;
  }
}

TEST(CompatMetrics, NeverTakeThePrefix) {
  const std::string text = Encode(
      OneEndpoint(), {.prefix = "pre_", .compat = {CompatSet::kSmartRouter, CompatSet::kLava}});
  EXPECT_EQ(SamplesOf(text, "rpc_endpoint_", ""), RouterText());
  EXPECT_EQ(SamplesOf(text, "lava_rpc_endpoint_", "lava_"), RouterText());
  EXPECT_EQ(text.find("pre_rpc_"), std::string::npos);
  EXPECT_EQ(text.find("pre_lava_"), std::string::npos);
  EXPECT_NE(text.find("pre_endpoint_overall_health{"), std::string::npos);
}

TEST(CompatMetrics, LeaveOutAHeadThatIsNotKnown) {
  Snapshot snapshot = OneEndpoint();
  snapshot.endpoints.at(0).face.head.reset();
  const ParsedExposition page =
      ParseExposition(Encode(snapshot, {.compat = {CompatSet::kSmartRouter}}));
  EXPECT_FALSE(page.Has("rpc_endpoint_latest_block"));
  EXPECT_TRUE(page.Has("rpc_endpoint_overall_health"));
}

TEST(CompatMetrics, CountEachAnsweredPollOfTheHeadInMilliseconds) {
  config::Settings settings = SampleSettings();
  settings.endpoints = {SampleEndpoint("alpha", "ETH1", {SampleUrl("aaaaaaaaaaaa")})};
  const FleetBuild build = BuildFleet(settings);
  health::Fleet fleet(build.fleet, health::FleetPolicy{}, 1, base::WallTime());
  health::ProbeReport report;
  report.outcome =
      chains::HeadObservation{.head = base::BlockHeight{1}, .block_height = {}, .hash = {}};
  report.head = base::BlockHeight{1};
  report.figures.latency = std::chrono::microseconds(7'500);
  fleet.Apply(report);
  report.outcome = chains::Fault{};
  fleet.Apply(report);
  const auto snapshot = TakeSnapshot(fleet, build.labels, {}, {});
  const ParsedExposition page =
      ParseExposition(Encode(*snapshot, {.compat = {CompatSet::kSmartRouter}}));
  const std::string name = "rpc_endpoint_end_to_end_latency_milliseconds";
  EXPECT_EQ(page.ValueOf(name + "_bucket", {{"le", "5"}}), 0);
  EXPECT_EQ(page.ValueOf(name + "_bucket", {{"le", "10"}}), 1);
  EXPECT_EQ(page.ValueOf(name + "_sum"), 7.5);
  EXPECT_EQ(page.ValueOf(name + "_count"), 1);
}

TEST(ExpositionOptionsOf, TakesPrefixAndSetsFromTheSettings) {
  const ExpositionOptions none = ExpositionOptionsOf({.prefix = "pre_", .compat = {}});
  EXPECT_EQ(none.prefix, "pre_");
  EXPECT_EQ(none.compat, std::vector<CompatSet>());
  const ExpositionOptions both =
      ExpositionOptionsOf({.prefix = "", .compat = {"smart-router", "lava"}});
  EXPECT_EQ(both.prefix, "");
  EXPECT_EQ(both.compat, (std::vector{CompatSet::kSmartRouter, CompatSet::kLava}));
}

}  // namespace
}  // namespace headway::exporter
