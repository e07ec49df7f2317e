#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "chains/chain_family.h"
#include "chains/chain_spec.h"
#include "chains/fault.h"
#include "json/reader.h"

/// JSON-RPC 2.0 over HTTP.
namespace headway::chains {

/// Every request carries this id. One request is in flight per connection, so a reply with another
/// id answers something else.
inline constexpr std::uint64_t kJsonRpcId = 1;

/// Whether a reply must carry the id of its request.
enum class JsonRpcId : std::uint8_t { kRequired, kOptional };

/// Replaces `request` by a call; `params` is a JSON array or object, or empty: the call has none.
void WriteJsonRpcRequest(std::string_view method, std::string_view params, Request& request);
/// The same with `height` in place of its marks in `params` (chains/height_text.h).
void WriteJsonRpcRequest(std::string_view method, std::string_view params, base::BlockHeight height,
                         Request& request);

/// The `result` member, or why there is none. An `error` member is a fault with a class whatever
/// the HTTP status says. With a status outside 2xx it wins over the status only where it says more:
/// rate limits and refused credentials behind any status, and what a node words behind 4xx and 500
/// (bitcoind, CometBFT and NEAR answer so). A 5xx is a refusal whatever its body says, unless that
/// is a rate limit or refused credentials.
base::Result<json::Value, Fault> ReadJsonRpcResult(FamilyId family, const Reply& reply,
                                                   json::Reader& reader,
                                                   JsonRpcId id_rule = JsonRpcId::kRequired);

}  // namespace headway::chains
