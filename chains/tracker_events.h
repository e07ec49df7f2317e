#pragma once

#include <cstdint>
#include <optional>

namespace headway::chains {

/// What one reply changed in a block tracker.
struct TrackerUpdate {
  /// The published head is another one now; the first head is such a change.
  bool head_changed = false;
  /// The node answered with a lower head than in its last answer.
  bool rollback = false;
  /// A reorganisation was proved by hashes: how many heights were replaced, from the highest block
  /// that we held down to the lowest one proved to be another. At least this many: the fork may
  /// begin in a gap, or below what we hold.
  std::optional<std::uint32_t> reorg_depth;
};

}  // namespace headway::chains
