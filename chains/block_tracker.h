#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "chains/held_block.h"
#include "chains/observation.h"
#include "chains/tracker_events.h"

namespace headway::chains {

/// A stride of anchors for a chain: the blocks of half a minute, rounded up. `block_time` is above
/// 0.
std::uint64_t AnchorStride(base::Duration block_time);

struct TrackerPolicy {
  /// Window of heights, down from the published head, whose hashes are kept; at least 1. With 1
  /// there is no block below the head to compare with, and no fork is ever seen.
  std::uint32_t blocks_to_save = 1;
  /// Whether the family can be asked for blocks by height. False: heads only.
  bool asks_for_blocks = false;
  /// The blocks at the last few multiples of this height are kept besides the window, and asked for
  /// where the head skipped over one: whoever follows the chain holds the same heights then,
  /// however few of its blocks a poll sees. 0: only the window.
  std::uint64_t anchor_stride = 0;
  /// An anchor is asked for once the head stands so many blocks above it.
  std::uint64_t anchor_depth = 0;
  /// How many anchors are asked for, from the highest on: two share one wherever their heads stand,
  /// as long as they are less than a stride apart. 1 to 2.
  std::uint32_t anchors_asked = 1;

  friend bool operator==(const TrackerPolicy&, const TrackerPolicy&) = default;
};

/// Follows the head of one URL. Pure: no clock, no I/O, bounded memory. One poll is
///
///   OnHead → while NextBlock has a height: ask for it, then OnBlock or OnBlockFault.
///
/// The head is published by OnHead alone, so that a node whose block calls are broken still shows
/// its height. Forks are found by parent hashes: a new head is asked for once, and its parent must
/// be the block we hold; after a gap the highest block we hold is asked for again. A fork is then
/// followed down until a block stands or the window ends. In steady state that is one block request
/// for each new head, two where heads were skipped between polls, none while the head stands still
/// (what could not be had is asked for again by the next poll); and one for each anchor that was
/// skipped.
///
/// A lower head than the published one is never refused for ever and never taken on sight: it is
/// adopted when the block at its height is proved to be another one than we hold, or when the next
/// answer is below the published head too and not below the first (docs/health.md, "Heads").
class BlockTracker {
 public:
  explicit BlockTracker(TrackerPolicy policy);

  const TrackerPolicy& policy() const { return policy_; }

  /// The published head; nullopt until the first answer.
  std::optional<base::BlockHeight> head() const { return head_; }

  /// The blocks whose hashes are known, in ascending order of height, within the window or anchors;
  /// none where the family is not asked for blocks. Heights may be missing between them. While a
  /// fork is being followed down, those it has not reached yet are of the branch that may be gone.
  /// Valid until the next non-const call.
  std::span<const HeldBlock> held() const { return held_; }

  TrackerUpdate OnHead(const HeadObservation& observation);

  /// The block to ask for next in this poll, if any.
  std::optional<base::BlockHeight> NextBlock() const {
    if (question_ == Question::kNone) return std::nullopt;
    return asked_;
  }

  /// The reply to the question NextBlock asked; `block.height` is that height.
  TrackerUpdate OnBlock(const BlockObservation& block);

  /// The block could not be had. The rest of this poll's questions is dropped; a fork is reported
  /// as far as it was proved.
  TrackerUpdate OnBlockFault();

 private:
  /// Why a block is asked for.
  enum class Question : std::uint8_t {
    kNone,
    kHeadBlock,   // hash, parent and time of the published head
    kStillThere,  // after a gap: does the highest block we held stand?
    kForkedAt,    // going down a fork
    kLowerHead,   // is the block at a lower head another one than ours?
    kAnchor,      // a block to hold, no more
  };
  /// A fork that is being followed down: all we held from `lowest` to `top` is replaced.
  struct Fork {
    base::BlockHeight top;
    base::BlockHeight lowest;
  };

  void Ask(Question question, base::BlockHeight height);
  TrackerUpdate OnAsked(Question question, const BlockObservation& block);
  void AskForAnchor();
  bool IsKept(base::BlockHeight height) const;
  void Publish(base::BlockHeight head, TrackerUpdate& update);
  void OnLowerHead(base::BlockHeight head, TrackerUpdate& update);
  void OnHeadBlock(const BlockObservation& block);
  /// The block we held at `block.height` was replaced by `block`: goes on below it or ends.
  void FollowFork(const BlockObservation& block, TrackerUpdate& update);
  void EndFork(TrackerUpdate& update);
  void Hold(const BlockObservation& block);
  void DropFrom(base::BlockHeight height);
  void Trim();
  const HeldBlock* Find(base::BlockHeight height) const;
  const HeldBlock* HighestBelow(base::BlockHeight height) const;

  TrackerPolicy policy_;
  std::optional<base::BlockHeight> head_;
  std::optional<base::BlockHeight> last_answer_;
  std::optional<base::BlockHeight> lower_candidate_;
  Question question_ = Question::kNone;
  base::BlockHeight asked_;
  std::optional<Fork> fork_;
  std::vector<HeldBlock> held_;  // ascending heights, all of them kept
};

}  // namespace headway::chains
