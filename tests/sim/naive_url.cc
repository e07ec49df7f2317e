#include "tests/sim/naive_url.h"

#include <algorithm>
#include <vector>

namespace headway::sim {

using base::Duration;
using base::MonoTime;

void HearIdentity(const NaiveChain& chain, const std::string& told, NaiveUrl& url) {
  bool same = false;
  if (!chain.expected_ids.empty()) {
    same = chain.expected_ids.count(told) > 0;
  } else {
    if (!url.pin) url.pin = told;
    same = *url.pin == told;
  }
  if (same) {
    url.standing = "right";
  } else if (url.standing == "right") {
    url.standing = "doubted";
  } else {
    url.standing = "wrong";
  }
}

namespace {

/// The last heights, and the last three multiples of the stride.
bool IsKept(std::uint64_t height, const NaiveWindow& window, std::uint64_t head) {
  if (height + window.blocks_to_save > head) return true;
  return height % window.stride == 0 && height / window.stride + 3 > head / window.stride;
}

void Follow(std::uint64_t head, const NaiveWindow& window, NaiveUrl& url) {
  url.tracked = head;
  url.lower_candidate.reset();
  std::erase_if(url.blocks, [&](const auto& block) { return !IsKept(block.first, window, head); });
}

/// The block at `height` could not be compared: what was built on it is not held any longer, nor it
/// itself where its child names another parent.
void DistrustAbove(std::uint64_t height, NaiveUrl& url) {
  const auto block = url.blocks.find(height);
  const auto child = url.blocks.find(height + 1);
  const bool gone = block != url.blocks.end() && child != url.blocks.end() &&
                    child->second.parent != block->second.hash;
  url.blocks.erase(url.blocks.upper_bound(height), url.blocks.end());
  if (gone) url.blocks.erase(height);
}

}  // namespace

void ForgetHeads(NaiveUrl& url) {
  url.tracked.reset();
  url.last_told.reset();
  url.lower_candidate.reset();
  url.blocks.clear();
  url.head_time.reset();
}

void ShowHead(NaiveUrl& url) {
  if (url.head != url.tracked) url.head_time.reset();
  url.head = url.tracked;
  const auto block = url.head ? url.blocks.find(*url.head) : url.blocks.end();
  if (block != url.blocks.end() && block->second.time) {
    url.head_time = block->second.time;
    url.latest_block_time = url.head_time;
  }
}

void BearWitness(MonoTime now, NaiveUrl& url) {
  constexpr std::size_t kSamples = 20;
  url.witness_head_time = url.latest_block_time;
  if (url.witness_head == url.head) return;
  if (url.witness_head && *url.head > *url.witness_head) {
    const auto blocks = static_cast<std::int64_t>(*url.head - *url.witness_head);
    url.block_times.push_back((now - url.witness_head_since) / blocks);
    if (url.block_times.size() > kSamples) url.block_times.pop_front();
  }
  url.witness_head = url.head;
  url.witness_head_since = now;
}

void HearHead(std::uint64_t head, const NaiveWindow& window, NaiveUrl& url) {
  if (!url.tracked || head > *url.tracked) {
    Follow(head, window, url);
  } else if (head == *url.tracked) {
    url.lower_candidate.reset();
  } else if (url.lower_candidate && head >= *url.lower_candidate) {
    url.blocks.erase(url.blocks.upper_bound(head), url.blocks.end());
    Follow(head, window, url);
  } else {
    url.lower_candidate = head;
  }
  url.last_told = head;
}

void HearBlock(const Told& told, const NaiveWindow& window, NaiveUrl& url) {
  const bool is_below = url.tracked && told.height < *url.tracked;
  const bool is_lower_head = is_below && url.last_told == told.height;
  const auto known = url.blocks.find(told.height);
  if (told.wire != Wire::kAnswered) {
    const bool is_compared = is_below && !is_lower_head && known != url.blocks.end();
    if (is_compared) DistrustAbove(told.height, url);
    return;
  }
  const bool another = known != url.blocks.end() && known->second.hash != told.hash;
  if (another && is_lower_head) {
    url.blocks.erase(url.blocks.upper_bound(told.height), url.blocks.end());
    Follow(told.height, window, url);
  }
  if (url.tracked && IsKept(told.height, window, *url.tracked)) {
    url.blocks[told.height] = {.hash = told.hash, .parent = told.parent, .time = told.block_time};
  }
}

Duration LowerMedian(std::vector<Duration> values) {
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

std::optional<Duration> MeasuredBlockTime(const NaiveUrl& url) {
  constexpr std::size_t kEnough = 5;
  if (url.block_times.size() < kEnough) return std::nullopt;
  return LowerMedian({url.block_times.begin(), url.block_times.end()});
}

int RefusalsInARow(const NaiveUrl& url) {
  int refusals = 0;
  // NOLINTNEXTLINE(modernize-loop-convert): clang-tidy 14 cannot parse the view it asks for
  for (auto past = url.history.rbegin(); past != url.history.rend(); ++past) {
    if (past->boundary_since || past->answered) break;
    if (past->refusal) ++refusals;
  }
  return refusals;
}

int FailedInARow(const NaiveUrl& url) {
  int failed = 0;
  // NOLINTNEXTLINE(modernize-loop-convert): clang-tidy 14 cannot parse the view it asks for
  for (auto past = url.history.rbegin(); past != url.history.rend(); ++past) {
    if (past->answered) break;
    const bool rule_2 = past->wire != Wire::kAnswered && past->wire != Wire::kThrottled;
    if (rule_2) ++failed;
  }
  return failed;
}

int GoodInARow(const NaiveUrl& url, std::uint64_t generation, MonoTime since) {
  int good = 0;
  // NOLINTNEXTLINE(modernize-loop-convert): clang-tidy 14 cannot parse the view it asks for
  for (auto past = url.history.rbegin(); past != url.history.rend(); ++past) {
    if (past->inconclusive) continue;
    if (!past->good || past->generation != generation || past->at <= since) break;
    ++good;
  }
  return good;
}

void Settle(const NaiveVerdict& verdict, bool bad, const NaivePolicy& policy, NaiveUrl& url) {
  const bool agrees = bad != url.gauge;
  if (!agrees) ++url.against;
  const int needed = bad ? policy.fall : policy.rise;
  const bool moves = !url.decided || agrees || url.against >= needed || (bad && verdict.proved);
  if (!moves) return;
  url.decided = true;
  url.ever_settled = true;
  url.against = 0;
  url.gauge = !bad;
  url.settled_state = verdict.name;
  url.serves = verdict.answered && !bad;
}

}  // namespace headway::sim
