#pragma once

#include <string_view>

#include "chains/chain_family.h"
#include "chains/chain_spec.h"

namespace headway::chains {

/// Who speaks with the nodes of a family over an API interface (`jsonrpc`, …); null where this
/// program does not. Lives as long as the program.
const ChainFamily* FindFamily(FamilyId family, std::string_view api_interface);

}  // namespace headway::chains
