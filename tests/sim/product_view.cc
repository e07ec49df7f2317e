#include "tests/sim/product_view.h"

#include <numeric>

#include "exporter/snapshot.h"

namespace headway::sim {
namespace {

std::optional<std::uint64_t> Plain(const std::optional<base::BlockHeight>& head) {
  return head ? std::optional(head->value) : std::nullopt;
}

std::uint64_t CountOf(const health::LatencyHistogram& histogram) {
  return std::accumulate(histogram.counts.begin(), histogram.counts.end(), std::uint64_t{0});
}

/// The value of one label out of the rendered set.
std::string LabelOf(std::string_view labels, std::string_view name) {
  const std::string opening = std::string(name) + "=\"";
  const std::size_t from = labels.find(opening) + opening.size();
  return std::string(labels.substr(from, labels.find('"', from) - from));
}

}  // namespace

void ProductView::Learn() {
  const exporter::LabelBook& book = *sidecar_.labels();
  urls_.clear();
  endpoints_.clear();
  chains_.clear();
  for (std::size_t index = 0; index < book.urls.size(); ++index) {
    urls_[LabelOf(book.urls[index].labels.text(), "url_id")] = index;
  }
  for (std::size_t index = 0; index < book.endpoints.size(); ++index) {
    endpoints_[book.endpoints[index].name] = index;
  }
  for (std::size_t index = 0; index < book.chains.size(); ++index) {
    chains_[LabelOf(book.chains[index].labels.text(), "spec")] = index;
  }
  keys_are_unique_ = urls_.size() == sidecar_.fleet().urls().size() &&
                     endpoints_.size() == sidecar_.fleet().endpoints().size() &&
                     chains_.size() == sidecar_.fleet().chains().size();
}

SeenUrl ProductView::Url(const std::string& key) const {
  const health::UrlRow& row = sidecar_.fleet().urls()[urls_.at(key)];
  return {.state = health::ToString(health::ShownState(row.health)),
          .gauge = row.health.gauge,
          .enabled = row.health.enabled,
          .head = Plain(row.head),
          .polls = row.ledger.polls};
}

SeenEndpoint ProductView::Endpoint(const std::string& name) const {
  const health::EndpointRow& row = sidecar_.fleet().endpoints()[endpoints_.at(name)];
  SeenEndpoint seen{.state = health::ToString(row.face.state),
                    .gauge = row.face.gauge,
                    .down_since = row.ledger.down_since,
                    .head = Plain(row.face.head),
                    .roles = row.roles,
                    .blocking = {},
                    .serves = {},
                    .successes = row.ledger.latest_success,
                    .fails = row.ledger.latest_fails,
                    .latencies = CountOf(row.ledger.latest_duration)};
  for (const health::Role role : health::kAllRoles) {
    const auto index = static_cast<std::size_t>(role);
    seen.serves.at(index) = health::Serves(row, role);
    const auto& block = row.blocks.at(index);
    if (!block) continue;
    seen.blocking.at(index) = {.blocked = true,
                               .reason = health::ToString(block->reason),
                               .reblocked = block->reblocked,
                               .probe_at = block->probe.at};
  }
  return seen;
}

SeenChain ProductView::Chain(const std::string& spec, base::MonoTime now) const {
  const health::ReferenceHead& chain = sidecar_.fleet().chains()[chains_.at(spec)];
  return {.reference = Plain(chain.height()),
          .witnesses = chain.WitnessCount(now),
          .halted = chain.Halted(now),
          .block_time = chain.block_time()};
}

}  // namespace headway::sim
