#include "tests/sim/naive_reference.h"

#include <algorithm>
#include <map>

namespace headway::sim {
namespace {

using base::Duration;

std::uint64_t Distance(std::uint64_t one, std::uint64_t two) {
  return one > two ? one - two : two - one;
}

Duration Distance(base::WallTime one, base::WallTime two) {
  return one > two ? one - two : two - one;
}

}  // namespace

Duration NaiveChainView::StaleWindow(const NaiveReference& reference) const {
  constexpr std::int64_t kBlocksWhereOff = 10;
  constexpr Duration kShortest = std::chrono::seconds(5);
  const auto blocks = static_cast<std::int64_t>(chain_.stale_after_blocks);
  const Duration block_time = std::max(chain_.block_time, reference.block_time);
  return std::max(kShortest, (blocks == 0 ? kBlocksWhereOff : blocks) * block_time);
}

std::uint64_t NaiveChainView::OutlierWindow(const NaiveReference& reference) const {
  constexpr Duration kSpan = std::chrono::seconds(1200);
  return static_cast<std::uint64_t>(
      std::clamp<std::int64_t>(kSpan / reference.block_time, 32, 512));
}

bool NaiveChainView::IsFresh(const NaiveUrl& url, const NaiveReference& reference) const {
  return url.answered_at && url.usable && IsNews(url, reference);
}

bool NaiveChainView::IsNews(const NaiveUrl& url, const NaiveReference& reference) const {
  const Duration regular =
      std::clamp(chain_.block_time / policy_.divisor, policy_.min_interval, policy_.max_interval);
  const Duration age = now_ - *url.answered_at;
  return age <= std::max(10 * reference.block_time,
                         2 * std::max(regular, url.last_gap) + url.entry.timeout);
}

NaiveUrls NaiveChainView::LatestOfHosts() const {
  std::map<std::string, const NaiveUrl*> latest;
  for (const NaiveUrl* url : urls_) {
    if (!url->answered_at) continue;
    const NaiveUrl*& known = latest[url->entry.host];
    if (known == nullptr || *known->answered_at < *url->answered_at) known = url;
  }
  NaiveUrls urls;
  for (const auto& [host, url] : latest) urls.push_back(url);
  return urls;
}

NaiveUrls NaiveChainView::Fresh(const NaiveReference& reference) const {
  NaiveUrls fresh = LatestOfHosts();
  std::erase_if(fresh, [&](const NaiveUrl* url) { return !IsFresh(*url, reference); });
  return fresh;
}

NaiveUrls NaiveChainView::Witnesses(const NaiveReference& reference) const {
  NaiveUrls witnesses = Fresh(reference);
  std::erase_if(witnesses, [](const NaiveUrl* url) { return url->forked_by_hash; });
  return witnesses;
}

std::uint64_t NaiveChainView::Expected(const NaiveReference& reference) const {
  return *reference.height +
         static_cast<std::uint64_t>((now_ - reference.last_change) / reference.block_time);
}

std::uint64_t NaiveChainView::OfTwo(const NaiveUrl& one, const NaiveUrl& two,
                                    const NaiveReference& reference) const {
  const std::uint64_t lower = std::min(*one.witness_head, *two.witness_head);
  const std::uint64_t higher = std::max(*one.witness_head, *two.witness_head);
  if (higher - lower < OutlierWindow(reference)) return higher;
  if (reference.has_past) {
    const std::uint64_t expected = Expected(reference);
    return Distance(lower, expected) <= Distance(higher, expected) ? lower : higher;
  }
  const auto time_of_one = one.witness_head_time;
  const auto time_of_two = two.witness_head_time;
  if (!time_of_one || !time_of_two) return higher;
  const Duration off_one = Distance(*time_of_one, wall_);
  const Duration off_two = Distance(*time_of_two, wall_);
  if (off_one == off_two) return higher;
  return off_one < off_two ? *one.witness_head : *two.witness_head;
}

std::optional<std::uint64_t> NaiveChainView::OfOne(const NaiveUrl& one,
                                                   const NaiveReference& reference) const {
  if (!reference.has_past) return *one.witness_head;
  if (*one.witness_head <= Expected(reference) + OutlierWindow(reference)) return *one.witness_head;
  if (now_ - reference.leap_since >= policy_.epoch_duration) return *one.witness_head;
  return std::nullopt;
}

std::optional<std::uint64_t> NaiveChainView::Candidate(const NaiveUrls& witnesses,
                                                       NaiveReference& reference) const {
  if (witnesses.size() != 1 || !reference.has_past ||
      *witnesses[0]->witness_head <= Expected(reference) + OutlierWindow(reference)) {
    reference.leaping_host.clear();
  } else if (reference.leaping_host != witnesses[0]->entry.host) {
    reference.leaping_host = witnesses[0]->entry.host;
    reference.leap_since = now_;
  }
  if (witnesses.empty()) return std::nullopt;
  if (witnesses.size() == 1) return OfOne(*witnesses[0], reference);
  if (witnesses.size() == 2) return OfTwo(*witnesses[0], *witnesses[1], reference);
  std::vector<std::uint64_t> heads;
  for (const NaiveUrl* url : witnesses) heads.push_back(*url->witness_head);
  std::sort(heads.begin(), heads.end());
  return heads[heads.size() - 2];
}

void NaiveChainView::NoteWhoIsBelow(NaiveReference& reference) const {
  for (const NaiveUrl* url : LatestOfHosts()) {
    if (reference.height && IsNews(*url, reference) && *url->witness_head < *reference.height) {
      reference.below_since.try_emplace(url->entry.host, now_);
    } else {
      reference.below_since.erase(url->entry.host);
    }
  }
}

bool NaiveChainView::HalfStayedBelow(const NaiveUrls& witnesses,
                                     const NaiveReference& reference) const {
  const Duration window = StaleWindow(reference);
  const auto stayed = std::count_if(witnesses.begin(), witnesses.end(), [&](const NaiveUrl* url) {
    const auto since = reference.below_since.find(url->entry.host);
    return since != reference.below_since.end() && now_ - since->second >= window;
  });
  return 2 * static_cast<std::size_t>(stayed) >= witnesses.size();
}

bool NaiveChainView::IsHalted(const NaiveReference& reference) const {
  const Duration window = StaleWindow(reference);
  if (!reference.height || now_ - reference.last_change < window) return false;
  int standing_still = 0;
  for (const NaiveUrl* url : Witnesses(reference)) {
    const bool moved = now_ - url->witness_head_since < window;
    if (!moved && Distance(*url->witness_head, *reference.height) <= chain_.allowed_lag)
      ++standing_still;
    if (moved && *url->witness_head > *reference.height + chain_.allowed_lag) return false;
  }
  return standing_still >= 2;
}

void NaiveChainView::Recompute(NaiveReference& reference) const {
  if (reference.block_time == Duration::zero()) reference.block_time = chain_.block_time;
  const NaiveUrls witnesses = Witnesses(reference);
  reference.witnesses = witnesses.size();
  NoteWhoIsBelow(reference);
  const auto candidate = Candidate(witnesses, reference);
  bool moves = candidate && candidate != reference.height;
  if (moves && reference.has_past && *candidate < *reference.height) {
    moves = HalfStayedBelow(witnesses, reference);
  }
  if (moves) {
    if (reference.height && *candidate > *reference.height) reference.has_past = true;
    reference.height = candidate;
    reference.last_change = now_;
    NoteWhoIsBelow(reference);
    std::vector<Duration> measured;
    for (const NaiveUrl* url : witnesses) {
      if (const auto block_time = MeasuredBlockTime(*url)) measured.push_back(*block_time);
    }
    reference.block_time = measured.empty() ? chain_.block_time : LowerMedian(measured);
  }
}

std::optional<bool> NaiveChainView::IsForkedByHash(const NaiveUrl& url,
                                                   const NaiveReference& reference) const {
  constexpr std::uint64_t kLeastDepth = 3;
  constexpr std::size_t kLeastHolders = 3;
  const std::uint64_t depth = std::max(chain_.finalization, kLeastDepth);
  if (!chain_.is_evm || !reference.height || *reference.height < depth) return std::nullopt;
  const NaiveUrls fresh = Fresh(reference);
  std::optional<bool> verdict;  // of the highest height that has a majority
  for (const auto& [height, own] : url.blocks) {
    if (height + depth > *reference.height) break;
    std::map<std::string, std::size_t> votes;
    std::size_t holders = 0;
    for (const NaiveUrl* holder : fresh) {
      const auto block = holder->blocks.find(height);
      if (block == holder->blocks.end()) continue;
      ++holders;
      ++votes[block->second.hash];
    }
    if (holders < kLeastHolders) continue;
    for (const auto& [hash, count] : votes) {
      if (2 * count > holders) verdict = hash != own.hash;
    }
  }
  return verdict;
}

bool NaiveChainView::IsLagging(const NaiveUrl& url, const NaiveReference& reference) const {
  if (reference.height && *url.head + chain_.allowed_lag < *reference.height) return true;
  if (!chain_.is_evm || chain_.stale_after_blocks == 0) return false;
  for (const NaiveUrl* witness : Witnesses(reference)) {
    if (witness->entry.host != url.entry.host) return false;
  }
  constexpr Duration kOld = std::chrono::seconds(60);
  const auto block_time = url.head_time;
  return block_time && wall_ - *block_time > std::max(kOld, StaleWindow(reference));
}

NaiveVerdict NaiveChainView::Judge(const NaiveUrl& url, bool says_syncing,
                                   const NaiveReference& reference) const {
  NaiveVerdict verdict{.name = "healthy", .answered = true, .proved = false, .conclusive = true};
  const bool lagging = IsLagging(url, reference);
  const Duration window = StaleWindow(reference);
  const bool reference_moves = now_ - reference.last_change < window;
  if (says_syncing && lagging) {
    verdict.name = "syncing";
  } else if (url.forked_by_hash) {
    verdict.name = "forked";
    verdict.proved = true;
  } else if (reference_moves && reference.height &&
             *url.head > *reference.height + OutlierWindow(reference)) {
    verdict.name = "forked";
  } else if (chain_.stale_after_blocks > 0 && !IsHalted(reference) &&
             now_ - url.witness_head_since > window) {
    verdict.name = "stale";
  } else if (lagging) {
    verdict.name = "lagging";
  }
  return verdict;
}

}  // namespace headway::sim
