#include "probes/cadence.h"

#include <algorithm>

namespace headway::probes {
namespace {

using base::Duration;
using health::Pace;

Duration WithJitter(Duration interval, Duration floor, double jitter, base::Random& random) {
  const double share = 1.0 - jitter * random.Unit();
  const Duration shortened = std::chrono::duration_cast<Duration>(
      std::chrono::duration<double, std::nano>(static_cast<double>(interval.count()) * share));
  return std::max(shortened, std::min(interval, floor));
}

Duration Doubled(Duration interval, std::uint32_t doublings, Duration ceiling) {
  for (std::uint32_t step = 0; step < doublings && interval < ceiling; ++step) interval *= 2;
  return std::min(interval, ceiling);
}

Duration LeastDistance(const Rhythm& rhythm, const PollingPolicy& policy) {
  return std::min(rhythm.interval, std::min(policy.min_interval, rhythm.recheck_interval));
}

/// By the node's wish, or by the budget.
base::MonoTime HeldOffUntil(const EndedPoll& poll, const Pace& pace, const PollingPolicy& policy) {
  const base::MonoTime until = poll.ended_at + pace.holdoff;
  if (policy.budget_requests_per_minute == 0) return until;
  const Duration share = Duration(std::chrono::minutes(1)) / policy.budget_requests_per_minute;
  return std::max(until, poll.started_at + share * poll.requests);
}

}  // namespace

Duration RegularInterval(Duration average_block_time, const PollingPolicy& policy) {
  return std::clamp(average_block_time / policy.divisor, policy.min_interval, policy.max_interval);
}

base::MonoTime FirstPollAt(base::MonoTime now, Duration interval, Duration longest_spread,
                           base::Random& random) {
  const Duration spread = std::min(interval, longest_spread);
  return now + Duration(static_cast<std::int64_t>(random.Below(
                   static_cast<std::uint64_t>(std::max<std::int64_t>(spread.count(), 1)))));
}

base::MonoTime NextPollAt(const EndedPoll& poll, const Pace& pace, const Rhythm& rhythm,
                          const PollingPolicy& policy, base::Random& random) {
  const Duration interval = rhythm.interval;
  const Duration shortest = LeastDistance(rhythm, policy);
  base::MonoTime next;
  switch (pace.kind) {
    case Pace::Kind::kRegular:
      next = poll.started_at + WithJitter(interval, shortest, policy.jitter, random);
      // A node slower than its interval is not asked again without a pause.
      if (next <= poll.ended_at) next = poll.ended_at + shortest;
      break;
    case Pace::Kind::kRecheck:
      next = poll.ended_at + std::min(interval, pace.interval);
      break;
    case Pace::Kind::kBackoff: {
      const Duration ceiling = std::max(interval, policy.max_backoff);
      next = poll.ended_at + WithJitter(Doubled(interval, pace.doublings, ceiling), shortest,
                                        policy.jitter, random);
      break;
    }
  }
  next = std::max(next, HeldOffUntil(poll, pace, policy));
  if (!pace.summoned_for) return next;
  return std::min(next, std::max(*pace.summoned_for, SoonestPollAt(poll, pace, rhythm, policy)));
}

base::MonoTime SoonestPollAt(const EndedPoll& poll, const Pace& pace, const Rhythm& rhythm,
                             const PollingPolicy& policy) {
  const base::MonoTime rests_since = poll.broken_off ? poll.started_at : poll.ended_at;
  return std::max(rests_since + LeastDistance(rhythm, policy), HeldOffUntil(poll, pace, policy));
}

}  // namespace headway::probes
