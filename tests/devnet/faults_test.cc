#include "devnet/faults.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/devnet/http_client.h"

namespace headway::devnet {
namespace {

TEST(FaultsTest, EveryNodeHasAPortAndANameOfItsOwnAndAPlaceInTheConfiguration) {
  Devnet devnet;
  const auto nodes = StartFaults(devnet);
  ASSERT_TRUE(nodes.ok());
  const std::string config = FaultsConfig(nodes.value());
  std::set<std::uint16_t> ports;
  std::set<std::string> names;
  for (const FaultNode& node : nodes.value()) {
    ports.insert(node.port);
    names.insert(node.name);
    EXPECT_NE(config.find("  - name: " + node.name + "\n    chain-id: " + node.chain + "\n"),
              std::string::npos);
    EXPECT_NE(config.find("http://127.0.0.1:" + std::to_string(node.port) + "\n"),
              std::string::npos);
    EXPECT_NE(config.find("    " + node.chain + ":\n      family: "), std::string::npos);
  }
  EXPECT_EQ(ports.size(), nodes.value().size());
  EXPECT_EQ(names.size(), nodes.value().size());
}

TEST(FaultsTest, NodesAreAsTheirNamesSay) {
  Devnet devnet;
  const auto nodes = StartFaults(devnet);
  ASSERT_TRUE(nodes.ok());
  const auto port_of = [&nodes](std::string_view name) {
    for (const FaultNode& node : nodes.value()) {
      if (node.name == name) return node.port;
    }
    return std::uint16_t{0};
  };
  const std::string call = Call("eth_blockNumber");
  EXPECT_EQ(PostOnce(port_of("good-second"), call).status, 200U);
  EXPECT_FALSE(HttpClient(port_of("dead")).connected());
  EXPECT_EQ(PostOnce(port_of("http-402"), call).status, 402U);
  EXPECT_NE(PostOnce(port_of("no-method"), call).body.find("-32601"), std::string::npos);
  EXPECT_NE(PostOnce(port_of("no-blocks"), call).body.find(R"("0x0")"), std::string::npos);
  EXPECT_NE(PostOnce(port_of("btc-warming-up"), Call("getblockcount")).body.find("-28"),
            std::string::npos);
  EXPECT_EQ(Get(port_of("rest-inner-error"), "/cosmos/base/tendermint/v1beta1/syncing").status,
            500U);
}

}  // namespace
}  // namespace headway::devnet
