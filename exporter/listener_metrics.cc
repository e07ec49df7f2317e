// Metrics of the provider's own listeners. What a check did not get to has no series.
#include <array>
#include <utility>

#include "exporter/listener_view.h"
#include "exporter/metric_tables.h"

namespace headway::exporter {
namespace {

using lava::ListenerResult;

std::vector<std::string_view> ListenerLabels(std::vector<std::string_view> more = {}) {
  std::vector<std::string_view> labels = {"spec", "api_interface", "host"};
  labels.insert(labels.end(), more.begin(), more.end());
  return labels;
}

const ListenerView& ViewAt(const Snapshot& snapshot, std::size_t row) {
  return snapshot.listeners.of_provider->at(row);
}

MetricDefinition OfListeners(MetricDescription description) {
  MetricDefinition metric;
  metric.description = std::move(description);
  metric.takes_prefix = false;
  metric.rows = [](const Snapshot& snapshot) {
    const auto& views = snapshot.listeners.of_provider;
    return views ? views->size() : std::size_t{0};
  };
  metric.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return ViewAt(snapshot, row).labels;
  };
  return metric;
}

void AddGauge(std::vector<MetricDefinition>& metrics, std::string_view name, std::string_view unit,
              std::string_view help, ValueReader value) {
  MetricDefinition metric = OfListeners({name, MetricType::kGauge, unit, help, ListenerLabels()});
  metric.value = value;
  metrics.push_back(std::move(metric));
}

/// What `fact` says of a result; nullopt too where there is none yet.
template <class Fact>
Value Of(const Snapshot& snapshot, std::size_t row, Fact fact) {
  const std::optional<ListenerResult>& result = ViewAt(snapshot, row).result;
  if (!result) return std::nullopt;
  return fact(*result);
}

Value Known(const std::optional<bool>& flag) {
  if (!flag) return std::nullopt;
  return Flag(*flag);
}

void AddConnection(std::vector<MetricDefinition>& metrics) {
  AddGauge(metrics, "lava_provider_listener_reachable", "",
           "1 if something takes connections where the provider should listen, 0 if not.",
           [](const Snapshot& snapshot, std::size_t row, std::size_t) {
             return Of(snapshot, row,
                       [](const ListenerResult& result) { return Known(result.reachable); });
           });
  AddGauge(metrics, "lava_provider_listener_tls", "",
           "1 if its TLS and certificate are what consumers accept, 0 if not.",
           [](const Snapshot& snapshot, std::size_t row, std::size_t) {
             return Of(snapshot, row,
                       [](const ListenerResult& result) { return Known(result.tls); });
           });
  AddGauge(metrics, "lava_provider_listener_tls_cert_expiry_timestamp_seconds", "timestamp",
           "When the first certificate that the listener serves ends.",
           [](const Snapshot& snapshot, std::size_t row, std::size_t) {
             return Of(snapshot, row, [](const ListenerResult& result) -> Value {
               if (!result.certificate) return std::nullopt;
               return base::ToUnixSeconds(result.certificate->cert_expiry);
             });
           });
  AddGauge(metrics, "lava_provider_listener_port_recommended", "",
           "1 if the port is 443, which consumers' networks let through, 0 if not.",
           [](const Snapshot& snapshot, std::size_t row, std::size_t) {
             return Of(snapshot, row, [](const ListenerResult& result) -> Value {
               return Flag(result.port_recommended);
             });
           });
}

void AddProbe(std::vector<MetricDefinition>& metrics) {
  AddGauge(metrics, "lava_provider_listener_probe_success", "",
           "1 if the gRPC probe was answered as a provider should, 0 if not.",
           [](const Snapshot& snapshot, std::size_t row, std::size_t) {
             return Of(snapshot, row, [](const ListenerResult& result) -> Value {
               if (result.problem == lava::Problem::kNotSent) return std::nullopt;
               return Flag(result.probe_success);
             });
           });
  AddGauge(metrics, "lava_provider_listener_probe_duration_seconds", "seconds",
           "Time to the answer to the gRPC probe, over a new connection.",
           [](const Snapshot& snapshot, std::size_t row, std::size_t) {
             return Of(snapshot, row, [](const ListenerResult& result) -> Value {
               if (!result.probe_duration) return std::nullopt;
               return base::ToSeconds(*result.probe_duration);
             });
           });
  AddGauge(metrics, "lava_provider_listener_latest_block", "blocks",
           "The newest block of its chain that the provider says it has.",
           [](const Snapshot& snapshot, std::size_t row, std::size_t) {
             return Of(snapshot, row, [](const ListenerResult& result) -> Value {
               if (!result.latest_block) return std::nullopt;
               return Number(*result.latest_block);
             });
           });
  AddGauge(metrics, "lava_provider_listener_chain_id_matches", "",
           "1 if the provider is of the Lava network that it should be of, 0 if not.",
           [](const Snapshot& snapshot, std::size_t row, std::size_t) {
             return Of(snapshot, row,
                       [](const ListenerResult& result) { return Known(result.network_matches); });
           });
}

void AddVersion(std::vector<MetricDefinition>& metrics) {
  MetricDefinition version = OfListeners(
      {"lava_provider_listener_version_info", MetricType::kGauge, "",
       "1; the version of its software that the provider tells.", ListenerLabels({"version"})});
  version.variants = [](const Snapshot&, std::size_t) { return std::size_t{1}; };
  version.variant_labels = [](const Snapshot& snapshot, std::size_t row,
                              std::size_t) -> const LabelSet& {
    return ViewAt(snapshot, row).version;
  };
  version.value = [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
    if (ViewAt(snapshot, row).version.empty()) return std::nullopt;
    return 1;
  };
  metrics.push_back(std::move(version));
}

void AddProblem(std::vector<MetricDefinition>& metrics) {
  MetricDefinition problem = OfListeners(
      {"lava_provider_listener_problem", MetricType::kGauge, "",
       "1 for the gravest problem that the last check found, or for none; 0 for all others.",
       ListenerLabels({"problem"})});
  problem.variants = [](const Snapshot&, std::size_t) { return lava::kProblemCount; };
  problem.variant_labels = [](const Snapshot&, std::size_t,
                              std::size_t variant) -> const LabelSet& {
    static const auto labels = LabelsOf("problem", lava::AllProblems());
    return labels.at(variant);
  };
  problem.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    const std::optional<ListenerResult>& result = ViewAt(snapshot, row).result;
    if (!result) return std::nullopt;
    return Flag(static_cast<std::size_t>(result->problem) == variant);
  };
  metrics.push_back(std::move(problem));
}

/// A row for each gRPC port of a node.
MetricDefinition OfGrpcUrls(MetricDescription description, ValueReader value) {
  MetricDefinition metric;
  metric.description = std::move(description);
  metric.rows = [](const Snapshot& snapshot) {
    const auto& views = snapshot.listeners.of_nodes;
    return views ? views->size() : std::size_t{0};
  };
  metric.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return snapshot.listeners.of_nodes->at(row).labels;
  };
  metric.value = value;
  return metric;
}

void AddGrpcUrls(std::vector<MetricDefinition>& metrics) {
  const std::vector<std::string_view> labels = {"spec", "api_interface", "url_id", "host"};
  metrics.push_back(OfGrpcUrls(
      {"grpc_url_reachable", MetricType::kGauge, "",
       "1 if the gRPC URL of a node answered over gRPC, whatever it said, 0 if not.", labels},
      [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
        const auto& result = snapshot.listeners.of_nodes->at(row).result;
        if (!result || result->problem == lava::Problem::kNotSent) return std::nullopt;
        return Flag(result->probe_success);
      }));
  metrics.push_back(
      OfGrpcUrls({"grpc_url_tls_cert_expiry_timestamp_seconds", MetricType::kGauge, "timestamp",
                  "When the first certificate that the gRPC URL of a node serves ends.", labels},
                 [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                   const auto& result = snapshot.listeners.of_nodes->at(row).result;
                   if (!result || !result->certificate) return std::nullopt;
                   return base::ToUnixSeconds(result->certificate->cert_expiry);
                 }));
}

}  // namespace

void AddListenerMetrics(std::vector<MetricDefinition>& metrics) {
  AddConnection(metrics);
  AddProbe(metrics);
  AddVersion(metrics);
  AddGauge(metrics, "lava_provider_listener_cors_ok", "",
           "1 if browsers are let in (CORS) as Lava's gateways need it, 0 if not.",
           [](const Snapshot& snapshot, std::size_t row, std::size_t) {
             return Of(snapshot, row,
                       [](const ListenerResult& result) { return Known(result.cors_ok); });
           });
  AddProblem(metrics);
  AddGauge(metrics, "lava_provider_listener_last_check_timestamp_seconds", "timestamp",
           "When the last check of the listener ended.",
           [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
             const ListenerView& view = ViewAt(snapshot, row);
             if (!view.result) return std::nullopt;
             return base::ToUnixSeconds(view.checked_at);
           });
  AddGrpcUrls(metrics);
}

}  // namespace headway::exporter
