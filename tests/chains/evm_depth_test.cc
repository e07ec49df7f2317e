// What an EVM node is asked besides its head. What its replies are read as is in the corpus.
#include "chains/evm/evm_depth.h"

#include <string>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/chains/outcome.h"

namespace headway::chains::evm {
namespace {

std::string Asked(ProbeKind kind, std::uint64_t height = 0) {
  Request request{.method = HttpMethod::kGet, .path = "left", .body = "over"};
  Evm().WriteRequest({.kind = kind, .height = {height}}, request);
  EXPECT_EQ(request.method, HttpMethod::kPost);
  EXPECT_EQ(request.path, "");
  return request.body;
}

std::string Call(const std::string& method, const std::string& params) {
  return R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}";
}

TEST(EvmDepth, AsksForClientPeersAndEntryPointsWithoutParameters) {
  EXPECT_EQ(Asked(ProbeKind::kClient), Call("web3_clientVersion", "[]"));
  EXPECT_EQ(Asked(ProbeKind::kPeers), Call("net_peerCount", "[]"));
  EXPECT_EQ(Asked(ProbeKind::kBundler), Call("eth_supportedEntryPoints", "[]"));
}

TEST(EvmDepth, AsksForTaggedBlocksWithoutTheirTransactions) {
  EXPECT_EQ(Asked(ProbeKind::kSafe), Call("eth_getBlockByNumber", R"(["safe",false])"));
  EXPECT_EQ(Asked(ProbeKind::kFinalized), Call("eth_getBlockByNumber", R"(["finalized",false])"));
  EXPECT_EQ(Asked(ProbeKind::kEarliest), Call("eth_getBlockByNumber", R"(["earliest",false])"));
}

TEST(EvmDepth, AsksTheAddOnsForTheNewestBlock) {
  EXPECT_EQ(Asked(ProbeKind::kDebug), Call("debug_getRawHeader", R"(["latest"])"));
  EXPECT_EQ(Asked(ProbeKind::kTrace), Call("trace_block", R"(["latest"])"));
}

TEST(EvmDepth, AsksForStateByTheBalanceOfTheZeroAddress) {
  const std::string address = R"("0x0000000000000000000000000000000000000000")";
  EXPECT_EQ(Asked(ProbeKind::kState, 1), Call("eth_getBalance", "[" + address + R"(,"0x1"])"));
  EXPECT_EQ(Asked(ProbeKind::kState, base::limits::kMaxBlockHeight),
            Call("eth_getBalance", "[" + address + R"(,"0x1fffffffffffff"])"));
}

TEST(EvmDepth, LeavesHeadsBlocksIdentityAndSyncingToTheFamily) {
  for (const ProbeKind kind :
       {ProbeKind::kHead, ProbeKind::kBlock, ProbeKind::kIdentity, ProbeKind::kSyncing}) {
    EXPECT_EQ(DepthMethodOf(kind), std::nullopt);
    EXPECT_NE(Evm().MethodOf(kind), std::nullopt);
  }
}

TEST(EvmDepth, WhatSaysThatStateIsGoneIsFoundInCapitalsAndInAnErrorThatIsAText) {
  const Probe state{.kind = ProbeKind::kState, .height = {1}};
  EXPECT_EQ(Outcome(Evm(), state, 200, R"({"id":1,"error":{"message":"MISSING TRIE NODE"}})"),
            "not able");
  EXPECT_EQ(Outcome(Evm(), state, 200, R"({"id":1,"error":"state is pruned"})"), "not able");
  EXPECT_EQ(Outcome(Evm(), state, 500, R"({"error":{"message":"state is pruned"}})"), "not able");
  EXPECT_EQ(Outcome(Evm(), state, 500, "state is pruned"), "NODE_INTERNAL_ERROR")
      << "a page of a gateway is not the node's word";
}

}  // namespace
}  // namespace headway::chains::evm
