#include "tests/chains/tracker_poll.h"

namespace headway::chains {
namespace {

void Note(const TrackerUpdate& update, PollRecord& record) {
  record.head_changed |= update.head_changed;
  record.rollback |= update.rollback;
  if (update.reorg_depth) record.reorg_depths.push_back(*update.reorg_depth);
}

}  // namespace

PollRecord RunPoll(BlockTracker& tracker, const ModelChain& chain, std::uint64_t head,
                   const BlockFaults& faults) {
  PollRecord record;
  Note(tracker.OnHead(HeadAt(head)), record);
  while (const auto asked = tracker.NextBlock()) {
    record.questions.push_back(asked->value);
    const bool fails = faults && faults(asked->value);
    Note(fails ? tracker.OnBlockFault() : tracker.OnBlock(chain.BlockAt(asked->value)), record);
  }
  const auto held = tracker.held();
  if (!held.empty() && held.back().height == tracker.head()) {
    record.block_time = held.back().timestamp;
  }
  return record;
}

}  // namespace headway::chains
