#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "chains/chain_spec.h"
#include "config/mapping_reader.h"

namespace headway::config {

/// The catalogue with `headway.chains` applied, sorted by id. `section` may be null. A chain that
/// is added with mistakes is in the result all the same, so that entries that name it do not seem
/// to be wrong too. `stale_after_blocks`, from `headway.health`, is for every chain whose entry in
/// the section does not set its own.
std::vector<chains::ChainSpec> ReadChains(const Context& context, const Node* section,
                                          std::optional<std::uint64_t> stale_after_blocks);

}  // namespace headway::config
