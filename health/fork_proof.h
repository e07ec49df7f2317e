#pragma once

#include "base/ids.h"
#include "base/time.h"
#include "chains/observation.h"

namespace headway::health {

/// Two different blocks at one final height: the URL's, and that of most hosts that hold one.
struct ForkProof {
  base::BlockHeight height;
  chains::BlockHash own;
  chains::BlockHash majority;
  base::MonoTime proved_at;  // last
};

}  // namespace headway::health
