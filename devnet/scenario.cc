#include "devnet/scenario.h"

#include <array>
#include <chrono>
#include <string_view>

namespace headway::devnet {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kEvmChain = "demo-evm";
constexpr std::string_view kSvmChain = "demo-svm";
constexpr std::string_view kCosmosChain = "demo-cosmos";
constexpr std::string_view kEvmChainId = "0x539";
constexpr std::string_view kSvmGenesisHash = "6J9QXSJB6eQ3df1u3nuUd8xyWTJoKENgHfssJpvzaQTG";
constexpr std::uint64_t kLaggingBlocks = 20;
constexpr std::uint64_t kKeptStates = 128;  // as a full node keeps that is no archive

NodeOptions EvmNode(std::string_view name) {
  NodeOptions options;
  options.name = name;
  options.family = NodeFamily::kEvm;
  options.chain = kEvmChain;
  options.chain_id = kEvmChainId;
  options.block_time = seconds(1);
  options.start_height = 20'000'000;
  return options;
}

NodeOptions SvmNode(std::string_view name) {
  NodeOptions options;
  options.name = name;
  options.family = NodeFamily::kSvm;
  options.chain = kSvmChain;
  options.chain_id = kSvmGenesisHash;
  options.block_time = milliseconds(400);
  options.start_height = 300'000'000;
  return options;
}

/// A node of the Tendermint chain, which is named by its chain.
NodeOptions CosmosNode(std::string_view name) {
  NodeOptions options;
  options.name = name;
  options.family = NodeFamily::kTendermint;
  options.chain = kCosmosChain;
  options.block_time = seconds(2);
  options.start_height = 5'000'000;
  return options;
}

constexpr std::string_view kSettings = R"(headway:
  polling: {min-interval: 500ms, max-backoff: 5s}
  epoch: {duration: 30s}
  blocking: {reconnect-interval: 10s}
  chains:
    DEVNET:
      family: evm
      average-block-time: 1s
      allowed-block-lag: 5
      expected-chain-id: "EVM_ID"
    DEVNETSOL:
      family: svm
      average-block-time: 400ms
      allowed-block-lag: 25
      expected-chain-id: "SVM_ID"
    DEVNETCOSMOS:
      family: tendermint
      average-block-time: 2s
      allowed-block-lag: 3
      expected-chain-id: "COSMOS_ID"
)";

void Replace(std::string& text, std::string_view what, std::string_view with) {
  text.replace(text.find(what), what.size(), with);
}

std::string Provider(std::string_view name, std::string_view chain_id, std::uint16_t port,
                     std::string_view api_interface = "jsonrpc") {
  std::string text = "  - name: ";
  text.append(name);
  text.append("\n    chain-id: ").append(chain_id);
  text.append("\n    api-interface: ").append(api_interface);
  text.append("\n    node-urls:\n      - url: http://127.0.0.1:");
  return text.append(std::to_string(port)).append("\n");
}

/// With a claim that the node does not keep.
std::string ProviderOfAnArchive(std::string_view name, std::string_view chain_id,
                                std::uint16_t port) {
  return Provider(name, chain_id, port) + "        addons: [archive]\n";
}

}  // namespace

base::Result<DemoFleet, std::string> StartDemo(Devnet& devnet) {
  DemoFleet fleet;
  NodeOptions lagging = EvmNode("evm-lagging");
  lagging.lag_blocks = kLaggingBlocks;
  NodeOptions flaky = EvmNode("evm-flaky");
  flaky.traits.first_state = flaky.start_height - kKeptStates;
  struct Start {
    NodeOptions options;
    std::uint16_t* port = nullptr;
  };
  const std::array<Start, 7> starts = {{
      {EvmNode("evm-a"), &fleet.evm_a},
      {lagging, &fleet.evm_lagging},
      {flaky, &fleet.evm_flaky},
      {SvmNode("svm-a"), &fleet.svm_a},
      {SvmNode("svm-b"), &fleet.svm_b},
      {CosmosNode("cosmos-a"), &fleet.cosmos_a},
      {CosmosNode("cosmos-b"), &fleet.cosmos_b},
  }};
  for (const Start& start : starts) {
    const base::Result<std::uint16_t, std::string> port = devnet.AddNode(start.options);
    if (!port.ok()) return start.options.name + ": " + port.error();
    *start.port = port.value();
  }
  devnet.Play(
      {
          {seconds(10), "svm-b", Fault::kHttp429, {}},
          {seconds(20), "evm-flaky", Fault::kDead, {}},
          {seconds(22), "svm-b", Fault::kNone, {}},
          {seconds(30), "cosmos-b", {}, kLaggingBlocks, {}, true},
          {seconds(40), "svm-b", Fault::kRpcError, {}},
          {seconds(52), "svm-b", Fault::kNone, {}},
          {seconds(50), "cosmos-b", {}, 0, {}, false},
          {seconds(55), "evm-flaky", Fault::kNone, {}},
      },
      seconds(60));
  return fleet;
}

std::string DemoConfig(const DemoFleet& fleet) {
  std::string settings(kSettings);
  Replace(settings, "EVM_ID", kEvmChainId);
  Replace(settings, "SVM_ID", kSvmGenesisHash);
  Replace(settings, "COSMOS_ID", kCosmosChain);
  return "direct-rpc:\n" +                                                           //
         Provider("alpha", "DEVNET", fleet.evm_a) +                                  //
         Provider("beta", "DEVNET", fleet.evm_a) +                                   //
         ProviderOfAnArchive("gamma", "DEVNET", fleet.evm_flaky) +                   //
         Provider("delta", "DEVNET", fleet.evm_lagging) +                            //
         Provider("sol-main", "DEVNETSOL", fleet.svm_a) +                            //
         Provider("sol-second", "DEVNETSOL", fleet.svm_b) +                          //
         Provider("cosmos-main", "DEVNETCOSMOS", fleet.cosmos_a, "tendermintrpc") +  //
         Provider("cosmos-second", "DEVNETCOSMOS", fleet.cosmos_b, "tendermintrpc") +
         "backup-direct-rpc:\n" +                     //
         Provider("rescue", "DEVNET", fleet.evm_a) +  //
         Provider("sol-rescue", "DEVNETSOL", fleet.svm_a) + settings;
}

}  // namespace headway::devnet
