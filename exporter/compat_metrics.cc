// The router's own series (`metrics.compat`), for dashboards and alerts made for it. Names, labels
// and units are the router's, whatever the rules of naming say.
#include <array>
#include <utility>

#include "exporter/metric_tables.h"
#include "health/histogram.h"

namespace headway::exporter {
namespace {

MetricDefinition OfEndpoints(std::string_view lava_name, MetricType type, std::string_view unit,
                             std::string_view help, CompatSet set) {
  MetricDefinition metric;
  metric.description = {
      SpelledBy(set, lava_name), type, unit, help, {"spec", "apiInterface", "endpoint_id"}};
  metric.takes_prefix = false;
  metric.compat = set;
  metric.rows = [](const Snapshot& snapshot) { return snapshot.endpoints.size(); };
  metric.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return snapshot.labels->endpoints[row].compat_labels;
  };
  return metric;
}

void AddHealth(CompatSet set, std::vector<MetricDefinition>& metrics) {
  MetricDefinition health =
      OfEndpoints("lava_rpc_endpoint_overall_health", MetricType::kGauge, "",
                  "Router's own (metrics.compat): endpoint_overall_health.", set);
  health.value = [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
    return Flag(snapshot.endpoints[row].face.gauge);
  };
  metrics.push_back(std::move(health));

  MetricDefinition breakdown;
  breakdown.description = {SpelledBy(set, "lava_rpc_endpoint_overall_health_breakdown"),
                           MetricType::kGauge,
                           "",
                           "Router's own (metrics.compat): endpoint_overall_health_breakdown.",
                           {"spec", "apiInterface"}};
  breakdown.takes_prefix = false;
  breakdown.compat = set;
  breakdown.rows = [](const Snapshot& snapshot) { return snapshot.chains.size(); };
  breakdown.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return snapshot.labels->chains[row].compat_labels;
  };
  breakdown.value = [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
    const Snapshot::Chain& chain = snapshot.chains[row];
    if (!chain.HasEndpoints()) return std::nullopt;
    return Flag(chain.Tier() > 0);
  };
  metrics.push_back(std::move(breakdown));

  MetricDefinition head =
      OfEndpoints("lava_rpc_endpoint_latest_block", MetricType::kGauge, "blocks",
                  "Router's own (metrics.compat): endpoint_latest_block.", set);
  head.value = [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
    const auto& known = snapshot.endpoints[row].face.head;
    if (!known) return std::nullopt;
    return Number(known->value);
  };
  metrics.push_back(std::move(head));
}

void AddFetches(CompatSet set, std::vector<MetricDefinition>& metrics) {
  struct Row {
    std::string_view lava_name;
    std::string_view help;
    ValueReader value;
  };
  const std::array rows = {
      Row{"lava_rpc_endpoint_fetch_latest_success",
          "Router's own (metrics.compat): endpoint_fetch_latest_success_total.",
          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
            return Number(snapshot.endpoints[row].ledger.latest_success);
          }},
      Row{"lava_rpc_endpoint_fetch_latest_fails",
          "Router's own (metrics.compat): endpoint_fetch_latest_fails_total.",
          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
            return Number(snapshot.endpoints[row].ledger.latest_fails);
          }},
      Row{"lava_rpc_endpoint_fetch_block_success",
          "Router's own (metrics.compat): endpoint_fetch_block_success_total.",
          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
            return Number(snapshot.endpoints[row].ledger.block_success);
          }},
      Row{"lava_rpc_endpoint_fetch_block_fails",
          "Router's own (metrics.compat): endpoint_fetch_block_fails_total.",
          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
            return Number(snapshot.endpoints[row].ledger.block_fails);
          }},
  };
  for (const Row& row : rows) {
    MetricDefinition fetches = OfEndpoints(row.lava_name, MetricType::kCounter, "", row.help, set);
    fetches.value = row.value;
    metrics.push_back(std::move(fetches));
  }
}

/// Of polls: the router's relays are not headway's to see.
void AddLatency(CompatSet set, std::vector<MetricDefinition>& metrics) {
  MetricDefinition latency = OfEndpoints(
      "lava_rpc_endpoint_end_to_end_latency_milliseconds", MetricType::kHistogram, "milliseconds",
      "Router's own (metrics.compat): duration of answered polls of the head.", set);
  latency.histogram = [](const Snapshot& snapshot, std::size_t row) {
    return View(snapshot.endpoints[row].ledger.end_to_end_latency,
                health::kEndToEndBoundsMilliseconds);
  };
  metrics.push_back(std::move(latency));
}

}  // namespace

void AddCompatMetrics(std::vector<MetricDefinition>& metrics) {
  for (const CompatSet set : {CompatSet::kLava, CompatSet::kSmartRouter}) {
    AddHealth(set, metrics);
    AddFetches(set, metrics);
    AddLatency(set, metrics);
  }
}

}  // namespace headway::exporter
