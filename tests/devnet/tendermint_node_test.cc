#include "devnet/tendermint_node.h"

#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "devnet/encoding.h"
#include "devnet/tendermint_rest.h"

namespace headway::devnet {
namespace {

using std::chrono::seconds;

constexpr std::string_view kRest = "/cosmos/base/tendermint/v1beta1/";

/// A node at height 1000 of a chain of one block a second, whose head was produced at 1700000000.
class TendermintNodeTest : public testing::Test {
 protected:
  NodeView View() const { return {chain_, chain_, 1'001, 1'000, 0, syncing_, network_, traits_}; }

  Json Call(const std::string& method, std::string_view params = "{}") const {
    const RpcResult result = CallTendermint(View(), method, ParseJson(params).value());
    return result.ok() ? result.value() : Json{};
  }

  RpcError Error(const std::string& method, std::string_view params) const {
    const RpcResult result = CallTendermint(View(), method, ParseJson(params).value());
    return result.ok() ? RpcError{} : result.error();
  }

  Answer Send(Verb verb, const std::string& target, const std::string& body = "") const {
    const NodeView view = View();
    const RpcMethods methods = [&view](const std::string& method, const Json& params) {
      return CallTendermint(view, method, params);
    };
    return AnswerTendermint(view, {.verb = verb, .target = target, .body = body}, methods,
                            ReplyIds::kRight);
  }

  /// The text at a path of members, e.g. `sync_info.latest_block_height`.
  static std::string At(const Json& json, std::string_view path) {
    const Json* found = &json;
    while (found != nullptr && !path.empty()) {
      const std::string_view name = path.substr(0, path.find('.'));
      path.remove_prefix(std::min(path.size(), name.size() + 1));
      found = found->Find(name);
    }
    if (found == nullptr) return "absent";
    return found->AsString() != nullptr ? *found->AsString() : SerializeJson(*found);
  }

  std::string HashOf(std::uint64_t height) const { return HexUpper(chain_.BlockHash(height)); }

  SimulatedChain chain_{"devnet-1", seconds(1), 1'000, base::MonoTime{},
                        base::WallTime(seconds(1'700'000'000))};
  bool syncing_ = false;
  std::string network_ = "devnet-1";
  NodeTraits traits_;
};

TEST_F(TendermintNodeTest, StatusHasNetworkHeadAndWhetherItCatchesUp) {
  const Json status = Call("status");
  EXPECT_EQ(At(status, "node_info.network"), "devnet-1");
  EXPECT_EQ(At(status, "node_info.other.tx_index"), "on");
  EXPECT_EQ(At(status, "sync_info.latest_block_height"), "1000");
  EXPECT_EQ(At(status, "sync_info.latest_block_hash"), HashOf(1'000));
  EXPECT_EQ(At(status, "sync_info.latest_block_time"), "2023-11-14T22:13:20Z");
  EXPECT_EQ(At(status, "sync_info.earliest_block_height"), "1");
  EXPECT_EQ(At(status, "sync_info.catching_up"), "false");
}

TEST_F(TendermintNodeTest, StatusFollowsTheTraits) {
  syncing_ = true;
  traits_.tx_index = false;
  traits_.first_block = 900;
  traits_.client = "0.34.29";
  const Json status = Call("status");
  EXPECT_EQ(At(status, "node_info.version"), "0.34.29");
  EXPECT_EQ(At(status, "node_info.other.tx_index"), "off");
  EXPECT_EQ(At(status, "sync_info.earliest_block_height"), "900");
  EXPECT_EQ(At(status, "sync_info.catching_up"), "true");
}

TEST_F(TendermintNodeTest, ABlockNamesTheHashOfTheOneBelow) {
  const Json block = Call("block", R"({"height":"900"})");
  EXPECT_EQ(At(block, "block_id.hash"), HashOf(900));
  EXPECT_EQ(At(block, "block.header.height"), "900");
  EXPECT_EQ(At(block, "block.header.chain_id"), "devnet-1");
  EXPECT_EQ(At(block, "block.header.last_block_id.hash"), HashOf(899));
  EXPECT_EQ(At(block, "block.header.time"), "2023-11-14T22:11:40Z");
  EXPECT_EQ(At(Call("block"), "block.header.height"), "1000");
  EXPECT_EQ(At(Call("block", R"(["900"])"), "block_id.hash"), HashOf(900));
  EXPECT_EQ(At(Call("block", R"({"height":"1"})"), "block.header.last_block_id.hash"), "");
}

TEST_F(TendermintNodeTest, BlocksThatItDoesNotHaveAreInternalErrors) {
  traits_.first_block = 900;
  EXPECT_EQ(At(*Error("block", R"({"height":"1001"})").data, ""),
            "height 1001 must be less than or equal to the current blockchain height 1000");
  EXPECT_EQ(At(*Error("block", R"({"height":"899"})").data, ""),
            "height 899 is not available, lowest height is 900");
  EXPECT_EQ(Error("block", R"({"height":"0"})").code, -32603);
  EXPECT_EQ(Error("block", R"({"height":"much"})").code, -32602);
  EXPECT_EQ(Error("broadcast_tx_sync", "{}").code, -32601);
}

TEST_F(TendermintNodeTest, NetInfoCountsPeers) {
  traits_.peers = 3;
  EXPECT_EQ(At(Call("net_info"), "n_peers"), "3");
  EXPECT_EQ(At(Call("abci_info"), "response.last_block_height"), "1000");
  EXPECT_EQ(SerializeJson(Call("health")), "{}");
}

TEST_F(TendermintNodeTest, TheSameMethodsComeByGet) {
  const Answer answer = Send(Verb::kGet, "/block?height=900");
  const Json reply = ParseJson(answer.body).value();
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(At(reply, "id"), "-1");
  EXPECT_EQ(At(reply, "result.block_id.hash"), HashOf(900));
  EXPECT_EQ(Send(Verb::kGet, "/block?height=%22900%22").status, 500U);
  EXPECT_EQ(Send(Verb::kGet, "/block?height=5000").status, 500U);
  EXPECT_EQ(Send(Verb::kGet, "/nothing").status, 404U);
  EXPECT_EQ(Send(Verb::kGet, "/").status, 404U);
  EXPECT_EQ(Send(Verb::kGet, "").status, 404U);
}

TEST_F(TendermintNodeTest, PostsComeUnderAnyPath) {
  const Answer answer =
      Send(Verb::kPost, "/any/path", R"({"jsonrpc":"2.0","id":4,"method":"health","params":[]})");
  EXPECT_EQ(answer.body, R"({"jsonrpc":"2.0","id":4,"result":{}})");
}

TEST_F(TendermintNodeTest, RestHasTheSameBlocksWithBytesInBase64) {
  const Answer answer = Send(Verb::kGet, std::string(kRest) + "blocks/900?x=1");
  EXPECT_EQ(answer.status, 200U);
  const Json block = ParseJson(answer.body).value();
  EXPECT_EQ(At(block, "block_id.hash"), Base64(chain_.BlockHash(900)));
  EXPECT_EQ(At(block, "block.header.height"), "900");
  EXPECT_EQ(At(block, "block.header.last_block_id.hash"), Base64(chain_.BlockHash(899)));
  EXPECT_EQ(At(block, "sdk_block.header.chain_id"), "devnet-1");
  const Json latest =
      ParseJson(Send(Verb::kGet, std::string(kRest) + "blocks/latest").body).value();
  EXPECT_EQ(At(latest, "block.header.height"), "1000");
}

TEST_F(TendermintNodeTest, RestTellsSyncingAndTheNode) {
  syncing_ = true;
  const Json syncing = ParseJson(Send(Verb::kGet, std::string(kRest) + "syncing").body).value();
  EXPECT_EQ(At(syncing, "syncing"), "true");
  const Json info = ParseJson(Send(Verb::kGet, std::string(kRest) + "node_info").body).value();
  EXPECT_EQ(At(info, "default_node_info.network"), "devnet-1");
}

TEST_F(TendermintNodeTest, RestErrorsAreTheGateways) {
  traits_.first_block = 900;
  const auto status = [this](const std::string& path) {
    return Send(Verb::kGet, std::string(kRest) + path).status;
  };
  EXPECT_EQ(status("blocks/1001"), 400U);
  EXPECT_EQ(status("blocks/0"), 400U);
  EXPECT_EQ(status("blocks/much"), 400U);
  EXPECT_EQ(status("blocks/899"), 500U);
  EXPECT_EQ(status("nothing"), 501U);
  EXPECT_EQ(Send(Verb::kGet, "/cosmos/nothing").body,
            R"({"code":12,"message":"Not Implemented","details":[]})");
}

}  // namespace
}  // namespace headway::devnet
