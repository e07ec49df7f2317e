#include "devnet/svm_node.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "devnet/encoding.h"
#include "devnet/slot_schedule.h"

namespace headway::devnet {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t kHead = 5'000;
constexpr std::string_view kBase58Digits =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// A node whose newest processed slot is 5000, produced at 1700000000.
class SvmNodeTest : public testing::Test {
 protected:
  RpcResult Call(const std::string& method, std::string_view params = "[]") const {
    const NodeView node{chain_, own_blocks_, first_own_slot_, kHead,
                        lag_,   syncing_,    chain_id_,       traits_};
    return CallSvm(node, method, ParseJson(params).value());
  }

  std::string Reply(const std::string& method, std::string_view params = "[]") const {
    const RpcResult result = Call(method, params);
    return result.ok() ? SerializeJson(result.value()) : std::to_string(result.error().code);
  }

  std::uint64_t Number(const std::string& method, std::string_view params = "[]") const {
    const RpcResult result = Call(method, params);
    return result.ok() ? result.value().AsUint().value_or(0) : 0;
  }

  std::string Block(std::uint64_t slot) const {
    return Reply("getBlock", "[" + std::to_string(slot) + "]");
  }

  SimulatedChain chain_{"svm", milliseconds(400), kHead, base::MonoTime{},
                        base::WallTime(seconds(1'700'000'000))};
  SlotSchedule slots_{chain_.Seed()};
  SimulatedChain own_blocks_{"own", milliseconds(400), kHead, base::MonoTime{},
                             base::WallTime(seconds(1'700'000'000))};
  std::uint64_t first_own_slot_ = kHead + 1;
  std::string chain_id_;
  std::uint64_t lag_ = 0;
  bool syncing_ = false;
  NodeTraits traits_;
};

TEST_F(SvmNodeTest, CommitmentsNameSlots) {
  const std::uint64_t finalized = slots_.LastProduced(kHead - 32);
  EXPECT_EQ(Number("getSlot"), finalized);
  EXPECT_EQ(Number("getSlot", R"([{"commitment":"finalized"}])"), finalized);
  EXPECT_EQ(Number("getSlot", R"([{"commitment":"confirmed"}])"), slots_.LastProduced(kHead - 2));
  EXPECT_EQ(Number("getSlot", R"([{"commitment":"processed"}])"), slots_.LastProduced(kHead));
  EXPECT_EQ(Reply("getSlot", R"([{"commitment":"hoped-for"}])"), "-32602");
}

TEST_F(SvmNodeTest, BlockHeightStaysBelowTheSlot) {
  const std::uint64_t slot = Number("getSlot");
  EXPECT_EQ(Number("getBlockHeight"), slots_.BlockHeight(slot));
  EXPECT_LT(Number("getBlockHeight"), slot);
}

TEST_F(SvmNodeTest, LatestBlockhashHasSlotHashAndExpiry) {
  const RpcResult result = Call("getLatestBlockhash", R"([{"commitment":"confirmed"}])");
  ASSERT_TRUE(result.ok());
  const Json* context = result.value().Find("context");
  const Json* value = result.value().Find("value");
  ASSERT_NE(context, nullptr);
  ASSERT_NE(value, nullptr);
  const std::uint64_t slot = slots_.LastProduced(kHead - 2);
  EXPECT_EQ(context->Find("slot")->AsUint(), slot);
  EXPECT_NE(context->Find("apiVersion")->AsString(), nullptr);
  EXPECT_EQ(value->Find("lastValidBlockHeight")->AsUint(), slots_.BlockHeight(slot) + 150);
  const std::string hash = *value->Find("blockhash")->AsString();
  EXPECT_TRUE(hash.size() >= 32 && hash.size() <= 44) << hash;
  EXPECT_EQ(hash.find_first_not_of(kBase58Digits), std::string::npos) << hash;
}

TEST_F(SvmNodeTest, AMinimumContextSlotAheadOfTheNodeIsAnError) {
  const RpcResult result = Call("getSlot", R"([{"minContextSlot":5001}])");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, -32016);
  EXPECT_EQ(result.error().data.value().Find("contextSlot")->AsUint(), Number("getSlot"));
}

TEST_F(SvmNodeTest, ANodeIsHealthyUntilItLagsByOneHundredAndTwentyEightSlots) {
  lag_ = 127;
  EXPECT_EQ(Reply("getHealth"), R"("ok")");
  lag_ = 128;
  const RpcResult result = Call("getHealth");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, -32005);
  EXPECT_EQ(result.error().message, "Node is behind by 128 slots");
  EXPECT_EQ(result.error().data.value().Find("numSlotsBehind")->AsUint(), 128U);
}

TEST_F(SvmNodeTest, ASyncingNodeIsUnhealthyWhateverItsLag) {
  syncing_ = true;
  const RpcResult unhealthy = Call("getHealth");
  ASSERT_FALSE(unhealthy.ok());
  EXPECT_EQ(unhealthy.error().code, -32005);
  EXPECT_EQ(unhealthy.error().message, "Node is unhealthy");
  ASSERT_TRUE(unhealthy.error().data.has_value());
  EXPECT_EQ(unhealthy.error().data->Find("numSlotsBehind"), nullptr);
  lag_ = 128;
  EXPECT_EQ(Call("getHealth").error().message, "Node is behind by 128 slots");
}

TEST_F(SvmNodeTest, BlocksOfItsOwnLinkToTheChainsBelow) {
  const std::uint64_t slot = slots_.LastProduced(4'000);
  const std::string chains_block = Block(slot);
  const std::string genesis = Reply("getGenesisHash");
  const std::string parent =
      "\"previousBlockhash\":\"" + Base58(chain_.BlockHash(slots_.LastProduced(slot - 1))) + "\"";
  first_own_slot_ = slot;
  EXPECT_NE(Block(slot), chains_block);
  EXPECT_NE(Block(slot).find(parent), std::string::npos) << Block(slot);
  first_own_slot_ = 0;
  EXPECT_EQ(Reply("getGenesisHash"), genesis);
}

TEST_F(SvmNodeTest, GenesisHashIsTheConfiguredOneOrThatOfTheFirstBlock) {
  EXPECT_EQ(Reply("getGenesisHash"), "\"" + Base58(chain_.BlockHash(0)) + "\"");
  chain_id_ = "Genesis";
  EXPECT_EQ(Reply("getGenesisHash"), R"("Genesis")");
}

TEST_F(SvmNodeTest, AnswersTheRestOfAHealthCheck) {
  const RpcResult version = Call("getVersion");
  ASSERT_TRUE(version.ok());
  EXPECT_NE(version.value().Find("solana-core")->AsString(), nullptr);
  EXPECT_TRUE(version.value().Find("feature-set")->AsUint().has_value());
  EXPECT_EQ(Reply("getFirstAvailableBlock"), "0");
  EXPECT_EQ(Reply("sendTransaction"), "-32601");
}

TEST_F(SvmNodeTest, EachBlockNamesTheHashOfTheOneBeforeIt) {
  std::string parent_hash;
  for (std::uint64_t slot = 4'000; slot < 4'050; ++slot) {
    const RpcResult result = Call("getBlock", "[" + std::to_string(slot) + "]");
    if (slots_.IsSkipped(slot)) {
      ASSERT_FALSE(result.ok());
      EXPECT_EQ(result.error().code, -32007);
      continue;
    }
    ASSERT_TRUE(result.ok()) << slot;
    const Json& block = result.value();
    EXPECT_EQ(block.Find("blockHeight")->AsUint(), slots_.BlockHeight(slot));
    EXPECT_EQ(block.Find("parentSlot")->AsUint(), slots_.LastProduced(slot - 1));
    if (!parent_hash.empty()) {
      EXPECT_EQ(*block.Find("previousBlockhash")->AsString(), parent_hash);
    }
    parent_hash = *block.Find("blockhash")->AsString();
  }
}

TEST_F(SvmNodeTest, BlocksAboveTheCommitmentAreNotAvailable) {
  const std::uint64_t confirmed = slots_.LastProduced(kHead - 2);
  const std::string params = "[" + std::to_string(confirmed);
  EXPECT_EQ(Reply("getBlock", params + "]"), "-32004");
  EXPECT_TRUE(Call("getBlock", params + R"(,{"commitment":"confirmed"}])").ok());
  EXPECT_EQ(Reply("getBlock", params + R"(,{"commitment":"processed"}])"), "-32602");
  EXPECT_EQ(Block(kHead + 1), "-32004");
  EXPECT_EQ(Reply("getBlock", "[]"), "-32602");
}

TEST_F(SvmNodeTest, ANodeThatCleanedUpSaysWhereItsBlocksBegin) {
  EXPECT_EQ(Reply("getFirstAvailableBlock"), "0");
  traits_.first_block = 900;
  EXPECT_EQ(Reply("getFirstAvailableBlock"), "900");
  EXPECT_EQ(Reply("getBlock", "[850]"), "-32001");
}

TEST_F(SvmNodeTest, TellsTheVersionItWasGiven) {
  traits_.client = "1.18.22";
  const Json version = Call("getVersion").value();
  ASSERT_NE(version.Find("solana-core"), nullptr);
  EXPECT_EQ(*version.Find("solana-core")->AsString(), "1.18.22");
}

}  // namespace
}  // namespace headway::devnet
