#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.h"

namespace headway::devnet {

/// A clock that moves when it is told to. Thread-safe: the devnet reads it on its own thread.
class StepClock final : public base::Clock {
 public:
  base::MonoTime Mono() const override { return base::MonoTime(elapsed_.load()); }
  base::WallTime Wall() const override { return kStart + elapsed_.load(); }

  void Advance(base::Duration span) { elapsed_.store(elapsed_.load() + span); }

  static constexpr base::WallTime kStart{std::chrono::seconds(1'700'000'000)};

 private:
  std::atomic<base::Duration> elapsed_{base::Duration{}};
};

}  // namespace headway::devnet
