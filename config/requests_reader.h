#pragma once

#include <string>
#include <vector>

#include "chains/call.h"
#include "config/mapping_reader.h"

namespace headway::config {

/// Reads `headway.chains.*.requests`, named `path` in messages: what is asked of the nodes of a
/// chain that no built-in family speaks with. Empty where anything of it is wrong, which is
/// reported then.
std::vector<chains::OwnCall> ReadRequests(const Context& context, const Node& node,
                                          const std::string& path);

}  // namespace headway::config
