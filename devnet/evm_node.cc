#include "devnet/evm_node.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "devnet/encoding.h"

namespace headway::devnet {
namespace {

constexpr std::string_view kClient = "HeadwayDevnet/v1.0.0/linux-amd64/c++20";

// Roots of the empty trie and of the empty list of uncles.
constexpr std::string_view kEmptyTrieRoot =
    "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
constexpr std::string_view kEmptyUnclesHash =
    "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";

Json Text(std::string_view text) { return Json{std::string(text)}; }
Json Number(std::uint64_t value) { return Json{Quantity(value)}; }
Json Zeros(std::size_t bytes) { return Json{"0x" + std::string(2 * bytes, '0')}; }

std::uint64_t Below(std::uint64_t head, std::uint64_t distance) {
  return head > distance ? head - distance : 0;
}

Json Header(const NodeView& node, std::uint64_t height) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
      node.chain.BlockTime(height).time_since_epoch());
  const std::string hash = HexData(node.BlockHash(height));
  const Json parent = height == 0 ? Zeros(32) : Json{HexData(node.BlockHash(height - 1))};
  return Json{Json::Object{
      {"number", Number(height)},
      {"hash", Text(hash)},
      {"parentHash", parent},
      {"nonce", Zeros(8)},
      {"sha3Uncles", Text(kEmptyUnclesHash)},
      {"logsBloom", Zeros(256)},
      {"transactionsRoot", Text(kEmptyTrieRoot)},
      {"stateRoot", Text(hash)},  // as good as any: there is no state
      {"receiptsRoot", Text(kEmptyTrieRoot)},
      {"miner", Zeros(20)},
      {"difficulty", Number(0)},
      {"totalDifficulty", Number(0)},
      {"extraData", Text("0x")},
      {"mixHash", Zeros(32)},
      {"size", Number(508)},
      {"gasLimit", Number(30'000'000)},
      {"gasUsed", Number(0)},
      {"baseFeePerGas", Number(7)},
      {"timestamp", Number(static_cast<std::uint64_t>(seconds.count()))},
      {"transactions", Json{Json::Array{}}},
      {"uncles", Json{Json::Array{}}},
      {"withdrawals", Json{Json::Array{}}},
      {"withdrawalsRoot", Text(kEmptyTrieRoot)},
  }};
}

/// The height a block parameter stands for; nullopt if it is none.
std::optional<std::uint64_t> ResolveBlock(const NodeView& node, const std::string& block) {
  if (block == "latest" || block == "pending") return node.head;
  if (block == "safe") return Below(node.head, node.traits.safe_distance);
  if (block == "finalized") return Below(node.head, node.traits.finalized_distance);
  if (block == "earliest") return 0;
  return ParseQuantity(block);
}

RpcResult GetBlockByNumber(const NodeView& node, const Json& params) {
  const Json* block = params.At(0);
  const Json* full_transactions = params.At(1);
  if (block == nullptr) return InvalidParams("missing value for required argument 0");
  if (full_transactions == nullptr) return InvalidParams("missing value for required argument 1");
  const std::string* name = block->AsString();
  if (name == nullptr || !full_transactions->AsBool()) return InvalidParams("invalid argument");
  const std::optional<std::uint64_t> height = ResolveBlock(node, *name);
  if (!height) return InvalidParams("invalid argument 0: no block number or tag");
  return *height > node.head ? Json{} : Header(node, *height);
}

/// The balance of any address at a block, in the words of a client that has pruned the state.
RpcResult GetBalance(const NodeView& node, const Json& params) {
  const Json* address = params.At(0);
  const Json* block = params.At(1);
  if (address == nullptr || address->AsString() == nullptr) {
    return InvalidParams("missing value for required argument 0");
  }
  const std::string* name = block == nullptr ? nullptr : block->AsString();
  const auto height = name == nullptr ? std::nullopt : ResolveBlock(node, *name);
  if (!height) return InvalidParams("invalid argument 1: no block number or tag");
  if (*height > node.head) return RpcError{-32000, "header not found", std::nullopt};
  if (*height < node.traits.first_state) {
    const std::string root = HexLower(node.BlockHash(*height));
    return RpcError{
        -32000,
        "missing trie node " + root + " (path ) state 0x" + root + " is not available, not found",
        std::nullopt};
  }
  return Number(1'000'000'000'000'000'000);
}

RpcResult GetRawHeader(const NodeView& node, const Json& params) {
  const Json* block = params.At(0);
  const std::string* name = block == nullptr ? nullptr : block->AsString();
  const auto height = name == nullptr ? std::nullopt : ResolveBlock(node, *name);
  if (!height || *height > node.head) return InvalidParams("invalid argument 0");
  // As good as any: nobody takes it apart.
  return Json{HexData(node.BlockHash(*height))};
}

/// A call of an add-on; nullopt: the node does not have it, or there is no such method.
std::optional<RpcResult> CallAddOn(const NodeView& node, const std::string& method,
                                   const Json& params) {
  if (node.traits.debug && method == "debug_getRawHeader") return GetRawHeader(node, params);
  if (node.traits.trace && method == "trace_block") return RpcResult(Json{Json::Array{}});
  return std::nullopt;
}

Json Syncing(const NodeView& node) {
  if (!node.syncing) return Json{false};
  return Json{Json::Object{
      {"startingBlock", Number(0)},
      {"currentBlock", Number(node.head)},
      {"highestBlock", Number(node.head + node.lag)},
  }};
}

}  // namespace

RpcResult CallEvm(const NodeView& node, const std::string& method, const Json& params) {
  if (method == "eth_blockNumber") return Number(node.head);
  if (method == "eth_getBlockByNumber") return GetBlockByNumber(node, params);
  if (method == "eth_chainId") return Text(node.chain_id);
  if (method == "net_version") {
    return Json{std::to_string(ParseQuantity(node.chain_id).value_or(0))};
  }
  if (method == "eth_syncing") return Syncing(node);
  if (method == "net_peerCount") return Number(node.traits.peers);
  if (method == "web3_clientVersion") {
    return Text(node.traits.client.empty() ? kClient : node.traits.client);
  }
  if (method == "eth_getBalance") return GetBalance(node, params);
  const std::optional<RpcResult> add_on = CallAddOn(node, method, params);
  return add_on ? *add_on : RpcResult(MethodNotFound(method));
}

}  // namespace headway::devnet
