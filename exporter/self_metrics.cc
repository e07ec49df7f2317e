// Metrics of the sidecar itself that are read from a snapshot. `metrics.prefix` does not concern
// them.
#include <array>
#include <utility>

#include "exporter/metric_tables.h"

namespace headway::exporter {
namespace {

/// A metric with one series, without labels.
MetricDefinition Plain(std::string_view name, MetricType type, std::string_view unit,
                       std::string_view help, ValueReader value) {
  static const LabelSet no_labels;
  MetricDefinition metric;
  metric.description = {name, type, unit, help, {}};
  metric.takes_prefix = false;
  metric.rows = [](const Snapshot&) { return std::size_t{1}; };
  metric.row_labels = [](const Snapshot&, std::size_t) -> const LabelSet& { return no_labels; };
  metric.value = value;
  return metric;
}

const LabelSet& DirectionLabels(std::size_t direction) {
  static const std::array<LabelSet, 2> labels = {LabelSet{{"direction", "forward"}},
                                                 LabelSet{{"direction", "back"}}};
  return labels.at(direction);
}

void AddEpochs(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(Plain("headway_epoch", MetricType::kGauge, "", "Number of the running epoch.",
                          [](const Snapshot& snapshot, std::size_t, std::size_t) -> Value {
                            return Number(snapshot.self.epoch);
                          }));
  metrics.push_back(Plain("headway_epoch_start_timestamp_seconds", MetricType::kGauge, "timestamp",
                          "When the running epoch began.",
                          [](const Snapshot& snapshot, std::size_t, std::size_t) {
                            return Timestamp(snapshot.self.epoch_start);
                          }));
  metrics.push_back(Plain("headway_epochs_skipped_total", MetricType::kCounter, "",
                          "Epochs that nobody lived: the clock leapt over them.",
                          [](const Snapshot& snapshot, std::size_t, std::size_t) -> Value {
                            return Number(snapshot.self.epochs_skipped);
                          }));

  MetricDefinition steps =
      Plain("headway_clock_steps_total", MetricType::kCounter, "",
            "Times that the wall clock was set, by direction.",
            [](const Snapshot& snapshot, std::size_t, std::size_t variant) -> Value {
              return Number(variant == 0 ? snapshot.self.clock_steps_forward
                                         : snapshot.self.clock_steps_back);
            });
  steps.description.labels = {"direction"};
  steps.variants = [](const Snapshot&, std::size_t) { return std::size_t{2}; };
  steps.variant_labels = [](const Snapshot&, std::size_t, std::size_t variant) -> const LabelSet& {
    return DirectionLabels(variant);
  };
  metrics.push_back(std::move(steps));
}

void AddConfiguration(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(Plain("headway_config_last_reload_successful", MetricType::kGauge, "",
                          "1 if the configuration was last read without errors.",
                          [](const Snapshot& snapshot, std::size_t, std::size_t) -> Value {
                            return Flag(snapshot.self.last_reload_successful);
                          }));
  metrics.push_back(Plain("headway_config_last_reload_success_timestamp_seconds",
                          MetricType::kGauge, "timestamp",
                          "When the configuration was last read without errors.",
                          [](const Snapshot& snapshot, std::size_t, std::size_t) {
                            return Timestamp(snapshot.self.last_reload_success);
                          }));
  MetricDefinition unsupported;
  unsupported.description = {"headway_config_unsupported_urls",
                             MetricType::kGauge,
                             "",
                             "Node URLs of the configuration that headway does not speak yet.",
                             {"spec", "api_interface", "reason"}};
  unsupported.takes_prefix = false;
  unsupported.rows = [](const Snapshot& snapshot) { return snapshot.labels->unsupported.size(); };
  unsupported.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return snapshot.labels->unsupported[row].labels;
  };
  unsupported.value = [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
    return Number(snapshot.labels->unsupported[row].count);
  };
  metrics.push_back(std::move(unsupported));
}

void AddLoop(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(Plain("headway_loop_lag_seconds", MetricType::kGauge, "seconds",
                          "Worst delay of a due poll in the last half to whole minute.",
                          [](const Snapshot& snapshot, std::size_t, std::size_t) -> Value {
                            return base::ToSeconds(snapshot.self.loop_lag);
                          }));
  metrics.push_back(Plain("headway_inflight_requests", MetricType::kGauge, "",
                          "Requests to nodes under way.",
                          [](const Snapshot& snapshot, std::size_t, std::size_t) -> Value {
                            return Number(snapshot.self.requests_in_flight);
                          }));
}

}  // namespace

void AddSelfMetrics(std::vector<MetricDefinition>& metrics) {
  AddEpochs(metrics);
  AddConfiguration(metrics);
  AddLoop(metrics);
}

}  // namespace headway::exporter
