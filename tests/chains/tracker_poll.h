#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "chains/block_tracker.h"
#include "tests/chains/model_chain.h"

namespace headway::chains {

/// What one poll of a tracker asked and brought.
struct PollRecord {
  bool head_changed = false;
  bool rollback = false;
  std::vector<std::uint64_t> questions;      // heights asked for, in order
  std::vector<std::uint32_t> reorg_depths;   // one for each reorganisation reported
  std::optional<base::WallTime> block_time;  // the last one that was told
};

/// Whether the node fails to answer for the block at a height.
using BlockFaults = std::function<bool(std::uint64_t height)>;

/// Runs one whole poll against a node that says its head is `head` and holds the blocks of `chain`.
PollRecord RunPoll(BlockTracker& tracker, const ModelChain& chain, std::uint64_t head,
                   const BlockFaults& faults = nullptr);

}  // namespace headway::chains
