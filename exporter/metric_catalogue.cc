#include "exporter/metric_catalogue.h"

#include <algorithm>

#include "exporter/metric_tables.h"
#include "json/writer.h"

namespace headway::exporter {

std::string_view ToString(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return "counter";
    case MetricType::kGauge:
      return "gauge";
    case MetricType::kHistogram:
      return "histogram";
  }
  return "";
}

std::span<const MetricDefinition> SnapshotMetrics() {
  static const std::vector<MetricDefinition> metrics = [] {
    std::vector<MetricDefinition> all;
    AddEndpointMetrics(all);
    AddScoreMetrics(all);
    AddChainMetrics(all);
    AddUrlMetrics(all);
    AddUrlDepthMetrics(all);
    AddListenerMetrics(all);
    AddLavaMetrics(all);
    AddSelfMetrics(all);
    return all;
  }();
  return metrics;
}

std::span<const MetricDefinition> CompatMetrics() {
  static const std::vector<MetricDefinition> metrics = [] {
    std::vector<MetricDefinition> all;
    AddCompatMetrics(all);
    return all;
  }();
  return metrics;
}

std::vector<const MetricDefinition*> ShownMetrics(std::span<const CompatSet> compat) {
  std::vector<const MetricDefinition*> shown;
  shown.reserve(SnapshotMetrics().size() + CompatMetrics().size());
  for (const MetricDefinition& metric : SnapshotMetrics()) shown.push_back(&metric);
  for (const MetricDefinition& metric : CompatMetrics()) {
    if (std::find(compat.begin(), compat.end(), *metric.compat) != compat.end()) {
      shown.push_back(&metric);
    }
  }
  return shown;
}

namespace process_metrics {

const MetricDescription kBuildInfo{"headway_build_info",
                                   MetricType::kGauge,
                                   "",
                                   "1; the version of headway and what it was built with.",
                                   {"version", "compiler"}};
const MetricDescription kScrapeDuration{
    "headway_scrape_duration_seconds",
    MetricType::kHistogram,
    "seconds",
    "Time to answer a scrape, from the request to the last byte rendered.",
    {}};
const MetricDescription kCpuSeconds{"process_cpu_seconds_total",
                                    MetricType::kCounter,
                                    "seconds",
                                    "User and system CPU time spent.",
                                    {}};
const MetricDescription kResidentMemory{
    "process_resident_memory_bytes", MetricType::kGauge, "bytes", "Resident memory size.", {}};
const MetricDescription kVirtualMemory{
    "process_virtual_memory_bytes", MetricType::kGauge, "bytes", "Virtual memory size.", {}};
const MetricDescription kOpenFds{
    "process_open_fds", MetricType::kGauge, "", "Number of open file descriptors.", {}};
const MetricDescription kMaxFds{
    "process_max_fds", MetricType::kGauge, "", "Maximum number of open file descriptors.", {}};
const MetricDescription kStartTime{"process_start_time_seconds",
                                   MetricType::kGauge,
                                   "timestamp",
                                   "Start time of the process since the Unix epoch.",
                                   {}};

}  // namespace process_metrics

std::vector<MetricDescription> AllMetrics() {
  std::vector<MetricDescription> all;
  for (const MetricDefinition& metric : SnapshotMetrics()) all.push_back(metric.description);
  namespace process = process_metrics;
  for (const MetricDescription* metric :
       {&process::kBuildInfo, &process::kScrapeDuration, &process::kCpuSeconds,
        &process::kResidentMemory, &process::kVirtualMemory, &process::kOpenFds, &process::kMaxFds,
        &process::kStartTime}) {
    all.push_back(*metric);
  }
  return all;
}

std::string MetricsAsJson() {
  std::vector<MetricDescription> metrics = AllMetrics();
  for (const MetricDefinition& metric : CompatMetrics()) metrics.push_back(metric.description);
  json::Writer writer;
  writer.StartArray();
  for (const MetricDescription& metric : metrics) {
    writer.StartObject();
    writer.Key("name");
    writer.String(metric.name);
    writer.Key("type");
    writer.String(ToString(metric.type));
    writer.Key("unit");
    writer.String(metric.unit);
    writer.Key("help");
    writer.String(metric.help);
    writer.Key("labels");
    writer.StartArray();
    for (const std::string_view label : metric.labels) writer.String(label);
    writer.EndArray();
    writer.EndObject();
  }
  writer.EndArray();
  return writer.Take();
}

}  // namespace headway::exporter
