#pragma once

#include <span>
#include <string_view>

#include "chains/chain_spec.h"
#include "config/mapping_reader.h"

namespace headway::config {

/// Whether `text`, of `key`, is one of `chains` that a spec of the Lava chain may be about: there
/// ids have a form, and an own chain may have one of another. If it is not, that is an error at
/// its place.
bool CheckLavaSpec(MappingReader& reader, std::string_view key, const Text& text,
                   std::span<const chains::ChainSpec> chains);

}  // namespace headway::config
