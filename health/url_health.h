#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "chains/fault.h"
#include "health/health_policy.h"
#include "health/holdoff.h"
#include "health/pace.h"
#include "health/state.h"
#include "health/verdict.h"

/// The verdict on one URL (docs/health.md): pure functions of (state, input, now).
namespace headway::health {

/// What is remembered of a URL's health between polls. Copyable; a default one is a URL that was
/// never polled.
struct UrlHealth {
  bool gauge = true;
  /// What hysteresis has settled on; what is shown, unless the URL is throttled right now.
  State settled = State::kUnknown;
  bool throttled = false;
  /// False from the start or a reset to the first conclusive poll, which decides at once.
  bool decided = false;
  std::uint32_t against = 0;  // verdicts in a row that disagree with the gauge

  // What a reset does not touch.
  /// The last settled verdict was good; nullopt: there was none yet.
  std::optional<bool> settled_good;
  /// That, and the poll that settled it was answered: the URL can be sent work.
  bool serves = false;
  std::uint32_t good_in_a_row = 0;  // of the current generation
  State last_verdict = State::kUnknown;

  bool connection_healthy = true;       // last transport outcome
  std::uint32_t refusals = 0;           // since the last answer or boundary
  bool enabled = true;                  // false after `disable_after` refusals
  std::uint32_t failures_in_a_row = 0;  // faults since the last answer; throttled ones aside
  std::optional<chains::Blame> latest_fault;

  std::uint32_t doublings = 0;  // of the interval while down
  Holdoff holdoff;
  std::optional<base::MonoTime> first_poll_at;
  std::optional<base::MonoTime> last_answer_at;
  base::Duration last_answer_latency{};
};

/// The state that is shown for the URL.
State ShownState(const UrlHealth& health);

/// Takes note of how a request went on the wire, of whatever kind it was: too large, not sent and
/// cancelled say nothing of the connection.
void ApplyConnection(chains::TransportFault transport, UrlHealth& health);

/// What a poll's verdict is applied to and by.
struct PollEnd {
  const Verdict& verdict;
  std::optional<chains::Fault> fault;  // what brought the verdict about, if it was one
  base::MonoTime at;
  base::Duration latency{};
  std::optional<base::Duration> retry_after;
};

/// Applies the verdict on a finished poll: states, streaks, refusals, hysteresis. Returns when the
/// URL wants to be asked again. `max_holdoff` bounds a Retry-After.
Pace ApplyPoll(const PollEnd& poll, const HealthPolicy& policy, base::Duration max_holdoff,
               UrlHealth& health);

/// The epoch boundary, for every URL: no refusals, enabled.
void ForgiveRefusals(UrlHealth& health);

/// The epoch boundary, for a URL that is down. Optimistic: gauge 1, unknown. Verified: all stays
/// as it is. Either way the next conclusive poll decides at once.
void ResetVerdict(EpochPolicy::Reset mode, UrlHealth& health);

}  // namespace headway::health
