#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.h"

namespace headway::health {

/// Where epochs are counted from: 2024-01-01T00:00:00Z, as the router does, so that all processes
/// of one duration agree on the number.
inline constexpr base::WallTime kEpochZero{std::chrono::seconds(1'704'067'200)};

/// floor((wall - kEpochZero) / duration); 0 before that. `duration` is above 0.
std::uint64_t EpochAt(base::WallTime wall, base::Duration duration);

/// The new epoch after a boundary.
struct EpochStart {
  std::uint64_t epoch = 0;
  std::uint64_t skipped = 0;  // epochs between the last one and this that were never lived
};

/// Turns a wall clock, which may step either way, into boundaries. A step forward over several
/// epochs is one boundary with a gap. A step back, measured against the highest time seen since the
/// last boundary, reopens nothing while it is shorter than one duration, and is one boundary else:
/// only then may the number fall.
class EpochClock {
 public:
  EpochClock(base::Duration duration, base::WallTime wall);

  /// At most one boundary a call.
  std::optional<EpochStart> Advance(base::WallTime wall);

  /// Counts on with another duration, without a boundary.
  void SetDuration(base::Duration duration, base::WallTime wall);

  std::uint64_t epoch() const { return epoch_; }
  base::WallTime start() const;
  /// Above 0.
  base::Duration UntilNext(base::WallTime wall) const;

 private:
  base::Duration duration_;
  std::uint64_t epoch_;
  base::WallTime highest_;  // since the last boundary
};

}  // namespace headway::health
