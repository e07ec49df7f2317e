#include "devnet/faults.h"

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace headway::devnet {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kEvm = "FAULTS";
constexpr std::string_view kSvm = "FAULTSSOL";
constexpr std::string_view kCosmos = "FAULTSCOSMOS";
constexpr std::string_view kBitcoin = "FAULTSBTC";
constexpr std::uint64_t kFarBehind = 500;  // further than any chain here allows

constexpr std::string_view kSettings = R"(headway:
  polling: {timeout: 2s}
  chains:
    FAULTS:
      family: evm
      average-block-time: 1s
      allowed-block-lag: 5
      expected-chain-id: "0x539"
    FAULTSSOL:
      family: svm
      average-block-time: 400ms
      allowed-block-lag: 25
      expected-chain-id: "6J9QXSJB6eQ3df1u3nuUd8xyWTJoKENgHfssJpvzaQTG"
    FAULTSCOSMOS:
      family: tendermint
      average-block-time: 2s
      allowed-block-lag: 5
      expected-chain-id: "FAULTSCOSMOS"
    FAULTSBTC:
      family: bitcoin
      average-block-time: 1s
      allowed-block-lag: 2
)";

/// How a node is: what it starts with, and what happens to it then.
struct Recipe {
  NodeOptions options;
  std::string api_interface = "jsonrpc";
  std::vector<std::string> addons;
  Fault fault = Fault::kNone;
  std::optional<CannedError> rpc_error;
  std::optional<std::uint64_t> forked_from;
};

Recipe Node(std::string_view name, std::string_view chain) {
  Recipe recipe;
  NodeOptions& options = recipe.options;
  options.name = name;
  options.chain = chain;
  if (chain == kEvm) {
    options.start_height = 20'000'000;
  } else if (chain == kSvm) {
    options.family = NodeFamily::kSvm;
    options.chain_id = "6J9QXSJB6eQ3df1u3nuUd8xyWTJoKENgHfssJpvzaQTG";
    options.block_time = milliseconds(400);
    options.start_height = 300'000'000;
  } else if (chain == kCosmos) {
    options.family = NodeFamily::kTendermint;
    options.block_time = seconds(2);
    options.start_height = 5'000'000;
    recipe.api_interface = "tendermintrpc";
  } else {
    options.family = NodeFamily::kBitcoin;
    options.start_height = 800'000;
  }
  return recipe;
}

Recipe Broken(std::string_view name, Fault fault, std::string_view chain = kEvm) {
  Recipe recipe = Node(name, chain);
  recipe.fault = fault;
  return recipe;
}

Recipe Behind(std::string_view name, std::string_view chain, bool syncing) {
  Recipe recipe = Node(name, chain);
  recipe.options.lag_blocks = kFarBehind;
  recipe.options.syncing = syncing;
  return recipe;
}

Recipe OnAnotherChain(std::string_view name, std::string_view chain, std::string_view chain_id) {
  Recipe recipe = Node(name, chain);
  recipe.options.chain_id = chain_id;
  return recipe;
}

Recipe Saying(std::string_view name, const CannedError& error, std::string_view chain = kEvm) {
  Recipe recipe = Broken(name, Fault::kRpcError, chain);
  recipe.rpc_error = error;
  return recipe;
}

Recipe Claiming(std::string_view name, std::vector<std::string> addons, const NodeTraits& traits) {
  Recipe recipe = Node(name, kEvm);
  recipe.addons = std::move(addons);
  recipe.options.traits = traits;
  return recipe;
}

Recipe ByRest(Recipe recipe) {
  recipe.api_interface = "rest";
  return recipe;
}

Recipe OnAFork(std::string_view name) {
  Recipe recipe = Node(name, kEvm);
  recipe.forked_from = 1;
  return recipe;
}

Recipe WithHead(std::string_view name, std::uint64_t lead, std::uint64_t lag) {
  Recipe recipe = Node(name, kEvm);
  recipe.options.lead_blocks = lead;
  recipe.options.lag_blocks = lag;
  return recipe;
}

std::vector<Recipe> EvmRecipes() {
  return {
      Claiming("good-archive", {"archive", "debug", "trace"}, {}),
      Node("good-second", kEvm),
      Node("good-third", kEvm),
      Broken("dead", Fault::kDead),
      Broken("hanging", Fault::kHang),
      Broken("dripping", Fault::kDrip),
      Broken("resetting", Fault::kReset),
      Broken("truncating", Fault::kTruncate),
      Broken("http-400", Fault::kHttp400),
      Broken("http-401", Fault::kHttp401),
      Broken("http-402", Fault::kHttp402),
      Broken("http-403", Fault::kHttp403),
      Broken("http-404", Fault::kHttp404),
      Broken("http-408", Fault::kHttp408),
      Broken("http-413", Fault::kHttp413),
      Broken("http-429", Fault::kHttp429),
      Broken("http-500", Fault::kHttp500),
      Broken("http-502", Fault::kHttp502),
      Broken("http-503", Fault::kHttp503),
      Broken("http-504", Fault::kHttp504),
      Broken("redirecting", Fault::kRedirect),
      Broken("malformed", Fault::kMalformed),
      Broken("endless", Fault::kHuge),
      Broken("wrong-id", Fault::kWrongId),
      Saying("no-method", {.code = -32601, .message = "the method does not exist"}),
      Saying("rate-limited", {.code = -32005, .message = "daily request count exceeded"}),
      Saying("inner-error", {.code = -32603, .message = "Internal error"}),
      WithHead("no-blocks", 0, 1'000'000'000),
      WithHead("far-ahead", 1'000'000, 0),
      OnAFork("forked"),
      Behind("behind", kEvm, false),
      Behind("syncing", kEvm, true),
      OnAnotherChain("another-chain", kEvm, "0x38"),
      Claiming("pruned", {"archive"}, {.first_state = 19'999'900}),
      Claiming("no-debug", {"debug"}, {.debug = false}),
      Claiming("no-trace", {"trace"}, {.trace = false}),
  };
}

std::vector<Recipe> OtherRecipes() {
  return {
      Node("sol-good-first", kSvm),
      Node("sol-good-second", kSvm),
      Behind("sol-behind", kSvm, false),
      Broken("sol-unhealthy", Fault::kRpcError, kSvm),
      OnAnotherChain("sol-another-chain", kSvm, "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG"),
      Node("cosmos-good-first", kCosmos),
      Node("cosmos-good-second", kCosmos),
      Behind("cosmos-catching-up", kCosmos, true),
      OnAnotherChain("cosmos-another-chain", kCosmos, "elsewhere-1"),
      Broken("cosmos-inner-error", Fault::kRpcError, kCosmos),
      ByRest(Node("rest-good-first", kCosmos)),
      ByRest(Node("rest-good-second", kCosmos)),
      ByRest(Behind("rest-catching-up", kCosmos, true)),
      ByRest(Broken("rest-inner-error", Fault::kRpcError, kCosmos)),
      Node("btc-good-first", kBitcoin),
      Node("btc-good-second", kBitcoin),
      Behind("btc-behind", kBitcoin, false),
      Saying("btc-warming-up", {.code = -28, .message = "Loading block index..."}, kBitcoin),
  };
}

}  // namespace

base::Result<std::vector<FaultNode>, std::string> StartFaults(Devnet& devnet) {
  std::vector<FaultNode> nodes;
  for (const std::vector<Recipe>& recipes : {EvmRecipes(), OtherRecipes()}) {
    for (const Recipe& recipe : recipes) {
      const std::string& name = recipe.options.name;
      const base::Result<std::uint16_t, std::string> port = devnet.AddNode(recipe.options);
      if (!port.ok()) return name + ": " + port.error();
      if (recipe.rpc_error) devnet.SetRpcError(name, *recipe.rpc_error);
      devnet.SetForked(name, recipe.forked_from);
      devnet.SetFault(name, recipe.fault);
      nodes.push_back({.name = name,
                       .chain = recipe.options.chain,
                       .api_interface = recipe.api_interface,
                       .addons = recipe.addons,
                       .port = port.value()});
    }
  }
  return nodes;
}

std::string FaultsConfig(const std::vector<FaultNode>& nodes) {
  std::string text = "direct-rpc:\n";
  for (const FaultNode& node : nodes) {
    text += "  - name: " + node.name + "\n    chain-id: " + node.chain +
            "\n    api-interface: " + node.api_interface +
            "\n    node-urls:\n      - url: http://127.0.0.1:" + std::to_string(node.port) + "\n";
    std::string addons;
    for (const std::string& addon : node.addons) addons += (addons.empty() ? "" : ", ") + addon;
    if (!addons.empty()) text += "        addons: [" + addons + "]\n";
  }
  return text.append(kSettings);
}

}  // namespace headway::devnet
