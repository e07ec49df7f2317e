#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "chains/chain_spec.h"

namespace headway::chains {

/// The built-in chains (chains/catalogue.csv), sorted by id. Lives as long as the program.
std::span<const ChainSpec> BuiltInCatalogue();

/// Reads text in the format of catalogue.csv; the format is explained there. A line that is not in
/// it is a mistake of ours and aborts: the file is compiled in and tested.
std::vector<ChainSpec> ParseCatalogue(std::string_view csv);

}  // namespace headway::chains
