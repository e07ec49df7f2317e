#pragma once

#include "exporter/snapshot.h"
#include "json/writer.h"

namespace headway::exporter {

/// `/api/v1/listeners`: what consumers see of the provider itself. As api.h.
void WriteListeners(const Snapshot& snapshot, json::Writer& writer);

}  // namespace headway::exporter
