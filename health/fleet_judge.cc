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
  row.reference_seen = answered ? reference.height() : std::nullopt;
  if (answered) {
    JudgeFork(reference, report.finished_at, row);
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
                            .forked_by_hash = row.forked_by_hash};
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
  if (const auto forked = VoteOnFork(row, reference, now)) {
    row.forked_by_hash = *forked;
    if (*forked) row.fork_proved_at = now;
  } else if (now - row.fork_proved_at >= policy_.epoch.duration) {
    row.forked_by_hash = false;
  }
}

/// Whether hashes prove the URL to be on another chain than the majority; nullopt: there is none.
std::optional<bool> Fleet::VoteOnFork(const UrlRow& row, const ReferenceHead& reference,
                                      base::MonoTime now) {
  constexpr std::size_t kFewestWitnesses = 3;
  if (!reference.height() || row.held.empty()) return std::nullopt;
  const std::uint64_t depth = reference.rules().finality_depth;
  if (reference.height()->value < depth) return std::nullopt;
  const chains::HeldBlock* own = HighestHeld(row, reference.height()->value - depth);
  if (own == nullptr) return std::nullopt;
  hash_votes_.clear();
  for (std::size_t host = 0; host < reference.host_count(); ++host) {
    const Testimony* testimony = reference.Fresh(host, now);
    if (testimony == nullptr) continue;
    const chains::HeldBlock* held = HighestHeld(urls_[testimony->url.value], own->height.value);
    if (held == nullptr || held->height != own->height) continue;
    hash_votes_.push_back(Fingerprint(held->hash));
  }
  if (hash_votes_.size() < kFewestWitnesses) return std::nullopt;
  const auto majority = Majority(hash_votes_);
  if (!majority) return std::nullopt;
  return *majority != Fingerprint(own->hash);
}

}  // namespace headway::health
