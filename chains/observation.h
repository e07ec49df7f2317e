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

/// Text of a node or the operator, at most limits::kMaxInlineTextBytes, kept inline: a window of
/// them costs no allocation. `Meaning` keeps texts of different meanings different types.
template <class Meaning>
class InlineText {
 public:
  InlineText() = default;

  /// nullopt if `text` is empty or longer than limits::kMaxInlineTextBytes.
  static std::optional<InlineText> FromText(std::string_view text) {
    if (text.empty() || text.size() > base::limits::kMaxInlineTextBytes) return std::nullopt;
    InlineText inline_text;
    std::copy(text.begin(), text.end(), inline_text.text_.begin());
    inline_text.size_ = static_cast<std::uint8_t>(text.size());
    return inline_text;
  }

  std::string_view text() const { return {text_.data(), size_}; }

  friend bool operator==(const InlineText& left, const InlineText& right) {
    return left.text() == right.text();
  }

 private:
  std::array<char, base::limits::kMaxInlineTextBytes> text_{};
  std::uint8_t size_ = 0;
};

/// A block hash as the node wrote it, in lower case where the family's text is hexadecimal.
using BlockHash = InlineText<struct BlockHashMeaning>;

/// Which chain: a chain id (EVM: a lower-case hexadecimal quantity without leading zeros, `0x1`),
/// a genesis hash, or the name of a network. In the family's canonical form, so that two of them
/// are of one chain if and only if their texts are equal.
using ChainIdentity = InlineText<struct ChainIdentityMeaning>;

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

/// A node's answer to "which chain are you on?".
struct IdentityObservation {
  ChainIdentity identity;
};

/// A node's answer to "are you still catching up?". Its word alone proves nothing, either way.
struct SyncingObservation {
  bool syncing = false;
};

/// Name and version of a client, sanitised: printable ASCII, of no more than a label may hold.
using ClientName = InlineText<struct ClientNameMeaning>;

/// A node's answer to "what do you run?".
struct ClientObservation {
  ClientName client;
};

/// A node's answer to "how many peers have you?".
struct PeersObservation {
  std::uint64_t peers = 0;
};

/// A node's answer to a question for a height other than the head: kSafe, kFinalized, kProcessed,
/// kConfirmed, kEarliest. 0 is a height here.
struct HeightObservation {
  base::BlockHeight height;
};

/// A node's answer to a question that either works or does not: kState, kDebug, kTrace, kBundler,
/// kTxIndex. That it does not is an answer too, and no fault.
struct AbilityObservation {
  bool able = false;
};

using Observation =
    std::variant<HeadObservation, BlockObservation, IdentityObservation, SyncingObservation,
                 ClientObservation, PeersObservation, HeightObservation, AbilityObservation>;

}  // namespace headway::chains
