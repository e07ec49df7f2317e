#pragma once

#include <optional>

#include "base/ids.h"
#include "base/time.h"
#include "chains/observation.h"

namespace headway::chains {

/// A block that a tracker remembers.
struct HeldBlock {
  base::BlockHeight height;
  BlockHash hash;
  std::optional<base::WallTime> timestamp;  // the block's own time
};

}  // namespace headway::chains
