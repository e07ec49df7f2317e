#include "devnet/lava_node.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "devnet/encoding.h"
#include "devnet/lava_chain.h"
#include "devnet/tendermint_node.h"

namespace headway::devnet {
namespace {

Json Text(std::string_view text) { return Json{std::string(text)}; }

std::string Coded(const std::string& text, bool base64) {
  if (!base64) return text;
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  return Base64(bytes);
}

Json EventsOf(const std::vector<LavaEvent>& events, bool base64) {
  Json::Array list;
  for (const LavaEvent& event : events) {
    Json::Array attributes;
    for (const LavaEvent::Attribute& attribute : event.attributes) {
      attributes.push_back(Json{Json::Object{{"key", Text(Coded(attribute.key, base64))},
                                             {"value", Text(Coded(attribute.value, base64))},
                                             {"index", Json{true}}}});
    }
    list.push_back(Json{
        Json::Object{{"type", Text(event.type)}, {"attributes", Json{std::move(attributes)}}}});
  }
  return Json{std::move(list)};
}

/// A height the node has, as JSON-RPC has it in its parameters.
base::Result<std::uint64_t, RpcError> HeightOf(const NodeView& node, const Json& params) {
  const auto refuse = [](const std::string& why) {
    return RpcError{-32603, "Internal error", Json{why}};
  };
  const Json* const wanted = params.Find("height");
  const std::string* const text = wanted == nullptr ? nullptr : wanted->AsString();
  const auto number = text == nullptr ? std::nullopt : ParseJson(*text).value_or(Json{}).AsUint();
  if (!number) return refuse("no height");
  if (*number > node.head) {
    return refuse("height " + *text +
                  " must be less than or equal to the current blockchain height " +
                  std::to_string(node.head));
  }
  if (*number < node.traits.first_block) {
    return refuse("height " + *text + " is not available, lowest height is " +
                  std::to_string(node.traits.first_block));
  }
  return *number;
}

RpcResult BlockResults(const NodeView& node, std::uint64_t height) {
  const LavaBlock block = LavaBlockAt(height, node.chain.BlockTime(height));
  return Json{Json::Object{
      {"height", Text(std::to_string(height))},
      {"txs_results", Json{Json::Array{Json{Json::Object{
                          {"code", Json{std::uint64_t{0}}},
                          {"events", EventsOf(block.transaction, block.base64)},
                      }}}}},
      {"begin_block_events", EventsOf(block.begin, block.base64)},
      {"end_block_events", EventsOf(block.end, block.base64)},
      {"finalize_block_events", EventsOf(block.finalize, block.base64)},
  }};
}

RpcResult HeaderAt(const NodeView& node, std::uint64_t height) {
  return Json{Json::Object{
      {"header", Json{Json::Object{{"height", Text(std::to_string(height))},
                                   {"time", Text(Rfc3339Nano(node.chain.BlockTime(height)))}}}}}};
}

Json Coin(std::string_view amount) {
  return Json{Json::Object{{"denom", Text("ulava")}, {"amount", Text(amount)}}};
}

/// The peer is neither jailed nor frozen; the provider as its chain's story has it.
Json StakeEntry(const NodeView& node, std::string_view address, std::string_view chain) {
  constexpr std::string_view kFrozen = "9223372036854775807";
  std::string applied = "1";
  std::string jails = "0";
  std::string jail_end = "0";
  if (address == kLavaProvider && chain == "LAV1" && IsFrozenOnLava(node.head)) applied = kFrozen;
  if (address == kLavaProvider && chain == "ETH1") {
    if (const auto jailed = LastLavaJail(node.head)) {
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
          node.chain.BlockTime(*jailed).time_since_epoch());
      jails = "1";
      jail_end = std::to_string(seconds.count() + static_cast<std::int64_t>(kLavaJailSeconds));
    }
  }
  return Json{Json::Object{{"stake", Coin("50000000000")},
                           {"address", Text(address)},
                           {"stake_applied_block", Text(applied)},
                           {"chain", Text(chain)},
                           {"delegate_total", Coin("25000000000")},
                           {"delegate_commission", Text("40")},
                           {"jails", Text(jails)},
                           {"jail_end_time", Text(jail_end)}}};
}

std::optional<Json> RestAnswer(const NodeView& node, std::string_view path) {
  constexpr std::string_view kOne = "/lavanet/lava/pairing/provider/";
  constexpr std::string_view kAll = "/lavanet/lava/pairing/providers/";
  if (path.starts_with(kOne)) {
    path.remove_prefix(kOne.size());
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    Json::Array entries;
    if (path.substr(0, slash) == kLavaProvider) {
      entries.push_back(StakeEntry(node, kLavaProvider, path.substr(slash + 1)));
    }
    return Json{Json::Object{{"stakeEntries", Json{std::move(entries)}}}};
  }
  if (path.starts_with(kAll)) {
    const std::string_view chain = path.substr(kAll.size());
    return Json{
        Json::Object{{"stakeEntry", Json{Json::Array{StakeEntry(node, kLavaProvider, chain),
                                                     StakeEntry(node, kLavaPeer, chain)}}}}};
  }
  if (path == "/lavanet/lava/plans/list") {
    return Json{Json::Object{
        {"plans_info", Json{Json::Array{Json{Json::Object{{"index", Text("free")}}}}}}}};
  }
  if (path == "/lavanet/lava/plans/info/free") {
    return Json{Json::Object{
        {"plan_info", Json{Json::Object{{"plan_policy", Json{Json::Object{{"max_providers_to_pair",
                                                                           Text("1")}}}}}}}}};
  }
  return std::nullopt;
}

}  // namespace

RpcResult CallLava(const NodeView& node, const std::string& method, const Json& params) {
  if (method != "block_results" && method != "header") return CallTendermint(node, method, params);
  const auto height = HeightOf(node, params);
  if (!height.ok()) return height.error();
  return method == "header" ? HeaderAt(node, height.value()) : BlockResults(node, height.value());
}

Answer AnswerLava(const NodeView& node, const HttpRequest& request, const RpcMethods& methods,
                  ReplyIds ids) {
  if (request.verb == Verb::kPost || !request.target.starts_with("/lavanet/")) {
    return AnswerTendermint(node, request, methods, ids);
  }
  Answer answer;
  const auto document = RestAnswer(node, request.target);
  if (!document) answer.status = 404;
  answer.body = SerializeJson(document.value_or(Json{Json::Object{}}));
  return answer;
}

}  // namespace headway::devnet
