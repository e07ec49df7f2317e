#pragma once

#include <chrono>
#include <cstdint>

#include "base/time.h"

namespace headway::probes {

/// `headway.polling` and `headway.budget`.
struct PollingPolicy {
  std::uint32_t divisor = 2;  // polls per average block time; at least 1
  base::Duration min_interval = std::chrono::seconds(1);
  base::Duration max_interval = std::chrono::seconds(15);
  base::Duration timeout = std::chrono::seconds(10);  // of one request
  base::Duration max_backoff = std::chrono::seconds(30);
  base::Duration max_holdoff = std::chrono::minutes(5);
  double jitter = 0.1;                           // share of the interval, 0 to 0.5; only shortens
  std::uint32_t budget_requests_per_minute = 0;  // per URL; 0: no cap
};

}  // namespace headway::probes
