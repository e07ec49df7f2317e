// Metrics of what the Lava chain says of providers, and of the watch itself. `metrics.prefix` does
// not concern them.
#include <array>
#include <utility>

#include "exporter/lava_sample.h"
#include "exporter/metric_tables.h"
#include "lava/lava_view.h"

namespace headway::exporter {
namespace {

using lava::LavaView;
using Row = LavaView::Row;

const Row& RowAt(const Snapshot& snapshot, std::size_t row) {
  return snapshot.lava->view->rows[row];
}
const LavaView& ViewOf(const Snapshot& snapshot) { return *snapshot.lava->view; }

Value Optional(const std::optional<std::uint64_t>& number) {
  if (!number) return std::nullopt;
  return Number(*number);
}
Value Optional(const std::optional<bool>& flag) {
  if (!flag) return std::nullopt;
  return Flag(*flag);
}

MetricDefinition OfProviders(std::string_view name, MetricType type, std::string_view unit,
                             std::string_view help, ValueReader value,
                             std::optional<std::string_view> more = std::nullopt) {
  MetricDefinition metric;
  metric.description = {name, type, unit, help, {"provider", "spec"}};
  if (more) metric.description.labels.push_back(*more);
  metric.takes_prefix = false;
  metric.rows = [](const Snapshot& snapshot) {
    return snapshot.lava ? snapshot.lava->view->rows.size() : 0;
  };
  metric.row_labels = [](const Snapshot& snapshot, std::size_t row) -> const LabelSet& {
    return snapshot.lava->labels[row];
  };
  metric.value = value;
  return metric;
}

/// Of the watch, without labels.
MetricDefinition OfWatch(std::string_view name, MetricType type, std::string_view unit,
                         std::string_view help, ValueReader value,
                         std::optional<std::string_view> label = std::nullopt) {
  static const LabelSet no_labels;
  MetricDefinition metric;
  metric.description = {name, type, unit, help, {}};
  if (label) metric.description.labels.push_back(*label);
  metric.takes_prefix = false;
  metric.rows = [](const Snapshot& snapshot) { return std::size_t{snapshot.lava ? 1U : 0U}; };
  metric.row_labels = [](const Snapshot&, std::size_t) -> const LabelSet& { return no_labels; };
  metric.value = value;
  return metric;
}

template <const auto& kAll>
std::size_t CountOf(const Snapshot&, std::size_t) {
  return kAll.size();
}

// One label set for each value of an enum, in its order.
constexpr char kKind[] = "kind";
constexpr char kEvent[] = "event";
constexpr char kOutcome[] = "outcome";
constexpr char kReason[] = "reason";

template <const auto& kAll, const auto& kName>
const LabelSet& VariantLabels(const Snapshot&, std::size_t, std::size_t variant) {
  static const auto labels = LabelsOf(kName, kAll);
  return labels.at(variant);
}

template <const auto& kAll, const auto& kName>
MetricDefinition WithVariants(MetricDefinition metric) {
  metric.variants = &CountOf<kAll>;
  metric.variant_labels = &VariantLabels<kAll, kName>;
  return metric;
}

enum class Exemption : std::uint8_t { kFrozen, kNew, kFewProviders };
constexpr std::array<Exemption, 3> kAllExemptions = {Exemption::kFrozen, Exemption::kNew,
                                                     Exemption::kFewProviders};
std::string_view ToString(Exemption exemption) {
  switch (exemption) {
    case Exemption::kFrozen:
      return "frozen";
    case Exemption::kNew:
      return "new";
    case Exemption::kFewProviders:
      return "few_providers";
  }
  return "";
}

// A counter of the tally.
template <std::uint64_t lava::Tally::*kCount>
Value CountIn(const Snapshot& snapshot, std::size_t row, std::size_t) {
  return Number(RowAt(snapshot, row).tally.*kCount);
}

// An amount or a count of the stake.
template <std::uint64_t lava::Stake::*kAmount>
Value AmountIn(const Snapshot& snapshot, std::size_t row, std::size_t) {
  const auto& stake = RowAt(snapshot, row).stake;
  if (!stake) return std::nullopt;
  return Number((*stake).*kAmount);
}

// A part of what consumers think.
template <double lava::ConsumerQos::*kPart>
Value QosIn(const Snapshot& snapshot, std::size_t row, std::size_t) {
  const auto mean = RowAt(snapshot, row).tally.qos.Mean();
  if (!mean) return std::nullopt;
  return (*mean).*kPart;
}

// A part of what the jail risk is made of.
template <std::uint64_t lava::JailRisk::*kPart>
Value RiskIn(const Snapshot& snapshot, std::size_t row, std::size_t) {
  const auto& risk = RowAt(snapshot, row).risk;
  if (!risk) return std::nullopt;
  return Number((*risk).*kPart);
}

void AddReports(std::vector<MetricDefinition>& metrics) {
  using lava::Tally;
  constexpr auto kCounter = MetricType::kCounter;
  constexpr auto kGauge = MetricType::kGauge;
  metrics.push_back(OfProviders("lava_provider_reports_total", kCounter, "",
                                "Complaints of consumers about the provider on the Lava chain.",
                                &CountIn<&Tally::reports>));
  metrics.push_back(OfProviders("lava_provider_report_errors_total", kCounter, "",
                                "Errors that consumers complained about.",
                                &CountIn<&Tally::errors>));
  metrics.push_back(OfProviders("lava_provider_report_disconnections_total", kCounter, "",
                                "Disconnections that consumers complained about.",
                                &CountIn<&Tally::disconnections>));
  metrics.push_back(OfProviders("lava_provider_last_report_timestamp_seconds", kGauge, "timestamp",
                                "When a consumer last complained.",
                                [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                                  return Timestamp(RowAt(snapshot, row).tally.last_report);
                                }));
  metrics.push_back(OfProviders("lava_provider_reported_block", kGauge, "blocks",
                                "The height that the provider last reported of its nodes.",
                                [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                                  return Optional(RowAt(snapshot, row).reported_block);
                                }));
  metrics.push_back(OfProviders(
      "lava_provider_reported_block_lag", kGauge, "blocks",
      "Blocks that the last reported height is behind the median of its peers in that epoch.",
      [](const Snapshot& snapshot, std::size_t row, std::size_t) {
        return Optional(RowAt(snapshot, row).lag);
      }));
}

void AddPayments(std::vector<MetricDefinition>& metrics) {
  using lava::ConsumerQos;
  using lava::Tally;
  constexpr auto kCounter = MetricType::kCounter;
  metrics.push_back(OfProviders("lava_provider_payments_total", kCounter, "",
                                "Relay sessions that the provider was paid for.",
                                &CountIn<&Tally::payments>));
  metrics.push_back(OfProviders("lava_provider_paid_relays_total", kCounter, "",
                                "Relays in the sessions that were paid for.",
                                &CountIn<&Tally::relays>));
  metrics.push_back(OfProviders("lava_provider_paid_cu_total", kCounter, "",
                                "Compute units served in the sessions that were paid for.",
                                &CountIn<&Tally::cu>));
  metrics.push_back(OfProviders("lava_provider_rewarded_cu_total", kCounter, "",
                                "Compute units that were paid, after quality of service.",
                                &CountIn<&Tally::rewarded_cu>));
  metrics.push_back(OfProviders("lava_provider_last_payment_timestamp_seconds", MetricType::kGauge,
                                "timestamp", "Time of the block with the last payment.",
                                [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                                  return Timestamp(RowAt(snapshot, row).tally.last_payment);
                                }));
  struct Part {
    std::string_view name;
    std::string_view unit;
    std::string_view help;
    ValueReader value;
  };
  for (const Part& part : {
           Part{"lava_provider_consumer_qos_latency_ratio", "ratio",
                "Latency score of consumers, mean by relays of the newest epoch paid for.",
                &QosIn<&ConsumerQos::latency>},
           Part{"lava_provider_consumer_qos_availability_ratio", "ratio",
                "Availability score of consumers, likewise.", &QosIn<&ConsumerQos::availability>},
           Part{"lava_provider_consumer_qos_sync_ratio", "ratio",
                "Sync score of consumers, likewise.", &QosIn<&ConsumerQos::sync>},
           Part{"lava_provider_consumer_qos_score", "",
                "Score that consumers computed of the three, likewise.",
                &QosIn<&ConsumerQos::score>},
       }) {
    metrics.push_back(OfProviders(part.name, MetricType::kGauge, part.unit, part.help, part.value));
  }
}

void AddJails(std::vector<MetricDefinition>& metrics) {
  using lava::JailRisk;
  constexpr auto kCounter = MetricType::kCounter;
  constexpr auto kGauge = MetricType::kGauge;
  metrics.push_back(WithVariants<lava::kAllJailKinds, kKind>(OfProviders(
      "lava_provider_jails_total", kCounter, "",
      "Times that the chain jailed the provider: for an hour, or for a day with a freeze.",
      [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
        return Number(RowAt(snapshot, row).tally.jails.at(variant));
      },
      kKind)));
  metrics.push_back(WithVariants<lava::kAllFreezeKinds, kEvent>(OfProviders(
      "lava_provider_freeze_events_total", kCounter, "",
      "Times that the operator froze the provider or took that back.",
      [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
        return Number(RowAt(snapshot, row).tally.freezes.at(variant));
      },
      kEvent)));
  metrics.push_back(OfProviders(
      "lava_provider_jail_risk_ratio", kGauge, "ratio",
      "Complaints against what is punished, as the chain saw it when the epoch began; above 1 "
      "it jails.",
      [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
        const auto& risk = RowAt(snapshot, row).risk;
        if (!risk) return std::nullopt;
        return risk->Ratio();
      }));
  metrics.push_back(
      OfProviders("lava_provider_jail_forecast_ratio", kGauge, "ratio",
                  "The highest risk at the start of the next three epochs, if nothing more comes.",
                  [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                    return RowAt(snapshot, row).forecast;
                  }));
  metrics.push_back(OfProviders("lava_provider_jail_complaint_cu", kGauge, "",
                                "Compute units of the complaints in the risk.",
                                &RiskIn<&JailRisk::complaint_cu>));
  metrics.push_back(OfProviders("lava_provider_jail_serviced_cu", kGauge, "",
                                "Compute units served in the risk, before they are taken "
                                "fourfold.",
                                &RiskIn<&JailRisk::serviced_cu>));
  metrics.push_back(WithVariants<kAllExemptions, kReason>(OfProviders(
      "lava_provider_jail_exempt", kGauge, "",
      "1 if this spares the provider from jail whatever the risk, 0 if not.",
      [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
        const lava::JailExemptions& exempt = RowAt(snapshot, row).exempt;
        const std::array<std::optional<bool>, 3> flags = {exempt.frozen, exempt.is_new,
                                                          exempt.few_providers};
        return Optional(flags.at(variant));
      },
      kReason)));
}

void AddStakes(std::vector<MetricDefinition>& metrics) {
  using lava::Stake;
  constexpr auto kGauge = MetricType::kGauge;
  metrics.push_back(OfProviders("lava_provider_stake_ulava", kGauge, "",
                                "The provider's own stake, in millionths of a LAVA.",
                                &AmountIn<&Stake::stake>));
  metrics.push_back(OfProviders("lava_provider_delegated_ulava", kGauge, "",
                                "What others delegated to it, in millionths of a LAVA.",
                                &AmountIn<&Stake::delegated>));
  metrics.push_back(OfProviders(
      "lava_provider_total_stake_ulava", kGauge, "", "Both together, in millionths of a LAVA.",
      [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
        const auto& stake = RowAt(snapshot, row).stake;
        if (!stake) return std::nullopt;
        return Number(stake->stake) + Number(stake->delegated);
      }));
  metrics.push_back(
      OfProviders("lava_provider_delegate_commission_ratio", kGauge, "ratio",
                  "Share of the delegators' reward that the provider keeps.",
                  [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                    const auto& stake = RowAt(snapshot, row).stake;
                    if (!stake) return std::nullopt;
                    return stake->commission;
                  }));
  metrics.push_back(OfProviders("lava_provider_jails_counted", kGauge, "",
                                "Jails that the chain counts against the provider.",
                                &AmountIn<&Stake::jails>));
  metrics.push_back(
      OfProviders("lava_provider_jail_end_timestamp_seconds", kGauge, "timestamp",
                  "When its last jail ends or ended.",
                  [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                    const auto& stake = RowAt(snapshot, row).stake;
                    if (!stake) return std::nullopt;
                    return Timestamp(stake->jail_end);
                  }));
  metrics.push_back(OfProviders("lava_provider_jailed", kGauge, "",
                                "1 while the provider is in jail, 0 if not.",
                                [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                                  return Optional(RowAt(snapshot, row).jailed);
                                }));
  metrics.push_back(
      OfProviders("lava_provider_frozen", kGauge, "", "1 while the provider is frozen, 0 if not.",
                  [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                    const auto& stake = RowAt(snapshot, row).stake;
                    if (!stake) return std::nullopt;
                    return Flag(stake->frozen());
                  }));
}

void AddProgress(std::vector<MetricDefinition>& metrics) {
  constexpr auto kGauge = MetricType::kGauge;
  metrics.push_back(OfWatch("headway_lava_chain_height", kGauge, "blocks",
                            "Height of the Lava chain, as its node last said.",
                            [](const Snapshot& snapshot, std::size_t, std::size_t) {
                              return Optional(ViewOf(snapshot).chain_height);
                            }));
  metrics.push_back(OfWatch("headway_lava_watched_height", kGauge, "blocks",
                            "The last block of the Lava chain that is in the counts.",
                            [](const Snapshot& snapshot, std::size_t, std::size_t) {
                              return Optional(ViewOf(snapshot).watched_height);
                            }));
  metrics.push_back(OfWatch("headway_lava_backfill_remaining_blocks", kGauge, "blocks",
                            "Blocks of the past that are still to be read.",
                            [](const Snapshot& snapshot, std::size_t, std::size_t) -> Value {
                              const LavaView& view = ViewOf(snapshot);
                              if (!view.chain_height) return std::nullopt;
                              return Number(view.backfill_remaining);
                            }));
  metrics.push_back(OfWatch("headway_lava_epoch", kGauge, "",
                            "The Lava height that the running epoch began with.",
                            [](const Snapshot& snapshot, std::size_t, std::size_t) {
                              return Optional(ViewOf(snapshot).epoch);
                            }));
  metrics.push_back(
      OfWatch("headway_lava_last_success_timestamp_seconds", kGauge, "timestamp",
              "When a block of the Lava chain was last read, or there was none to read.",
              [](const Snapshot& snapshot, std::size_t, std::size_t) {
                return Timestamp(ViewOf(snapshot).last_success);
              }));
}

void AddLosses(std::vector<MetricDefinition>& metrics) {
  constexpr auto kCounter = MetricType::kCounter;
  metrics.push_back(WithVariants<lava::kAllFetchOutcomes, kOutcome>(OfWatch(
      "headway_lava_block_fetches_total", kCounter, "", "Requests for blocks, by how they ended.",
      [](const Snapshot& snapshot, std::size_t, std::size_t variant) -> Value {
        return Number(ViewOf(snapshot).fetches.at(variant));
      },
      kOutcome)));
  metrics.push_back(WithVariants<lava::kAllNotReadReasons, kReason>(OfWatch(
      "headway_lava_blocks_not_read_total", kCounter, "",
      "Blocks that were left behind unread; what they say is missing in the counts.",
      [](const Snapshot& snapshot, std::size_t, std::size_t variant) -> Value {
        return Number(ViewOf(snapshot).not_read.at(variant));
      },
      kReason)));
  metrics.push_back(WithVariants<lava::kAllUnreadReasons, kReason>(OfWatch(
      "headway_lava_unread_events_total", kCounter, "",
      "Events of the Lava chain that could not be read.",
      [](const Snapshot& snapshot, std::size_t, std::size_t variant) -> Value {
        return Number(ViewOf(snapshot).unread.at(variant));
      },
      kReason)));
  metrics.push_back(WithVariants<kAllSaveOutcomes, kOutcome>(OfWatch(
      "headway_lava_state_saves_total", kCounter, "", "Writes of the state file.",
      [](const Snapshot& snapshot, std::size_t, std::size_t variant) -> Value {
        if (!snapshot.lava->keeps_state) return std::nullopt;
        return Number(snapshot.lava->saves.at(variant));
      },
      kOutcome)));
}

}  // namespace

void AddLavaMetrics(std::vector<MetricDefinition>& metrics) {
  AddReports(metrics);
  AddPayments(metrics);
  AddJails(metrics);
  AddStakes(metrics);
  AddProgress(metrics);
  AddLosses(metrics);
}

}  // namespace headway::exporter
