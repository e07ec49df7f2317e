// The epoch boundary (docs/health.md), in its order.
#include <algorithm>
#include <chrono>

#include "base/random.h"
#include "health/fleet.h"

namespace headway::health {
namespace {

// The poll after a boundary has to tell the dead from the living soon.
constexpr base::Duration kVerificationTimeout = std::chrono::seconds(2);
constexpr std::int64_t kSpreadMs = 500;

}  // namespace

void Fleet::Advance(base::MonoTime now, base::WallTime wall, base::WallTime epoch_wall) {
  const Moment at{.now = now, .wall = wall};
  SetScoreClock(epoch_wall - wall);
  if (const auto start = epoch_.Advance(epoch_wall)) CrossBoundary(*start, at);
  FireProbes(at);
}

/// The same for the same seed, boundary and subject; another for another of any.
base::Duration Fleet::Spread(std::uint64_t subject) const {
  constexpr std::uint64_t kStride = 0x9e3779b97f4a7c15;
  base::Random random(seed_ ^ (generation_ * kStride) ^ (subject << 20U));
  return std::chrono::microseconds(random.Below(kSpreadMs * 1000));
}

void Fleet::CrossBoundary(const EpochStart& start, const Moment& at) {
  ++generation_;
  BoundaryEvent boundary{.epoch = start.epoch,
                         .skipped = start.skipped,
                         .generation = generation_,
                         .reset = 0,
                         .reblocked = 0,
                         .at = at.wall};
  const std::size_t told_first = events_.size();
  for (std::uint32_t url = 0; url < urls_.size(); ++url) ResetUrl({url}, at);
  for (std::uint32_t index = 0; index < endpoints_.size(); ++index) {
    ResetEndpoint({index}, at, boundary);
  }
  events_.insert(events_.begin() + static_cast<std::ptrdiff_t>(told_first), boundary);
}

void Fleet::ResetUrl(base::UrlIndex url, const Moment& at) {
  UrlRow& row = urls_[url.value];
  ForgiveRefusals(row.health);
  ForgetAsking(row.identity);
  row.health.good_in_a_row = 0;
  const bool was_down = !row.health.gauge;
  if (was_down || IsListedByBlocked(row)) row.trusted_from = generation_;
  if (!was_down) return;
  if (row.holdoff_ends <= at.now) {
    row.before_reset = BeforeReset{.state = ShownState(row.health), .at = at.wall};
    ResetVerdict(policy_.epoch.reset, row.health);
  }
  const std::uint64_t subject =
      row.listed_by.empty() ? ~std::uint64_t{url.value} : row.listed_by.front().value;
  const base::Duration timeout = std::max(kVerificationTimeout, 2 * row.health.last_answer_latency);
  Summon(url, {.at = at.now + Spread(subject), .timeout = timeout}, true);
}

void Fleet::ResetEndpoint(base::EndpointIndex index, const Moment& at, BoundaryEvent& boundary) {
  EndpointRow& endpoint = endpoints_[index.value];
  CloseEpoch(endpoint.scores);
  if (!endpoint.face.gauge) {
    ++boundary.reset;
    ++endpoint.ledger.epoch_resets;
    endpoint.before_reset = BeforeReset{.state = endpoint.face.state, .at = at.wall};
  }
  // No transition: the verdict of the old epoch is put aside, not revised.
  endpoint.face = Fold(endpoint);
  for (const Role role : kAllRoles) {
    auto& block = endpoint.blocks.at(static_cast<std::size_t>(role));
    if (!block) continue;
    block->reblocked = true;
    block->second_chance_given = false;
    block->probe_failed = false;
    ProbeBlock(endpoint, *block, kVerificationTimeout, at.now + Spread(index.value));
    ++boundary.reblocked;
    Tell(index, role, BlockEventKind::kReblocked, at.wall);
  }
}

}  // namespace headway::health
