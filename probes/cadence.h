#pragma once

#include <cstdint>

#include "base/random.h"
#include "base/time.h"
#include "health/pace.h"
#include "probes/polling_policy.h"

/// When to poll next: pure arithmetic (docs/health.md, "Four states", last paragraph).
namespace headway::probes {

/// clamp(block time / divisor, min-interval, max-interval).
base::Duration RegularInterval(base::Duration average_block_time, const PollingPolicy& policy);

/// The first poll of a URL, spread over its interval (two seconds at most) so that a start is no
/// thundering herd.
base::MonoTime FirstPollAt(base::MonoTime now, base::Duration interval, base::Random& random);

/// A poll that has ended, as far as the next one is concerned.
struct EndedPoll {
  base::MonoTime started_at;
  base::MonoTime ended_at;
  std::uint32_t requests = 1;  // sent in it
};

/// When the next poll of a URL starts. Regular polls keep their beat from start to start; all else
/// counts from the end of the last one. Jitter only shortens, and never below the shorter of
/// min-interval and the recheck interval.
base::MonoTime NextPollAt(const EndedPoll& poll, const health::Pace& pace, base::Duration interval,
                          base::Duration recheck_interval, const PollingPolicy& policy,
                          base::Random& random);

}  // namespace headway::probes
