#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "health/health_policy.h"
#include "health/pace.h"
#include "health/probe_report.h"
#include "health/state.h"

/// The verdict on one URL (docs/health.md): pure functions of (state, input, now).
namespace headway::health {

/// What is remembered of a URL between polls. Everything a person is shown is here or follows from
/// it. Copyable; a default one is a URL that was never polled.
struct UrlHealth {
  bool gauge = true;
  /// What hysteresis has settled on; what is shown, unless the URL is throttled right now.
  State settled = State::kUnknown;
  bool throttled = false;
  bool decided = false;       // a conclusive poll has been seen
  std::uint32_t against = 0;  // verdicts in a row that disagree with the gauge
  /// The last settled, conclusive poll was answered and good: the URL can be sent work.
  bool serves = false;

  bool connection_healthy = true;       // last transport outcome
  std::uint32_t refusals = 0;           // since the last answer
  bool enabled = true;                  // false after `disable_after` refusals
  std::uint32_t failures_in_a_row = 0;  // finished polls that were neither answered nor throttled

  std::uint32_t doublings = 0;      // of the interval while down
  std::uint32_t throttle_step = 0;  // doublings of the hold-off without a Retry-After
  std::optional<base::MonoTime> first_poll_at;
  std::optional<base::MonoTime> last_answer_at;
  base::Duration last_answer_latency{};
};

/// Hold-offs when a node says "too many requests" and not for how long.
inline constexpr base::Duration kFirstHoldoff = std::chrono::seconds(5);
inline constexpr base::Duration kLongestHoldoff = std::chrono::minutes(2);

/// The state that is shown for the URL.
State ShownState(const UrlHealth& health);

/// The raw verdict on a finished head probe: rules 1, 2 and 8. `report.outcome` is not Cancelled.
State RawVerdict(const ProbeReport& report);

/// Applies a finished head probe. A cancelled one changes nothing. Returns when the URL wants to be
/// asked again. `max_holdoff` bounds a Retry-After.
Pace ApplyHeadProbe(const ProbeReport& report, const HealthPolicy& policy,
                    base::Duration max_holdoff, UrlHealth& health);

}  // namespace headway::health
