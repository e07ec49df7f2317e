#pragma once

#include "chains/fault.h"

namespace headway::probes {

/// Why no connection could be made, out of the errno of the attempt.
chains::TransportFault FaultOfConnect(int error);

}  // namespace headway::probes
