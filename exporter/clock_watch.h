#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.h"

namespace headway::exporter {

/// Counts the steps of the wall clock: when it moved otherwise than the monotonic clock did, by
/// more than corrections of a running clock ever make it.
class ClockWatch {
 public:
  void Note(base::MonoTime mono, base::WallTime wall) {
    constexpr base::Duration kSlack = std::chrono::milliseconds(500);
    const base::Duration offset = wall.time_since_epoch() - mono.time_since_epoch();
    if (offset_ && offset - *offset_ > kSlack) ++forward_;
    if (offset_ && *offset_ - offset > kSlack) ++back_;
    offset_ = offset;
  }
  std::uint64_t forward() const { return forward_; }
  std::uint64_t back() const { return back_; }

 private:
  std::optional<base::Duration> offset_;
  std::uint64_t forward_ = 0;
  std::uint64_t back_ = 0;
};

}  // namespace headway::exporter
