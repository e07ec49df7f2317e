#pragma once

#include <algorithm>

#include "base/time.h"

namespace headway::exporter {

/// The worst of the delays noted lately: at least the last half minute, at most the last whole one.
/// Reading changes nothing, so that one reader does not take it away from another.
class WorstDelay {
 public:
  void Note(base::Duration delay, base::MonoTime now) {
    Rotate(now);
    current_ = std::max(current_, delay);
  }

  base::Duration Worst() const { return std::max(current_, previous_); }

  /// Lets old delays go; to be called now and then.
  void Rotate(base::MonoTime now) {
    if (now - current_since_ < kWindow) return;
    const bool previous_is_recent = now - current_since_ < 2 * kWindow;
    previous_ = previous_is_recent ? current_ : base::Duration::zero();
    current_ = base::Duration::zero();
    current_since_ = now;
  }

 private:
  static constexpr base::Duration kWindow = std::chrono::seconds(30);

  base::MonoTime current_since_;
  base::Duration current_{};
  base::Duration previous_{};
};

}  // namespace headway::exporter
