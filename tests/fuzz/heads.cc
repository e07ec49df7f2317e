// A block tracker before a node that tells any heads and any blocks.
//
// Input: a letter for the window of blocks, one for whether blocks are asked for (`b`: yes), then
// one for each answer. A head is a move from the last one; a block is one of four hashes, over one
// of four parents, in sixteen letters; another letter is a block that could not be had.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "base/limits.h"
#include "chains/block_tracker.h"
#include "tests/fuzz/checked_tracker.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/targets.h"

namespace headway::fuzz {
namespace {

using base::limits::kMaxBlockHeight;
using base::limits::kMaxBlocksToSave;

constexpr std::size_t kHashes = 4;

chains::BlockHash HashNumber(std::size_t number) {
  constexpr std::array<std::string_view, kHashes> kTexts = {"0", "1", "2", "3"};
  return *chains::BlockHash::FromText(kTexts.at(number % kHashes));
}

/// Letters are a few blocks up (from `a`: none, to `m`) or down (from `n`: one), which is where
/// forks are. Other bytes are leaps, now and then to an end of all heights.
base::BlockHeight Moved(base::BlockHeight last, std::size_t choice) {
  constexpr std::size_t kUp = 13;
  constexpr std::size_t kDown = 26;
  constexpr std::size_t kLowest = 254;
  constexpr std::size_t kHighest = 255;
  if (choice == kHighest) return {kMaxBlockHeight};
  if (choice == kLowest) return {1};
  if (choice >= kUp && choice < kDown) {
    const std::size_t down = choice - kUp + 1;
    return {last.value > down ? last.value - down : 1};
  }
  return {std::min(last.value + choice, kMaxBlockHeight)};
}

}  // namespace

void FollowHeads(std::string_view bytes) {
  Input input(bytes);
  const auto window = static_cast<std::uint32_t>(input.Letter(kMaxBlocksToSave) + 1);
  CheckedTracker tracker({.blocks_to_save = window, .asks_for_blocks = input.Letter(2) == 1});
  base::BlockHeight last{1};
  while (!input.AtEnd()) {
    const std::size_t choice = input.Letter(256);
    const auto asked = tracker.NextBlock();
    if (!asked) {
      last = Moved(last, choice);
      tracker.OnHead({.head = last, .block_height = {}, .hash = {}});
    } else if (choice < kHashes * kHashes) {
      tracker.OnBlock({.height = *asked,
                       .hash = HashNumber(choice),
                       .parent_hash = HashNumber(choice / kHashes),
                       .timestamp = {}});
    } else {
      tracker.OnBlockFault();
    }
  }
}

}  // namespace headway::fuzz
