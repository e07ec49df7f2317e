#pragma once

#include <string_view>

#include "chains/error_id.h"

namespace headway::chains {

/// What a row of the registry says to a person: a clause without capital and full stop, as in "the
/// last poll failed: nobody listens there".
std::string_view MeaningOf(ErrorId id);

}  // namespace headway::chains
