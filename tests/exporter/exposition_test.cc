// The exposition as a whole: golden files, what is there before the first poll and what is not.
#include "exporter/exposition.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <locale>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "exporter/fleet_builder.h"
#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_settings.h"
#include "tests/exporter/sample_snapshots.h"

namespace headway::exporter {
namespace {

std::string Encode(const Snapshot& snapshot, const ExpositionOptions& options = {},
                   ExpositionFormat format = ExpositionFormat::kText004) {
  std::string text;
  ExpositionWriter writer(format, text);
  EncodeSnapshot(snapshot, options, writer);
  writer.Finish();
  return text;
}

// With HEADWAY_REGENERATE_GOLDEN set the file is written anew, and the test fails once so that
// nobody regenerates by accident.
void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = std::string(HEADWAY_GOLDEN_DIR) + '/' + name;
  if (std::getenv("HEADWAY_REGENERATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    FAIL() << name << " was written; read the difference and run again";
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file.good()) << name;
  // Line by line: of two long texts only the first difference says anything.
  std::istringstream lines(text);
  std::string line;
  std::string golden;
  for (std::size_t number = 1; std::getline(file, golden); ++number) {
    ASSERT_TRUE(std::getline(lines, line)) << name << " is longer: " << golden;
    ASSERT_EQ(line, golden) << name << ':' << number;
  }
  EXPECT_FALSE(std::getline(lines, line)) << name << " ends before " << line;
}

// Two providers on one URL, a third that stands in both lists, and a reference URL.
FleetBuild SampleFleet() {
  config::Settings settings = SampleSettings();
  settings.endpoints = {
      SampleEndpoint("alpha", "ETH1", {SampleUrl("aaaaaaaaaaaa")}),
      SampleEndpoint("beta", "ETH1", {SampleUrl("aaaaaaaaaaaa"), SampleUrl("bbbbbbbbbbbb")}),
      SampleEndpoint("gamma", "SOLANA", {SampleUrl("cccccccccccc", "sol.test:8899")}),
      SampleEndpoint("gamma", "SOLANA", {SampleUrl("cccccccccccc", "sol.test:8899")},
                     health::Role::kBackup)};
  settings.reference_urls = {
      {.spec = "ETH1", .api_interface = "jsonrpc", .url = SampleUrl("dddddddddddd")}};
  return BuildFleet(settings);
}

TEST(Exposition, OfAFullSnapshotIsTheGoldenFile) {
  ExpectGolden("full.txt", Encode(*FullSnapshot()));
}

// With the router's series, which are where the formats differ most.
TEST(Exposition, OfAFullSnapshotInOpenMetricsIsTheGoldenFile) {
  ExpectGolden("full_openmetrics.txt",
               Encode(*FullSnapshot(), {.compat = {CompatSet::kLava, CompatSet::kSmartRouter}},
                      ExpositionFormat::kOpenMetrics100));
}

TEST(Exposition, BeforeTheFirstPollIsTheGoldenFile) {
  ExpectGolden("before_first_poll.txt", Encode(*SnapshotBeforeFirstPoll(SampleFleet())));
}

// Series with that label, those of errors aside.
std::size_t SeriesWith(const ParsedExposition& page, const std::string& name,
                       const std::string& value) {
  std::size_t series = 0;
  for (const auto& sample : page.samples) {
    const auto label = sample.first.second.find(name);
    const bool is_of_row = label != sample.first.second.end() && label->second == value;
    if (is_of_row && sample.first.first != "endpoint_errors_total") ++series;
  }
  return series;
}

TEST(Exposition, HasAsManySeriesAsTheDocumentationStates) {
  const ParsedExposition page = ParseExposition(Encode(*FullSnapshot()));
  std::ifstream file(HEADWAY_METRICS_PAGE);
  std::stringstream documentation;
  documentation << file.rdbuf();
  std::string text = documentation.str();
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto states = [&text](const std::string& size) {
    return text.find(size) != std::string::npos;
  };
  const std::size_t endpoint = SeriesWith(page, "endpoint_id", "al\"pha\\one two");
  const std::size_t url = SeriesWith(page, "host", "eth.test:443");
  const std::size_t listener = SeriesWith(page, "host", "provider.test:2220");
  const std::size_t chain = SeriesWith(page, "spec", "ETH1") - 2 * endpoint - url - listener;
  EXPECT_TRUE(states("one role has at most " + std::to_string(endpoint) + " series")) << endpoint;
  EXPECT_TRUE(states("A URL has at most " + std::to_string(url))) << url;
  EXPECT_TRUE(states("a chain at most " + std::to_string(chain))) << chain;
  EXPECT_TRUE(states("a listener of the provider " + std::to_string(listener))) << listener;
}

TEST(Exposition, IsWellFormedWhateverTheNamesAre) {
  EXPECT_EQ(ParseExposition(Encode(*FullSnapshot())).problems, std::vector<std::string>());
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    EXPECT_EQ(ParseExposition(Encode(*RandomSnapshot(seed))).problems, std::vector<std::string>())
        << "seed " << seed;
  }
}

TEST(Exposition, ShowsAwkwardNamesAsTheyAreAndCleansWhatCannotBeShown) {
  const ParsedExposition parsed = ParseExposition(Encode(*FullSnapshot()));
  EXPECT_EQ(parsed.ValueOf("endpoint_overall_health", {{"endpoint_id", "al\"pha\\one two"}}), 1);
  EXPECT_EQ(parsed.ValueOf("endpoint_overall_health", {{"endpoint_id", "β-узел-\xEF\xBF\xBD"}}), 1);
}

TEST(Exposition, HasEveryEndpointBeforeItsFirstPoll) {
  const ParsedExposition parsed = ParseExposition(Encode(*SnapshotBeforeFirstPoll(SampleFleet())));
  for (const char* const name : {"alpha", "beta", "gamma"}) {
    const ParsedExposition::Labels endpoint = {{"endpoint_id", name}};
    EXPECT_EQ(parsed.ValueOf("endpoint_overall_health", endpoint), 1) << name;
    EXPECT_EQ(parsed.ValueOf("endpoint_enabled", endpoint), 1) << name;
    EXPECT_TRUE(parsed.Has("endpoint_info", endpoint)) << name;
    EXPECT_TRUE(parsed.Has("endpoint_url_info", endpoint)) << name;
    for (const char* const counter :
         {"endpoint_fetch_latest_success_total", "endpoint_fetch_latest_fails_total",
          "endpoint_fetch_block_success_total", "endpoint_fetch_block_fails_total",
          "endpoint_epoch_resets_total", "endpoint_reorgs_total", "endpoint_rollbacks_total",
          "endpoint_fetch_latest_duration_seconds_count"}) {
      EXPECT_EQ(parsed.ValueOf(counter, endpoint), 0) << name << ' ' << counter;
    }
    for (const health::State state : health::kAllStates) {
      const ParsedExposition::Labels one = {{"endpoint_id", name},
                                            {"state", std::string(health::ToString(state))}};
      EXPECT_EQ(parsed.ValueOf("endpoint_state", one), state == health::State::kUnknown ? 1 : 0);
    }
  }
}

TEST(Exposition, HasEveryUrlBeforeItsFirstPoll) {
  const ParsedExposition parsed = ParseExposition(Encode(*SnapshotBeforeFirstPoll(SampleFleet())));
  for (const char* const id : {"aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc", "dddddddddddd"}) {
    EXPECT_EQ(parsed.ValueOf("url_connection_healthy", {{"url_id", id}}), 1) << id;
    EXPECT_EQ(parsed.ValueOf("url_info", {{"url_id", id}, {"scheme", "https"}}), 1) << id;
    for (const char* const outcome : {"success", "failure", "throttled", "cancelled"}) {
      EXPECT_EQ(parsed.ValueOf("url_polls_total", {{"url_id", id}, {"outcome", outcome}}), 0);
    }
  }
  EXPECT_EQ(parsed.ValueOf("url_endpoints", {{"url_id", "aaaaaaaaaaaa"}}), 2);
  EXPECT_EQ(parsed.ValueOf("url_endpoints", {{"url_id", "dddddddddddd"}}), 0);
}

TEST(Exposition, LeavesOutWhatIsNotKnown) {
  const ParsedExposition parsed = ParseExposition(Encode(*SnapshotBeforeFirstPoll(SampleFleet())));
  EXPECT_EQ(parsed.problems, std::vector<std::string>());
  for (const char* const fact :
       {"endpoint_latest_block", "endpoint_latest_block_timestamp_seconds",
        "endpoint_latest_block_change_timestamp_seconds", "endpoint_last_success_timestamp_seconds",
        "endpoint_last_transition_timestamp_seconds", "endpoint_errors_total",
        "url_holdoff_until_timestamp_seconds", "endpoint_block_lag", "endpoint_block_lag_seconds",
        "url_chain_id_matches", "chain_reference_block",
        "chain_reference_block_change_timestamp_seconds"}) {
    EXPECT_FALSE(parsed.Has(fact)) << fact;
  }
}

TEST(Exposition, NamesTheListsThatAnEndpointStandsIn) {
  const ParsedExposition parsed = ParseExposition(Encode(*SnapshotBeforeFirstPoll(SampleFleet())));
  EXPECT_TRUE(parsed.Has("endpoint_info", {{"endpoint_id", "alpha"}, {"role", "primary"}}));
  EXPECT_FALSE(parsed.Has("endpoint_info", {{"endpoint_id", "alpha"}, {"role", "backup"}}));
  EXPECT_TRUE(parsed.Has("endpoint_info", {{"endpoint_id", "gamma"}, {"role", "primary"}}));
  EXPECT_TRUE(parsed.Has("endpoint_info", {{"endpoint_id", "gamma"}, {"role", "backup"}}));
}

TEST(Exposition, HasNothingOfAnEndpointThatIsNotConfiguredAnyMore) {
  config::Settings settings = SampleSettings();
  settings.endpoints = {SampleEndpoint("stays", "ETH1", {SampleUrl("aaaaaaaaaaaa")}),
                        SampleEndpoint("goes", "BASE", {SampleUrl("bbbbbbbbbbbb")})};
  EXPECT_NE(Encode(*SnapshotBeforeFirstPoll(BuildFleet(settings))).find("goes"), std::string::npos);
  settings.endpoints.pop_back();
  const std::string after = Encode(*SnapshotBeforeFirstPoll(BuildFleet(settings)));
  EXPECT_NE(after.find("stays"), std::string::npos);
  for (const char* const trace : {"goes", "bbbbbbbbbbbb", "BASE"}) {
    EXPECT_EQ(after.find(trace), std::string::npos) << trace;
  }
}

TEST(Exposition, PutsThePrefixBeforeAllNamesButTheSidecarsOwnAndThoseOfTheLavaChain) {
  const ParsedExposition bare = ParseExposition(Encode(*FullSnapshot()));
  const ParsedExposition prefixed = ParseExposition(Encode(*FullSnapshot(), {.prefix = "lava_"}));
  EXPECT_EQ(prefixed.problems, std::vector<std::string>());
  ASSERT_EQ(prefixed.samples.size(), bare.samples.size());
  for (const auto& sample : bare.samples) {
    const std::string& name = sample.first.first;
    const bool is_bare = name.starts_with("headway_") || name.starts_with("lava_provider_");
    const std::string expected = is_bare ? name : "lava_" + name;
    EXPECT_EQ(prefixed.samples.count({expected, sample.first.second}), 1U) << expected;
  }
}

struct GermanNumbers final : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(Exposition, DoesNotDependOnTheLocale) {
  const std::string before = Encode(*FullSnapshot());
  const std::locale previous =
      std::locale::global(std::locale(std::locale::classic(), new GermanNumbers));
  const std::string after = Encode(*FullSnapshot());
  std::locale::global(previous);
  EXPECT_EQ(after, before);
}

TEST(ExpositionWriter, WritesBucketsCumulativelyWithSumAndCount) {
  const MetricDescription description{"m_seconds", MetricType::kHistogram, "seconds", "Help.", {}};
  const std::vector<double> bounds = {.5, 10};
  const std::vector<std::uint64_t> counts = {2, 0, 3};
  std::string text;
  ExpositionWriter writer(ExpositionFormat::kText004, text);
  writer.BeginFamily("p_", description);
  writer.Histogram("a=\"1\"", {.bounds = bounds, .counts = counts, .sum = 40.25});
  EXPECT_EQ(text,
            "# HELP p_m_seconds Help.\n# TYPE p_m_seconds histogram\n"
            "p_m_seconds_bucket{a=\"1\",le=\"0.5\"} 2\n"
            "p_m_seconds_bucket{a=\"1\",le=\"10.0\"} 2\n"
            "p_m_seconds_bucket{a=\"1\",le=\"+Inf\"} 5\n"
            "p_m_seconds_sum{a=\"1\"} 40.25\n"
            "p_m_seconds_count{a=\"1\"} 5\n");
}

TEST(ExpositionWriter, KeepsTheBoundsOfOneFamilyOutOfTheNext) {
  const MetricDescription description{"m", MetricType::kHistogram, "", "Help.", {}};
  const MetricDescription other{"n", MetricType::kHistogram, "", "Help.", {}};
  const std::vector<std::uint64_t> counts = {1, 1};
  std::string text;
  ExpositionWriter writer(ExpositionFormat::kText004, text);
  writer.BeginFamily("", description);
  writer.Histogram("", {.bounds = std::array{1.}, .counts = counts, .sum = 0});
  writer.BeginFamily("", other);
  writer.Histogram("", {.bounds = std::array{2.}, .counts = counts, .sum = 0});
  EXPECT_NE(text.find("m_bucket{le=\"1.0\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("n_bucket{le=\"2.0\"} 1\n"), std::string::npos);
}

TEST(ExpositionWriter, WritesAFamilyWithoutLabelsWithoutBraces) {
  std::string text;
  ExpositionWriter writer(ExpositionFormat::kText004, text);
  writer.BeginFamily("", {"up", MetricType::kGauge, "", "Help.", {}});
  writer.Sample("", "", 1);
  EXPECT_EQ(text, "# HELP up Help.\n# TYPE up gauge\nup 1\n");
}

TEST(ContentType, NamesFormatVersionAndCharset) {
  EXPECT_EQ(ContentTypeOf(ExpositionFormat::kText004), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(ContentTypeOf(ExpositionFormat::kOpenMetrics100),
            "application/openmetrics-text; version=1.0.0; charset=utf-8");
  EXPECT_EQ(ContentTypeOf(ExpositionFormat::kOpenMetrics001),
            "application/openmetrics-text; version=0.0.1; charset=utf-8");
}

}  // namespace
}  // namespace headway::exporter
