// OpenMetrics beside the text format: what differs, and that nothing else does.
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "exporter/exposition.h"
#include "exporter/prometheus_bridge.h"
#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_snapshots.h"

namespace headway::exporter {
namespace {

constexpr auto kOpen = ExpositionFormat::kOpenMetrics100;

const ExpositionOptions& Everything() {
  static const ExpositionOptions options{.prefix = "pre_",
                                         .compat = {CompatSet::kLava, CompatSet::kSmartRouter}};
  return options;
}

std::string Encode(const Snapshot& snapshot, ExpositionFormat format) {
  std::string text;
  ExpositionWriter writer(format, text);
  EncodeSnapshot(snapshot, Everything(), writer);
  writer.Finish();
  return text;
}

std::string WithoutComments(std::string_view text) {
  std::string samples;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n') + 1);
    if (!line.starts_with('#')) samples += line;
    text.remove_prefix(line.size());
  }
  return samples;
}

void ExpectTheSameSeries(const Snapshot& snapshot) {
  const std::string text = Encode(snapshot, ExpositionFormat::kText004);
  const std::string open = Encode(snapshot, kOpen);
  const ParsedExposition of_text = ParseExposition(text);
  const ParsedExposition of_open = ParseExposition(open, kOpen);
  EXPECT_EQ(of_text.problems, std::vector<std::string>());
  EXPECT_EQ(of_open.problems, std::vector<std::string>());
  EXPECT_EQ(of_text.samples, of_open.samples);
  EXPECT_EQ(of_text.families.size(), of_open.families.size());
  // To the letter: neither a label nor a value is spelled otherwise.
  EXPECT_TRUE(WithoutComments(text) == WithoutComments(open));
}

TEST(OpenMetrics, HasTheSeriesAndValuesOfTheTextFormat) {
  ExpectTheSameSeries(*FullSnapshot());
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    ExpectTheSameSeries(*RandomSnapshot(seed));
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

TEST(OpenMetrics, NamesAndTypesEveryFamilyByTheCatalogue) {
  const ParsedExposition parsed = ParseExposition(Encode(*FullSnapshot(), kOpen), kOpen);
  std::size_t unknown = 0;
  for (const MetricDefinition* metric : ShownMetrics(Everything().compat)) {
    std::string name = metric->takes_prefix ? "pre_" : "";
    name += metric->description.name;
    std::string type(ToString(metric->description.type));
    if (type == "counter" && name.ends_with("_total")) {
      name.resize(name.size() - std::string_view("_total").size());
    } else if (type == "counter") {
      type = "unknown";
      ++unknown;
      EXPECT_TRUE(metric->compat.has_value()) << name;
    }
    const auto family = parsed.families.find(name);
    if (family == parsed.families.end()) continue;
    EXPECT_EQ(family->second.type, type) << name;
    EXPECT_EQ(family->second.help, metric->description.help) << name;
  }
  EXPECT_EQ(unknown, 8U);
}

// A name may be that of one family only, with every suffix that the type gives to its samples.
TEST(OpenMetrics, HasNoFamilyThatTakesTheNameOfAnother) {
  const std::map<std::string, std::vector<std::string>, std::less<>> suffixes = {
      {"counter", {"", "_total", "_created"}},
      {"histogram", {"", "_bucket", "_sum", "_count", "_created"}},
      {"gauge", {""}},
      {"unknown", {""}}};
  std::string text = Encode(*FullSnapshot(), kOpen);
  text.resize(text.size() - std::string_view("# EOF\n").size());
  ExpositionWriter writer(kOpen, text);
  ProcessInstruments("1", "g++").Encode(writer);
  writer.Finish();
  const ParsedExposition parsed = ParseExposition(text, kOpen);
  EXPECT_EQ(parsed.problems, std::vector<std::string>());
  std::map<std::string, std::string> owners;
  for (const auto& family : parsed.families) {
    for (const std::string& suffix : suffixes.at(family.second.type)) {
      const auto taken = owners.try_emplace(family.first + suffix, family.first);
      EXPECT_TRUE(taken.second) << family.first << " and " << taken.first->second;
    }
  }
}

TEST(OpenMetrics, WritesACounterWithItsFamilyWithoutTheSuffix) {
  std::string text;
  ExpositionWriter writer(kOpen, text);
  writer.BeginFamily("p_", {"time_seconds_total", MetricType::kCounter, "seconds", "A \"b\".", {}});
  writer.Sample("x=\"1\"", "", 2.5);
  writer.Finish();
  EXPECT_EQ(text,
            "# TYPE p_time_seconds counter\n"
            "# UNIT p_time_seconds seconds\n"
            "# HELP p_time_seconds A \\\"b\\\".\n"
            "p_time_seconds_total{x=\"1\"} 2.5\n"
            "# EOF\n");
}

TEST(OpenMetrics, WritesACounterWithoutTheSuffixAsUnknown) {
  std::string text;
  ExpositionWriter writer(kOpen, text);
  writer.BeginFamily("", {"fails", MetricType::kCounter, "", "Help.", {}});
  writer.Sample("", "", 3);
  EXPECT_EQ(text, "# TYPE fails unknown\n# HELP fails Help.\nfails 3\n");
}

TEST(OpenMetrics, NamesAUnitOnlyWhereTheNameEndsInIt) {
  struct UnitCase {
    MetricDescription description;
    std::string_view unit;
  };
  const std::array cases = {
      UnitCase{{"lag_blocks", MetricType::kGauge, "blocks", "", {}}, "blocks"},
      UnitCase{{"latest_block", MetricType::kGauge, "blocks", "", {}}, ""},
      UnitCase{{"seen_timestamp_seconds", MetricType::kGauge, "timestamp", "", {}}, "seconds"},
      UnitCase{{"seconds", MetricType::kGauge, "seconds", "", {}}, ""},
      UnitCase{{"milliseconds", MetricType::kGauge, "seconds", "", {}}, ""},
      UnitCase{{"share", MetricType::kGauge, "", "", {}}, ""}};
  for (const UnitCase& each : cases) {
    std::string text;
    ExpositionWriter(kOpen, text).BeginFamily("", each.description);
    const std::string line = "# UNIT " + std::string(each.description.name) + ' ';
    const std::size_t at = text.find(line);
    const std::string unit =
        at == std::string::npos
            ? ""
            : text.substr(at + line.size(), text.find('\n', at) - at - line.size());
    EXPECT_EQ(unit, each.unit) << each.description.name;
  }
}

TEST(OpenMetrics, SpellsBoundsCanonicallyButThoseOfTheRouterAsTheRouter) {
  for (const auto format : {ExpositionFormat::kText004, kOpen}) {
    const ParsedExposition parsed = ParseExposition(Encode(*FullSnapshot(), format), format);
    const std::string native = "pre_endpoint_fetch_latest_duration_seconds_bucket";
    const std::string router = "lava_rpc_endpoint_end_to_end_latency_milliseconds_bucket";
    EXPECT_TRUE(parsed.Has(native, {{"le", "10.0"}}));
    EXPECT_FALSE(parsed.Has(native, {{"le", "10"}}));
    EXPECT_TRUE(parsed.Has(router, {{"le", "10"}}));
    EXPECT_FALSE(parsed.Has(router, {{"le", "10.0"}}));
    EXPECT_TRUE(parsed.Has(router, {{"le", "30000"}}));
  }
}

TEST(OpenMetrics, EndsAnEmptyExpositionToo) {
  std::string text;
  ExpositionWriter(kOpen, text).Finish();
  EXPECT_EQ(text, "# EOF\n");
  text.clear();
  ExpositionWriter(ExpositionFormat::kText004, text).Finish();
  EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace headway::exporter
