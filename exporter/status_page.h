#pragma once

#include <cstddef>
#include <string>

#include "exporter/page_parts.h"

namespace headway::exporter {

/// The page of a fleet beyond this many endpoints leaves out the last ones, and says so.
inline constexpr std::size_t kMaxEndpointsOnPage = 2'000;

/// `/`: the fleet by chain, for people. Chains that nobody serves come first, and what is down
/// comes first in its chain. The polls are there if the snapshot has details.
std::string RenderStatusPage(const PageContext& page);

}  // namespace headway::exporter
