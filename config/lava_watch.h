#pragma once

#include <span>

#include "chains/chain_spec.h"
#include "config/mapping_reader.h"
#include "config/settings.h"

namespace headway::config {

/// Reads the keys of `headway.lava` that say what is watched on the Lava chain itself.
void ReadLavaWatch(MappingReader& reader, std::span<const chains::ChainSpec> chains,
                   LavaSettings& lava);

}  // namespace headway::config
