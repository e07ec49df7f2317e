#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/time.h"
#include "devnet/answer.h"
#include "devnet/devnet.h"
#include "devnet/http_request.h"
#include "devnet/http_server.h"
#include "devnet/json_rpc.h"
#include "devnet/simulated_chain.h"

namespace headway::devnet {

/// The blocks that nodes of one name share.
struct Chain {
  NodeFamily family;
  SimulatedChain blocks;
};

/// A node: how it was told to be, and what has happened to it.
struct Node {
  NodeOptions options;
  const Chain* chain;
  SimulatedChain own_blocks;
  std::optional<std::uint64_t> forked_from;
  Fault fault = Fault::kNone;
  std::optional<CannedReply> canned_reply;
  std::optional<RpcError> rpc_error;  // under kRpcError; nullopt: the family's own
  unsigned rpc_error_status = 200;
  std::uint64_t answered = 0;  // requests, to whatever effect
  std::map<std::string, std::uint64_t> requests;
  std::unique_ptr<HttpServer> server;
};

/// As chosen, or what the family has in place of nothing.
std::string ChainIdOf(NodeFamily family, const std::string& chosen, const std::string& chain);

/// What the node answers at `now`, faults and latency included. Counts the request.
Answer Respond(Node& node, const HttpRequest& request, base::MonoTime now);

}  // namespace headway::devnet
