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

/// The highest block at or below `height` that the tracker holds.
const chains::HeldBlock* HighestHeld(const UrlRow& row, std::uint64_t height) {
  const auto above = std::upper_bound(row.held.begin(), row.held.end(), height,
                                      [](std::uint64_t wanted, const chains::HeldBlock& held) {
                                        return wanted < held.height.value;
                                      });
  return above == row.held.begin() ? nullptr : &*std::prev(above);
}

/// The print that more than half of `prints` are, which are sorted by this; nullopt: none is.
std::optional<std::uint64_t> Majority(std::vector<std::uint64_t>& prints) {
  std::sort(prints.begin(), prints.end());
  const std::uint64_t middle = prints[prints.size() / 2];
  const auto count = std::count(prints.begin(), prints.end(), middle);
  if (2 * static_cast<std::size_t>(count) <= prints.size()) return std::nullopt;
  return middle;
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
  if (answered) {
    row.forked_by_hash = IsForkedByHash(row, reference, report.finished_at);
    row.testimony->forked_by_hash = row.forked_by_hash;
    reference.Amend(row.plan.host, *row.testimony);
  }
  return Judge({.fault = fault,
                .standing = row.identity.standing,
                .head = row.head.value_or(base::BlockHeight()),
                .head_since = row.head_watch.since().value_or(report.finished_at),
                .head_block_time = row.head_block_time,
                .says_syncing = facts.says_syncing,
                .forked_by_hash = row.forked_by_hash},
               reference.rules(), reference.ViewOf(row.plan.host, report.finished_at),
               report.finished_at, report.finished_wall);
}

void Fleet::Testify(const ProbeReport& report, bool answered, bool throttled, UrlRow& row) {
  ReferenceHead& reference = chains_[row.plan.chain.value];
  const base::Duration news_for = 2 * std::max(row.plan.interval, row.gap) + row.plan.timeout;
  if (!answered) {
    const bool usable = !throttled && IsOnItsChain(row);
    if (!row.testimony) return;
    row.testimony->usable = usable;
    row.testimony->news_for = news_for;
    reference.Amend(row.plan.host, *row.testimony);
    return;
  }
  row.testimony = Testimony{.url = report.url,
                            .answered_at = report.finished_at,
                            .head = *row.head,
                            .head_since = *row.head_watch.since(),
                            .head_block_time = row.head_block_time,
                            .block_time = row.head_watch.block_time(),
                            .news_for = news_for,
                            .usable = true,
                            .forked_by_hash = row.forked_by_hash};
  reference.Note(row.plan.host, *row.testimony);
}

bool Fleet::IsForkedByHash(const UrlRow& row, const ReferenceHead& reference, base::MonoTime now) {
  constexpr std::size_t kFewestWitnesses = 3;
  if (!reference.height() || row.held.empty()) return false;
  const std::uint64_t depth = reference.rules().finality_depth;
  if (reference.height()->value < depth) return false;
  const chains::HeldBlock* own = HighestHeld(row, reference.height()->value - depth);
  if (own == nullptr) return false;
  hash_votes_.clear();
  for (std::size_t host = 0; host < reference.host_count(); ++host) {
    const Testimony* testimony = reference.Fresh(host, now);
    if (testimony == nullptr) continue;
    const chains::HeldBlock* held = HighestHeld(urls_[testimony->url.value], own->height.value);
    if (held == nullptr || held->height != own->height) continue;
    hash_votes_.push_back(Fingerprint(held->hash));
  }
  if (hash_votes_.size() < kFewestWitnesses) return false;
  const auto majority = Majority(hash_votes_);
  return majority && *majority != Fingerprint(own->hash);
}

}  // namespace headway::health
