#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/metric_tables.h"

/// What the metrics of URLs have in common: a row for each URL, and its labels.
namespace headway::exporter {

inline std::vector<std::string_view> UrlLabels(std::vector<std::string_view> more = {}) {
  std::vector<std::string_view> labels = {"spec", "api_interface", "url_id", "host"};
  labels.insert(labels.end(), more.begin(), more.end());
  return labels;
}

inline MetricDefinition OfUrls(MetricDescription description) {
  MetricDefinition metric;
  metric.description = std::move(description);
  metric.rows = [](const Snapshot& snapshot) { return snapshot.urls.size(); };
  metric.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return snapshot.labels->urls[row].labels;
  };
  return metric;
}

/// A gauge with one series per URL.
inline MetricDefinition UrlGauge(std::string_view name, std::string_view unit,
                                 std::string_view help, ValueReader value) {
  MetricDefinition metric = OfUrls({name, MetricType::kGauge, unit, help, UrlLabels()});
  metric.value = value;
  return metric;
}

}  // namespace headway::exporter
