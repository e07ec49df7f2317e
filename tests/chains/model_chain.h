#pragma once

#include <cstdint>
#include <vector>

#include "chains/observation.h"

namespace headway::chains {

/// A chain as a node holds it: one block at each height from 1 to the tip, each with a hash and a
/// time that no other block of the run has. The block that was made as the Nth has the time of N
/// seconds after 1970; before anything is replaced N is its height.
class ModelChain {
 public:
  /// Starts with blocks 1 to `tip`.
  explicit ModelChain(std::uint64_t tip) { Grow(tip); }

  std::uint64_t tip() const { return blocks_.size(); }

  void Grow(std::uint64_t blocks);

  /// Replaces the top `depth` blocks (at most the tip) by `blocks` other ones.
  void Reorganise(std::uint64_t depth, std::uint64_t blocks);

  /// `height` must be from 1 to the tip.
  BlockHash HashAt(std::uint64_t height) const;
  BlockObservation BlockAt(std::uint64_t height) const;

 private:
  std::uint64_t MadeAs(std::uint64_t height) const;

  std::vector<std::uint64_t> blocks_;  // by height - 1: when it was made, as hash and time tell
  std::uint64_t made_ = 0;             // blocks made in the whole run
};

HeadObservation HeadAt(std::uint64_t height);

}  // namespace headway::chains
