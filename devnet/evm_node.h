#pragma once

#include <string>

#include "devnet/json_rpc.h"
#include "devnet/node_view.h"

namespace headway::devnet {

/// One call of the public Ethereum JSON-RPC, as a node with the view `node` answers it. Knows the
/// methods that a health check and a verification ask for; -32601 to all others.
RpcResult CallEvm(const NodeView& node, const std::string& method, const Json& params);

}  // namespace headway::devnet
