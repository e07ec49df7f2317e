#include "probes/timer_queue.h"

#include <algorithm>
#include <tuple>

namespace headway::probes {

void TimerQueue::Schedule(base::UrlIndex url, base::MonoTime deadline) {
  heap_.push_back({.deadline = deadline, .sequence = next_sequence_++, .url = url});
  std::push_heap(heap_.begin(), heap_.end(), IsLater);
}

std::optional<base::MonoTime> TimerQueue::Next() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().deadline;
}

std::optional<base::UrlIndex> TimerQueue::PopDue(base::MonoTime now) {
  if (heap_.empty() || heap_.front().deadline > now) return std::nullopt;
  std::pop_heap(heap_.begin(), heap_.end(), IsLater);
  const base::UrlIndex url = heap_.back().url;
  heap_.pop_back();
  return url;
}

bool TimerQueue::IsLater(const Entry& left, const Entry& right) {
  return std::tie(left.deadline, left.sequence) > std::tie(right.deadline, right.sequence);
}

}  // namespace headway::probes
