#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "base/check.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/time.h"

namespace headway::chains {

/// A block hash as the node wrote it, in lower case where the family's text is hexadecimal. Kept
/// inline: a window of them costs no allocation.
class BlockHash {
 public:
  BlockHash() = default;

  /// nullopt if `text` is empty or longer than limits::kMaxBlockHashBytes.
  static std::optional<BlockHash> FromText(std::string_view text) {
    if (text.empty() || text.size() > base::limits::kMaxBlockHashBytes) return std::nullopt;
    BlockHash hash;
    std::copy(text.begin(), text.end(), hash.text_.begin());
    hash.size_ = static_cast<std::uint8_t>(text.size());
    return hash;
  }

  std::string_view text() const { return {text_.data(), size_}; }

  friend bool operator==(const BlockHash& left, const BlockHash& right) {
    return left.text() == right.text();
  }

 private:
  std::array<char, base::limits::kMaxBlockHashBytes> text_{};
  std::uint8_t size_ = 0;
};

/// A node's answer to "what is your head?".
struct HeadObservation {
  base::BlockHeight head;  // above 0
  /// Blocks produced, where the head counts something else (Solana: the head is the slot).
  std::optional<std::uint64_t> block_height;
  std::optional<BlockHash> hash;  // where the head comes with it
};

/// A node's answer to "which block is at this height?".
struct BlockObservation {
  base::BlockHeight height;
  BlockHash hash;
  BlockHash parent_hash;
  std::optional<base::WallTime> timestamp;  // the block's own time
};

using Observation = std::variant<HeadObservation, BlockObservation>;

}  // namespace headway::chains
