// Metrics of what a node is besides its head. A fact that is not known has no series.
#include <algorithm>
#include <array>

#include "exporter/url_rows.h"
#include "health/node_depth.h"

namespace headway::exporter {
namespace {

using health::Mark;

template <class Fact>
Value Known(const std::optional<health::Told<Fact>>& told) {
  if (!told) return std::nullopt;
  return static_cast<double>(told->fact);
}

const std::optional<health::Told<health::MarkFact>>& MarkOf(const Snapshot& snapshot,
                                                            std::size_t row, Mark mark) {
  return snapshot.urls[row].depth.mark(mark);
}

Value HeightOf(const Snapshot& snapshot, std::size_t row, Mark mark) {
  const auto& told = MarkOf(snapshot, row, mark);
  if (!told) return std::nullopt;
  return Number(told->fact.height.value);
}

Value Blocks(const std::optional<std::uint64_t>& blocks) {
  if (!blocks) return std::nullopt;
  return Number(*blocks);
}

void AddNode(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(UrlGauge("url_syncing", "",
                             "1 if the node last said that it is catching up, 0 if not.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                               return Known(snapshot.urls[row].depth.says_syncing);
                             }));
  metrics.push_back(UrlGauge("url_peers", "", "Peers the node last said it has.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                               return Known(snapshot.urls[row].depth.peers);
                             }));
  MetricDefinition client =
      OfUrls({"url_client_info", MetricType::kGauge, "",
              "1; the software the node last said it runs.", UrlLabels({"client"})});
  client.variants = [](const Snapshot&, std::size_t) { return std::size_t{1}; };
  client.variant_labels = [](const Snapshot& snapshot, std::size_t row,
                             std::size_t) -> const LabelSet& { return snapshot.urls[row].client; };
  client.value = [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
    if (snapshot.urls[row].client.empty()) return std::nullopt;
    return 1;
  };
  metrics.push_back(std::move(client));
}

void AddFinality(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(UrlGauge("url_safe_block", "blocks",
                             "The node's newest safe block when it was last asked.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                               return HeightOf(snapshot, row, Mark::kSafe);
                             }));
  metrics.push_back(
      UrlGauge("url_safe_block_lag", "blocks",
               "Blocks between the node's head and its newest safe block at that time.",
               [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                 return Blocks(SafeLag(snapshot.urls[row].depth));
               }));
  metrics.push_back(UrlGauge("url_finalized_block", "blocks",
                             "The node's newest final block when it was last asked.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                               return HeightOf(snapshot, row, Mark::kFinalized);
                             }));
  metrics.push_back(
      UrlGauge("url_finalized_block_lag", "blocks",
               "Blocks (Solana: slots) between the newest and the newest final one at that time.",
               [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                 return Blocks(FinalizedLag(snapshot.urls[row].depth));
               }));
}

/// `finalized` is the head, where heads are final ones, in the poll that asked for `processed`.
void AddSlots(std::vector<MetricDefinition>& metrics) {
  MetricDefinition slots =
      OfUrls({"url_slot", MetricType::kGauge, "blocks",
              "Solana: the node's slot at each commitment when it was last asked.",
              UrlLabels({"commitment"})});
  slots.variants = [](const Snapshot&, std::size_t) { return std::size_t{3}; };
  slots.variant_labels = [](const Snapshot&, std::size_t, std::size_t variant) -> const LabelSet& {
    static const std::array<LabelSet, 3> labels = {LabelSet{{"commitment", "processed"}},
                                                   LabelSet{{"commitment", "confirmed"}},
                                                   LabelSet{{"commitment", "finalized"}}};
    return labels.at(variant);
  };
  slots.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    if (variant == 1) return HeightOf(snapshot, row, Mark::kConfirmed);
    const auto& processed = MarkOf(snapshot, row, Mark::kProcessed);
    if (variant == 0 || !processed) return HeightOf(snapshot, row, Mark::kProcessed);
    if (!processed->fact.head) return std::nullopt;
    return Number(processed->fact.head->value);
  };
  metrics.push_back(std::move(slots));
  metrics.push_back(UrlGauge("url_block_height", "blocks",
                             "Solana: blocks produced up to the node's head, which is a slot.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                               return Blocks(snapshot.urls[row].block_height);
                             }));
}

void AddHistory(std::vector<MetricDefinition>& metrics) {
  metrics.push_back(UrlGauge("url_first_available_block", "blocks",
                             "The lowest block the node says it has.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) {
                               return HeightOf(snapshot, row, Mark::kEarliest);
                             }));
  metrics.push_back(UrlGauge("url_oldest_state_block", "blocks",
                             "The lowest block whose state the node has, found by asking for it.",
                             [](const Snapshot& snapshot, std::size_t row, std::size_t) -> Value {
                               const auto& oldest = snapshot.urls[row].depth.oldest_state;
                               if (!oldest) return std::nullopt;
                               return Number(oldest->fact.value);
                             }));
  MetricDefinition capabilities =
      OfUrls({"url_capability", MetricType::kGauge, "",
              "1 if the node proved capable of what is claimed of it, 0 if it proved not to be.",
              UrlLabels({"capability"})});
  capabilities.variants = [](const Snapshot&, std::size_t) { return health::kCapabilityCount; };
  capabilities.variant_labels = [](const Snapshot&, std::size_t,
                                   std::size_t variant) -> const LabelSet& {
    static const auto labels = LabelsOf("capability", health::kAllCapabilities);
    return labels.at(variant);
  };
  capabilities.value = [](const Snapshot& snapshot, std::size_t row, std::size_t variant) -> Value {
    const Snapshot::Url& url = snapshot.urls[row];
    if (!url.claims.test(variant)) return std::nullopt;
    return Known(url.depth.capabilities.at(variant).proved);
  };
  metrics.push_back(std::move(capabilities));
}

}  // namespace

void AddUrlDepthMetrics(std::vector<MetricDefinition>& metrics) {
  AddNode(metrics);
  AddFinality(metrics);
  AddSlots(metrics);
  AddHistory(metrics);
}

}  // namespace headway::exporter
