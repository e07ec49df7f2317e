#include "health/second_look.h"

#include "health/verdict.h"

namespace headway::health {
namespace {

bool WasAskedForSyncing(const UrlRow& row) {
  return row.ledger.requests.at(static_cast<std::size_t>(chains::ProbeKind::kSyncing)) > 0;
}

}  // namespace

bool NeedsSecondLook(const UrlRow& row, const ReferenceHead& chain, base::MonoTime now,
                     base::WallTime wall) {
  const bool answered = row.reference_seen.has_value();
  if (!answered || !row.head) return false;
  const State verdict = row.health.last_verdict;
  if (verdict == State::kLagging && row.plan.asks_syncing && !WasAskedForSyncing(row)) return true;
  const Verdict anew = Judge({.fault = {},
                              .standing = row.identity.standing,
                              .head = *row.head,
                              .head_since = row.head_watch.since().value_or(now),
                              .head_block_time = row.head_block_time,
                              .says_syncing = verdict == State::kSyncing,
                              .forked_by_hash = row.fork.has_value()},
                             chain.rules(), chain.ViewOf(row.plan.host, now), now, wall);
  return anew.conclusive && anew.state != verdict;
}

}  // namespace headway::health
