// For who polls each URL once: is that the last word?
#include "health/fleet.h"

namespace headway::health {
namespace {

bool WasAskedForSyncing(const UrlRow& row) {
  return row.ledger.requests.at(static_cast<std::size_t>(chains::ProbeKind::kSyncing)) > 0;
}

}  // namespace

bool Fleet::NeedsSecondLook(base::UrlIndex url, base::MonoTime now, base::WallTime wall) {
  const UrlRow& row = urls_.at(url.value);
  const bool answered = row.reference_seen.has_value();
  if (!answered || !row.head) return false;
  const State verdict = row.health.last_verdict;
  if (verdict == State::kLagging && row.plan.asks_syncing && !WasAskedForSyncing(row)) return true;
  const ReferenceHead& reference = chains_[row.plan.chain.value];
  const auto finding = CompareHashes(row, reference, now);
  const Verdict anew = Judge({.fault = {},
                              .standing = row.identity.standing,
                              .head = *row.head,
                              .head_since = row.head_watch.since().value_or(now),
                              .head_block_time = row.head_block_time,
                              .says_syncing = verdict == State::kSyncing,
                              .forked_by_hash = finding ? finding->IsFork() : row.fork.has_value()},
                             reference.rules(), reference.ViewOf(row.plan.host, now), now, wall);
  return anew.conclusive && anew.state != verdict;
}

}  // namespace headway::health
