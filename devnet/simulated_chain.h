#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "devnet/encoding.h"

namespace headway::devnet {

/// A chain without nodes: its head as a function of time, and a hash and a time for each height.
/// Nothing happens per block, so a chain neither drifts nor costs anything while nobody asks.
///
/// History is a list of segments. Each block belongs to the last segment that starts at or below
/// its height; its hash depends on the chain's name, the segment's generation and the height, so
/// that a block and its parent link, and a block that replaces another has another hash.
class SimulatedChain {
 public:
  /// The head is `start_height` at `now`, which is `wall` on the wall clock; later blocks come
  /// every `block_time`, which is above 0. Blocks below the start exist too, back to height 0.
  SimulatedChain(std::string_view name, base::Duration block_time, std::uint64_t start_height,
                 base::MonoTime now, base::WallTime wall);

  /// `now` never runs backwards from call to call.
  std::uint64_t Head(base::MonoTime now) const;

  /// Valid for any height, those above the head included: what they hash to if nothing changes.
  Hash BlockHash(std::uint64_t height) const;
  /// When the block was produced or is due; the Unix epoch at the earliest, and at the latest the
  /// end of what a WallTime can hold.
  base::WallTime BlockTime(std::uint64_t height) const;

  /// Two chains of the same name have the same seed.
  std::uint64_t Seed() const { return seed_; }

  /// A stalled chain produces nothing; a resumed one its next block after one block time.
  void SetStalled(bool stalled, base::MonoTime now);
  /// Forward: that many blocks come at once. Backward: the last blocks are gone, at most down to
  /// height 1, and those which take their heights later are others.
  void MoveHead(std::int64_t blocks, base::MonoTime now);
  /// The last `depth` blocks are replaced by others of the same heights and times.
  void Reorg(std::uint64_t depth, base::MonoTime now);

 private:
  struct Segment {
    std::uint64_t first_height = 0;
    std::uint64_t generation = 0;
    std::uint64_t anchor_height = 0;  // produced at `anchor`; the following every block time
    base::MonoTime anchor{};
    bool burst = false;  // the blocks below the anchor came with it, not one by one before it
  };

  const Segment& SegmentOf(std::uint64_t height) const;
  /// Whatever was to follow `head` is dropped; `segment`, which starts there, follows instead.
  void Continue(std::uint64_t head, const Segment& segment);

  // Constant after construction.
  std::uint64_t seed_;
  base::Duration block_time_;
  base::MonoTime start_;
  base::WallTime start_wall_;

  std::vector<Segment> segments_;  // by first height; the first one starts at 0
  std::uint64_t last_generation_ = 0;
  bool stalled_ = false;
  std::uint64_t stalled_head_ = 0;
};

}  // namespace headway::devnet
