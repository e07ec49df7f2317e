#include "devnet/tendermint_rest.h"

#include <charconv>
#include <optional>
#include <system_error>

#include "devnet/encoding.h"

namespace headway::devnet {
namespace {

constexpr std::string_view kRoot = "/cosmos/base/tendermint/v1beta1/";
constexpr std::string_view kBlocks = "blocks/";

using Result = base::Result<Json, GatewayError>;

Json Text(std::string_view text) { return Json{std::string(text)}; }
Json Number(std::uint64_t value) { return Json{std::to_string(value)}; }

Json BlockId(const NodeView& node, std::uint64_t height) {
  // The first block has no last one.
  const std::string hash = height == 0 ? "" : Base64(node.BlockHash(height));
  return Json{Json::Object{
      {"hash", Text(hash)},
      {"part_set_header", Json{Json::Object{{"total", Json{std::uint64_t{height == 0 ? 0U : 1U}}},
                                            {"hash", Text(hash)}}}}}};
}

Json Header(const NodeView& node, std::uint64_t height) {
  const std::string hash = Base64(node.BlockHash(height));
  return Json{Json::Object{
      {"version", Json{Json::Object{{"block", Number(11)}, {"app", Number(0)}}}},
      {"chain_id", Text(node.chain_id)},
      {"height", Number(height)},
      {"time", Text(Rfc3339Nano(node.chain.BlockTime(height)))},
      {"last_block_id", BlockId(node, height - 1)},
      {"last_commit_hash", Text(hash)},
      {"data_hash", Text(hash)},
      {"validators_hash", Text(hash)},
      {"next_validators_hash", Text(hash)},
      {"consensus_hash", Text(hash)},
      {"app_hash", Text(hash)},
      {"last_results_hash", Text(hash)},
      {"evidence_hash", Text(hash)},
      {"proposer_address", Text("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")},
  }};
}

Json BlockParts(const NodeView& node, std::uint64_t height) {
  return Json{Json::Object{
      {"header", Header(node, height)},
      {"data", Json{Json::Object{{"txs", Json{Json::Array{}}}}}},
      {"evidence", Json{Json::Object{{"evidence", Json{Json::Array{}}}}}},
      {"last_commit", Json{Json::Object{{"height", Number(height - 1)},
                                        {"round", Json{std::uint64_t{0}}},
                                        {"block_id", BlockId(node, height - 1)},
                                        {"signatures", Json{Json::Array{}}}}}},
  }};
}

Result Block(const NodeView& node, std::uint64_t height) {
  if (height == 0) return GatewayError{400, 3, "height should be greater than 0"};
  if (height > node.head) {
    return GatewayError{400, 3, "requested block height is bigger then the chain length"};
  }
  if (height < node.traits.first_block) {
    return GatewayError{500, 2,
                        "height " + std::to_string(height) +
                            " is not available, lowest height is " +
                            std::to_string(node.traits.first_block)};
  }
  return Json{Json::Object{{"block_id", BlockId(node, height)},
                           {"block", BlockParts(node, height)},
                           {"sdk_block", BlockParts(node, height)}}};
}

Json NodeInfo(const NodeView& node) {
  return Json{Json::Object{
      {"default_node_info",
       Json{Json::Object{
           {"protocol_version",
            Json{Json::Object{{"p2p", Number(8)}, {"block", Number(11)}, {"app", Number(0)}}}},
           {"default_node_id", Text("5c2f0a3f4d4b0ea8bd0ad3a0c2f6d9b8a7e61c54")},
           {"listen_addr", Text("tcp://0.0.0.0:26656")},
           {"network", Text(node.chain_id)},
           {"version", Text(node.traits.client.empty() ? "0.38.12" : node.traits.client)},
           {"channels", Text("QCAhIiMwOGBhAA==")},
           {"moniker", Text("devnet")},
           {"other", Json{Json::Object{{"tx_index", Text(node.traits.tx_index ? "on" : "off")},
                                       {"rpc_address", Text("tcp://0.0.0.0:26657")}}}},
       }}},
      {"application_version", Json{Json::Object{{"name", Text("devnet")},
                                                {"app_name", Text("devnetd")},
                                                {"version", Text("1.0.0")},
                                                {"git_commit", Text("")},
                                                {"build_tags", Text("")},
                                                {"go_version", Text("")},
                                                {"build_deps", Json{Json::Array{}}},
                                                {"cosmos_sdk_version", Text("v0.50.10")}}}},
  }};
}

std::optional<std::uint64_t> ParseHeight(std::string_view text) {
  std::uint64_t height = 0;
  const std::from_chars_result end =
      std::from_chars(text.data(), text.data() + text.size(), height);
  const bool whole = end.ec == std::errc{} && end.ptr == text.data() + text.size();
  return whole ? std::optional(height) : std::nullopt;
}

}  // namespace

base::Result<Json, GatewayError> GetCosmos(const NodeView& node, std::string_view path) {
  const std::string_view name = path.starts_with(kRoot) ? path.substr(kRoot.size()) : "";
  if (name == "syncing") return Json{Json::Object{{"syncing", Json{node.syncing}}}};
  if (name == "node_info") return NodeInfo(node);
  if (name.starts_with(kBlocks)) {
    const std::string_view which = name.substr(kBlocks.size());
    if (which == "latest") return Block(node, node.head);
    if (const auto height = ParseHeight(which)) return Block(node, *height);
    return GatewayError{400, 3, "type mismatch, parameter: height, error: not a number"};
  }
  return GatewayError{501, 12, "Not Implemented"};
}

Json ToJson(const GatewayError& error) {
  return Json{Json::Object{{"code", Json{error.grpc_code}},
                           {"message", Json{error.message}},
                           {"details", Json{Json::Array{}}}}};
}

}  // namespace headway::devnet
