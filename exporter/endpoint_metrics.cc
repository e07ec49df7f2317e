// Metrics of endpoints.
#include <algorithm>
#include <array>
#include <utility>

#include "chains/error_id.h"
#include "exporter/metric_tables.h"
#include "health/blocking.h"
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
                       std::string_view help, ValueReader value) {
  MetricDefinition metric = OfEndpoints({name, type, unit, help, EndpointLabels()});
  metric.value = value;
  return metric;
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

/// Variants of `endpoint_block_events_total`: role by role, event by event.
constexpr std::size_t kBlockEvents = health::kAllBlockEventKinds.size();

const LabelSet& BlockEventLabels(std::size_t variant) {
  static const auto labels = [] {
    std::array<LabelSet, health::kRoleCount * kBlockEvents> sets;
    for (const health::Role role : health::kAllRoles) {
      for (const health::BlockEventKind event : health::kAllBlockEventKinds) {
        sets.at(static_cast<std::size_t>(role) * kBlockEvents + static_cast<std::size_t>(event)) =
            LabelSet{{"role", ToString(role)}, {"event", ToString(event)}};
      }
    }
    return sets;
  }();
  return labels.at(variant);
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
  metrics.push_back(Plain(
      "endpoint_overall_health", MetricType::kGauge, "",
      "1 if the endpoint is healthy, 0 if not; an optimistic reset makes it 1 until the next poll.",
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
       "Changes of the endpoint's state or gauge, by the state after it; a reset is none.",
       EndpointLabels({"to"})});
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
                          "timestamp",
                          "When the endpoint's state or gauge last changed, resets aside.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                            return Timestamp(snapshot.endpoints[row].ledger.last_transition);
                          }));
  metrics.push_back(Plain("endpoint_down_since_timestamp_seconds", MetricType::kGauge, "timestamp",
                          "Since when the endpoint has been down, over epoch resets; absent unless "
                          "its last settled verdict is bad.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                            return Timestamp(snapshot.endpoints[row].ledger.down_since);
                          }));
  metrics.push_back(Plain("endpoint_epoch_resets_total", MetricType::kCounter, "",
                          "Epoch boundaries that found the endpoint's gauge at 0.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            return Number(snapshot.endpoints[row].ledger.epoch_resets);
                          }));
}

/// A metric with a series for each role that the endpoint has.
MetricDefinition OfRoles(std::string_view name, std::string_view help, ValueReader value) {
  MetricDefinition metric =
      OfEndpoints({name, MetricType::kGauge, "", help, EndpointLabels({"role"})});
  metric.variants = [](const Snapshot&, std::size_t) { return health::kRoleCount; };
  metric.variant_labels = [](const Snapshot&, std::size_t, std::size_t variant) -> const LabelSet& {
    return RoleLabels(variant);
  };
  metric.value = value;
  return metric;
}

/// A role that the endpoint has left keeps its counts: counters never end before their endpoint.
bool HasOrHadEvents(const Snapshot::Endpoint& endpoint, std::size_t role) {
  const auto& counts = endpoint.ledger.block_events.at(role);
  return endpoint.roles.at(role) ||
         std::any_of(counts.begin(), counts.end(), [](std::uint64_t count) { return count > 0; });
}

void AddBlocks(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(
      OfRoles("endpoint_blocked", "1 while the endpoint is to be sent no work in the role.",
              [](const Snapshot& snapshot, std::size_t row, std::size_t role) -> Value {
                const Snapshot::Endpoint& endpoint = snapshot.endpoints[row];
                if (!endpoint.roles.at(role)) return std::nullopt;
                return Flag(endpoint.blocks.at(role).has_value());
              }));
  metrics.push_back(
      OfRoles("endpoint_reblocked",
              "1 while the endpoint is blocked in the role since before the last epoch boundary.",
              [](const Snapshot& snapshot, std::size_t row, std::size_t role) -> Value {
                const Snapshot::Endpoint& endpoint = snapshot.endpoints[row];
                if (!endpoint.roles.at(role)) return std::nullopt;
                const auto& block = endpoint.blocks.at(role);
                return Flag(block && block->reblocked);
              }));

  MetricDefinition events = OfEndpoints({"endpoint_block_events_total", MetricType::kCounter, "",
                                         "What happened to blocks of the endpoint in the role.",
                                         EndpointLabels({"role", "event"})});
  events.variants = [](const Snapshot&, std::size_t) { return health::kRoleCount * kBlockEvents; };
  events.variant_labels = [](const Snapshot&, std::size_t, std::size_t variant) -> const LabelSet& {
    return BlockEventLabels(variant);
  };
  events.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    const Snapshot::Endpoint& endpoint = snapshot.endpoints[row];
    const std::size_t role = variant / kBlockEvents;
    if (!HasOrHadEvents(endpoint, role)) return std::nullopt;
    return Number(endpoint.ledger.block_events.at(role).at(variant % kBlockEvents));
  };
  metrics.push_back(std::move(events));
}

void AddInfo(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(
      OfRoles("endpoint_info", "1 for each list of the configuration that the endpoint stands in.",
              [](const Snapshot& snapshot, std::size_t row, std::size_t role) -> Value {
                if (!snapshot.endpoints[row].roles.at(role)) return std::nullopt;
                return 1;
              }));

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

void AddLag(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(Plain("endpoint_block_lag", MetricType::kGauge, "blocks",
                          "Blocks that the endpoint's head is behind the chain's reference.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            const auto& lag = snapshot.endpoints[row].lag;
                            if (!lag) return std::nullopt;
                            return Number(*lag);
                          }));
  metrics.push_back(Plain("endpoint_block_lag_seconds", MetricType::kGauge, "seconds",
                          "The lag in blocks times the chain's measured block time.",
                          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                            const Snapshot::Endpoint& endpoint = snapshot.endpoints[row];
                            if (!endpoint.lag) return std::nullopt;
                            const Snapshot::Chain& chain = snapshot.chains[endpoint.chain.value];
                            return Number(*endpoint.lag) * base::ToSeconds(chain.block_time);
                          }));
}

void AddPolls(std::vector<MetricDefinition>& metrics) {
  using Counter = std::uint64_t health::EndpointLedger::*;
  struct Row {
    std::string_view name;
    std::string_view help;
    ValueReader value;
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
                            return Number(snapshot.endpoints[row].ledger.reorg_depth.Count());
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

}  // namespace

void AddEndpointMetrics(std::vector<MetricDefinition>& metrics) {
  AddHealth(metrics);
  AddBlocks(metrics);
  AddInfo(metrics);
  AddHead(metrics);
  AddLag(metrics);
  AddPolls(metrics);
  AddForks(metrics);
}

}  // namespace headway::exporter
