#include "devnet/slot_schedule.h"

#include "base/random.h"

namespace headway::devnet {
namespace {

constexpr std::uint64_t kWindowSlots = 20;

}  // namespace

std::uint64_t SlotSchedule::SkippedSlotOf(std::uint64_t window) const {
  base::Random random(seed_ ^ window);
  // Never the first of a window, so that slot 0 has a block and no two skipped slots meet.
  return window * kWindowSlots + 1 + random.Below(kWindowSlots - 1);
}

bool SlotSchedule::IsSkipped(std::uint64_t slot) const {
  return SkippedSlotOf(slot / kWindowSlots) == slot;
}

std::uint64_t SlotSchedule::LastProduced(std::uint64_t slot) const {
  return IsSkipped(slot) ? slot - 1 : slot;
}

std::uint64_t SlotSchedule::BlockHeight(std::uint64_t slot) const {
  const std::uint64_t window = slot / kWindowSlots;
  return slot - window - (SkippedSlotOf(window) <= slot ? 1 : 0);
}

}  // namespace headway::devnet
