// The rules that every metric keeps: those of promlint, and our own on readers and labels.
#include "exporter/metric_catalogue.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "exporter/exposition.h"
#include "exporter/prometheus_bridge.h"
#include "json/reader.h"
#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_snapshots.h"

namespace headway::exporter {
namespace {

bool IsSnakeCase(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && text.back() != '_' &&
         text.find("__") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char symbol) {
           return (symbol >= 'a' && symbol <= 'z') || (symbol >= '0' && symbol <= '9') ||
                  symbol == '_';
         });
}

// The exposition of a full snapshot together with the process's own metrics.
ParsedExposition FullExposition() {
  std::string text;
  ExpositionWriter writer(ExpositionFormat::kText004, text);
  EncodeSnapshot(*FullSnapshot(), {}, writer);
  ProcessInstruments("1.2.3", "g++").Encode(writer);
  return ParseExposition(text);
}

TEST(MetricCatalogue, HasEachNameOnce) {
  std::set<std::string_view> names;
  for (const MetricDescription& metric : AllMetrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
  }
}

TEST(MetricCatalogue, NamesAndLabelsAreSnakeCase) {
  for (const MetricDescription& metric : AllMetrics()) {
    EXPECT_TRUE(IsSnakeCase(metric.name)) << metric.name;
    std::set<std::string_view> labels;
    for (const std::string_view label : metric.labels) {
      EXPECT_TRUE(IsSnakeCase(label)) << metric.name << ' ' << label;
      EXPECT_TRUE(labels.insert(label).second) << metric.name << ' ' << label;
      EXPECT_NE(label, "le") << metric.name;
      EXPECT_NE(label, "quantile") << metric.name;
    }
  }
}

TEST(MetricCatalogue, CountersAndNothingElseEndInTotal) {
  for (const MetricDescription& metric : AllMetrics()) {
    EXPECT_EQ(metric.name.ends_with("_total"), metric.type == MetricType::kCounter) << metric.name;
    for (const char* const reserved : {"_bucket", "_sum", "_count"}) {
      EXPECT_FALSE(metric.name.ends_with(reserved)) << metric.name;
    }
  }
}

TEST(MetricCatalogue, NamesEndInTheirBaseUnit) {
  for (const MetricDescription& metric : AllMetrics()) {
    std::string_view name = metric.name;
    if (metric.type == MetricType::kCounter) name.remove_suffix(std::string_view("_total").size());
    const bool in_seconds = metric.unit == "seconds" || metric.unit == "timestamp";
    EXPECT_EQ(name.ends_with("_seconds"), in_seconds) << metric.name;
    EXPECT_EQ(name.ends_with("_bytes"), metric.unit == "bytes") << metric.name;
    EXPECT_EQ(name.ends_with("_ratio"), metric.unit == "ratio") << metric.name;
    for (const char* const scaled : {"milliseconds", "microseconds", "minutes", "kilobytes"}) {
      EXPECT_EQ(name.find(scaled), std::string_view::npos) << metric.name;
    }
    const std::set<std::string_view> units = {"",       "seconds", "bytes",
                                              "blocks", "ratio",   "timestamp"};
    EXPECT_EQ(units.count(metric.unit), 1U) << metric.name;
  }
}

TEST(MetricCatalogue, HelpIsOneSentenceOnOneLine) {
  for (const MetricDescription& metric : AllMetrics()) {
    EXPECT_TRUE(metric.help.ends_with('.')) << metric.name;
    EXPECT_EQ(metric.help.find_first_of("\n\\"), std::string_view::npos) << metric.name;
  }
}

TEST(MetricCatalogue, EveryDefinitionHasExactlyOneReader) {
  for (const MetricDefinition& metric : SnapshotMetrics()) {
    const std::string_view name = metric.description.name;
    EXPECT_NE(metric.rows, nullptr) << name;
    EXPECT_NE(metric.row_labels, nullptr) << name;
    EXPECT_NE(metric.value == nullptr, metric.histogram == nullptr) << name;
    EXPECT_EQ(metric.histogram != nullptr, metric.description.type == MetricType::kHistogram)
        << name;
    EXPECT_EQ(metric.variants == nullptr, metric.variant_labels == nullptr) << name;
    if (metric.histogram != nullptr) {
      EXPECT_EQ(metric.variants, nullptr) << name;
    }
  }
}

TEST(MetricCatalogue, OnlyTheSidecarsOwnMetricsAndThoseOfTheLavaChainStandWithoutThePrefix) {
  for (const MetricDefinition& metric : SnapshotMetrics()) {
    const std::string_view name = metric.description.name;
    EXPECT_EQ(metric.takes_prefix,
              !name.starts_with("headway_") && !name.starts_with("lava_provider_"))
        << name;
  }
}

TEST(MetricCatalogue, CompatMetricsAreMarkedReadLikeAllOthersAndWithoutThePrefix) {
  EXPECT_EQ(CompatMetrics().size(), 16U);
  std::set<std::string_view> names;
  for (const MetricDefinition& metric : CompatMetrics()) {
    const std::string_view name = metric.description.name;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_TRUE(metric.compat.has_value()) << name;
    EXPECT_FALSE(metric.takes_prefix) << name;
    EXPECT_NE(metric.value == nullptr, metric.histogram == nullptr) << name;
    EXPECT_TRUE(metric.description.help.starts_with("Router's own (metrics.compat): ")) << name;
    EXPECT_TRUE(metric.description.help.ends_with('.')) << name;
  }
  for (const MetricDefinition& metric : SnapshotMetrics()) {
    EXPECT_FALSE(metric.compat.has_value()) << metric.description.name;
  }
}

TEST(MetricCatalogue, EveryMetricIsInAFullExpositionWithItsTypeAndHelp) {
  const ParsedExposition parsed = FullExposition();
  EXPECT_EQ(parsed.problems, std::vector<std::string>());
  const std::vector<MetricDescription> metrics = AllMetrics();
  EXPECT_EQ(parsed.families.size(), metrics.size());
  for (const MetricDescription& metric : metrics) {
    const std::string name(metric.name);
    ASSERT_EQ(parsed.families.count(name), 1U) << name;
    EXPECT_EQ(parsed.families.at(name).type, ToString(metric.type)) << name;
    EXPECT_EQ(parsed.families.at(name).help, metric.help) << name;
    EXPECT_TRUE(parsed.Has(metric.type == MetricType::kHistogram ? name + "_count" : name)) << name;
  }
}

TEST(MetricCatalogue, SeriesHaveTheLabelsThatTheCatalogueSays) {
  const ParsedExposition parsed = FullExposition();
  for (const MetricDescription& metric : AllMetrics()) {
    const std::set<std::string> expected(metric.labels.begin(), metric.labels.end());
    const std::string name(metric.name);
    for (const auto& sample : parsed.samples) {
      const std::string& of = sample.first.first;
      const bool is_histogram = metric.type == MetricType::kHistogram;
      if (of != name && !(is_histogram && of.starts_with(name + '_'))) continue;
      std::set<std::string> labels;
      for (const auto& label : sample.first.second) {
        if (label.first != "le") labels.insert(label.first);
      }
      EXPECT_EQ(labels, expected) << of;
    }
  }
}

TEST(MetricCatalogue, OneHotStatesSumToOne) {
  const ParsedExposition parsed = FullExposition();
  std::map<std::string, double> sums;
  for (const auto& sample : parsed.samples) {
    if (sample.first.first != "endpoint_state") continue;
    sums[sample.first.second.at("endpoint_id")] += sample.second;
  }
  EXPECT_EQ(sums.size(), 3U);
  for (const auto& sum : sums) EXPECT_EQ(sum.second, 1) << sum.first;
}

TEST(MetricsAsJson, IsTheCatalogueWithTheCompatSetsAtItsEnd) {
  const std::string text = MetricsAsJson();
  json::Reader reader;
  const auto document = reader.Read(text);
  ASSERT_TRUE(document.ok());
  std::vector<MetricDescription> metrics = AllMetrics();
  for (const MetricDefinition& compat : CompatMetrics()) metrics.push_back(compat.description);
  ASSERT_EQ(document.value().Size(), metrics.size());
  for (std::size_t row = 0; row < metrics.size(); ++row) {
    const json::Value each = document.value().At(row);
    for (const char* const key : {"name", "type", "unit", "help", "labels"}) {
      ASSERT_TRUE(each.Find(key).has_value()) << key;
    }
    EXPECT_EQ(each.Find("name")->String(), metrics[row].name);
    EXPECT_EQ(each.Find("type")->String(), ToString(metrics[row].type));
    EXPECT_EQ(each.Find("unit")->String(), metrics[row].unit);
    EXPECT_EQ(each.Find("help")->String(), metrics[row].help);
    const json::Value labels = *each.Find("labels");
    ASSERT_EQ(labels.Size(), metrics[row].labels.size()) << metrics[row].name;
    for (std::size_t label = 0; label < labels.Size(); ++label) {
      EXPECT_EQ(labels.At(label).String(), metrics[row].labels[label]);
    }
  }
}

}  // namespace
}  // namespace headway::exporter
