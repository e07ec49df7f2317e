// Metrics of what an endpoint's polls are worth to consumers (docs/scores.md).
#include <array>
#include <string_view>

#include "exporter/metric_tables.h"

namespace headway::exporter {
namespace {

/// A gauge with one series per endpoint.
MetricDefinition OfEndpoints(std::string_view name, std::string_view unit, std::string_view help,
                             ValueReader value) {
  MetricDefinition metric;
  metric.description = {
      name, MetricType::kGauge, unit, help, {"spec", "api_interface", "endpoint_id"}};
  metric.rows = [](const Snapshot& snapshot) { return snapshot.endpoints.size(); };
  metric.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return snapshot.labels->endpoints[row].labels;
  };
  metric.value = value;
  return metric;
}

using Period = std::optional<health::Qos> Snapshot::Endpoint::*;

template <Period kPeriod, auto kPart>
Value ReadQos(const Snapshot& snapshot, std::size_t row, std::size_t) {
  const std::optional<health::Qos>& qos = snapshot.endpoints[row].*kPeriod;
  if (!qos) return std::nullopt;
  return (*qos).*kPart;
}

struct QosRow {
  std::string_view name;
  std::string_view unit;
  std::string_view help;
  ValueReader value;
};

void AddQos(std::vector<MetricDefinition>& metrics) {
  constexpr Period kNow = &Snapshot::Endpoint::qos;
  constexpr Period kBefore = &Snapshot::Endpoint::previous_epoch_qos;
  using Qos = health::Qos;
  constexpr std::array kRows = {
      QosRow{"endpoint_qos_availability_ratio", "ratio",
             "Polls of the epoch that were answered; throttled ones were not.",
             ReadQos<kNow, &Qos::availability>},
      QosRow{"endpoint_qos_latency_ratio", "ratio",
             "Answers of the epoch within half of the relay timeout.",
             ReadQos<kNow, &Qos::latency>},
      QosRow{"endpoint_qos_sync_ratio", "ratio",
             "Answers of the epoch within the chain's allowed lag.", ReadQos<kNow, &Qos::sync>},
      QosRow{"endpoint_qos_score", "",
             "Passable QoS of the epoch: cube root of availability, latency and sync.",
             ReadQos<kNow, &Qos::score>},
      QosRow{"endpoint_qos_availability_scaled_ratio", "ratio",
             "Availability as consumers reckon it: 0 from 10 percent unanswered on.",
             ReadQos<kNow, &Qos::scaled_availability>},
      QosRow{"endpoint_qos_scaled_score", "", "Passable QoS with the scaled availability.",
             ReadQos<kNow, &Qos::scaled_score>},
      QosRow{"endpoint_qos_cu_share_ratio", "ratio",
             "Of the CU served, the share that is paid at the passable QoS of the epoch.",
             ReadQos<kNow, &Qos::cu_share>},
      QosRow{"endpoint_previous_epoch_qos_availability_ratio", "ratio",
             "Of the last epoch with polls: those that were answered.",
             ReadQos<kBefore, &Qos::availability>},
      QosRow{"endpoint_previous_epoch_qos_latency_ratio", "ratio",
             "Of the last epoch with polls: answers within half of the relay timeout.",
             ReadQos<kBefore, &Qos::latency>},
      QosRow{"endpoint_previous_epoch_qos_sync_ratio", "ratio",
             "Of the last epoch with polls: answers within the chain's allowed lag.",
             ReadQos<kBefore, &Qos::sync>},
      QosRow{"endpoint_previous_epoch_qos_score", "", "Passable QoS of the last epoch with polls.",
             ReadQos<kBefore, &Qos::score>},
      QosRow{"endpoint_previous_epoch_qos_availability_scaled_ratio", "ratio",
             "Availability of the last epoch with polls, as consumers reckon it.",
             ReadQos<kBefore, &Qos::scaled_availability>},
      QosRow{"endpoint_previous_epoch_qos_scaled_score", "",
             "Passable QoS of the last epoch with polls, with the scaled availability.",
             ReadQos<kBefore, &Qos::scaled_score>},
      QosRow{"endpoint_previous_epoch_qos_cu_share_ratio", "ratio",
             "Of the CU served in the last epoch with polls, the share that is paid.",
             ReadQos<kBefore, &Qos::cu_share>},
  };
  for (const QosRow& row : kRows) {
    metrics.push_back(OfEndpoints(row.name, row.unit, row.help, row.value));
  }
}

template <auto kRead>
Value ReadReputation(const Snapshot& snapshot, std::size_t row, std::size_t) {
  const std::optional<health::Reputation>& reputation = snapshot.endpoints[row].reputation;
  if (!reputation) return std::nullopt;
  return ((*reputation).*kRead)();
}

void AddReputation(std::vector<MetricDefinition>& metrics) {
  using Reputation = health::Reputation;
  metrics.push_back(OfEndpoints("endpoint_reputation_availability_ratio", "ratio",
                                "Answered polls, each counting half as much after an hour.",
                                ReadReputation<&Reputation::availability>));
  metrics.push_back(OfEndpoints("endpoint_reputation_latency_seconds", "seconds",
                                "Latency of the answers, each counting half as much after an hour.",
                                ReadReputation<&Reputation::latency_seconds>));
  metrics.push_back(
      OfEndpoints("endpoint_reputation_sync_seconds", "seconds",
                  "Time behind the reference, each answer counting half as much after an hour.",
                  ReadReputation<&Reputation::sync_seconds>));
  metrics.push_back(OfEndpoints(
      "endpoint_reputation_score", "",
      "What a relay costs in seconds, as consumers report it to the chain; lower is better.",
      ReadReputation<&Reputation::Score>));
  metrics.push_back(OfEndpoints(
      "endpoint_reputation_pairing_score", "",
      "0.5 to 2: how the chain would weigh the score against the endpoints of the same chain here.",
      [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
        const Snapshot::Endpoint& endpoint = snapshot.endpoints[row];
        const Snapshot::Chain& chain = snapshot.chains[endpoint.chain.value];
        if (!endpoint.reputation || !chain.reputation_benchmark) return std::nullopt;
        return health::PairingScore(endpoint.reputation->Score(), *chain.reputation_benchmark);
      }));
}

}  // namespace

void AddScoreMetrics(std::vector<MetricDefinition>& metrics) {
  AddQos(metrics);
  AddReputation(metrics);
}

}  // namespace headway::exporter
