#pragma once

#include <cstdint>
#include <optional>

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

  /// The poll is wanted no later than this, whatever the kind says; only hold-off, budget and the
  /// shortest distance between two polls may postpone it.
  std::optional<base::MonoTime> summoned_for;
  base::Duration summons_timeout{};  // of a summoned poll: an upper bound as `timeout` is

  /// From then on an answered head is followed by the question which chain the node is on; nullopt:
  /// never.
  std::optional<base::MonoTime> ask_identity_from;
  bool ask_syncing = false;  // likewise whether the node says that it is catching up
  /// The heads so far may be those of another chain: nothing of them is to be compared with the
  /// next one.
  bool starts_anew = false;

  friend bool operator==(const Pace&, const Pace&) = default;
};

}  // namespace headway::health
