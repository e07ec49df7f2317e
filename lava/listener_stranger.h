#pragma once

#include <optional>
#include <string_view>

#include "json/reader.h"
#include "lava/listener_problem.h"

/// Who answers where a provider should. Asked in the language of nodes, a node gives itself away.
namespace headway::lava {

/// The body of a POST: Tendermint's `status`, which other JSON-RPC servers refuse in JSON-RPC.
inline constexpr std::string_view kStrangerQuestion =
    R"({"jsonrpc":"2.0","id":1,"method":"status","params":{}})";

/// What the answer shows; nullopt: no node that we know. The body is untrusted.
std::optional<Problem> RecogniseNode(std::string_view body, json::Reader& reader);

}  // namespace headway::lava
