#pragma once

#include <memory>

#include "base/time.h"
#include "exporter/lava_sample.h"

namespace headway::exporter {

/// One provider about which everything is known, and one about which next to nothing is.
std::shared_ptr<const LavaSample> SampleLava(base::WallTime now);

}  // namespace headway::exporter
