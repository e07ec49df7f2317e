#include "devnet/bitcoin_node.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "devnet/encoding.h"

namespace headway::devnet {
namespace {

constexpr std::uint64_t kSearchedBlocks = 2'048;
constexpr std::uint64_t kMedianSpan = 11;  // blocks whose times make the median
constexpr std::string_view kSubversion = "/Satoshi:27.0.0/";

// The codes of Bitcoin Core's protocol.h.
constexpr std::int64_t kInvalidAddressOrKey = -5;
constexpr std::int64_t kInvalidParameter = -8;
constexpr std::int64_t kTypeError = -3;
constexpr std::int64_t kMethodNotFound = -32601;
constexpr std::int64_t kInvalidRequest = -32600;
constexpr std::int64_t kParseError = -32700;

Json Text(std::string_view text) { return Json{std::string(text)}; }
Json Number(std::uint64_t value) { return Json{value}; }
std::string HashAt(const NodeView& node, std::uint64_t height) {
  return HexLower(node.BlockHash(height));
}

std::uint64_t TimeAt(const NodeView& node, std::uint64_t height) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
      node.chain.BlockTime(height).time_since_epoch());
  return static_cast<std::uint64_t>(seconds.count());
}

std::uint64_t MedianTimeAt(const NodeView& node, std::uint64_t height) {
  return TimeAt(node, height - std::min(height, kMedianSpan / 2));
}

std::optional<std::uint64_t> HeightOf(const NodeView& node, const std::string& hash) {
  const std::uint64_t lowest = node.head - std::min(node.head, kSearchedBlocks);
  for (std::uint64_t height = node.head;; --height) {
    if (HashAt(node, height) == hash) return height;
    if (height == lowest) break;
  }
  return hash == HashAt(node, 0) ? std::optional<std::uint64_t>(0) : std::nullopt;
}

Json::Object Header(const NodeView& node, std::uint64_t height) {
  Json::Object header{
      {"hash", Text(HashAt(node, height))},
      {"confirmations", Number(node.head - height + 1)},
      {"height", Number(height)},
      {"version", Number(536'870'912)},
      {"versionHex", Text("20000000")},
      {"merkleroot", Text(HashAt(node, height))},
      {"time", Number(TimeAt(node, height))},
      {"mediantime", Number(MedianTimeAt(node, height))},
      {"nonce", Number(0)},
      {"bits", Text("207fffff")},
      {"difficulty", Number(1)},
      {"chainwork", Text(std::string(64, '0'))},
      {"nTx", Number(1)},
  };
  if (height > 0) header.push_back({"previousblockhash", Text(HashAt(node, height - 1))});
  if (height < node.head) header.push_back({"nextblockhash", Text(HashAt(node, height + 1))});
  return header;
}

RpcResult GetBlockHash(const NodeView& node, const Json& params) {
  const Json* height = params.At(0);
  if (height == nullptr || !height->AsUint()) {
    return RpcError{kTypeError, "JSON value is not an integer as expected", std::nullopt};
  }
  if (*height->AsUint() > node.head) {
    return RpcError{kInvalidParameter, "Block height out of range", std::nullopt};
  }
  return Text(HashAt(node, *height->AsUint()));
}

RpcResult GetBlock(const NodeView& node, const Json& params, bool with_transactions) {
  const Json* hash = params.At(0);
  if (hash == nullptr || hash->AsString() == nullptr) {
    return RpcError{kTypeError, "JSON value is not a string as expected", std::nullopt};
  }
  const auto height = HeightOf(node, *hash->AsString());
  if (!height) return RpcError{kInvalidAddressOrKey, "Block not found", std::nullopt};
  Json::Object block = Header(node, *height);
  if (with_transactions) {
    block.push_back({"strippedsize", Number(214)});
    block.push_back({"size", Number(250)});
    block.push_back({"weight", Number(892)});
    block.push_back({"tx", Json{Json::Array{Text(HashAt(node, *height))}}});
  }
  return Json{std::move(block)};
}

Json GetBlockchainInfo(const NodeView& node) {
  const std::uint64_t headers = node.head + (node.syncing ? node.lag : 0);
  return Json{Json::Object{
      {"chain", Text(node.chain_id)},
      {"blocks", Number(node.head)},
      {"headers", Number(headers)},
      {"bestblockhash", Text(HashAt(node, node.head))},
      {"difficulty", Number(1)},
      {"time", Number(TimeAt(node, node.head))},
      {"mediantime", Number(MedianTimeAt(node, node.head))},
      {"verificationprogress",
       Json{headers == 0 ? 1.0 : static_cast<double>(node.head) / static_cast<double>(headers)}},
      {"initialblockdownload", Json{node.syncing}},
      {"chainwork", Text(std::string(64, '0'))},
      {"size_on_disk", Number(1'000'000)},
      {"pruned", Json{node.traits.first_block > 0}},
      {"warnings", Text("")},
  }};
}

Json GetNetworkInfo(const NodeView& node) {
  return Json{Json::Object{
      {"version", Number(270'000)},
      {"subversion", Text(node.traits.client.empty() ? kSubversion : node.traits.client)},
      {"protocolversion", Number(70'016)},
      {"connections", Number(node.traits.peers)},
      {"networkactive", Json{true}},
      {"warnings", Text("")},
  }};
}

Answer Reply(unsigned status, Json result, Json error, Json id) {
  Answer answer;
  answer.status = status;
  answer.body = SerializeJson(Json{Json::Object{
      {"result", std::move(result)}, {"error", std::move(error)}, {"id", std::move(id)}}});
  return answer;
}

Answer ErrorReply(const RpcError& error, Json id) {
  const unsigned status = error.code == kMethodNotFound   ? 404
                          : error.code == kInvalidRequest ? 400
                                                          : 500;
  return Reply(status, Json{},
               Json{Json::Object{{"code", Json{error.code}}, {"message", Json{error.message}}}},
               std::move(id));
}

}  // namespace

RpcResult CallBitcoin(const NodeView& node, const std::string& method, const Json& params) {
  if (method == "getblockcount") return Number(node.head);
  if (method == "getbestblockhash") return Text(HashAt(node, node.head));
  if (method == "getblockhash") return GetBlockHash(node, params);
  if (method == "getblockheader") return GetBlock(node, params, false);
  if (method == "getblock") return GetBlock(node, params, true);
  if (method == "getblockchaininfo") return GetBlockchainInfo(node);
  if (method == "getnetworkinfo") return GetNetworkInfo(node);
  if (method == "getconnectioncount") return Number(node.traits.peers);
  return RpcError{kMethodNotFound, "Method not found", std::nullopt};
}

Answer AnswerBitcoin(std::string_view body, const RpcMethods& methods, ReplyIds ids) {
  const std::optional<Json> request = ParseJson(body);
  if (!request) return ErrorReply({kParseError, "Parse error", std::nullopt}, Json{});
  const Json* id = request->Find("id");
  Json reply_id = id == nullptr ? Json{} : *id;
  if (ids == ReplyIds::kWrong) reply_id = Text("another");
  const Json* method = request->Find("method");
  if (method == nullptr || method->AsString() == nullptr) {
    return ErrorReply({kInvalidRequest, "Method must be a string", std::nullopt},
                      std::move(reply_id));
  }
  const Json* params = request->Find("params");
  const RpcResult result = methods(*method->AsString(), params == nullptr ? Json{} : *params);
  if (!result.ok()) return ErrorReply(result.error(), std::move(reply_id));
  return Reply(200, result.value(), Json{}, std::move(reply_id));
}

}  // namespace headway::devnet
