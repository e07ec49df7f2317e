#include "health/head_watch.h"

#include <algorithm>

namespace headway::health {

void HeadWatch::Note(base::BlockHeight head, base::MonoTime now) {
  if (head_ == head) return;
  if (head_ && head > *head_) {
    AddSample((now - *since_) / static_cast<std::int64_t>(head.value - head_->value));
  }
  head_ = head;
  since_ = now;
}

void HeadWatch::AddSample(base::Duration block_time) {
  samples_.at(sample_count_++ % kSamples) = block_time;
  const std::size_t held = std::min(sample_count_, kSamples);
  if (held < kFewestSamples) return;
  auto sorted = samples_;
  auto* const middle = sorted.begin() + static_cast<std::ptrdiff_t>((held - 1) / 2);
  std::nth_element(sorted.begin(), middle, sorted.begin() + static_cast<std::ptrdiff_t>(held));
  block_time_ = *middle;
}

}  // namespace headway::health
