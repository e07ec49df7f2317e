#include "tests/fuzz/checked_tracker.h"

#include "base/check.h"
#include "base/limits.h"

namespace headway::fuzz {

void CheckedTracker::OnHead(const chains::HeadObservation& observation) {
  while (tracker_.NextBlock()) OnBlockFault();
  questions_ = 0;
  const auto before = tracker_.head();
  const chains::TrackerUpdate update = tracker_.OnHead(observation);
  HEADWAY_CHECK(tracker_.head().has_value());
  HEADWAY_CHECK(update.head_changed == (tracker_.head() != before));
  HEADWAY_CHECK(observation.head <= *tracker_.head());
  Check(update);
}

void CheckedTracker::OnBlock(const chains::BlockObservation& block) {
  HEADWAY_CHECK(tracker_.NextBlock() == block.height);
  Check(tracker_.OnBlock(block));
}

void CheckedTracker::OnBlockFault() {
  Check(tracker_.OnBlockFault());
  HEADWAY_CHECK(!tracker_.NextBlock());
}

void CheckedTracker::Check(const chains::TrackerUpdate& update) {
  const chains::TrackerPolicy& policy = tracker_.policy();
  const auto held = tracker_.held();
  HEADWAY_CHECK(policy.asks_for_blocks || held.empty());
  HEADWAY_CHECK(held.size() <= policy.blocks_to_save);
  const base::BlockHeight head = tracker_.head().value_or(base::BlockHeight{});
  for (std::size_t at = 0; at < held.size(); ++at) {
    HEADWAY_CHECK(at == 0 || held[at - 1].height < held[at].height);
    HEADWAY_CHECK(held[at].height <= head);
    HEADWAY_CHECK(head.value - held[at].height.value < policy.blocks_to_save);
  }
  if (update.reorg_depth) {
    HEADWAY_CHECK(*update.reorg_depth >= 1);
    HEADWAY_CHECK(*update.reorg_depth <= policy.blocks_to_save);
  }
  if (const auto asked = tracker_.NextBlock()) {
    HEADWAY_CHECK(policy.asks_for_blocks);
    HEADWAY_CHECK(*asked <= head);
    HEADWAY_CHECK(++questions_ <= base::limits::kMaxFollowUpsPerPoll);
  }
}

}  // namespace headway::fuzz
