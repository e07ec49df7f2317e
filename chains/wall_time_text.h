#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace headway::chains {

/// A point in time as RFC 3339 writes it: `2019-08-01T11:52:22.818762194Z`, or with an offset from
/// UTC in place of the Z. Digits behind the ninth of a fraction are dropped; a leap second is the
/// second after it. nullopt for anything else, and for years that the program's time does not hold
/// (it ends in 2262).
std::optional<base::WallTime> ParseRfc3339(std::string_view text);

}  // namespace headway::chains
