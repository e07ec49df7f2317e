#pragma once

#include <span>
#include <vector>

#include "chains/chain_spec.h"
#include "config/mapping_reader.h"
#include "config/settings.h"

namespace headway::config {

/// Reads `provider-endpoints`, a list in the mapping `lava` that is headway.lava.
void ReadProviderEndpoints(const Context& context, MappingReader& lava,
                           std::span<const chains::ChainSpec> chains,
                           std::vector<ProviderListener>& listeners);

}  // namespace headway::config
