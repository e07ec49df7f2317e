#include "health/url_health.h"

#include <algorithm>

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

void ApplyAnswer(const PollEnd& poll, UrlHealth& health) {
  health.last_answer_at = poll.at;
  health.last_answer_latency = poll.latency;
  health.refusals = 0;
  health.enabled = true;
  health.failures_in_a_row = 0;
  health.holdoff.Reset();
}

void ApplyFault(const chains::Fault& fault, const HealthPolicy& policy, UrlHealth& health) {
  if (fault.refusal && ++health.refusals >= policy.disable_after) health.enabled = false;
  if (fault.blame == chains::Blame::kThrottle) return;
  ++health.failures_in_a_row;
  health.latest_fault = fault.blame;
}

/// Hysteresis: moves gauge and settled state together, or counts the streak against them.
void Settle(const Verdict& verdict, bool bad, const HealthPolicy& policy, UrlHealth& health) {
  const bool was_down = health.decided && !health.gauge;
  const bool agrees = bad != health.gauge;
  if (health.decided && !agrees) {
    ++health.against;
    const bool believed = bad && verdict.proved;
    if (!believed && health.against < (bad ? policy.fall : policy.rise)) return;
  }
  health.decided = true;
  health.against = 0;
  health.gauge = !bad;
  health.settled = verdict.state;
  health.settled_good = !bad;
  health.serves = verdict.answered && !bad;
  health.doublings = bad && was_down ? health.doublings + 1 : 0;
}

Pace PaceOf(const UrlHealth& health, const HealthPolicy& policy, bool in_doubt) {
  Pace pace;
  if (health.against > 0 || in_doubt) {
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
      break;
    case TransportFault::kNone:
      health.connection_healthy = true;
      break;
    default:
      health.connection_healthy = false;
  }
}

State ShownState(const UrlHealth& health) {
  return health.throttled ? State::kThrottled : health.settled;
}

Pace ApplyPoll(const PollEnd& poll, const HealthPolicy& policy, base::Duration max_holdoff,
               UrlHealth& health) {
  const Verdict& verdict = poll.verdict;
  if (!health.first_poll_at) health.first_poll_at = poll.at;
  if (!verdict.conclusive) {
    health.throttled = false;
    return PaceOf(health, policy, true);
  }
  if (verdict.answered) ApplyAnswer(poll, health);
  if (poll.fault) ApplyFault(*poll.fault, policy, health);

  health.throttled = verdict.state == State::kThrottled;
  const bool bad = health.throttled || IsListed(policy, verdict.state);
  if (!health.throttled || GraceIsOver(health, policy, poll.at)) {
    Settle(verdict, bad, policy, health);
  }
  if (!health.throttled) {
    health.last_verdict = verdict.state;
    health.good_in_a_row = verdict.answered && !bad ? health.good_in_a_row + 1 : 0;
  }

  Pace pace = PaceOf(health, policy, false);
  if (health.throttled) pace.holdoff = health.holdoff.Next(poll.retry_after, max_holdoff);
  return pace;
}

void ForgiveRefusals(UrlHealth& health) {
  health.refusals = 0;
  health.enabled = true;
}

void ResetVerdict(EpochPolicy::Reset mode, UrlHealth& health) {
  health.decided = false;
  health.against = 0;
  health.good_in_a_row = 0;
  if (mode == EpochPolicy::Reset::kVerified) return;
  health.gauge = true;
  health.settled = State::kUnknown;
  health.throttled = false;
}

}  // namespace headway::health
