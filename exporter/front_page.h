#pragma once

#include <string>

#include "exporter/snapshot.h"

namespace headway::exporter {

/// `/`: a plain text summary for people.
std::string RenderFrontPage(const Snapshot& snapshot, const std::string& version,
                            const std::string& telemetry_path);

}  // namespace headway::exporter
