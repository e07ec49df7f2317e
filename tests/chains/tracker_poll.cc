#include "tests/chains/tracker_poll.h"

namespace headway::chains {
namespace {

void Note(const TrackerUpdate& update, PollRecord& record) {
  record.head_changed |= update.head_changed;
  record.rollback |= update.rollback;
  if (update.reorg_depth) record.reorg_depths.push_back(*update.reorg_depth);
  if (update.head_block_time) record.block_time = update.head_block_time;
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
  return record;
}

}  // namespace headway::chains
