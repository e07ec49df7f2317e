#pragma once

#include <string_view>

namespace headway::chains {

/// The content of chains/catalogue.csv.
extern const std::string_view kCatalogueCsv;

}  // namespace headway::chains
