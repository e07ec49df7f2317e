// The only file that includes prometheus-cpp.
#include "exporter/prometheus_bridge.h"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

#include "base/check.h"
#include "exporter/label_set.h"
#include "exporter/proc_self.h"

namespace headway::exporter {
namespace {

prometheus::MetricType TypeOf(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return prometheus::MetricType::Counter;
    case MetricType::kGauge:
      return prometheus::MetricType::Gauge;
    case MetricType::kHistogram:
      return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

void AddLabels(const LabelSet& labels, prometheus::ClientMetric& metric) {
  for (const auto& [name, value] : labels.pairs()) metric.label.push_back({name, value});
}

void SetHistogram(const HistogramView& view, prometheus::ClientMetric& metric) {
  std::uint64_t cumulative = 0;
  for (std::size_t bucket = 0; bucket < view.counts.size(); ++bucket) {
    cumulative += view.counts[bucket];
    const double bound =
        bucket < view.bounds.size() ? view.bounds[bucket] : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({cumulative, bound});
  }
  metric.histogram.sample_count = cumulative;
  metric.histogram.sample_sum = view.sum;
}

void AddRow(const MetricDefinition& definition, const Snapshot& snapshot, std::size_t row,
            prometheus::MetricFamily& family) {
  const LabelSet& labels = definition.row_labels(snapshot, row);
  if (definition.histogram != nullptr) {
    prometheus::ClientMetric& metric = family.metric.emplace_back();
    AddLabels(labels, metric);
    SetHistogram(definition.histogram(snapshot, row), metric);
    return;
  }
  const std::size_t variants =
      definition.variants == nullptr ? 1 : definition.variants(snapshot, row);
  for (std::size_t variant = 0; variant < variants; ++variant) {
    const auto value = definition.value(snapshot, row, variant);
    if (!value) continue;
    prometheus::ClientMetric& metric = family.metric.emplace_back();
    AddLabels(labels, metric);
    if (definition.variants != nullptr) {
      AddLabels(definition.variant_labels(snapshot, row, variant), metric);
    }
    (definition.description.type == MetricType::kCounter ? metric.counter.value
                                                         : metric.gauge.value) = *value;
  }
}

class SnapshotCollectable final : public prometheus::Collectable {
 public:
  SnapshotCollectable(std::function<std::shared_ptr<const Snapshot>()> snapshot,
                      ExpositionOptions options)
      : snapshot_(std::move(snapshot)), options_(std::move(options)) {}

  std::vector<prometheus::MetricFamily> Collect() const override {
    const std::shared_ptr<const Snapshot> snapshot = snapshot_();
    std::vector<prometheus::MetricFamily> families;
    for (const MetricDefinition* definition : ShownMetrics(options_.compat)) {
      AddFamily(*definition, *snapshot, families);
    }
    return families;
  }

 private:
  void AddFamily(const MetricDefinition& definition, const Snapshot& snapshot,
                 std::vector<prometheus::MetricFamily>& families) const {
    const std::size_t rows = definition.rows(snapshot);
    if (rows == 0) return;
    prometheus::MetricFamily& family = families.emplace_back();
    if (definition.takes_prefix) family.name = options_.prefix;
    family.name += definition.description.name;
    family.help = definition.description.help;
    family.type = TypeOf(definition.description.type);
    for (std::size_t row = 0; row < rows; ++row) AddRow(definition, snapshot, row, family);
    if (family.metric.empty()) families.pop_back();
  }

  const std::function<std::shared_ptr<const Snapshot>()> snapshot_;
  const ExpositionOptions options_;
};

/// Of one of the registry's two instruments.
const MetricDescription& DescriptionOf(const std::string& name) {
  if (name == process_metrics::kBuildInfo.name) return process_metrics::kBuildInfo;
  HEADWAY_CHECK(name == process_metrics::kScrapeDuration.name);
  return process_metrics::kScrapeDuration;
}

LabelSet LabelsOf(const prometheus::ClientMetric& metric) {
  std::vector<LabelSet::Pair> labels;
  for (const auto& label : metric.label) labels.emplace_back(label.name, label.value);
  return LabelSet(labels);
}

void EncodeHistogram(const std::string& labels, const prometheus::ClientMetric::Histogram& from,
                     ExpositionWriter& writer) {
  std::vector<double> bounds;
  std::vector<std::uint64_t> counts;
  std::uint64_t below = 0;
  for (const auto& bucket : from.bucket) {
    if (std::isfinite(bucket.upper_bound)) bounds.push_back(bucket.upper_bound);
    counts.push_back(bucket.cumulative_count - below);
    below = bucket.cumulative_count;
  }
  writer.Histogram(labels, {.bounds = bounds, .counts = counts, .sum = from.sample_sum});
}

void EncodeOne(const MetricDescription& description, const std::optional<double>& value,
               ExpositionWriter& writer) {
  if (!value) return;
  writer.BeginFamily("", description);
  writer.Sample("", "", *value);
}

}  // namespace

std::shared_ptr<prometheus::Collectable> MakeCollectable(
    std::function<std::shared_ptr<const Snapshot>()> snapshot, ExpositionOptions options) {
  return std::make_shared<SnapshotCollectable>(std::move(snapshot), std::move(options));
}

class ProcessInstruments::Impl {
 public:
  Impl(const std::string& version, const std::string& compiler)
      : scrape_duration(prometheus::BuildHistogram()
                            .Name(std::string(process_metrics::kScrapeDuration.name))
                            .Help(std::string(process_metrics::kScrapeDuration.help))
                            .Register(registry)
                            .Add({}, prometheus::Histogram::BucketBoundaries{
                                         .001, .005, .01, .025, .05, .1, .25, .5, 1})) {
    prometheus::BuildGauge()
        .Name(std::string(process_metrics::kBuildInfo.name))
        .Help(std::string(process_metrics::kBuildInfo.help))
        .Register(registry)
        .Add({{"version", version}, {"compiler", compiler}})
        .Set(1);
  }

  prometheus::Registry registry;
  prometheus::Histogram& scrape_duration;
};

ProcessInstruments::ProcessInstruments(const std::string& version, const std::string& compiler)
    : impl_(std::make_unique<Impl>(version, compiler)) {}
ProcessInstruments::~ProcessInstruments() = default;

void ProcessInstruments::ObserveScrape(base::Duration duration) {
  impl_->scrape_duration.Observe(base::ToSeconds(duration));
}

void ProcessInstruments::Encode(ExpositionWriter& writer) const {
  for (const prometheus::MetricFamily& family : impl_->registry.Collect()) {
    writer.BeginFamily("", DescriptionOf(family.name));
    for (const prometheus::ClientMetric& metric : family.metric) {
      const LabelSet labels = LabelsOf(metric);
      if (family.type == prometheus::MetricType::Histogram) {
        EncodeHistogram(labels.text(), metric.histogram, writer);
      } else {
        writer.Sample(labels.text(), "", metric.gauge.value);
      }
    }
  }
  const ProcSelf self = ReadProcSelf();
  EncodeOne(process_metrics::kCpuSeconds, self.cpu_seconds, writer);
  EncodeOne(process_metrics::kResidentMemory, self.resident_memory_bytes, writer);
  EncodeOne(process_metrics::kVirtualMemory, self.virtual_memory_bytes, writer);
  EncodeOne(process_metrics::kOpenFds, self.open_fds, writer);
  EncodeOne(process_metrics::kMaxFds, self.max_fds, writer);
  EncodeOne(process_metrics::kStartTime, self.start_time_seconds, writer);
}

}  // namespace headway::exporter
