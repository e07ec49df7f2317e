#include "health/url_health.h"

#include <algorithm>

#include "base/check.h"

namespace headway::health {
namespace {

using chains::TransportFault;

bool IsListed(const HealthPolicy& policy, State verdict) {
  return policy.unhealthy_on.test(static_cast<std::size_t>(verdict));
}

bool GraceIsOver(const UrlHealth& health, const HealthPolicy& policy, base::MonoTime now) {
  const auto since = health.last_answer_at ? health.last_answer_at : health.first_poll_at;
  return since && now - *since >= policy.throttled_grace;
}

void ApplyAnswer(const ProbeReport& report, UrlHealth& health) {
  health.last_answer_at = report.finished_at;
  health.last_answer_latency = report.figures.latency;
  health.refusals = 0;
  health.enabled = true;
  health.failures_in_a_row = 0;
  health.holdoff.Reset();
}

void ApplyFault(const chains::Fault& fault, const HealthPolicy& policy, UrlHealth& health) {
  if (fault.refusal && ++health.refusals >= policy.disable_after) health.enabled = false;
  if (fault.blame != chains::Blame::kThrottle) ++health.failures_in_a_row;
}

/// Hysteresis: moves gauge and settled state together, or counts the streak against them.
void Judge(State verdict, bool bad, const HealthPolicy& policy, UrlHealth& health) {
  const bool was_down = health.decided && !health.gauge;
  const bool agrees = bad != health.gauge;
  if (health.decided && !agrees) {
    ++health.against;
    if (health.against < (bad ? policy.fall : policy.rise)) return;
  }
  health.decided = true;
  health.against = 0;
  health.gauge = !bad;
  health.settled = verdict;
  health.doublings = bad && was_down ? health.doublings + 1 : 0;
}

Pace PaceOf(const UrlHealth& health, const HealthPolicy& policy) {
  Pace pace;
  if (health.against > 0) {
    pace.kind = Pace::Kind::kRecheck;
    pace.interval = policy.recheck_interval;
    pace.timeout = std::max(policy.recheck_timeout, 2 * health.last_answer_latency);
  } else if (health.decided && !health.gauge) {
    pace.kind = Pace::Kind::kBackoff;
    pace.doublings = health.doublings;
  }
  return pace;
}

}  // namespace

void ApplyConnection(TransportFault transport, UrlHealth& health) {
  switch (transport) {
    case TransportFault::kTooLarge:
    case TransportFault::kNotSent:
    case TransportFault::kCancelled:
      return;
    case TransportFault::kNone:
      health.connection_healthy = true;
      return;
    default:
      health.connection_healthy = false;
      return;
  }
}

State ShownState(const UrlHealth& health) {
  return health.throttled ? State::kThrottled : health.settled;
}

State RawVerdict(const ProbeReport& report) {
  HEADWAY_CHECK(!std::holds_alternative<Cancelled>(report.outcome));
  const auto* fault = std::get_if<chains::Fault>(&report.outcome);
  if (fault == nullptr) return State::kHealthy;
  switch (fault->blame) {
    case chains::Blame::kThrottle:
      return State::kThrottled;
    case chains::Blame::kTransport:
      return State::kUnreachable;
    case chains::Blame::kAuth:
      return State::kAuthFailed;
    case chains::Blame::kNode:
      break;
  }
  return State::kFailing;
}

Pace ApplyHeadProbe(const ProbeReport& report, const HealthPolicy& policy,
                    base::Duration max_holdoff, UrlHealth& health) {
  HEADWAY_CHECK(report.kind == chains::ProbeKind::kHead);
  if (std::holds_alternative<Cancelled>(report.outcome)) return PaceOf(health, policy);

  if (!health.first_poll_at) health.first_poll_at = report.finished_at;
  ApplyConnection(report.transport, health);
  const auto* fault = std::get_if<chains::Fault>(&report.outcome);
  if (fault == nullptr) {
    ApplyAnswer(report, health);
  } else {
    ApplyFault(*fault, policy, health);
  }

  const State verdict = RawVerdict(report);
  health.throttled = verdict == State::kThrottled;
  const bool conclusive = !health.throttled || GraceIsOver(health, policy, report.finished_at);
  if (conclusive) {
    const bool bad = health.throttled || IsListed(policy, verdict);
    Judge(verdict, bad, policy, health);
    if (health.against == 0) health.serves = fault == nullptr && !bad;
  }

  Pace pace = PaceOf(health, policy);
  if (health.throttled) pace.holdoff = health.holdoff.Next(report.retry_after, max_holdoff);
  return pace;
}

}  // namespace headway::health
