#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "health/health_policy.h"
#include "health/holdoff.h"
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

  std::uint32_t doublings = 0;  // of the interval while down
  Holdoff holdoff;
  std::optional<base::MonoTime> first_poll_at;
  std::optional<base::MonoTime> last_answer_at;
  base::Duration last_answer_latency{};
};

/// The state that is shown for the URL.
State ShownState(const UrlHealth& health);

/// The raw verdict on a finished head probe: rules 1, 2 and 8. `report.outcome` is not Cancelled.
State RawVerdict(const ProbeReport& report);

/// Takes note of how a request went on the wire, of whatever kind it was.
void ApplyConnection(chains::TransportFault transport, UrlHealth& health);

/// Applies a finished head probe. A cancelled one changes nothing. Returns when the URL wants to be
/// asked again. `max_holdoff` bounds a Retry-After.
Pace ApplyHeadProbe(const ProbeReport& report, const HealthPolicy& policy,
                    base::Duration max_holdoff, UrlHealth& health);

}  // namespace headway::health
