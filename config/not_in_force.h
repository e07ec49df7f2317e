#pragma once

#include "config/mapping_reader.h"

namespace headway::config {

/// Warns, once for each, of the keys under `headway:` that are checked and kept, but change nothing
/// in this version. `file` is the whole document. A key without a value, or with an empty list or
/// mapping, sets nothing and gives no warning.
void WarnOfKeysNotInForce(const Context& context, const Node& file);

}  // namespace headway::config
