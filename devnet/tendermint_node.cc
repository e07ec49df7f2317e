#include "devnet/tendermint_node.h"

#include <cstdint>
#include <optional>
#include <string_view>

#include "devnet/encoding.h"
#include "devnet/tendermint_rest.h"

namespace headway::devnet {
namespace {

constexpr std::string_view kVersion = "0.38.12";
constexpr std::string_view kNodeId = "5c2f0a3f4d4b0ea8bd0ad3a0c2f6d9b8a7e61c54";

Json Text(std::string_view text) { return Json{std::string(text)}; }
Json Number(std::uint64_t value) { return Json{std::to_string(value)}; }

std::string HashAt(const NodeView& node, std::uint64_t height) {
  return HexUpper(node.BlockHash(height));
}

std::string TimeAt(const NodeView& node, std::uint64_t height) {
  return Rfc3339Nano(node.chain.BlockTime(height));
}

/// Nothing below the first block is given; there is no block 0.
std::uint64_t EarliestOf(const NodeView& node) {
  return node.traits.first_block == 0 ? 1 : node.traits.first_block;
}

Json BlockId(const NodeView& node, std::uint64_t height) {
  // The first block has no last one.
  const std::string hash = height == 0 ? "" : HashAt(node, height);
  return Json{Json::Object{
      {"hash", Text(hash)},
      {"parts", Json{Json::Object{{"total", Json{std::uint64_t{height == 0 ? 0U : 1U}}},
                                  {"hash", Text(hash)}}}}}};
}

Json NodeInfo(const NodeView& node) {
  return Json{Json::Object{
      {"protocol_version",
       Json{Json::Object{{"p2p", Number(8)}, {"block", Number(11)}, {"app", Number(0)}}}},
      {"id", Text(kNodeId)},
      {"listen_addr", Text("tcp://0.0.0.0:26656")},
      {"network", Text(node.chain_id)},
      {"version", Text(node.traits.client.empty() ? kVersion : node.traits.client)},
      {"channels", Text("40202122233038606100")},
      {"moniker", Text("devnet")},
      {"other", Json{Json::Object{{"tx_index", Text(node.traits.tx_index ? "on" : "off")},
                                  {"rpc_address", Text("tcp://0.0.0.0:26657")}}}},
  }};
}

Json Status(const NodeView& node) {
  const std::uint64_t earliest = EarliestOf(node);
  return Json{Json::Object{
      {"node_info", NodeInfo(node)},
      {"sync_info", Json{Json::Object{
                        {"latest_block_hash", Text(HashAt(node, node.head))},
                        {"latest_app_hash", Text(HashAt(node, node.head))},
                        {"latest_block_height", Number(node.head)},
                        {"latest_block_time", Text(TimeAt(node, node.head))},
                        {"earliest_block_hash", Text(HashAt(node, earliest))},
                        {"earliest_app_hash", Text(HashAt(node, earliest))},
                        {"earliest_block_height", Number(earliest)},
                        {"earliest_block_time", Text(TimeAt(node, earliest))},
                        {"catching_up", Json{node.syncing}},
                    }}},
      {"validator_info",
       Json{Json::Object{
           {"address", Text(std::string(40, '0'))},
           {"pub_key", Json{Json::Object{{"type", Text("tendermint/PubKeyEd25519")},
                                         {"value", Text(std::string(43, 'A') + '=')}}}},
           {"voting_power", Number(0)}}}},
  }};
}

Json Header(const NodeView& node, std::uint64_t height) {
  const std::string hash = HashAt(node, height);
  return Json{Json::Object{
      {"version", Json{Json::Object{{"block", Number(11)}}}},
      {"chain_id", Text(node.chain_id)},
      {"height", Number(height)},
      {"time", Text(TimeAt(node, height))},
      {"last_block_id", BlockId(node, height - 1)},
      {"last_commit_hash", Text(hash)},
      {"data_hash", Text(hash)},
      {"validators_hash", Text(hash)},
      {"next_validators_hash", Text(hash)},
      {"consensus_hash", Text(hash)},
      {"app_hash", Text(hash)},
      {"last_results_hash", Text(hash)},
      {"evidence_hash", Text(hash)},
      {"proposer_address", Text(std::string(40, '0'))},
  }};
}

/// Of a height; texts in JSON-RPC, and in quotes or not in a GET.
std::optional<std::uint64_t> HeightOf(const Json& value) {
  if (value.AsUint()) return value.AsUint();
  const std::string* text = value.AsString();
  if (text == nullptr) return std::nullopt;
  const Json parsed = ParseJson(*text).value_or(Json{});
  const std::string* quoted = parsed.AsString();
  return quoted == nullptr ? parsed.AsUint() : ParseJson(*quoted).value_or(Json{}).AsUint();
}

RpcResult GetBlock(const NodeView& node, const Json& params) {
  const Json* wanted = params.AsArray() != nullptr ? params.At(0) : params.Find("height");
  std::uint64_t height = node.head;
  if (wanted != nullptr) {
    const auto asked = HeightOf(*wanted);
    if (!asked) return RpcError{-32602, "Invalid params", Text("error converting height")};
    height = *asked;
  }
  const auto refuse = [](const std::string& why) {
    return RpcError{-32603, "Internal error", Json{why}};
  };
  if (height == 0) return refuse("height must be greater than 0, but got 0");
  if (height > node.head) {
    return refuse("height " + std::to_string(height) +
                  " must be less than or equal to the current blockchain height " +
                  std::to_string(node.head));
  }
  if (height < EarliestOf(node)) {
    return refuse("height " + std::to_string(height) + " is not available, lowest height is " +
                  std::to_string(EarliestOf(node)));
  }
  return Json{Json::Object{
      {"block_id", BlockId(node, height)},
      {"block", Json{Json::Object{
                    {"header", Header(node, height)},
                    {"data", Json{Json::Object{{"txs", Json{Json::Array{}}}}}},
                    {"evidence", Json{Json::Object{{"evidence", Json{Json::Array{}}}}}},
                    {"last_commit", Json{Json::Object{{"height", Number(height - 1)},
                                                      {"round", Json{std::uint64_t{0}}},
                                                      {"block_id", BlockId(node, height - 1)},
                                                      {"signatures", Json{Json::Array{}}}}}},
                }}},
  }};
}

Json NetInfo(const NodeView& node) {
  return Json{Json::Object{{"listening", Json{true}},
                           {"listeners", Json{Json::Array{Text("Listener(@)")}}},
                           {"n_peers", Number(node.traits.peers)},
                           {"peers", Json{Json::Array{}}}}};
}

Json AbciInfo(const NodeView& node) {
  return Json{Json::Object{{"response", Json{Json::Object{{"data", Text("devnet")},
                                                          {"version", Text("1.0.0")},
                                                          {"last_block_height", Number(node.head)},
                                                          {"last_block_app_hash", Text("")}}}}}};
}

/// The parameters of `height=5&prove=true`, as texts.
Json ParametersOf(std::string_view query) {
  Json::Object members;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    members.push_back({std::string(pair.substr(0, equals)), Text(pair.substr(equals + 1))});
  }
  return Json{std::move(members)};
}

Answer JsonAnswer(unsigned status, const Json& body) {
  Answer answer;
  answer.status = status;
  answer.body = SerializeJson(body);
  return answer;
}

Answer AnswerRest(const NodeView& node, const std::string& path, const RpcMethods& methods) {
  const RpcResult counted = methods("GET " + path, Json{});
  // Only what was injected; that there is no such method is known.
  if (!counted.ok() && counted.error().code != MethodNotFound("").code) {
    return JsonAnswer(500, ToJson({500, 13, counted.error().message}));
  }
  const base::Result<Json, GatewayError> result = GetCosmos(node, path);
  if (result.ok()) return JsonAnswer(200, result.value());
  return JsonAnswer(result.error().http_status, ToJson(result.error()));
}

Answer AnswerGet(const std::string& path, std::string_view query, const RpcMethods& methods,
                 ReplyIds ids) {
  const std::string method = path.starts_with('/') ? path.substr(1) : path;
  const RpcResult result = methods(method, ParametersOf(query));
  Json::Object reply{{"jsonrpc", Text("2.0")},
                     {"id", Json{std::int64_t{ids == ReplyIds::kRight ? -1 : -2}}}};
  if (result.ok()) {
    reply.push_back({"result", result.value()});
    return JsonAnswer(200, Json{std::move(reply)});
  }
  const RpcError& error = result.error();
  if (error.code == MethodNotFound("").code) {
    Answer answer;
    answer.status = 404;
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = "404 page not found\n";
    return answer;
  }
  Json::Object body{{"code", Json{error.code}}, {"message", Json{error.message}}};
  if (error.data) body.push_back({"data", *error.data});
  reply.push_back({"error", Json{std::move(body)}});
  return JsonAnswer(500, Json{std::move(reply)});
}

}  // namespace

RpcResult CallTendermint(const NodeView& node, const std::string& method, const Json& params) {
  if (method == "status") return Status(node);
  if (method == "block") return GetBlock(node, params);
  if (method == "net_info") return NetInfo(node);
  if (method == "abci_info") return AbciInfo(node);
  if (method == "health") return Json{Json::Object{}};
  return RpcError{-32601, "Method not found", std::nullopt};
}

Answer AnswerTendermint(const NodeView& node, const HttpRequest& request, const RpcMethods& methods,
                        ReplyIds ids) {
  Answer answer;
  if (request.verb == Verb::kPost) {
    answer.body = AnswerRpc(request.body, methods, ids);
    return answer;
  }
  const std::string_view target = request.target;
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string path(target.substr(0, question));
  if (path.starts_with("/cosmos/")) return AnswerRest(node, path, methods);
  return AnswerGet(path, target.substr(std::min(question + 1, target.size())), methods, ids);
}

}  // namespace headway::devnet
