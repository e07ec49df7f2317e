#pragma once

#include "exporter/snapshot.h"
#include "json/writer.h"

namespace headway::exporter {

/// `/api/v1/lava`: what the Lava chain says of its providers. `{"watched":false}` where nobody
/// asks.
void WriteLava(const Snapshot& snapshot, json::Writer& writer);

}  // namespace headway::exporter
