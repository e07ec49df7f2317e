#include "health/epoch_clock.h"

#include <algorithm>

#include "base/check.h"

namespace headway::health {

std::uint64_t EpochAt(base::WallTime wall, base::Duration duration) {
  HEADWAY_CHECK(duration > base::Duration::zero());
  if (wall < kEpochZero) return 0;
  return static_cast<std::uint64_t>((wall - kEpochZero) / duration);
}

EpochClock::EpochClock(base::Duration duration, base::WallTime wall)
    : duration_(duration), epoch_(EpochAt(wall, duration)), highest_(wall) {}

std::optional<EpochStart> EpochClock::Advance(base::WallTime wall) {
  const std::uint64_t epoch = EpochAt(wall, duration_);
  if (wall >= highest_) {
    highest_ = wall;
    if (epoch <= epoch_) return std::nullopt;
    const std::uint64_t skipped = epoch - epoch_ - 1;
    epoch_ = epoch;
    return EpochStart{.epoch = epoch, .skipped = skipped};
  }
  if (highest_ - wall < duration_) return std::nullopt;
  highest_ = wall;
  epoch_ = epoch;
  return EpochStart{.epoch = epoch, .skipped = 0};
}

void EpochClock::SetDuration(base::Duration duration, base::WallTime wall) {
  if (duration == duration_) return;
  *this = EpochClock(duration, wall);
}

base::WallTime EpochClock::start() const {
  return kEpochZero + duration_ * static_cast<std::int64_t>(epoch_);
}

base::Duration EpochClock::UntilNext(base::WallTime wall) const {
  return std::max(start() + duration_ - wall, base::Duration(1));
}

}  // namespace headway::health
