#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "devnet/json.h"
#include "devnet/node_view.h"

namespace headway::devnet {

/// An error of the gateway between gRPC and REST.
struct GatewayError {
  unsigned http_status = 0;
  std::uint64_t grpc_code = 0;
  std::string message;
};

/// The REST of the Cosmos SDK under /cosmos/base/tendermint/v1beta1: syncing, node_info,
/// blocks/latest, blocks/{height}. `path` is without a query. Bytes are in Base64 there.
base::Result<Json, GatewayError> GetCosmos(const NodeView& node, std::string_view path);

/// The body of such an error.
Json ToJson(const GatewayError& error);

}  // namespace headway::devnet
