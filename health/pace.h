#pragma once

#include <cstdint>

#include "base/time.h"

namespace headway::health {

/// When a URL wants to be asked again: the one thing that flows back from health to probes. The
/// arithmetic on intervals is the scheduler's (probes/cadence.h).
struct Pace {
  enum class Kind : std::uint8_t {
    kRegular,  // after the regular interval
    kRecheck,  // after min(regular interval, interval): a streak runs against the gauge
    kBackoff,  // down and settled: the regular interval doubled `doublings` times
  };
  Kind kind = Kind::kRegular;
  std::uint32_t doublings = 0;
  base::Duration interval{};  // of kRecheck
  base::Duration timeout{};   // of kRecheck: an upper bound besides the request's own
  base::Duration holdoff{};   // not before this much after the poll's end

  friend bool operator==(const Pace&, const Pace&) = default;
};

}  // namespace headway::health
