#pragma once

#include <string>

#include "devnet/answer.h"
#include "devnet/http_request.h"
#include "devnet/json_rpc.h"
#include "devnet/node_view.h"

namespace headway::devnet {

/// One call of the public RPC of Tendermint and CometBFT (0.34 and later), as a node with the view
/// `node` answers it: status, block, net_info, abci_info, health; -32601 to all others. Numbers of
/// 64 bits are texts, hashes are in capitals.
RpcResult CallTendermint(const NodeView& node, const std::string& method, const Json& params);

/// The answer to a request: a POST of JSON-RPC, a GET of the same methods (`/block?height=5`, with
/// the id -1), or a GET of the Cosmos SDK's REST. `methods` answers the calls, and is asked about a
/// REST path too, as `GET /…`: its error is then the gateway's.
Answer AnswerTendermint(const NodeView& node, const HttpRequest& request, const RpcMethods& methods,
                        ReplyIds ids);

}  // namespace headway::devnet
