#include "chains/block_tracker.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/check.h"
#include "base/limits.h"

namespace headway::chains {

using base::BlockHeight;

namespace {

// So many that hosts of different lag, and a height that is final, are among them.
constexpr std::uint64_t kAnchors = 3;

}  // namespace

std::uint64_t AnchorStride(base::Duration block_time) {
  HEADWAY_CHECK(block_time > base::Duration::zero());
  constexpr base::Duration kApart = std::chrono::seconds(30);
  return static_cast<std::uint64_t>((kApart + block_time - base::Duration(1)) / block_time);
}

BlockTracker::BlockTracker(TrackerPolicy policy) : policy_(policy) {
  HEADWAY_CHECK(policy_.blocks_to_save >= 1);
  HEADWAY_CHECK(policy_.blocks_to_save <= base::limits::kMaxBlocksToSave);
  HEADWAY_CHECK(policy_.anchors_asked >= 1 && policy_.anchors_asked < kAnchors);
  if (policy_.asks_for_blocks) held_.reserve(policy_.blocks_to_save + kAnchors + 1);
}

TrackerUpdate BlockTracker::OnHead(const HeadObservation& observation) {
  HEADWAY_CHECK(question_ == Question::kNone);
  const BlockHeight head = observation.head;
  TrackerUpdate update;
  update.rollback = last_answer_ && head < *last_answer_;
  if (head_ && head < *head_) {
    OnLowerHead(head, update);
  } else {
    lower_candidate_.reset();
    if (head_ != head) Publish(head, update);
  }
  last_answer_ = head;
  const bool head_block_is_missing =
      question_ == Question::kNone && head_ == head && Find(head) == nullptr;
  if (policy_.asks_for_blocks && head_block_is_missing) Ask(Question::kHeadBlock, head);
  AskForAnchor();
  return update;
}

void BlockTracker::OnLowerHead(BlockHeight head, TrackerUpdate& update) {
  if (lower_candidate_ && head >= *lower_candidate_) {
    DropFrom({head.value + 1});
    Publish(head, update);
    return;
  }
  lower_candidate_ = head;
  if (policy_.asks_for_blocks && Find(head) != nullptr) Ask(Question::kLowerHead, head);
}

TrackerUpdate BlockTracker::OnBlock(const BlockObservation& block) {
  HEADWAY_CHECK(question_ != Question::kNone);
  HEADWAY_CHECK(block.height == asked_);
  const Question question = std::exchange(question_, Question::kNone);
  const TrackerUpdate update = OnAsked(question, block);
  // An anchor that is not kept would be asked for again at once.
  if (question != Question::kAnchor || Find(block.height) != nullptr) AskForAnchor();
  return update;
}

TrackerUpdate BlockTracker::OnAsked(Question question, const BlockObservation& block) {
  TrackerUpdate update;
  if (question == Question::kHeadBlock) {
    OnHeadBlock(block);
    return update;
  }
  if (question == Question::kAnchor) {
    Hold(block);
    return update;
  }
  const HeldBlock* ours = Find(block.height);
  HEADWAY_CHECK(ours != nullptr);
  const bool it_stands = ours->hash == block.hash;
  if (it_stands) {
    if (fork_) EndFork(update);
    return update;
  }
  if (question == Question::kLowerHead) {
    fork_ = Fork{.top = held_.back().height, .lowest = block.height};
    DropFrom({block.height.value + 1});
    Publish(block.height, update);
  } else if (question == Question::kStillThere) {
    fork_ = Fork{.top = block.height, .lowest = block.height};
  }
  FollowFork(block, update);
  return update;
}

TrackerUpdate BlockTracker::OnBlockFault() {
  TrackerUpdate update;
  // The head's own block is asked for again by the next poll, and the gap below it with it: what
  // was replaced down there would otherwise stay among what we hold, unseen.
  if (question_ == Question::kStillThere) DropFrom({asked_.value + 1});
  question_ = Question::kNone;
  if (fork_) {
    // What we hold from there up to the fork's top was proved to be gone. The head's own block,
    // which stands above the top, is dropped with it and asked for again by the next poll.
    DropFrom(fork_->lowest);
    EndFork(update);
  }
  return update;
}

void BlockTracker::Ask(Question question, BlockHeight height) {
  question_ = question;
  asked_ = height;
}

void BlockTracker::AskForAnchor() {
  const std::uint64_t stride = policy_.anchor_stride;
  if (question_ != Question::kNone || !policy_.asks_for_blocks || stride == 0 || !head_) return;
  // A node that went back is not asked for what it may not have.
  if (last_answer_ != head_) return;
  const std::uint64_t below = head_->value - std::min(head_->value, policy_.anchor_depth);
  BlockHeight anchor{below / stride * stride};
  for (std::uint32_t nth = 0; nth < policy_.anchors_asked && anchor.value > 0; ++nth) {
    if (Find(anchor) == nullptr) {
      Ask(Question::kAnchor, anchor);
      return;
    }
    anchor.value -= stride;
  }
}

void BlockTracker::Publish(BlockHeight head, TrackerUpdate& update) {
  head_ = head;
  lower_candidate_.reset();
  update.head_changed = true;
  Trim();
}

void BlockTracker::OnHeadBlock(const BlockObservation& block) {
  const HeldBlock* below = HighestBelow(block.height);
  const std::optional<BlockHeight> top =
      below != nullptr ? std::optional(below->height) : std::nullopt;
  const bool is_parent = below != nullptr && below->height.value + 1 == block.height.value;
  const bool parent_stands = is_parent && below->hash == block.parent_hash;
  Hold(block);
  if (!top || parent_stands) return;
  if (is_parent) {
    fork_ = Fork{.top = *top, .lowest = *top};
    Ask(Question::kForkedAt, *top);
  } else {
    Ask(Question::kStillThere, *top);
  }
}

void BlockTracker::FollowFork(const BlockObservation& block, TrackerUpdate& update) {
  HEADWAY_CHECK(fork_.has_value());
  fork_->lowest = block.height;
  Hold(block);
  const HeldBlock* below = HighestBelow(block.height);
  const bool is_parent = below != nullptr && below->height.value + 1 == block.height.value;
  if (below == nullptr || (is_parent && below->hash == block.parent_hash)) {
    EndFork(update);
    return;
  }
  if (is_parent) fork_->lowest = below->height;
  Ask(Question::kForkedAt, below->height);
}

void BlockTracker::EndFork(TrackerUpdate& update) {
  update.reorg_depth = static_cast<std::uint32_t>(fork_->top.value - fork_->lowest.value + 1);
  fork_.reset();
}

void BlockTracker::Hold(const BlockObservation& block) {
  const auto at = std::lower_bound(
      held_.begin(), held_.end(), block.height,
      [](const HeldBlock& held, BlockHeight height) { return held.height < height; });
  const HeldBlock entry{.height = block.height, .hash = block.hash, .timestamp = block.timestamp};
  if (at != held_.end() && at->height == block.height) {
    *at = entry;
  } else {
    held_.insert(at, entry);
  }
  Trim();
}

void BlockTracker::DropFrom(BlockHeight height) {
  std::erase_if(held_, [height](const HeldBlock& held) { return held.height >= height; });
}

void BlockTracker::Trim() {
  if (!head_) return;
  std::erase_if(held_, [this](const HeldBlock& held) { return !IsKept(held.height); });
}

bool BlockTracker::IsKept(BlockHeight height) const {
  if (height.value + policy_.blocks_to_save > head_->value) return true;
  const std::uint64_t stride = policy_.anchor_stride;
  return stride > 0 && height.value % stride == 0 &&
         height.value / stride + kAnchors > head_->value / stride;
}

const HeldBlock* BlockTracker::Find(BlockHeight height) const {
  const auto at = std::find_if(held_.begin(), held_.end(),
                               [height](const HeldBlock& held) { return held.height == height; });
  return at == held_.end() ? nullptr : &*at;
}

const HeldBlock* BlockTracker::HighestBelow(BlockHeight height) const {
  const HeldBlock* highest = nullptr;
  for (const HeldBlock& held : held_) {
    if (held.height < height) highest = &held;
  }
  return highest;
}

}  // namespace headway::chains
