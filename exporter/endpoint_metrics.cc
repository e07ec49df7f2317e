// Metrics of endpoints and chains.
#include <array>
#include <utility>

#include "chains/error_id.h"
#include "exporter/metric_tables.h"
#include "health/state.h"

namespace headway::exporter {
namespace {

std::vector<std::string_view> EndpointLabels(std::vector<std::string_view> more = {}) {
  std::vector<std::string_view> labels = {"spec", "api_interface", "endpoint_id"};
  labels.insert(labels.end(), more.begin(), more.end());
  return labels;
}

MetricDefinition OfEndpoints(MetricDescription description) {
  MetricDefinition metric;
  metric.description = std::move(description);
  metric.rows = [](const Snapshot& snapshot) { return snapshot.endpoints.size(); };
  metric.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return snapshot.labels->endpoints[row].labels;
  };
  return metric;
}

/// A metric with one series per endpoint.
MetricDefinition Plain(std::string_view name, MetricType type, std::string_view unit,
                       std::string_view help,
                       Value (*value)(const Snapshot&, std::size_t, std::size_t)) {
  MetricDefinition metric = OfEndpoints({name, type, unit, help, EndpointLabels()});
  metric.value = value;
  return metric;
}

Value Timestamp(const std::optional<base::WallTime>& at) {
  if (!at) return std::nullopt;
  return base::ToUnixSeconds(*at);
}

double Flag(bool set) { return set ? 1 : 0; }

template <class Histogram>
HistogramView View(const Histogram& histogram, std::span<const double> bounds) {
  return {.bounds = bounds, .counts = histogram.counts, .sum = histogram.sum};
}

const LabelSet& StateLabels(std::size_t state) {
  static const auto labels = LabelsOf("state", health::kAllStates);
  return labels.at(state);
}

const LabelSet& TransitionLabels(std::size_t state) {
  static const auto labels = LabelsOf("to", health::kAllStates);
  return labels.at(state);
}

const LabelSet& RoleLabels(std::size_t role) {
  static const auto labels = LabelsOf("role", health::kAllRoles);
  return labels.at(role);
}

const LabelSet& ErrorLabels(chains::ErrorId error) {
  static const auto labels = [] {
    std::array<LabelSet, chains::kErrorCount> sets;
    for (const chains::ErrorClass& each : chains::ErrorRegistry()) {
      sets.at(static_cast<std::size_t>(each.id)) =
          LabelSet{{"error_name", each.name},
                   {"error_category", each.category},
                   {"retryable", each.retryable ? "true" : "false"}};
    }
    return sets;
  }();
  return labels.at(static_cast<std::size_t>(error));
}

void AddHealth(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(Plain("endpoint_overall_health", MetricType::kGauge, "",
                          "1 if the endpoint is healthy, 0 if not.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            return Flag(snapshot.endpoints[row].face.gauge);
                          }));

  MetricDefinition state = OfEndpoints(
      {"endpoint_state", MetricType::kGauge, "",
       "1 for the state that the endpoint is in, 0 for all others.", EndpointLabels({"state"})});
  state.variants = [](const Snapshot&, std::size_t) { return health::kStateCount; };
  state.variant_labels = [](const Snapshot&, std::size_t, std::size_t variant) -> const LabelSet& {
    return StateLabels(variant);
  };
  state.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    return Flag(static_cast<std::size_t>(snapshot.endpoints[row].face.state) == variant);
  };
  metrics.push_back(std::move(state));

  metrics.push_back(Plain("endpoint_enabled", MetricType::kGauge, "",
                          "0 while every URL of the endpoint is disabled by refusals in a row.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            return Flag(snapshot.endpoints[row].face.enabled);
                          }));

  MetricDefinition transitions = OfEndpoints(
      {"endpoint_health_transitions_total", MetricType::kCounter, "",
       "Changes of the endpoint's state, by the state it changed to.", EndpointLabels({"to"})});
  transitions.variants = [](const Snapshot&, std::size_t) { return health::kStateCount; };
  transitions.variant_labels = [](const Snapshot&, std::size_t,
                                  std::size_t variant) -> const LabelSet& {
    return TransitionLabels(variant);
  };
  transitions.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    return Number(snapshot.endpoints[row].ledger.transitions.at(variant));
  };
  metrics.push_back(std::move(transitions));

  metrics.push_back(Plain("endpoint_last_transition_timestamp_seconds", MetricType::kGauge,
                          "timestamp", "When the endpoint's state last changed.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                            return Timestamp(snapshot.endpoints[row].ledger.last_transition);
                          }));
}

void AddInfo(std::vector<MetricDefinition>& metrics) {
  MetricDefinition info =
      OfEndpoints({"endpoint_info", MetricType::kGauge, "",
                   "1 for each list of the configuration that the endpoint stands in.",
                   EndpointLabels({"role"})});
  info.variants = [](const Snapshot&, std::size_t) { return health::kRoleCount; };
  info.variant_labels = [](const Snapshot&, std::size_t, std::size_t variant) -> const LabelSet& {
    return RoleLabels(variant);
  };
  info.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    if (!snapshot.endpoints[row].roles.at(variant)) return std::nullopt;
    return 1;
  };
  metrics.push_back(std::move(info));

  MetricDefinition urls =
      OfEndpoints({"endpoint_url_info", MetricType::kGauge, "",
                   "1 for each URL of the endpoint: the join to the url_ metrics.",
                   EndpointLabels({"url_id"})});
  urls.variants = [](const Snapshot& snapshot, std::size_t row) {
    return snapshot.labels->endpoints[row].urls.size();
  };
  urls.variant_labels = [](const Snapshot& snapshot, std::size_t row,
                           std::size_t variant) -> const LabelSet& {
    return snapshot.labels->endpoints[row].urls[variant];
  };
  urls.value = [](const Snapshot&, std::size_t, std::size_t) -> Value { return 1; };
  metrics.push_back(std::move(urls));
}

void AddHead(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(Plain("endpoint_latest_block", MetricType::kGauge, "blocks",
                          "Head of the endpoint: block height, or slot on Solana.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            const auto& head = snapshot.endpoints[row].face.head;
                            if (!head) return std::nullopt;
                            return Number(head->value);
                          }));
  metrics.push_back(Plain("endpoint_latest_block_timestamp_seconds", MetricType::kGauge,
                          "timestamp", "The head block's own time, where the chain has one.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                            return Timestamp(snapshot.endpoints[row].face.head_block_time);
                          }));
  metrics.push_back(Plain("endpoint_latest_block_change_timestamp_seconds", MetricType::kGauge,
                          "timestamp", "When headway saw the head change.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                            return Timestamp(snapshot.endpoints[row].ledger.head_changed);
                          }));
  metrics.push_back(Plain("endpoint_last_success_timestamp_seconds", MetricType::kGauge,
                          "timestamp", "When a poll was last answered.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                            return Timestamp(snapshot.endpoints[row].ledger.last_success);
                          }));
}

void AddPolls(std::vector<MetricDefinition>& metrics) {
  using Counter = std::uint64_t health::EndpointLedger::*;
  struct Row {
    std::string_view name;
    std::string_view help;
    Value (*value)(const Snapshot&, std::size_t, std::size_t);
  };
  static constexpr auto kRead = [](const Snapshot& snapshot, std::size_t row,
                                   Counter counter) -> Value {
    return Number(snapshot.endpoints[row].ledger.*counter);
  };
  const std::array rows = {
      Row{"endpoint_fetch_latest_success_total", "Polls of the head that were answered.",
          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
            return kRead(snapshot, row, &health::EndpointLedger::latest_success);
          }},
      Row{"endpoint_fetch_latest_fails_total",
          "Polls of the head that failed; throttled and cancelled ones are neither.",
          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
            return kRead(snapshot, row, &health::EndpointLedger::latest_fails);
          }},
      Row{"endpoint_fetch_block_success_total", "Fetches of a block by height that were answered.",
          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
            return kRead(snapshot, row, &health::EndpointLedger::block_success);
          }},
      Row{"endpoint_fetch_block_fails_total",
          "Fetches of a block by height that failed; throttled and cancelled ones are neither.",
          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
            return kRead(snapshot, row, &health::EndpointLedger::block_fails);
          }},
  };
  for (const Row& row : rows) {
    metrics.push_back(Plain(row.name, MetricType::kCounter, "", row.help, row.value));
  }

  MetricDefinition duration =
      OfEndpoints({"endpoint_fetch_latest_duration_seconds", MetricType::kHistogram, "seconds",
                   "Duration of the polls of the head that were answered.", EndpointLabels()});
  duration.histogram = [](const Snapshot& snapshot, std::size_t row) {
    return View(snapshot.endpoints[row].ledger.latest_duration, health::kLatencyBoundsSeconds);
  };
  metrics.push_back(std::move(duration));

  MetricDefinition errors =
      OfEndpoints({"endpoint_errors_total", MetricType::kCounter, "",
                   "Requests that failed or were throttled, by what went wrong.",
                   EndpointLabels({"error_name", "error_category", "retryable"})});
  errors.variants = [](const Snapshot& snapshot, std::size_t row) {
    return snapshot.endpoints[row].ledger.errors.size();
  };
  errors.variant_labels = [](const Snapshot& snapshot, std::size_t row,
                             std::size_t variant) -> const LabelSet& {
    return ErrorLabels(snapshot.endpoints[row].ledger.errors[variant].error);
  };
  errors.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    return Number(snapshot.endpoints[row].ledger.errors[variant].count);
  };
  metrics.push_back(std::move(errors));
}

void AddForks(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(Plain("endpoint_reorgs_total", MetricType::kCounter, "",
                          "Chain reorganisations proved by block hashes.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            return Number(snapshot.endpoints[row].ledger.reorgs());
                          }));
  metrics.push_back(Plain("endpoint_rollbacks_total", MetricType::kCounter, "",
                          "Answers with a lower head than the answer before.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            return Number(snapshot.endpoints[row].ledger.rollbacks);
                          }));
  MetricDefinition depth =
      OfEndpoints({"endpoint_reorg_depth_blocks", MetricType::kHistogram, "blocks",
                   "Blocks replaced by a reorganisation, at least.", EndpointLabels()});
  depth.histogram = [](const Snapshot& snapshot, std::size_t row) {
    return View(snapshot.endpoints[row].ledger.reorg_depth, health::kReorgDepthBoundsBlocks);
  };
  metrics.push_back(std::move(depth));
}

std::vector<std::string_view> ChainLabels(std::vector<std::string_view> more = {}) {
  std::vector<std::string_view> labels = {"spec", "api_interface"};
  labels.insert(labels.end(), more.begin(), more.end());
  return labels;
}

MetricDefinition OfChains(MetricDescription description,
                          Value (*value)(const Snapshot&, std::size_t, std::size_t)) {
  MetricDefinition metric;
  metric.description = std::move(description);
  metric.rows = [](const Snapshot& snapshot) { return snapshot.chains.size(); };
  metric.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return snapshot.labels->chains[row].labels;
  };
  metric.value = value;
  return metric;
}

/// nullopt for a chain of reference URLs alone, which has nobody to serve.
std::optional<int> ServingTier(const Snapshot::Chain& chain) {
  const auto& [primaries, backups] = chain.crews;
  if (primaries.serving > 0) return 2;
  if (backups.serving > 0) return 1;
  if (primaries.idle + backups.idle > 0) return 0;
  return std::nullopt;
}

const LabelSet& CrewLabels(std::size_t variant) {
  static const std::array<LabelSet, 2 * health::kRoleCount> labels = {
      LabelSet{{"role", "primary"}, {"serving", "true"}},
      LabelSet{{"role", "primary"}, {"serving", "false"}},
      LabelSet{{"role", "backup"}, {"serving", "true"}},
      LabelSet{{"role", "backup"}, {"serving", "false"}}};
  return labels.at(variant);
}

}  // namespace

void AddEndpointMetrics(std::vector<MetricDefinition>& metrics) {
  AddHealth(metrics);
  AddInfo(metrics);
  AddHead(metrics);
  AddPolls(metrics);
  AddForks(metrics);
}

void AddChainMetrics(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(
      OfChains({"endpoint_overall_health_breakdown", MetricType::kGauge, "",
                "1 if at least one endpoint of the chain serves, 0 if none does.", ChainLabels()},
               [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                 const auto tier = ServingTier(snapshot.chains[row]);
                 if (!tier) return std::nullopt;
                 return Flag(*tier > 0);
               }));
  metrics.push_back(
      OfChains({"chain_serving_tier", MetricType::kGauge, "",
                "2 while a primary serves, 1 while only backups do, 0 while none.", ChainLabels()},
               [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                 return ServingTier(snapshot.chains[row]);
               }));
  MetricDefinition endpoints =
      OfChains({"chain_endpoints", MetricType::kGauge, "",
                "Endpoints of the chain in a role, by whether they serve.",
                ChainLabels({"role", "serving"})},
               [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
                 const Snapshot::Chain& chain = snapshot.chains[row];
                 if (!ServingTier(chain)) return std::nullopt;
                 const Snapshot::Crew& crew = chain.crews.at(variant / 2);
                 return Number(variant % 2 == 0 ? crew.serving : crew.idle);
               });
  endpoints.variants = [](const Snapshot&, std::size_t) { return 2 * health::kRoleCount; };
  endpoints.variant_labels = [](const Snapshot&, std::size_t,
                                std::size_t variant) -> const LabelSet& {
    return CrewLabels(variant);
  };
  metrics.push_back(std::move(endpoints));
}

}  // namespace headway::exporter
