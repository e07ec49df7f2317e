// The verdict on a poll: what it shows of the URL, against what the chain's other URLs show.
#include <algorithm>

#include "base/check.h"
#include "health/fleet.h"

namespace headway::health {
namespace {

bool IsOnItsChain(const UrlRow& row) {
  return row.identity.standing == Standing::kUnknown || row.identity.standing == Standing::kRight;
}

/// Hashes are compared by a fingerprint. Who makes two of them collide only votes with others.
std::uint64_t Fingerprint(const chains::BlockHash& hash) {
  constexpr std::uint64_t kOffset = 0xcbf29ce484222325;
  constexpr std::uint64_t kPrime = 0x100000001b3;
  std::uint64_t print = kOffset;
  for (const char symbol : hash.text()) {
    print = (print ^ static_cast<unsigned char>(symbol)) * kPrime;
  }
  return print;
}

const chains::HeldBlock* FindHeld(const UrlRow& row, base::BlockHeight height) {
  const auto found = std::lower_bound(
      row.held.begin(), row.held.end(), height,
      [](const chains::HeldBlock& held, base::BlockHeight wanted) { return held.height < wanted; });
  return found == row.held.end() || found->height != height ? nullptr : &*found;
}

}  // namespace

Verdict Fleet::JudgePoll(const ProbeReport& report, const std::optional<chains::Fault>& fault,
                         const PollFacts& facts, UrlRow& row) {
  ReferenceHead& reference = chains_[row.plan.chain.value];
  const bool answered = !fault && IsOnItsChain(row);
  const bool throttled = fault && fault->blame == chains::Blame::kThrottle;
  if (answered) {
    HEADWAY_CHECK(row.head.has_value());
    row.head_watch.Note(*row.head, report.finished_at);
  }
  Testify(report, answered, throttled, row);
  reference.Update(report.finished_at, report.finished_wall);
  row.reference_seen = answered ? reference.height() : std::nullopt;
  if (answered) {
    JudgeFork(reference, report.finished_at, row);
    row.testimony->forked_by_hash = row.fork.has_value();
    reference.Amend(row.plan.host, *row.testimony);
  }
  return Judge({.fault = fault,
                .standing = row.identity.standing,
                .head = row.head.value_or(base::BlockHeight()),
                .head_since = row.head_watch.since().value_or(report.finished_at),
                .head_block_time = row.head_block_time,
                .says_syncing = facts.says_syncing,
                .forked_by_hash = row.fork.has_value()},
               reference.rules(), reference.ViewOf(row.plan.host, report.finished_at),
               report.finished_at, report.finished_wall);
}

void Fleet::Testify(const ProbeReport& report, bool answered, bool throttled, UrlRow& row) {
  ReferenceHead& reference = chains_[row.plan.chain.value];
  const base::Duration news_for = 2 * std::max(row.plan.interval, row.gap) + row.plan.timeout;
  if (!answered) {
    const bool usable = !throttled && IsOnItsChain(row) && !row.fell_silent;
    if (!row.testimony) return;
    row.testimony->usable = usable;
    row.testimony->news_for = news_for;
    reference.Amend(row.plan.host, *row.testimony);
    return;
  }
  row.fell_silent = false;
  row.testimony = Testimony{.url = report.url,
                            .answered_at = report.finished_at,
                            .head = *row.head,
                            .head_since = *row.head_watch.since(),
                            .head_block_time = row.latest_block_time,
                            .block_time = row.head_watch.block_time(),
                            .news_for = news_for,
                            .usable = true,
                            .forked_by_hash = row.fork.has_value()};
  reference.Note(row.plan.host, *row.testimony);
}

void Fleet::NoteSilence(const Verdict& verdict, const std::optional<chains::Fault>& fault,
                        UrlRow& row) {
  const bool is_fault = fault && verdict.state != State::kThrottled;
  if (!is_fault || !row.health.decided || row.health.gauge) return;
  row.fell_silent = true;
  if (!row.testimony) return;
  row.testimony->usable = false;
  chains_[row.plan.chain.value].Amend(row.plan.host, *row.testimony);
}

/// A proof stands until a majority says otherwise: that its witnesses are gone acquits nobody. But
/// not for ever: perhaps they will not return.
void Fleet::JudgeFork(const ReferenceHead& reference, base::MonoTime now, UrlRow& row) {
  if (const auto finding = CompareHashes(row, reference, now)) {
    row.fork.reset();
    if (!finding->IsFork()) return;
    row.fork = ForkProof{.height = finding->own->height,
                         .own = finding->own->hash,
                         .majority = finding->majority,
                         .proved_at = now};
    return;
  }
  if (row.fork && now - row.fork->proved_at >= policy_.epoch.duration) row.fork.reset();
}

/// nullopt: there is no majority at any height that the URL holds.
std::optional<Fleet::HashFinding> Fleet::CompareHashes(const UrlRow& row,
                                                       const ReferenceHead& reference,
                                                       base::MonoTime now) {
  const std::uint64_t depth = reference.rules().finality_depth;
  if (!reference.height() || reference.height()->value < depth) return std::nullopt;
  const std::uint64_t final_height = reference.height()->value - depth;
  for (auto own = row.held.rbegin(); own != row.held.rend(); ++own) {
    if (own->height.value > final_height) continue;
    const auto majority = MajorityAt(own->height, reference, now);
    if (majority) return HashFinding{.own = &*own, .majority = *majority};
  }
  return std::nullopt;
}

/// The hash that more than half of the hosts agree on that hold a block at `height`; nullopt: too
/// few hold one, or there is no majority. Costs O(hosts).
std::optional<chains::BlockHash> Fleet::MajorityAt(base::BlockHeight height,
                                                   const ReferenceHead& reference,
                                                   base::MonoTime now) {
  constexpr std::size_t kFewestWitnesses = 3;
  hash_votes_.clear();
  for (std::size_t host = 0; host < reference.host_count(); ++host) {
    const Testimony* testimony = reference.Fresh(host, now);
    if (testimony == nullptr) continue;
    const chains::HeldBlock* held = FindHeld(urls_[testimony->url.value], height);
    if (held == nullptr) continue;
    hash_votes_.push_back({.fingerprint = Fingerprint(held->hash), .block = held});
  }
  if (hash_votes_.size() < kFewestWitnesses) return std::nullopt;
  std::sort(hash_votes_.begin(), hash_votes_.end(),
            [](const HashVote& a, const HashVote& b) { return a.fingerprint < b.fingerprint; });
  const HashVote middle = hash_votes_[hash_votes_.size() / 2];
  const auto agreeing = std::count_if(
      hash_votes_.begin(), hash_votes_.end(),
      [middle](const HashVote& vote) { return vote.fingerprint == middle.fingerprint; });
  if (2 * static_cast<std::size_t>(agreeing) <= hash_votes_.size()) return std::nullopt;
  return middle.block->hash;
}

}  // namespace headway::health
