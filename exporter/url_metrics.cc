// Metrics of URLs, which are physical: once per request, however many endpoints share the URL.
#include <array>
#include <utility>

#include "exporter/url_rows.h"
#include "health/identity.h"
#include "health/ledger.h"
#include "health/tls_facts.h"

namespace headway::exporter {
namespace {

constexpr std::array<std::string_view, 5> kPhases = {"resolve", "connect", "tls", "wait",
                                                     "transfer"};

const LabelSet& OutcomeLabels(std::size_t outcome) {
  static const auto labels = LabelsOf("outcome", health::kAllPollOutcomes);
  return labels.at(outcome);
}

const LabelSet& DirectionLabels(std::size_t direction) {
  static const std::array<LabelSet, 2> labels = {LabelSet{{"direction", "sent"}},
                                                 LabelSet{{"direction", "received"}}};
  return labels.at(direction);
}

const LabelSet& PhaseLabels(std::size_t phase) {
  static const auto labels = [] {
    std::array<LabelSet, kPhases.size()> sets;
    for (std::size_t each = 0; each < kPhases.size(); ++each) {
      sets.at(each) = LabelSet{{"phase", kPhases.at(each)}};
    }
    return sets;
  }();
  return labels.at(phase);
}

const LabelSet& VersionLabels(std::size_t version) {
  static const auto labels = LabelsOf("version", health::kAllTlsVersions);
  return labels.at(version);
}

base::Duration PhaseOf(const health::PhaseTimes& times, std::size_t phase) {
  const std::array<base::Duration, kPhases.size()> all = {times.resolve, times.connect, times.tls,
                                                          times.wait, times.transfer};
  return all.at(phase);
}

void AddPolls(std::vector<MetricDefinition>& metrics) {
  MetricDefinition polls =
      OfUrls({"url_polls_total", MetricType::kCounter, "",
              "Polls of the URL's head, by how they ended.", UrlLabels({"outcome"})});
  polls.variants = [](const Snapshot&, std::size_t) { return health::kAllPollOutcomes.size(); };
  polls.variant_labels = [](const Snapshot&, std::size_t, std::size_t variant) -> const LabelSet& {
    return OutcomeLabels(variant);
  };
  polls.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    return Number(snapshot.urls[row].ledger.polls.at(variant));
  };
  metrics.push_back(std::move(polls));

  MetricDefinition requests =
      OfUrls({"url_requests_total", MetricType::kCounter, "",
              "Requests sent to the URL, by RPC method.", UrlLabels({"method"})});
  requests.variants = [](const Snapshot&, std::size_t) { return chains::kProbeKindCount; };
  requests.variant_labels = [](const Snapshot& snapshot, std::size_t row,
                               std::size_t variant) -> const LabelSet& {
    return *snapshot.labels->urls[row].methods.at(variant);
  };
  requests.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    const LabelBook::Url& labels = snapshot.labels->urls[row];
    if (!labels.methods.at(variant)) return std::nullopt;
    std::uint64_t sum = 0;
    for (const chains::ProbeKind kind : chains::kAllProbeKinds) {
      const auto index = static_cast<std::size_t>(kind);
      if (labels.counted_as.at(index) != static_cast<chains::ProbeKind>(variant)) continue;
      sum += snapshot.urls[row].ledger.requests.at(index);
    }
    return Number(sum);
  };
  metrics.push_back(std::move(requests));

  MetricDefinition bytes =
      OfUrls({"url_request_bytes_total", MetricType::kCounter, "bytes",
              "Bytes of HTTP requests sent and of responses received.", UrlLabels({"direction"})});
  bytes.variants = [](const Snapshot&, std::size_t) { return std::size_t{2}; };
  bytes.variant_labels = [](const Snapshot&, std::size_t, std::size_t variant) -> const LabelSet& {
    return DirectionLabels(variant);
  };
  bytes.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    const health::UrlLedger& ledger = snapshot.urls[row].ledger;
    return Number(variant == 0 ? ledger.bytes_sent : ledger.bytes_received);
  };
  metrics.push_back(std::move(bytes));
}

void AddTimes(std::vector<MetricDefinition>& metrics) {
  MetricDefinition duration =
      OfUrls({"url_poll_duration_seconds", MetricType::kHistogram, "seconds",
              "Duration of the polls of the URL's head, except cancelled ones.", UrlLabels()});
  duration.histogram = [](const Snapshot& snapshot, std::size_t row) {
    return View(snapshot.urls[row].ledger.poll_duration, health::kLatencyBoundsSeconds);
  };
  metrics.push_back(std::move(duration));

  MetricDefinition phases = OfUrls({"url_phase_seconds_total", MetricType::kCounter, "seconds",
                                    "Time spent in the phases of requests.", UrlLabels({"phase"})});
  phases.variants = [](const Snapshot&, std::size_t) { return kPhases.size(); };
  phases.variant_labels = [](const Snapshot&, std::size_t, std::size_t variant) -> const LabelSet& {
    return PhaseLabels(variant);
  };
  phases.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    return base::ToSeconds(PhaseOf(snapshot.urls[row].ledger.phases, variant));
  };
  metrics.push_back(std::move(phases));
}

void AddHeads(std::vector<MetricDefinition>& metrics) {
  const auto counter = [&metrics](std::string_view name, std::string_view help, ValueReader value) {
    metrics.push_back(OfUrls({name, MetricType::kCounter, "", help, UrlLabels()}));
    metrics.back().value = value;
  };
  counter("url_rollbacks_total", "Answers with a lower head than the one before.",
          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
            return Number(snapshot.urls[row].ledger.rollbacks);
          });
  counter("url_reorgs_total", "Chain reorganisations proved by block hashes.",
          [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
            return Number(snapshot.urls[row].ledger.reorg_depth.Count());
          });
  MetricDefinition depth = OfUrls({"url_reorg_depth_blocks", MetricType::kHistogram, "blocks",
                                   "Blocks replaced by a reorganisation, at least.", UrlLabels()});
  depth.histogram = [](const Snapshot& snapshot, std::size_t row) {
    return View(snapshot.urls[row].ledger.reorg_depth, health::kReorgDepthBoundsBlocks);
  };
  metrics.push_back(std::move(depth));
  metrics.push_back(
      UrlGauge("url_heads_go_back_and_forth", "",
               "1 if the head went down in three of the last 20 polls or more, as behind "
               "a load balancer over nodes out of step.",
               [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                 return Flag(snapshot.urls[row].goes_back_and_forth);
               }));
}

void AddStates(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(UrlGauge("url_connection_healthy", "",
                             "1 if the last request brought a complete HTTP response, 0 if not.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                               return Flag(snapshot.urls[row].health.connection_healthy);
                             }));
  metrics.push_back(UrlGauge("url_consecutive_failures", "",
                             "Failed polls since the last answered one.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                               return Number(snapshot.urls[row].health.failures_in_a_row);
                             }));
  metrics.push_back(UrlGauge("url_endpoints", "", "Endpoints that list the URL.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                               return Number(snapshot.urls[row].endpoints);
                             }));
  metrics.push_back(UrlGauge("url_holdoff_until_timestamp_seconds", "timestamp",
                             "Until when the URL is left alone because the node asked for it.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                               return Timestamp(snapshot.urls[row].holdoff_until);
                             }));
  metrics.push_back(
      UrlGauge("url_chain_id_matches", "",
               "1 if the node last named the chain it should be on, 0 if another one.",
               [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                 const Snapshot::Url& url = snapshot.urls[row];
                 const bool told = url.standing != health::Standing::kUnknown;
                 if (!url.asks_identity || !told) return std::nullopt;
                 return Flag(url.standing == health::Standing::kRight);
               }));
  MetricDefinition info =
      OfUrls({"url_info", MetricType::kGauge, "", "1; the URL's scheme.", UrlLabels({"scheme"})});
  info.variants = [](const Snapshot&, std::size_t) { return std::size_t{1}; };
  info.variant_labels = [](const Snapshot& snapshot, std::size_t row,
                           std::size_t) -> const LabelSet& {
    return snapshot.labels->urls[row].scheme;
  };
  info.value = [](const Snapshot&, std::size_t, std::size_t) -> Value { return 1; };
  metrics.push_back(std::move(info));
}

void AddTls(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(UrlGauge("url_tls_cert_expiry_timestamp_seconds", "timestamp",
                             "When the first certificate of the chain that the URL serves ends.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                               const auto& tls = snapshot.urls[row].tls;
                               return Timestamp(tls ? std::optional(tls->cert_expiry)
                                                    : std::nullopt);
                             }));
  MetricDefinition version =
      OfUrls({"url_tls_version_info", MetricType::kGauge, "",
              "1; the version of TLS that the URL speaks with us.", UrlLabels({"version"})});
  version.variants = [](const Snapshot&, std::size_t) { return health::kAllTlsVersions.size(); };
  version.variant_labels = [](const Snapshot&, std::size_t,
                              std::size_t variant) -> const LabelSet& {
    return VersionLabels(variant);
  };
  version.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    const auto& tls = snapshot.urls[row].tls;
    if (!tls || tls->version != health::kAllTlsVersions.at(variant)) return std::nullopt;
    return 1;
  };
  metrics.push_back(std::move(version));
}

}  // namespace

void AddUrlMetrics(std::vector<MetricDefinition>& metrics) {
  AddPolls(metrics);
  AddTimes(metrics);
  AddHeads(metrics);
  AddStates(metrics);
  AddTls(metrics);
}

}  // namespace headway::exporter
