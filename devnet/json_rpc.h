#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "devnet/json.h"

namespace headway::devnet {

struct RpcError {
  std::int64_t code = 0;
  std::string message;
  std::optional<Json> data;
};

/// The codes of the JSON-RPC 2.0 specification that both families use.
RpcError MethodNotFound(std::string_view method);
RpcError InvalidParams(std::string message);

using RpcResult = base::Result<Json, RpcError>;

/// What a node answers to one call. `params` is an array, an object, or null where there is none.
using RpcMethods = std::function<RpcResult(const std::string& method, const Json& params)>;

/// Whether replies carry the id of the request, or, as a node with crossed wires, another one.
enum class ReplyIds : std::uint8_t { kRight, kWrong };

/// The reply to the body of a JSON-RPC 2.0 request, single or batch: -32700 where it is no JSON,
/// -32600 where it is no request. Empty if nothing wants a reply (notifications only).
std::string AnswerRpc(std::string_view body, const RpcMethods& methods, ReplyIds ids);

}  // namespace headway::devnet
