#pragma once

#include <string>

#include "devnet/answer.h"
#include "devnet/http_request.h"
#include "devnet/json_rpc.h"
#include "devnet/node_view.h"

namespace headway::devnet {

/// One call of the RPC of a Lava node: what CallTendermint answers, and `header` and
/// `block_results`, with the story of devnet/lava_chain.h.
RpcResult CallLava(const NodeView& node, const std::string& method, const Json& params);

/// A POST of JSON-RPC, or a GET of Lava's REST: stakes and plans.
Answer AnswerLava(const NodeView& node, const HttpRequest& request, const RpcMethods& methods,
                  ReplyIds ids);

}  // namespace headway::devnet
