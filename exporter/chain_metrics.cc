// Metrics of chains, each over one API interface.
#include <array>
#include <utility>

#include "exporter/metric_tables.h"
#include "health/state.h"

namespace headway::exporter {
namespace {

std::vector<std::string_view> ChainLabels(std::vector<std::string_view> more = {}) {
  std::vector<std::string_view> labels = {"spec", "api_interface"};
  labels.insert(labels.end(), more.begin(), more.end());
  return labels;
}

MetricDefinition OfChains(MetricDescription description, ValueReader value) {
  MetricDefinition metric;
  metric.description = std::move(description);
  metric.rows = [](const Snapshot& snapshot) { return snapshot.chains.size(); };
  metric.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return snapshot.labels->chains[row].labels;
  };
  metric.value = value;
  return metric;
}

/// A metric with one series per chain.
MetricDefinition Plain(std::string_view name, std::string_view unit, std::string_view help,
                       ValueReader value) {
  return OfChains({name, MetricType::kGauge, unit, help, ChainLabels()}, value);
}

const LabelSet& ServingLabels(std::size_t variant) {
  static const std::array<LabelSet, 2> labels = {LabelSet{{"serving", "true"}},
                                                 LabelSet{{"serving", "false"}}};
  return labels.at(variant);
}

const LabelSet& CrewLabels(std::size_t variant) {
  static const std::array<LabelSet, 2 * health::kRoleCount> labels = {
      LabelSet{{"role", "primary"}, {"serving", "true"}},
      LabelSet{{"role", "primary"}, {"serving", "false"}},
      LabelSet{{"role", "backup"}, {"serving", "true"}},
      LabelSet{{"role", "backup"}, {"serving", "false"}}};
  return labels.at(variant);
}

void AddScores(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(Plain("chain_reputation_benchmark_score", "",
                          "The reputation score that the best endpoints of the chain are told by.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            return snapshot.chains[row].reputation_benchmark;
                          }));
}

/// Absent for a chain of reference URLs alone.
void AddServing(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(Plain("endpoint_overall_health_breakdown", "",
                          "1 if at least one endpoint of the chain serves, 0 if none does.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            const Snapshot::Chain& chain = snapshot.chains[row];
                            if (!chain.HasEndpoints()) return std::nullopt;
                            return Flag(chain.Tier() > 0);
                          }));
  metrics.push_back(Plain("chain_serving_tier", "",
                          "2 while a primary serves, 1 while only backups do, 0 while none.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            const Snapshot::Chain& chain = snapshot.chains[row];
                            if (!chain.HasEndpoints()) return std::nullopt;
                            return chain.Tier();
                          }));

  MetricDefinition endpoints =
      OfChains({"chain_endpoints", MetricType::kGauge, "",
                "Endpoints of the chain in a role, by whether they serve.",
                ChainLabels({"role", "serving"})},
               [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
                 const Snapshot::Chain& chain = snapshot.chains[row];
                 if (!chain.HasEndpoints()) return std::nullopt;
                 const Snapshot::Crew& crew = chain.crews.at(variant / 2);
                 return Number(variant % 2 == 0 ? crew.serving : crew.idle);
               });
  endpoints.variants = [](const Snapshot&, std::size_t) { return 2 * health::kRoleCount; };
  endpoints.variant_labels = [](const Snapshot&, std::size_t,
                                std::size_t variant) -> const LabelSet& {
    return CrewLabels(variant);
  };
  metrics.push_back(std::move(endpoints));

  MetricDefinition distinct =
      OfChains({"chain_distinct_endpoints", MetricType::kGauge, "",
                "Endpoints of the chain, one in both lists counted once, by whether they serve.",
                ChainLabels({"serving"})},
               [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
                 const Snapshot::Chain& chain = snapshot.chains[row];
                 if (!chain.HasEndpoints()) return std::nullopt;
                 return Number(variant == 0 ? chain.everyone.serving : chain.everyone.idle);
               });
  distinct.variants = [](const Snapshot&, std::size_t) -> std::size_t { return 2; };
  distinct.variant_labels = [](const Snapshot&, std::size_t,
                               std::size_t variant) -> const LabelSet& {
    return ServingLabels(variant);
  };
  metrics.push_back(std::move(distinct));
}

void AddReference(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(Plain("chain_reference_block", "blocks",
                          "The head that the chain's endpoints are measured against.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            const auto& reference = snapshot.chains[row].reference;
                            if (!reference) return std::nullopt;
                            return Number(reference->value);
                          }));
  metrics.push_back(Plain("chain_reference_corroborating_urls", "",
                          "Hosts whose heads the reference comes from, one URL each.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            return Number(snapshot.chains[row].witnesses);
                          }));
  metrics.push_back(Plain("chain_reference_block_change_timestamp_seconds", "timestamp",
                          "When headway saw the reference change.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                            return Timestamp(snapshot.chains[row].reference_changed);
                          }));
  metrics.push_back(Plain("chain_halted", "",
                          "1 while the chain stands still on all hosts that could tell, 0 if not.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            return Flag(snapshot.chains[row].halted);
                          }));
  metrics.push_back(Plain("chain_block_time_seconds", "seconds",
                          "Time between blocks as measured, as configured before that.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            return base::ToSeconds(snapshot.chains[row].block_time);
                          }));
}

}  // namespace

void AddChainMetrics(std::vector<MetricDefinition>& metrics) {
  AddServing(metrics);
  AddReference(metrics);
  AddScores(metrics);
}

}  // namespace headway::exporter
