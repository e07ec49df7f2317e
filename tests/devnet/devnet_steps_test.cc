// Scenarios that a devnet plays by itself.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "devnet/devnet.h"
#include "tests/devnet/devnet_rig.h"
#include "tests/devnet/http_client.h"

namespace headway::devnet {
namespace {

using std::chrono::milliseconds;

using DevnetStepsTest = DevnetRig;

TEST_F(DevnetStepsTest, StepsArePlayedInOrderOfTheirTimesRoundAfterRound) {
  const std::uint16_t port = Add(Node("a", "chain"));
  devnet_.Play(
      {{milliseconds(2), "a", Fault::kNone, {}}, {milliseconds(0), "a", Fault::kHttp500, 5}},
      milliseconds(4));
  HttpClient client(port);
  // Two rounds are seen as two changes from bad to good. Each look is a round trip.
  int recoveries = 0;
  unsigned last_status = 0;
  for (int look = 0; look < kMaxLooks && recoveries < 2; ++look) {
    const unsigned status = client.Post(Call("eth_blockNumber")).status;
    if (last_status == 500 && status == 200) ++recoveries;
    last_status = status;
  }
  EXPECT_EQ(recoveries, 2);
  EXPECT_EQ(client.Post(Call("eth_chainId")).end, HttpReply::End::kComplete);
}

/// Calls the method until the body is `expected`; the last body if it never was.
std::string AwaitBody(std::uint16_t port, std::string_view expected,
                      std::string_view method = "eth_blockNumber") {
  HttpClient client(port);
  std::string body;
  for (int look = 0; look < kMaxLooks && body != expected; ++look) {
    body = client.Post(Call(method)).body;
  }
  return body;
}

TEST_F(DevnetStepsTest, AStepWithAFaultLeavesTheLag) {
  const std::uint16_t port = Add(Node("a", "chain"));
  devnet_.SetLag("a", 3);
  devnet_.SetFault("a", Fault::kHttp500);
  devnet_.Play({{milliseconds(1), "a", Fault::kNone, {}}}, {});
  const std::string_view expected = R"({"jsonrpc":"2.0","id":1,"result":"0x3e5"})";
  EXPECT_EQ(AwaitBody(port, expected), expected);
}

TEST_F(DevnetStepsTest, AStepWithALagLeavesTheFault) {
  const std::uint16_t port = Add(Node("a", "chain"));
  devnet_.SetFault("a", Fault::kWrongId);
  devnet_.Play({{milliseconds(1), "a", {}, 5}}, {});
  const std::string_view expected = R"({"jsonrpc":"2.0","id":0,"result":"0x3e3"})";
  EXPECT_EQ(AwaitBody(port, expected), expected);
}

TEST_F(DevnetStepsTest, AStepMovesTheChainIdTheLeadAndTheWordOnSyncing) {
  const std::uint16_t port = Add(Node("a", "chain"));
  devnet_.SetLag("a", 3);
  Step step;
  step.at = milliseconds(1);
  step.node = "a";
  step.lead_blocks = 10;
  devnet_.Play({step}, {});
  const std::string_view head = R"({"jsonrpc":"2.0","id":1,"result":"0x3ef"})";
  EXPECT_EQ(AwaitBody(port, head), head);

  step.lead_blocks = {};
  step.chain_id = "0x1";
  devnet_.Play({step}, {});
  const std::string_view chain_id = R"({"jsonrpc":"2.0","id":1,"result":"0x1"})";
  EXPECT_EQ(AwaitBody(port, chain_id, "eth_chainId"), chain_id);

  step.chain_id = {};
  step.syncing = true;
  devnet_.Play({step}, {});
  const std::string_view syncing = R"({"jsonrpc":"2.0","id":1,"result":{"startingBlock":"0x0",)"
                                   R"("currentBlock":"0x3ef","highestBlock":"0x3f2"}})";
  EXPECT_EQ(AwaitBody(port, syncing, "eth_syncing"), syncing);
  EXPECT_EQ(AwaitBody(port, chain_id, "eth_chainId"), chain_id);
}

}  // namespace
}  // namespace headway::devnet
