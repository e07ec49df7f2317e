#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "exporter/label_set.h"
#include "exporter/metric_catalogue.h"

/// The rows of the catalogue, by what they are of. Each appends its metrics in exposition order.
namespace headway::exporter {

using Value = std::optional<double>;

inline double Number(std::uint64_t count) { return static_cast<double>(count); }
inline double Flag(bool set) { return set ? 1 : 0; }
inline Value Timestamp(const std::optional<base::WallTime>& at) {
  if (!at) return std::nullopt;
  return base::ToUnixSeconds(*at);
}

template <class Histogram>
HistogramView View(const Histogram& histogram, std::span<const double> bounds) {
  return {.bounds = bounds, .counts = histogram.counts, .sum = histogram.sum};
}

/// What every metric but a histogram has.
using ValueReader = Value (*)(const Snapshot& snapshot, std::size_t row, std::size_t variant);

/// One label set `name="…"` for each value of an enum that has ToString, in the order of `all`,
/// which must be that of the enum.
template <class Enum, std::size_t kCount>
std::array<LabelSet, kCount> LabelsOf(std::string_view name, const std::array<Enum, kCount>& all) {
  std::array<LabelSet, kCount> sets;
  for (const Enum each : all) {
    sets.at(static_cast<std::size_t>(each)) = LabelSet{{name, ToString(each)}};
  }
  return sets;
}

void AddEndpointMetrics(std::vector<MetricDefinition>& metrics);
void AddScoreMetrics(std::vector<MetricDefinition>& metrics);
void AddChainMetrics(std::vector<MetricDefinition>& metrics);
void AddUrlMetrics(std::vector<MetricDefinition>& metrics);
void AddUrlDepthMetrics(std::vector<MetricDefinition>& metrics);
void AddListenerMetrics(std::vector<MetricDefinition>& metrics);
void AddLavaMetrics(std::vector<MetricDefinition>& metrics);
void AddSelfMetrics(std::vector<MetricDefinition>& metrics);
void AddCompatMetrics(std::vector<MetricDefinition>& metrics);

}  // namespace headway::exporter
