#include "devnet/node.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "devnet/bitcoin_node.h"
#include "devnet/evm_node.h"
#include "devnet/lava_node.h"
#include "devnet/node_view.h"
#include "devnet/svm_node.h"
#include "devnet/tendermint_node.h"

namespace headway::devnet {
namespace {

constexpr std::string_view kDefaultEvmChainId = "0x539";
constexpr std::string_view kDefaultBitcoinNetwork = "main";
constexpr std::size_t kMaxCountedMethods = 64;
constexpr std::uint64_t kNoHeight = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view kOtherMethods = "other";

NodeView ViewOf(const Node& node, base::MonoTime now) {
  const NodeOptions& options = node.options;
  const std::uint64_t chain_head = node.chain->blocks.Head(now);
  const std::uint64_t claimed = chain_head + std::min(options.lead_blocks, kNoHeight - chain_head);
  const std::uint64_t behind =
      options.lag_blocks + (node.answered % 2 == 0 ? options.traits.flip_blocks : 0);
  const std::uint64_t head = claimed - std::min(behind, claimed);
  // Blocks that the chain does not have are made up.
  const std::uint64_t first_own_height =
      std::min(node.forked_from.value_or(kNoHeight), chain_head + 1);
  return {node.chain->blocks, node.own_blocks, first_own_height, head,
          options.lag_blocks, options.syncing, options.chain_id, options.traits};
}

RpcError InjectedError(NodeFamily family) {
  if (family == NodeFamily::kSvm) return {-32005, "Node is unhealthy", Json{Json::Object{}}};
  if (family == NodeFamily::kTendermint) {
    return {-32603, "Internal error", Json{std::string("the node is in a bad way")}};
  }
  return {-32000, "internal error", std::nullopt};
}

void CountRequest(Node& node, const std::string& method) {
  const auto known = node.requests.find(method);
  if (known != node.requests.end()) {
    ++known->second;
  } else if (node.requests.size() < kMaxCountedMethods) {
    node.requests.emplace(method, 1);
  } else {
    ++node.requests[std::string(kOtherMethods)];
  }
}

RpcResult CallFamily(NodeFamily family, const NodeView& view, const std::string& method,
                     const Json& params) {
  switch (family) {
    case NodeFamily::kEvm:
      return CallEvm(view, method, params);
    case NodeFamily::kSvm:
      return CallSvm(view, method, params);
    case NodeFamily::kTendermint:
      return CallTendermint(view, method, params);
    case NodeFamily::kBitcoin:
      return CallBitcoin(view, method, params);
    case NodeFamily::kLava:
      return CallLava(view, method, params);
  }
  return MethodNotFound(method);
}

/// The answer of a node that is in order, but for what kRpcError and kWrongId make of it.
Answer AnswerOfFamily(Node& node, const HttpRequest& request, const NodeView& view) {
  const NodeFamily family = node.options.family;
  const bool breaks = node.fault == Fault::kRpcError;
  const RpcMethods methods = [&](const std::string& method, const Json& params) -> RpcResult {
    CountRequest(node, method);
    if (breaks) return node.rpc_error.value_or(InjectedError(family));
    return CallFamily(family, view, method, params);
  };
  const ReplyIds ids = node.fault == Fault::kWrongId ? ReplyIds::kWrong : ReplyIds::kRight;
  Answer answer;
  if (family == NodeFamily::kTendermint) {
    answer = AnswerTendermint(view, request, methods, ids);
  } else if (family == NodeFamily::kLava) {
    answer = AnswerLava(view, request, methods, ids);
  } else if (request.verb == Verb::kGet) {
    return OnlyPost();
  } else if (family == NodeFamily::kBitcoin) {
    answer = AnswerBitcoin(request.body, methods, ids);
  } else {
    answer.body = AnswerRpc(request.body, methods, ids);
  }
  if (breaks && node.rpc_error_status != 200) answer.status = node.rpc_error_status;
  return answer;
}

}  // namespace

std::string ChainIdOf(NodeFamily family, const std::string& chosen, const std::string& chain) {
  if (!chosen.empty()) return chosen;
  switch (family) {
    case NodeFamily::kEvm:
      return std::string(kDefaultEvmChainId);
    case NodeFamily::kSvm:
      return "";
    case NodeFamily::kTendermint:
    case NodeFamily::kLava:
      return chain;
    case NodeFamily::kBitcoin:
      return std::string(kDefaultBitcoinNetwork);
  }
  return "";
}

Answer Respond(Node& node, const HttpRequest& request, base::MonoTime now) {
  ++node.answered;
  Answer answer = AnswerOfFamily(node, request, ViewOf(node, now));
  if (node.canned_reply) {
    answer = Answer();
    answer.status = node.canned_reply->status;
    answer.content_type = node.canned_reply->content_type;
    answer.body = node.canned_reply->body;
  }
  answer = ApplyFault(node.fault, std::move(answer));
  answer.latency = node.options.latency;
  if (const std::uint64_t every = node.options.traits.drops_every; every != 0) {
    constexpr base::Duration kStep = std::chrono::milliseconds(15);
    answer.latency += kStep * static_cast<std::int64_t>(node.answered % 3);
    if (node.answered % every == 0) answer.status = 503;
  }
  return answer;
}

}  // namespace headway::devnet
