#include "probes/timer_queue.h"

#include <algorithm>
#include <tuple>

namespace headway::probes {

void TimerQueue::Schedule(base::SlotIndex slot, base::MonoTime deadline) {
  if (slot.value >= current_.size()) current_.resize(slot.value + std::size_t{1});
  current_[slot.value] = next_sequence_;
  heap_.push_back({.deadline = deadline, .sequence = next_sequence_++, .slot = slot});
  std::push_heap(heap_.begin(), heap_.end(), IsLater);
  DropReplaced();
}

void TimerQueue::Remove(base::SlotIndex slot) {
  if (slot.value >= current_.size()) return;
  current_[slot.value] = 0;
  DropReplaced();
}

std::optional<base::MonoTime> TimerQueue::Next() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().deadline;
}

std::optional<base::SlotIndex> TimerQueue::PopDue(base::MonoTime now) {
  if (heap_.empty() || heap_.front().deadline > now) return std::nullopt;
  const base::SlotIndex slot = heap_.front().slot;
  current_[slot.value] = 0;
  Pop();
  DropReplaced();
  return slot;
}

bool TimerQueue::IsLater(const Entry& left, const Entry& right) {
  return std::tie(left.deadline, left.sequence) > std::tie(right.deadline, right.sequence);
}

bool TimerQueue::IsCurrent(const Entry& entry) const {
  return current_[entry.slot.value] == entry.sequence;
}

void TimerQueue::DropReplaced() {
  while (!heap_.empty() && !IsCurrent(heap_.front())) Pop();
}

void TimerQueue::Pop() {
  std::pop_heap(heap_.begin(), heap_.end(), IsLater);
  heap_.pop_back();
}

}  // namespace headway::probes
