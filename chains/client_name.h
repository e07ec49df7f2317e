#pragma once

#include <optional>
#include <string_view>

#include "chains/observation.h"

namespace headway::chains {

/// What a node says it runs, made fit for a label: what is not printable ASCII becomes `?`, blanks
/// at both ends go, and the rest is cut to what a ClientName holds. nullopt if nothing is left.
std::optional<ClientName> CleanClientName(std::string_view told);

}  // namespace headway::chains
