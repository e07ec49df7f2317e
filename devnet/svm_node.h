#pragma once

#include <string>

#include "devnet/json_rpc.h"
#include "devnet/node_view.h"

namespace headway::devnet {

/// One call of the public Solana JSON-RPC, as a node with the view `node` answers it: the head is
/// its newest processed slot, the confirmed one stands 2 and the finalized one 32 below it. It
/// calls itself unhealthy from a lag of 128 slots on, as validators do by default. Knows the
/// methods a health check asks for; -32601 to all others.
RpcResult CallSvm(const NodeView& node, const std::string& method, const Json& params);

}  // namespace headway::devnet
