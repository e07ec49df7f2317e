#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "chains/chain_family.h"
#include "chains/chain_spec.h"

namespace headway::chains {

/// Who speaks with the nodes of a family over an API interface (`jsonrpc`, `rest`, …); null where
/// this program does not. Lives as long as the program.
const ChainFamily* FindFamily(FamilyId family, std::string_view api_interface);

/// As which of its families the nodes of a chain answer over an API interface; nullopt: as none
/// that this program speaks.
std::optional<FamilyId> FamilyOver(const ChainSpec& chain, std::string_view api_interface);

/// Who speaks with the nodes of a chain over an API interface; null where this program does not.
/// Made anew at each call where the chain's calls are the operator's own.
std::shared_ptr<const ChainFamily> FindFamily(const ChainSpec& chain,
                                              std::string_view api_interface);

/// What keeps a call of the operator's own from being asked or read; empty: nothing.
std::vector<CallMistake> MistakesOf(const OwnCall& call);

/// Whether nodes of the chain can tell this identity over any of its interfaces. True where none is
/// spoken: nothing is known of the chain then.
bool CanHaveIdentity(const ChainSpec& chain, std::string_view identity);

}  // namespace headway::chains
