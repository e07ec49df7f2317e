// Chains and nodes as tests set them.
#include "devnet/devnet.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/devnet/devnet_rig.h"
#include "tests/devnet/http_client.h"

namespace headway::devnet {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::string LatestHash(std::uint16_t port) {
  return Result(port, Call("eth_getBlockByNumber", R"(["latest",false])"), "hash");
}

using DevnetTest = DevnetRig;

TEST_F(DevnetTest, NodesOfOneChainShowOneHeadThatFollowsTheClock) {
  const std::uint16_t first = Add(Node("a", "chain"));
  const std::uint16_t second = Add(Node("b", "chain"));
  EXPECT_NE(first, second);
  EXPECT_EQ(Result(first, Call("eth_blockNumber")), "0x3e8");
  clock_.Advance(seconds(5));
  EXPECT_EQ(devnet_.Head("chain"), 1'005U);
  EXPECT_EQ(Result(first, Call("eth_blockNumber")), "0x3ed");
  EXPECT_EQ(LatestHash(first), LatestHash(second));
}

TEST_F(DevnetTest, EachChainHasItsOwnPaceAndBlocks) {
  NodeOptions slow = Node("slow", "slow");
  slow.block_time = seconds(12);
  slow.start_height = 7;
  const std::uint16_t slow_port = Add(slow);
  const std::uint16_t fast_port = Add(Node("fast", "fast"));
  clock_.Advance(seconds(24));
  EXPECT_EQ(devnet_.Head("slow"), 9U);
  EXPECT_EQ(devnet_.Head("fast"), 1'024U);
  EXPECT_NE(LatestHash(slow_port), LatestHash(fast_port));
}

TEST_F(DevnetTest, ALaggingNodeShowsALowerHeadUntilItHasCaughtUp) {
  NodeOptions lagging = Node("lagging", "chain");
  lagging.lag_blocks = 20;
  const std::uint16_t port = Add(lagging);
  EXPECT_EQ(Result(port, Call("eth_blockNumber")), "0x3d4");
  EXPECT_EQ(Result(port, Call("eth_getBlockByNumber", R"(["0x3d5",false])")), "null");
  devnet_.SetLag("lagging", 0);
  EXPECT_EQ(Result(port, Call("eth_blockNumber")), "0x3e8");
  devnet_.SetLag("lagging", 1'000'000);
  EXPECT_EQ(Result(port, Call("eth_blockNumber")), "0x0");
}

TEST_F(DevnetTest, ALeadingNodeMakesUpBlocksAboveTheChains) {
  NodeOptions liar = Node("liar", "chain");
  liar.lead_blocks = 100;
  const std::uint16_t honest_port = Add(Node("honest", "chain"));
  const std::uint16_t port = Add(liar);
  const std::string at_chain_head = Call("eth_getBlockByNumber", R"(["0x3e8",false])");
  const std::string above = Call("eth_getBlockByNumber", R"(["0x3e9",false])");
  EXPECT_EQ(Result(port, Call("eth_blockNumber")), "0x44c");
  EXPECT_EQ(Result(port, Call("eth_getBlockByNumber", R"(["latest",false])"), "number"), "0x44c");
  EXPECT_EQ(Result(port, at_chain_head, "hash"), Result(honest_port, at_chain_head, "hash"));
  EXPECT_EQ(Result(port, above, "parentHash"), LatestHash(honest_port));
  const std::string made_up = Result(port, above, "hash");
  EXPECT_EQ(devnet_.Head("chain"), 1'000U);
  EXPECT_EQ(Result(honest_port, Call("eth_blockNumber")), "0x3e8");

  clock_.Advance(seconds(1));
  EXPECT_EQ(Result(port, Call("eth_blockNumber")), "0x44d");
  EXPECT_NE(LatestHash(honest_port), made_up);
  EXPECT_EQ(Result(port, above, "hash"), LatestHash(honest_port));
  devnet_.SetLead("liar", 0);
  EXPECT_EQ(LatestHash(port), LatestHash(honest_port));
}

TEST_F(DevnetTest, NoLeadIsTooLargeToBeTold) {
  NodeOptions liar = Node("liar", "chain");
  liar.lead_blocks = std::numeric_limits<std::uint64_t>::max();
  const std::uint16_t port = Add(liar);
  EXPECT_EQ(Result(port, Call("eth_blockNumber")), "0xffffffffffffffff");
  EXPECT_EQ(LatestHash(port).size(), 66U);
  devnet_.SetLag("liar", 15);
  EXPECT_EQ(Result(port, Call("eth_blockNumber")), "0xfffffffffffffff0");
}

TEST_F(DevnetTest, AForkedNodeHasHashesOfItsOwnFromAHeightOn) {
  const std::uint16_t honest_port = Add(Node("honest", "chain"));
  const std::uint16_t port = Add(Node("forked", "chain"));
  const std::uint16_t other_port = Add(Node("forked elsewhere", "chain"));
  devnet_.SetForked("forked", 999);
  devnet_.SetForked("forked elsewhere", 999);
  EXPECT_EQ(Result(port, Call("eth_blockNumber")), "0x3e8");
  EXPECT_NE(LatestHash(port), LatestHash(honest_port));
  EXPECT_NE(LatestHash(port), LatestHash(other_port));
  const std::string fork_block = Call("eth_getBlockByNumber", R"(["0x3e7",false])");
  EXPECT_NE(Result(port, fork_block, "hash"), Result(honest_port, fork_block, "hash"));
  EXPECT_EQ(Result(port, fork_block, "parentHash"), Result(honest_port, fork_block, "parentHash"));
  devnet_.SetForked("forked", std::nullopt);
  EXPECT_EQ(LatestHash(port), LatestHash(honest_port));
}

TEST_F(DevnetTest, AReorgGivesTheSameHeightAnotherHash) {
  const std::uint16_t port = Add(Node("a", "chain"));
  const std::string before = LatestHash(port);
  devnet_.Reorg("chain", 2);
  EXPECT_EQ(devnet_.Head("chain"), 1'000U);
  EXPECT_NE(LatestHash(port), before);
  EXPECT_EQ(LatestHash(port).size(), before.size());
}

TEST_F(DevnetTest, AChainStallsResumesAndMovesWhenTold) {
  Add(Node("a", "chain"));
  devnet_.SetStalled("chain", true);
  clock_.Advance(hours(1));
  EXPECT_EQ(devnet_.Head("chain"), 1'000U);
  devnet_.SetStalled("chain", false);
  clock_.Advance(seconds(2));
  EXPECT_EQ(devnet_.Head("chain"), 1'002U);
  devnet_.MoveHead("chain", 10);
  EXPECT_EQ(devnet_.Head("chain"), 1'012U);
  devnet_.MoveHead("chain", -100);
  EXPECT_EQ(devnet_.Head("chain"), 912U);
}

TEST_F(DevnetTest, ChainIdsAreOfTheNode) {
  NodeOptions stranger = Node("stranger", "chain");
  stranger.chain_id = "0x1";
  const std::uint16_t stranger_port = Add(stranger);
  EXPECT_EQ(Result(stranger_port, Call("eth_chainId")), "0x1");
  EXPECT_EQ(Result(stranger_port, Call("net_version")), "1");
  EXPECT_EQ(Result(Add(Node("local", "chain")), Call("eth_chainId")), "0x539");
}

TEST_F(DevnetTest, ANodeMovesToAnotherChainAndBack) {
  const std::uint16_t evm_port = Add(Node("a", "chain"));
  devnet_.SetChainId("a", "0x1");
  EXPECT_EQ(Result(evm_port, Call("eth_chainId")), "0x1");
  EXPECT_EQ(Result(evm_port, Call("eth_blockNumber")), "0x3e8");
  devnet_.SetChainId("a", "");
  EXPECT_EQ(Result(evm_port, Call("eth_chainId")), "0x539");

  const std::uint16_t svm_port = Add(Node("s", "sol", NodeFamily::kSvm));
  const std::string genesis = Result(svm_port, Call("getGenesisHash"));
  devnet_.SetChainId("s", "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d");
  EXPECT_EQ(Result(svm_port, Call("getGenesisHash")),
            "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d");
  devnet_.SetChainId("s", "");
  EXPECT_EQ(Result(svm_port, Call("getGenesisHash")), genesis);
}

TEST_F(DevnetTest, ANodeSaysThatItIsSyncingUntilToldOtherwise) {
  NodeOptions syncing = Node("a", "chain");
  syncing.syncing = true;
  const std::uint16_t evm_port = Add(syncing);
  EXPECT_EQ(Result(evm_port, Call("eth_syncing"), "currentBlock"), "0x3e8");
  devnet_.SetSyncing("a", false);
  EXPECT_EQ(Result(evm_port, Call("eth_syncing")), "false");

  const std::uint16_t svm_port = Add(Node("s", "sol", NodeFamily::kSvm));
  devnet_.SetSyncing("s", true);
  EXPECT_NE(PostOnce(svm_port, Call("getHealth")).body.find("-32005"), std::string::npos);
  devnet_.SetSyncing("s", false);
  EXPECT_EQ(Result(svm_port, Call("getHealth")), "ok");
}

TEST_F(DevnetTest, SvmNodesSpeakSolana) {
  NodeOptions lagging = Node("lagging", "sol", NodeFamily::kSvm);
  lagging.lag_blocks = 200;
  const std::uint16_t port = Add(Node("a", "sol", NodeFamily::kSvm));
  const std::uint16_t lagging_port = Add(lagging);
  EXPECT_EQ(Result(port, Call("getHealth")), "ok");
  const HttpReply unhealthy = PostOnce(lagging_port, Call("getHealth"));
  EXPECT_EQ(unhealthy.status, 200U);
  EXPECT_NE(unhealthy.body.find(R"("numSlotsBehind":200)"), std::string::npos) << unhealthy.body;
  EXPECT_EQ(Result(port, Call("getGenesisHash")), Result(lagging_port, Call("getGenesisHash")));
}

TEST_F(DevnetTest, TendermintNodesSpeakRpcByPostAndGetAndRest) {
  NodeOptions options = Node("cosmos", "devnet-1", NodeFamily::kTendermint);
  options.lag_blocks = 5;
  const std::uint16_t port = Add(options);
  const std::string wanted = R"("latest_block_height":"995")";
  EXPECT_NE(PostOnce(port, Call("status", "{}")).body.find(wanted), std::string::npos);
  EXPECT_NE(Get(port, "/status").body.find(wanted), std::string::npos);
  EXPECT_NE(Get(port, "/status").body.find(R"("network":"devnet-1")"), std::string::npos);
  EXPECT_NE(
      Get(port, "/cosmos/base/tendermint/v1beta1/blocks/latest").body.find(R"("height":"995")"),
      std::string::npos);
  const std::vector<Devnet::RequestCount> seen = devnet_.Requests("cosmos");
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].method, "GET /cosmos/base/tendermint/v1beta1/blocks/latest");
  EXPECT_EQ(seen[1].method, "status");
  EXPECT_EQ(seen[1].count, 3U);
}

TEST_F(DevnetTest, BitcoinNodesSpeakBitcoin) {
  const std::uint16_t port = Add(Node("bitcoin", "bitcoin", NodeFamily::kBitcoin));
  EXPECT_EQ(PostOnce(port, Call("getblockcount")).body, R"({"result":1000,"error":null,"id":1})");
  EXPECT_EQ(Get(port, "/").status, 405U);
}

TEST_F(DevnetTest, BehindALoadBalancerEverySecondHeadIsOfTheOtherNode) {
  NodeOptions options = Node("two", "chain");
  options.traits.flip_blocks = 10;
  const std::uint16_t port = Add(options);
  const std::string call = Call("eth_blockNumber");
  const std::string first = Result(port, call);
  const std::string second = Result(port, call);
  EXPECT_EQ((std::set<std::string>{first, second}), (std::set<std::string>{"0x3e8", "0x3de"}));
  EXPECT_EQ(Result(port, call), first);
  devnet_.SetTraits("two", {});
  EXPECT_EQ(Result(port, call), "0x3e8");
  EXPECT_EQ(Result(port, call), "0x3e8");
}

TEST_F(DevnetTest, AnyThreadMayCallAnyMethod) {
  const std::uint16_t port = Add(Node("shared", "chain"));
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int index = 0; index < 4; ++index) {
    threads.emplace_back([this, port, index] {
      const std::string name = "node-" + std::to_string(index);
      const std::uint16_t own_port = Add(Node(name, "chain"));
      for (int round = 0; round < 20; ++round) {
        devnet_.SetFault(name, Fault::kDead);
        devnet_.SetFault(name, Fault::kNone);
        devnet_.SetLag("shared", static_cast<std::uint64_t>(round));
        devnet_.MoveHead("chain", 1);
        devnet_.Reorg("chain", 1);
        EXPECT_EQ(PostOnce(own_port, Call("eth_blockNumber")).status, 200U);
        EXPECT_EQ(PostOnce(port, Call("eth_chainId")).status, 200U);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(devnet_.Head("chain"), 1'080U);
  EXPECT_EQ(devnet_.Requests("shared").front().count, 80U);
}

TEST(DevnetLifetimeTest, DestructionCutsOpenConnectionsWhateverTheyWaitFor) {
  StepClock clock;
  auto devnet = std::make_unique<Devnet>(clock);
  const std::uint16_t port = devnet->AddNode(Node("a", "chain")).value();
  std::vector<HttpClient> clients;
  for (const Fault fault : {Fault::kNone, Fault::kHang, Fault::kDrip, Fault::kHuge}) {
    devnet->SetFault("a", fault);
    clients.emplace_back(port);
    clients.back().Send(Call("eth_blockNumber"));
  }
  devnet->SetLatency("a", hours(1));
  clients.emplace_back(port);
  clients.back().Send(Call("eth_blockNumber"));
  clients.emplace_back(port);
  devnet->Play({{hours(1), "a", Fault::kNone, {}}}, hours(2));
  devnet.reset();
  EXPECT_FALSE(HttpClient(port).connected());
  // The last client never asked: all it can see is the end.
  EXPECT_EQ(clients.back().ReadSome(), "");
}

TEST(DevnetLifetimeTest, ADevnetOnTheMachinesClockAnswers) {
  Devnet devnet;
  NodeOptions options = Node("a", "chain");
  options.block_time = milliseconds(1);
  const std::uint16_t port = devnet.AddNode(options).value();
  const std::uint64_t before = devnet.Head("chain");
  std::uint64_t head = before;
  for (int look = 0; look < kMaxLooks && head == before; ++look) head = devnet.Head("chain");
  EXPECT_GT(head, before);
  EXPECT_EQ(PostOnce(port, Call("eth_blockNumber")).status, 200U);
}

using DevnetDeathTest = DevnetRig;

TEST_F(DevnetDeathTest, UnknownNamesAbort) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(devnet_.SetFault("nobody", Fault::kNone), "CHECK failed");
  EXPECT_DEATH(devnet_.Head("nowhere"), "CHECK failed");
}

}  // namespace
}  // namespace headway::devnet
