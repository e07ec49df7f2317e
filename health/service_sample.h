#pragma once

#include <cstdint>

#include "base/time.h"

namespace headway::health {

/// One finished poll of one of an endpoint's URLs, as a consumer of the endpoint would see a relay.
struct ServiceSample {
  bool answered = false;            // a valid head on its chain; throttled is not answered
  base::Duration latency{};         // what follows is of answered ones
  std::uint64_t blocks_behind = 0;  // the chain's reference
  bool in_sync = true;              // by no more than the chain's allowed lag
  base::Duration behind{};          // the same in time (BehindBy)
};

}  // namespace headway::health
