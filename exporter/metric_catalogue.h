#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/compat_set.h"
#include "exporter/label_set.h"
#include "exporter/snapshot.h"

/// The single table of every series. From it come the exposition, `headway metrics`, the
/// documentation page and the check of dashboards and alerts.
namespace headway::exporter {

enum class MetricType : std::uint8_t { kCounter, kGauge, kHistogram };

std::string_view ToString(MetricType type);

/// What a person or a tool is told of a metric. Views of constants.
struct MetricDescription {
  std::string_view name;
  MetricType type = MetricType::kGauge;
  std::string_view unit;  // seconds, bytes, blocks, ratio, timestamp, or empty
  std::string_view help;  // one line, no backslash, ends with a period
  std::vector<std::string_view> labels;
};

struct HistogramView {
  std::span<const double> bounds;         // ascending, without +Inf
  std::span<const std::uint64_t> counts;  // not cumulative, one more than bounds
  double sum = 0;
};

/// How a metric's series are read from a snapshot: for each row, for each variant of the row (the
/// values of the labels beyond the row's own), one value. Functions, not state: nothing is kept per
/// series, so nothing can go stale.
struct MetricDefinition {
  MetricDescription description;
  bool takes_prefix = true;  // `metrics.prefix` stands in front
  /// The set that has to be asked for to see it; nullopt: native, always shown.
  std::optional<CompatSet> compat;

  std::size_t (*rows)(const Snapshot&) = nullptr;
  const LabelSet& (*row_labels)(const Snapshot&, std::size_t row) = nullptr;

  // Null: one variant without labels.
  std::size_t (*variants)(const Snapshot&, std::size_t row) = nullptr;
  const LabelSet& (*variant_labels)(const Snapshot&, std::size_t row,
                                    std::size_t variant) = nullptr;

  // One of the two. nullopt: the fact is not known, the series is absent.
  std::optional<double> (*value)(const Snapshot&, std::size_t row, std::size_t variant) = nullptr;
  HistogramView (*histogram)(const Snapshot&, std::size_t row) = nullptr;
};

/// Native metrics of endpoints, URLs, chains and of the sidecar that are read from a snapshot.
std::span<const MetricDefinition> SnapshotMetrics();

/// The router's own series, of every set; read from a snapshot like the native ones. Not held to
/// the naming rules: the names are the router's.
std::span<const MetricDefinition> CompatMetrics();

/// What an exposition consists of, in its order: the native metrics, then those of `compat`.
std::vector<const MetricDefinition*> ShownMetrics(std::span<const CompatSet> compat);

/// Metrics of the process itself; their instruments are prometheus-cpp's (prometheus_bridge.h).
namespace process_metrics {
extern const MetricDescription kBuildInfo;
extern const MetricDescription kScrapeDuration;
extern const MetricDescription kCpuSeconds;
extern const MetricDescription kResidentMemory;
extern const MetricDescription kVirtualMemory;
extern const MetricDescription kOpenFds;
extern const MetricDescription kMaxFds;
extern const MetricDescription kStartTime;
}  // namespace process_metrics

/// Every native metric, in the order of the exposition.
std::vector<MetricDescription> AllMetrics();

/// `headway metrics`: AllMetrics, then CompatMetrics, as a JSON array of {name, type, unit, help,
/// labels}.
std::string MetricsAsJson();

}  // namespace headway::exporter
