#pragma once

#include "base/check.h"
#include "base/clock.h"

namespace headway::testing {

/// A clock that moves when the test says so. Wall and monotonic time move together by Advance; the
/// wall alone may be stepped. Not thread-safe.
class ManualClock final : public base::Clock {
 public:
  /// 2026-01-01T00:00:00Z, and a monotonic zero that is not zero.
  static constexpr base::WallTime kStart{std::chrono::seconds(1'767'225'600)};

  base::MonoTime Mono() const override { return mono_; }
  base::WallTime Wall() const override { return wall_; }

  void Advance(base::Duration by) {
    HEADWAY_CHECK(by >= base::Duration::zero());
    mono_ += by;
    wall_ += by;
  }
  void AdvanceTo(base::MonoTime to) {
    if (to > mono_) Advance(to - mono_);
  }
  void StepWall(base::Duration by) { wall_ += by; }

 private:
  base::MonoTime mono_{std::chrono::hours(1)};
  base::WallTime wall_ = kStart;
};

}  // namespace headway::testing
