#pragma once

#include <string>
#include <string_view>

#include "devnet/answer.h"
#include "devnet/json_rpc.h"
#include "devnet/node_view.h"

namespace headway::devnet {

/// One call of the public RPC of Bitcoin Core, as a node with the view `node` answers it:
/// getblockcount, getbestblockhash, getblockhash, getblockheader, getblock, getblockchaininfo,
/// getnetworkinfo, getconnectioncount; -32601 to all others. Blocks are found by their hash down to
/// 2,048 below the head.
RpcResult CallBitcoin(const NodeView& node, const std::string& method, const Json& params);

/// The answer to the body of a POST, as versions before 28 give it whatever `jsonrpc` says: result
/// and error both there, one of them null, and an HTTP status for errors too (404 for a method that
/// is not known, 400 for what is no request, else 500). No batches.
Answer AnswerBitcoin(std::string_view body, const RpcMethods& methods, ReplyIds ids);

}  // namespace headway::devnet
