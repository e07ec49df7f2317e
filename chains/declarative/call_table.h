#pragma once

#include <span>
#include <string_view>

#include "chains/call.h"
#include "chains/chain_spec.h"

namespace headway::chains::declarative {

/// What a JSON-RPC server says around its results.
enum class Dialect : std::uint8_t {
  kStandard,
  kXrp,  // no id, and errors inside the result (rippled, Clio)
};

/// The calls of a family over one API interface, each kind at most once; kHead is among them.
struct CallTable {
  FamilyId family;
  std::string_view api_interface;
  std::span<const Call> calls;
  Dialect dialect = Dialect::kStandard;
};

/// Every family that is data alone. Lives as long as the program.
std::span<const CallTable> BuiltInTables();

}  // namespace headway::chains::declarative
