#pragma once

#include <cstdint>

namespace headway::devnet {

/// Which slots of a Solana-like chain have no block: one in each twenty, at a place that depends
/// on the seed. So block height stays below the slot, by one more every twenty slots. Slot 0 has
/// a block.
class SlotSchedule {
 public:
  explicit SlotSchedule(std::uint64_t seed) : seed_(seed) {}

  bool IsSkipped(std::uint64_t slot) const;
  /// The highest slot at or below `slot` that has a block.
  std::uint64_t LastProduced(std::uint64_t slot) const;
  /// Blocks after the first up to and including `slot`.
  std::uint64_t BlockHeight(std::uint64_t slot) const;

 private:
  std::uint64_t SkippedSlotOf(std::uint64_t window) const;

  std::uint64_t seed_;
};

}  // namespace headway::devnet
