#include "devnet/scenario.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/devnet/http_client.h"

namespace headway::devnet {
namespace {

TEST(ScenarioTest, EveryNodeOfTheDemoAnswersOnAPortOfItsOwn) {
  Devnet devnet;
  const base::Result<DemoFleet, std::string> started = StartDemo(devnet);
  ASSERT_TRUE(started.ok());
  const DemoFleet fleet = started.value();
  const std::set<std::uint16_t> ports = {fleet.evm_a,   fleet.evm_lagging, fleet.evm_flaky,
                                         fleet.svm_a,   fleet.svm_b,       fleet.cosmos_a,
                                         fleet.cosmos_b};
  EXPECT_EQ(ports.size(), 7U);
  for (const std::uint16_t port : {fleet.evm_a, fleet.evm_lagging, fleet.evm_flaky}) {
    EXPECT_NE(PostOnce(port, Call("eth_chainId")).body.find("0x539"), std::string::npos);
  }
  for (const std::uint16_t port : {fleet.svm_a, fleet.svm_b}) {
    EXPECT_NE(PostOnce(port, Call("getGenesisHash"))
                  .body.find("6J9QXSJB6eQ3df1u3nuUd8xyWTJoKENgHfssJpvzaQTG"),
              std::string::npos);
  }
  for (const std::uint16_t port : {fleet.cosmos_a, fleet.cosmos_b}) {
    EXPECT_NE(Get(port, "/status").body.find(R"("network":"demo-cosmos")"), std::string::npos);
  }
}

TEST(ScenarioTest, TheConfigurationIsTheRoutersOwnYaml) {
  const std::string config = DemoConfig({.evm_a = 1001,
                                         .evm_lagging = 1002,
                                         .evm_flaky = 1003,
                                         .svm_a = 1004,
                                         .svm_b = 1005,
                                         .cosmos_a = 1006,
                                         .cosmos_b = 1007});
  const std::string_view expected = R"(direct-rpc:
  - name: alpha
    chain-id: DEVNET
    api-interface: jsonrpc
    node-urls:
      - url: http://127.0.0.1:1001
  - name: beta
    chain-id: DEVNET
    api-interface: jsonrpc
    node-urls:
      - url: http://127.0.0.1:1001
  - name: gamma
    chain-id: DEVNET
    api-interface: jsonrpc
    node-urls:
      - url: http://127.0.0.1:1003
        addons: [archive]
  - name: delta
    chain-id: DEVNET
    api-interface: jsonrpc
    node-urls:
      - url: http://127.0.0.1:1002
  - name: sol-main
    chain-id: DEVNETSOL
    api-interface: jsonrpc
    node-urls:
      - url: http://127.0.0.1:1004
  - name: sol-second
    chain-id: DEVNETSOL
    api-interface: jsonrpc
    node-urls:
      - url: http://127.0.0.1:1005
  - name: cosmos-main
    chain-id: DEVNETCOSMOS
    api-interface: tendermintrpc
    node-urls:
      - url: http://127.0.0.1:1006
  - name: cosmos-second
    chain-id: DEVNETCOSMOS
    api-interface: tendermintrpc
    node-urls:
      - url: http://127.0.0.1:1007
backup-direct-rpc:
  - name: rescue
    chain-id: DEVNET
    api-interface: jsonrpc
    node-urls:
      - url: http://127.0.0.1:1001
  - name: sol-rescue
    chain-id: DEVNETSOL
    api-interface: jsonrpc
    node-urls:
      - url: http://127.0.0.1:1004
headway:
  polling: {min-interval: 500ms, max-backoff: 5s}
  epoch: {duration: 30s}
  blocking: {reconnect-interval: 10s}
  chains:
    DEVNET:
      family: evm
      average-block-time: 1s
      allowed-block-lag: 5
      expected-chain-id: "0x539"
    DEVNETSOL:
      family: svm
      average-block-time: 400ms
      allowed-block-lag: 25
      expected-chain-id: "6J9QXSJB6eQ3df1u3nuUd8xyWTJoKENgHfssJpvzaQTG"
    DEVNETCOSMOS:
      family: tendermint
      average-block-time: 2s
      allowed-block-lag: 3
      expected-chain-id: "demo-cosmos"
)";
  EXPECT_EQ(config, expected);
}

}  // namespace
}  // namespace headway::devnet
