#include "devnet/bitcoin_node.h"

#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "devnet/encoding.h"

namespace headway::devnet {
namespace {

using std::chrono::seconds;

/// A node at height 3000 of a chain of one block a second, whose head was produced at 1700000000.
class BitcoinNodeTest : public testing::Test {
 protected:
  NodeView View() const { return {chain_, chain_, 3'001, 3'000, 100, syncing_, network_, traits_}; }

  std::string Reply(const std::string& method, std::string_view params = "[]") const {
    const RpcResult result = CallBitcoin(View(), method, ParseJson(params).value());
    return result.ok() ? SerializeJson(result.value()) : std::to_string(result.error().code);
  }

  Json Object(const std::string& method, std::string_view params = "[]") const {
    const RpcResult result = CallBitcoin(View(), method, ParseJson(params).value());
    return result.ok() ? result.value() : Json{};
  }

  Answer Send(const std::string& body, ReplyIds ids = ReplyIds::kRight) const {
    const NodeView view = View();
    const RpcMethods methods = [&view](const std::string& method, const Json& params) {
      return CallBitcoin(view, method, params);
    };
    return AnswerBitcoin(body, methods, ids);
  }

  static std::string At(const Json& json, std::string_view name) {
    const Json* found = json.Find(name);
    return found == nullptr ? "absent" : SerializeJson(*found);
  }

  std::string Quoted(std::uint64_t height) const {
    return '"' + HexLower(chain_.BlockHash(height)) + '"';
  }

  SimulatedChain chain_{"bitcoin", seconds(1), 3'000, base::MonoTime{},
                        base::WallTime(seconds(1'700'000'000))};
  bool syncing_ = false;
  std::string network_ = "main";
  NodeTraits traits_;
};

TEST_F(BitcoinNodeTest, CountsBlocksAndKnowsTheirHashes) {
  EXPECT_EQ(Reply("getblockcount"), "3000");
  EXPECT_EQ(Reply("getbestblockhash"), Quoted(3'000));
  EXPECT_EQ(Reply("getblockhash", "[2999]"), Quoted(2'999));
  EXPECT_EQ(Reply("getblockhash", "[0]"), Quoted(0));
  EXPECT_EQ(Reply("getblockhash", "[3001]"), "-8");
  EXPECT_EQ(Reply("getblockhash", R"(["3000"])"), "-3");
}

TEST_F(BitcoinNodeTest, AHeaderNamesTheHashesOfItsNeighbours) {
  const Json header = Object("getblockheader", "[" + Quoted(2'900) + "]");
  EXPECT_EQ(At(header, "hash"), Quoted(2'900));
  EXPECT_EQ(At(header, "height"), "2900");
  EXPECT_EQ(At(header, "confirmations"), "101");
  EXPECT_EQ(At(header, "time"), "1699999900");
  EXPECT_EQ(At(header, "previousblockhash"), Quoted(2'899));
  EXPECT_EQ(At(header, "nextblockhash"), Quoted(2'901));
  EXPECT_EQ(At(header, "tx"), "absent");
  EXPECT_EQ(At(Object("getblock", "[" + Quoted(2'900) + ",1]"), "tx"), "[" + Quoted(2'900) + "]");
}

TEST_F(BitcoinNodeTest, TheEndsOfTheChainHaveNoNeighbour) {
  EXPECT_EQ(At(Object("getblockheader", "[" + Quoted(3'000) + "]"), "nextblockhash"), "absent");
  EXPECT_EQ(At(Object("getblockheader", "[" + Quoted(0) + "]"), "previousblockhash"), "absent");
}

TEST_F(BitcoinNodeTest, AHashThatItDoesNotKnowIsNotFound) {
  EXPECT_EQ(Reply("getblockheader", R"(["00"])"), "-5");
  EXPECT_EQ(Reply("getblockheader", "[5]"), "-3");
}

TEST_F(BitcoinNodeTest, TellsNetworkProgressAndPeers) {
  Json info = Object("getblockchaininfo");
  EXPECT_EQ(At(info, "chain"), "\"main\"");
  EXPECT_EQ(At(info, "blocks"), "3000");
  EXPECT_EQ(At(info, "headers"), "3000");
  EXPECT_EQ(At(info, "initialblockdownload"), "false");
  EXPECT_EQ(At(info, "pruned"), "false");
  syncing_ = true;
  traits_.first_block = 2'000;
  traits_.peers = 8;
  info = Object("getblockchaininfo");
  EXPECT_EQ(At(info, "headers"), "3100");
  EXPECT_EQ(At(info, "initialblockdownload"), "true");
  EXPECT_EQ(At(info, "pruned"), "true");
  EXPECT_EQ(Reply("getconnectioncount"), "8");
  EXPECT_EQ(At(Object("getnetworkinfo"), "subversion"), "\"/Satoshi:27.0.0/\"");
}

TEST_F(BitcoinNodeTest, RepliesHaveResultAndErrorBoth) {
  const Answer answer = Send(R"({"jsonrpc":"2.0","id":7,"method":"getblockcount","params":[]})");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.body, R"({"result":3000,"error":null,"id":7})");
  EXPECT_NE(Send(R"({"id":7,"method":"getblockcount"})", ReplyIds::kWrong).body.find("another"),
            std::string::npos);
}

TEST_F(BitcoinNodeTest, ErrorsHaveAnHttpStatusToo) {
  EXPECT_EQ(Send(R"({"id":1,"method":"sendtoaddress"})").status, 404U);
  EXPECT_EQ(Send(R"({"id":1,"method":"getblockhash","params":[9000]})").status, 500U);
  EXPECT_EQ(Send(R"({"id":1,"method":5})").status, 400U);
  EXPECT_EQ(Send("nope").status, 500U);
  EXPECT_EQ(Send(R"({"id":1,"method":"getblockhash","params":[9000]})").body,
            R"({"result":null,"error":{"code":-8,"message":"Block height out of range"},"id":1})");
}

}  // namespace
}  // namespace headway::devnet
