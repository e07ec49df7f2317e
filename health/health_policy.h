#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>

#include "base/time.h"
#include "health/state.h"

namespace headway::health {

/// The states that count as bad, by `State` as index.
using StateSet = std::bitset<kStateCount>;

inline StateSet DefaultUnhealthyOn() {
  StateSet states;
  for (const State state :
       {State::kUnreachable, State::kFailing, State::kStale, State::kLagging, State::kSyncing,
        State::kWrongChain, State::kAuthFailed, State::kForked}) {
    states.set(static_cast<std::size_t>(state));
  }
  return states;
}

/// `headway.health`.
struct HealthPolicy {
  std::uint32_t fall = 3;  // bad verdicts in a row that take the gauge to 0; at least 1
  std::uint32_t rise = 2;  // good verdicts in a row that take it back to 1; at least 1
  base::Duration recheck_interval = std::chrono::seconds(1);
  base::Duration recheck_timeout = std::chrono::seconds(3);
  std::uint64_t stale_after_blocks = 10;  // for chains whose `headway.chains` entry does not say
  std::uint32_t disable_after = 5;        // refusals that disable a URL
  base::Duration throttled_grace = std::chrono::minutes(10);
  StateSet unhealthy_on = DefaultUnhealthyOn();
};

/// `headway.epoch`.
struct EpochPolicy {
  enum class Reset : std::uint8_t { kOptimistic, kVerified };
  base::Duration duration = std::chrono::minutes(15);
  Reset reset = Reset::kOptimistic;
};

/// `headway.blocking`.
struct BlockingPolicy {
  base::Duration reconnect_interval = std::chrono::seconds(30);
  std::uint32_t max_consecutive_errors = 15;
  base::Duration second_chance_after = std::chrono::minutes(3);
};

/// `headway.scores`.
struct ScorePolicy {
  /// What a consumer waits for a relay as cheap as a poll of the head: 10 CU at 100 ms each.
  base::Duration relay_timeout = std::chrono::seconds(1);
};

}  // namespace headway::health
