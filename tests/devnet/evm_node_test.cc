#include "devnet/evm_node.h"

#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "devnet/encoding.h"

namespace headway::devnet {
namespace {

using std::chrono::seconds;

/// A node at height 1000 of a chain of one block a second, whose head was produced at 1700000000.
class EvmNodeTest : public testing::Test {
 protected:
  RpcResult Call(const std::string& method, std::string_view params = "[]") const {
    const NodeView node{chain_, own_blocks_, first_own_height_, 1'000,
                        20,     syncing_,    chain_id_,         traits_};
    return CallEvm(node, method, ParseJson(params).value());
  }

  std::string Reply(const std::string& method, std::string_view params = "[]") const {
    const RpcResult result = Call(method, params);
    return result.ok() ? SerializeJson(result.value()) : std::to_string(result.error().code);
  }

  Json Block(std::string_view params) const {
    const RpcResult result = Call("eth_getBlockByNumber", params);
    return result.ok() ? result.value() : Json{};
  }

  static std::string Text(const Json& block, std::string_view field) {
    const Json* value = block.Find(field);
    return value != nullptr && value->AsString() != nullptr ? *value->AsString() : "absent";
  }

  SimulatedChain chain_{"evm", seconds(1), 1'000, base::MonoTime{},
                        base::WallTime(seconds(1'700'000'000))};
  SimulatedChain own_blocks_{"own", seconds(1), 1'000, base::MonoTime{},
                             base::WallTime(seconds(1'700'000'000))};
  std::uint64_t first_own_height_ = 1'001;
  bool syncing_ = false;
  std::string chain_id_ = "0x539";
  NodeTraits traits_;
};

TEST_F(EvmNodeTest, AnswersTheMethodsOfAHealthCheck) {
  EXPECT_EQ(Reply("eth_blockNumber"), R"("0x3e8")");
  EXPECT_EQ(Reply("eth_chainId"), R"("0x539")");
  EXPECT_EQ(Reply("net_version"), R"("1337")");
  EXPECT_EQ(Reply("eth_syncing"), "false");
  EXPECT_EQ(Reply("net_peerCount"), R"("0x19")");
  EXPECT_EQ(Reply("web3_clientVersion").front(), '"');
}

TEST_F(EvmNodeTest, ASyncingNodeSaysHowFarItIs) {
  syncing_ = true;
  EXPECT_EQ(Reply("eth_syncing"),
            R"({"startingBlock":"0x0","currentBlock":"0x3e8","highestBlock":"0x3fc"})");
  EXPECT_EQ(Reply("eth_blockNumber"), R"("0x3e8")");
}

TEST_F(EvmNodeTest, BlocksOfItsOwnLinkToTheChainsBelow) {
  const std::string height = Quantity(900);
  const Json chains_block = Block("[\"" + height + "\",false]");
  first_own_height_ = 900;
  const Json own_block = Block("[\"" + height + "\",false]");
  const Json next = Block("[\"" + Quantity(901) + "\",false]");
  EXPECT_NE(Text(own_block, "hash"), Text(chains_block, "hash"));
  EXPECT_EQ(Text(own_block, "parentHash"), Text(chains_block, "parentHash"));
  EXPECT_EQ(Text(own_block, "timestamp"), Text(chains_block, "timestamp"));
  EXPECT_EQ(Text(next, "parentHash"), Text(own_block, "hash"));
}

TEST_F(EvmNodeTest, KnowsNoOtherMethods) {
  EXPECT_EQ(Reply("eth_sendRawTransaction"), "-32601");
  EXPECT_EQ(Reply(""), "-32601");
}

TEST_F(EvmNodeTest, TagsNameHeights) {
  EXPECT_EQ(Text(Block(R"(["latest",false])"), "number"), "0x3e8");
  EXPECT_EQ(Text(Block(R"(["pending",false])"), "number"), "0x3e8");
  EXPECT_EQ(Text(Block(R"(["safe",false])"), "number"), Quantity(1'000 - 32));
  EXPECT_EQ(Text(Block(R"(["finalized",false])"), "number"), Quantity(1'000 - 64));
  EXPECT_EQ(Text(Block(R"(["earliest",false])"), "number"), "0x0");
}

TEST_F(EvmNodeTest, BlocksHaveTheDocumentedFields) {
  const Json block = Block(R"(["0x3e8",false])");
  for (const std::string_view field :
       {"number",       "hash",      "parentHash",       "nonce",
        "sha3Uncles",   "logsBloom", "transactionsRoot", "stateRoot",
        "receiptsRoot", "miner",     "difficulty",       "totalDifficulty",
        "extraData",    "size",      "gasLimit",         "gasUsed",
        "timestamp",    "mixHash",   "baseFeePerGas",    "withdrawalsRoot"}) {
    EXPECT_TRUE(Text(block, field).starts_with("0x")) << field;
  }
  EXPECT_EQ(Text(block, "hash").size(), 66U);
  EXPECT_EQ(Text(block, "logsBloom").size(), 514U);
  EXPECT_EQ(Text(block, "timestamp"), Quantity(1'700'000'000));
  for (const std::string_view field : {"transactions", "uncles", "withdrawals"}) {
    const Json* list = block.Find(field);
    ASSERT_NE(list, nullptr) << field;
    EXPECT_NE(list->AsArray(), nullptr) << field;
  }
}

TEST_F(EvmNodeTest, EachBlockNamesTheHashOfTheOneBelow) {
  Json parent = Block(R"(["0x0",false])");
  EXPECT_EQ(Text(parent, "parentHash"), "0x" + std::string(64, '0'));
  for (std::uint64_t height = 1; height <= 50; ++height) {
    const Json block = Block("[\"" + Quantity(height) + "\",true]");
    ASSERT_EQ(Text(block, "parentHash"), Text(parent, "hash")) << height;
    parent = block;
  }
}

TEST_F(EvmNodeTest, BlocksAboveTheHeadAreNull) {
  EXPECT_EQ(Reply("eth_getBlockByNumber", R"(["0x3e9",false])"), "null");
  EXPECT_EQ(Reply("eth_getBlockByNumber", R"(["0xffffffffffffffff",false])"), "null");
}

TEST_F(EvmNodeTest, BadParametersAreInvalid) {
  for (const std::string_view params :
       {"[]", R"(["latest"])", "[1000,false]", R"(["newest",false])", R"(["0x03e8",false])",
        R"(["latest","false"])", "null", "{}"}) {
    EXPECT_EQ(Reply("eth_getBlockByNumber", params), "-32602") << params;
  }
}

TEST_F(EvmNodeTest, AnArchiveHasTheStateOfEveryBlock) {
  for (const std::string_view params :
       {R"(["0x0","0x0"])", R"(["0x0","0x1"])", R"(["0x0","latest"])"}) {
    EXPECT_EQ(Reply("eth_getBalance", params).front(), '"') << params;
  }
  EXPECT_EQ(Reply("eth_getBalance", R"(["0x0","0x3e9"])"), "-32000");
  EXPECT_EQ(Reply("eth_getBalance", R"(["0x0"])"), "-32602");
  EXPECT_EQ(Reply("eth_getBalance", "[]"), "-32602");
}

TEST_F(EvmNodeTest, APrunedNodeIsMissingTrieNodesBelowABlock) {
  traits_.first_state = 900;
  EXPECT_EQ(Reply("eth_getBalance", R"(["0x0","0x384"])").front(), '"');
  const RpcResult below = Call("eth_getBalance", R"(["0x0","0x383"])");
  ASSERT_FALSE(below.ok());
  EXPECT_EQ(below.error().code, -32000);
  EXPECT_TRUE(below.error().message.starts_with("missing trie node ")) << below.error().message;
}

TEST_F(EvmNodeTest, AddOnsAreThereOrNot) {
  EXPECT_EQ(Reply("debug_getRawHeader", R"(["latest"])").front(), '"');
  EXPECT_EQ(Reply("trace_block", R"(["latest"])"), "[]");
  traits_.debug = false;
  EXPECT_EQ(Reply("debug_getRawHeader", R"(["latest"])"), "-32601");
  EXPECT_EQ(Reply("trace_block", R"(["latest"])"), "[]");
  traits_.trace = false;
  EXPECT_EQ(Reply("trace_block", R"(["latest"])"), "-32601");
}

TEST_F(EvmNodeTest, PeersClientAndFinalityAreAsTold) {
  traits_.peers = 0;
  traits_.client = "Geth/v1.16.1-stable/linux-amd64/go1.24.4";
  traits_.safe_distance = 1;
  traits_.finalized_distance = 500;
  EXPECT_EQ(Reply("net_peerCount"), R"("0x0")");
  EXPECT_EQ(Reply("web3_clientVersion"), R"("Geth/v1.16.1-stable/linux-amd64/go1.24.4")");
  EXPECT_EQ(Text(Block(R"(["safe",false])"), "number"), Quantity(999));
  EXPECT_EQ(Text(Block(R"(["finalized",false])"), "number"), Quantity(500));
}

}  // namespace
}  // namespace headway::devnet
