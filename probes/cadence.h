#pragma once

#include <cstdint>

#include "base/random.h"
#include "base/time.h"
#include "health/pace.h"
#include "probes/polling_policy.h"

/// When to poll next: pure arithmetic (docs/health.md, "A poll").
namespace headway::probes {

/// clamp(block time / divisor, min-interval, max-interval).
base::Duration RegularInterval(base::Duration average_block_time, const PollingPolicy& policy);

/// The first poll of a URL, spread over its interval (`longest_spread` at most) so that a start is
/// no thundering herd.
base::MonoTime FirstPollAt(base::MonoTime now, base::Duration interval,
                           base::Duration longest_spread, base::Random& random);

/// A poll that has ended, as far as the next one is concerned.
struct EndedPoll {
  base::MonoTime started_at;
  base::MonoTime ended_at;
  std::uint32_t requests = 1;  // sent in it
  bool broken_off = false;     // by us, to ask anew
};

/// What bounds the distance between two polls of a URL.
struct Rhythm {
  base::Duration interval{};          // regular
  base::Duration recheck_interval{};  // the shorter of this and min-interval is the least distance
};

/// When the next poll of a URL starts. Regular polls keep their beat from start to start; all else
/// counts from the end of the last one. Jitter only shortens, and never below the least distance. A
/// summons brings the poll forward, and postpones nothing.
base::MonoTime NextPollAt(const EndedPoll& poll, const health::Pace& pace, const Rhythm& rhythm,
                          const PollingPolicy& policy, base::Random& random);

/// The soonest that a poll may follow the last one, whoever wants it: the least distance, the
/// hold-off of `pace`, the budget. One that was broken off while the node was silent has asked for
/// nothing since it started: the distance counts from there, or else all that hang at an epoch
/// boundary would be asked anew at one and the same time, too late.
base::MonoTime SoonestPollAt(const EndedPoll& poll, const health::Pace& pace, const Rhythm& rhythm,
                             const PollingPolicy& policy);

}  // namespace headway::probes
