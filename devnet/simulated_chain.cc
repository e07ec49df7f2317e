#include "devnet/simulated_chain.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "base/check.h"
#include "base/random.h"

namespace headway::devnet {
namespace {

/// FNV-1a: the seed must be the same on every machine, which std::hash does not promise.
std::uint64_t SeedOf(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char character : name) {
    hash ^= static_cast<unsigned char>(character);
    hash *= 0x100000001b3U;
  }
  return hash;
}

}  // namespace

SimulatedChain::SimulatedChain(std::string_view name, base::Duration block_time,
                               std::uint64_t start_height, base::MonoTime now, base::WallTime wall)
    : seed_(SeedOf(name)), block_time_(block_time), start_(now), start_wall_(wall) {
  HEADWAY_CHECK(block_time.count() > 0);
  segments_.push_back({0, 0, start_height, now, false});
}

std::uint64_t SimulatedChain::Head(base::MonoTime now) const {
  if (stalled_) return stalled_head_;
  const Segment& last = segments_.back();
  if (now < last.anchor) return last.first_height - 1;
  return last.anchor_height + static_cast<std::uint64_t>((now - last.anchor) / block_time_);
}

const SimulatedChain::Segment& SimulatedChain::SegmentOf(std::uint64_t height) const {
  const auto above = std::ranges::upper_bound(segments_, height, {}, &Segment::first_height);
  return *std::prev(above);
}

Hash SimulatedChain::BlockHash(std::uint64_t height) const {
  base::Random chain(seed_);
  base::Random generation(chain.Next() ^ SegmentOf(height).generation);
  base::Random block(generation.Next() ^ height);
  Hash hash{};
  for (std::size_t index = 0; index < hash.size(); index += 8) {
    const std::uint64_t word = block.Next();
    for (std::size_t byte = 0; byte < 8; ++byte) {
      hash[index + byte] = static_cast<std::uint8_t>(word >> (8U * byte));
    }
  }
  return hash;
}

base::WallTime SimulatedChain::BlockTime(std::uint64_t height) const {
  const Segment& segment = SegmentOf(height);
  const base::WallTime anchor = start_wall_ + (segment.anchor - start_);
  if (height >= segment.anchor_height) {
    const auto room = static_cast<std::uint64_t>((base::WallTime::max() - anchor) / block_time_);
    if (height - segment.anchor_height > room) return base::WallTime::max();
    return anchor + block_time_ * static_cast<std::int64_t>(height - segment.anchor_height);
  }
  if (segment.burst) return anchor;

  const std::uint64_t blocks_before = segment.anchor_height - height;
  const auto room = static_cast<std::uint64_t>(anchor.time_since_epoch() / block_time_);
  if (blocks_before > room) return base::WallTime{};
  return anchor - block_time_ * static_cast<std::int64_t>(blocks_before);
}

void SimulatedChain::SetStalled(bool stalled, base::MonoTime now) {
  if (stalled == stalled_) return;
  const std::uint64_t head = Head(now);
  stalled_ = stalled;
  stalled_head_ = head;
  if (stalled) return;
  // The generation stays: a pause replaces no block.
  const std::uint64_t generation = SegmentOf(head + 1).generation;
  Continue(head, {head + 1, generation, head + 1, now + block_time_, false});
}

void SimulatedChain::MoveHead(std::int64_t blocks, base::MonoTime now) {
  const std::uint64_t head = Head(now);
  if (blocks > 0) {
    const std::uint64_t generation = SegmentOf(head + 1).generation;
    stalled_head_ = head + static_cast<std::uint64_t>(blocks);
    Continue(head, {head + 1, generation, stalled_head_, now, true});
  } else if (blocks < 0 && head > 1) {
    // Negated as unsigned, because the least value has no positive twin.
    const std::uint64_t back =
        std::min(std::uint64_t{0} - static_cast<std::uint64_t>(blocks), head - 1);
    stalled_head_ = head - back;
    Continue(stalled_head_,
             {stalled_head_ + 1, ++last_generation_, stalled_head_ + 1, now + block_time_, false});
  }
}

void SimulatedChain::Reorg(std::uint64_t depth, base::MonoTime now) {
  const std::uint64_t head = Head(now);
  if (depth == 0 || head == 0) return;
  const std::uint64_t first = head - std::min(depth, head) + 1;

  // The segment in which the first replaced block stands is split there; times stay.
  Segment split = SegmentOf(first);
  if (split.first_height < first) {
    split.first_height = first;
    const auto above = std::ranges::upper_bound(segments_, first, {}, &Segment::first_height);
    segments_.insert(above, split);
  }
  const std::uint64_t generation = ++last_generation_;
  for (Segment& segment : segments_) {
    if (segment.first_height >= first) segment.generation = generation;
  }
}

void SimulatedChain::Continue(std::uint64_t head, const Segment& segment) {
  std::erase_if(segments_, [head](const Segment& old) { return old.first_height > head; });
  segments_.push_back(segment);
}

}  // namespace headway::devnet
