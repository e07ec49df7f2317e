// What the fixtures do not show: bounds, first blocks, hostile values.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "chains/family_registry.h"
#include "tests/chains/outcome.h"

namespace headway::chains {
namespace {

constexpr std::string_view kMalformed = "NODE_REPLY_MALFORMED";
constexpr std::string_view kHash =
    "112BC173FD838FB68EB43476816CD7B4C6661B6884A9E357B417EE957E1CF8F7";
constexpr std::string_view kHashInLowerCase =
    "112bc173fd838fb68eb43476816cd7b4c6661b6884a9e357b417ee957e1cf8f7";
constexpr std::string_view kHashInBase64 = "ESvBc/2Dj7aOtDR2gWzXtMZmG2iEqeNXtBfulX4c+Pc=";

const ChainFamily& Rpc() { return *FindFamily(FamilyId::kTendermint, "tendermintrpc"); }
const ChainFamily& Rest() { return *FindFamily(FamilyId::kTendermint, "rest"); }

std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

/// `height` and `hash` are JSON values.
std::string HeadOutcome(std::string_view height, std::string_view hash) {
  return Outcome(Rpc(), kHeadProbe, 200,
                 ReplyWith(R"({"sync_info":{"latest_block_height":)" + std::string(height) +
                           R"(,"latest_block_hash":)" + std::string(hash) + "}}"));
}

std::string HeaderWith(std::string_view height, std::string_view parent, std::string_view time) {
  return R"({"height":)" + std::string(height) + R"(,"time":)" + std::string(time) +
         R"(,"last_block_id":)" + std::string(parent) + "}";
}

std::string RpcBlock(std::string_view header) {
  return Outcome(Rpc(), BlockProbe(1), 200,
                 ReplyWith(R"({"block_id":{"hash":)" + Quoted(kHash) + R"(},"block":{"header":)" +
                           std::string(header) + "}}"));
}

TEST(TendermintHead, IsAHeightAboveZeroWithAHash) {
  EXPECT_EQ(HeadOutcome("\"7\"", Quoted(kHash)), "head 7 hash " + std::string(kHashInLowerCase));
  EXPECT_EQ(HeadOutcome("7", Quoted(kHash)), "head 7 hash " + std::string(kHashInLowerCase));
  // A node that has just begun to sync its state.
  EXPECT_EQ(HeadOutcome("\"0\"", "\"\""), "NODE_HEAD_ZERO");
  EXPECT_EQ(HeadOutcome("\"9007199254740992\"", Quoted(kHash)), kMalformed);
  EXPECT_EQ(HeadOutcome("\"-7\"", Quoted(kHash)), kMalformed);
  EXPECT_EQ(HeadOutcome("null", Quoted(kHash)), kMalformed);
  EXPECT_EQ(HeadOutcome("\"7\"", "\"\""), kMalformed);
  EXPECT_EQ(HeadOutcome("\"7\"", Quoted(kHash.substr(1))), kMalformed);
  EXPECT_EQ(HeadOutcome("\"7\"", "null"), kMalformed);
}

TEST(TendermintBlock, TheFirstOneHasAParentOfZeros) {
  const std::string expected = "block 1 hash " + std::string(kHashInLowerCase) + " parent " +
                               std::string(64, '0') + " time 1704067200";
  const std::string time = R"("2024-01-01T00:00:00Z")";
  EXPECT_EQ(RpcBlock(HeaderWith("\"1\"", R"({"hash":""})", time)), expected);
  EXPECT_EQ(RpcBlock(HeaderWith("\"1\"", R"({"hash":null})", time)), expected);
  EXPECT_EQ(RpcBlock(HeaderWith("\"1\"", "{}", time)), expected);
}

TEST(TendermintBlock, IsMalformedWithoutHeightOrParent) {
  const std::string time = R"("2024-01-01T00:00:00Z")";
  EXPECT_EQ(RpcBlock(HeaderWith("\"2\"", R"({"hash":""})", time)), kMalformed);
  EXPECT_EQ(RpcBlock(HeaderWith("null", R"({"hash":""})", time)), kMalformed);
  EXPECT_EQ(RpcBlock(HeaderWith("\"1\"", R"({"hash":"12"})", time)), kMalformed);
  EXPECT_EQ(RpcBlock(HeaderWith("\"1\"", R"({"hash":7})", time)), kMalformed);
  EXPECT_EQ(RpcBlock(R"({"height":"1"})"), kMalformed);
  EXPECT_EQ(RpcBlock("null"), kMalformed);
}

TEST(TendermintBlock, HasNoTimeWhereItsTimeIsNone) {
  const std::string parent = R"({"hash":")" + std::string(kHash) + "\"}";
  for (const char* time : {"null", "\"yesterday\"", "1704067200", "\"0001-01-01T00:00:00Z\""}) {
    EXPECT_EQ(RpcBlock(HeaderWith("\"1\"", parent, time)),
              "block 1 hash " + std::string(kHashInLowerCase) + " parent " +
                  std::string(kHashInLowerCase))
        << time;
  }
}

TEST(TendermintBlock, OfRestIsReadFromEitherOfItsCopies) {
  const std::string header =
      HeaderWith("\"1\"", R"({"hash":)" + Quoted(kHashInBase64) + "}", "\"2024-01-01T00:00:00Z\"");
  for (const char* member : {"block", "sdk_block"}) {
    const std::string body = R"({"block_id":{"hash":)" + Quoted(kHashInBase64) + R"(},")" + member +
                             R"(":{"header":)" + header + "}}";
    EXPECT_EQ(Outcome(Rest(), BlockProbe(1), 200, body),
              "block 1 hash " + std::string(kHashInLowerCase) + " parent " +
                  std::string(kHashInLowerCase) + " time 1704067200");
    EXPECT_EQ(Outcome(Rest(), kHeadProbe, 200, body),
              "head 1 hash " + std::string(kHashInLowerCase));
  }
}

TEST(TendermintHashes, AreTheSameTextOverBothInterfaces) {
  const std::string by_rest = Outcome(Rest(), kHeadProbe, 200,
                                      R"({"block_id":{"hash":)" + Quoted(kHashInBase64) +
                                          R"(},"block":{"header":{"height":"7"}}})");
  EXPECT_EQ(by_rest, HeadOutcome("\"7\"", Quoted(kHash)));
}

TEST(TendermintIdentity, IsTheNetworksNameExactly) {
  for (const ChainFamily* family : {&Rpc(), &Rest()}) {
    for (const char* name : {"cosmoshub-4", "provider", "evmos_9001-2", "S2-testnet-2", "1",
                             "shielded-expedition.88f17d1d14"}) {
      EXPECT_EQ(family->CanonicalIdentity(name)->text(), name);
    }
    EXPECT_FALSE(family->CanonicalIdentity("").has_value());
    EXPECT_FALSE(family->CanonicalIdentity("0x2329").has_value());
    EXPECT_FALSE(family->CanonicalIdentity("lava\n").has_value());
    EXPECT_TRUE(family->CanonicalIdentity(std::string(50, 'n')).has_value());
    EXPECT_FALSE(family->CanonicalIdentity(std::string(51, 'n')).has_value());
  }
  EXPECT_EQ(Outcome(Rpc(), kIdentityProbe, 200, ReplyWith(R"({"node_info":{"network":"Lava"}})")),
            "identity Lava");
  EXPECT_EQ(Outcome(Rpc(), kIdentityProbe, 200,
                    ReplyWith("{\"node_info\":{\"network\":\"\\u001b[31m\"}}")),
            kMalformed);
}

TEST(TendermintSyncing, IsWhatTheFlagSays) {
  EXPECT_EQ(Outcome(Rpc(), kSyncingProbe, 200, ReplyWith(R"({"sync_info":{"catching_up":true}})")),
            "syncing");
  EXPECT_EQ(Outcome(Rest(), kSyncingProbe, 200, R"({"syncing":true})"), "syncing");
  EXPECT_EQ(Outcome(Rest(), kSyncingProbe, 200, R"({"syncing":"true"})"), kMalformed);
  EXPECT_EQ(Outcome(Rest(), kSyncingProbe, 200, "{}"), kMalformed);
}

TEST(TendermintTxIndex, IsOnOrOff) {
  const auto outcome = [](std::string_view value) {
    return Outcome(Rpc(), ProbeNamed("tx-index"), 200,
                   ReplyWith(R"({"node_info":{"other":{"tx_index":)" + std::string(value) + "}}}"));
  };
  EXPECT_EQ(outcome("\"on\""), "able");
  EXPECT_EQ(outcome("\"off\""), "not able");
  EXPECT_EQ(outcome("true"), kMalformed);
}

TEST(TendermintClient, OfRestIsTheApplicationOrElseTheNode) {
  const auto outcome = [](std::string_view body) {
    return Outcome(Rest(), ProbeNamed("client"), 200, body);
  };
  EXPECT_EQ(outcome(R"({"application_version":{"version":"v1"}})"), "client v1");
  EXPECT_EQ(outcome(R"({"default_node_info":{"version":"0.37.4"},"application_version":null})"),
            "client 0.37.4");
  EXPECT_EQ(outcome("{}"), kMalformed);
}

TEST(TendermintFamilies, KeepHashesOfBlocksAndTellTheirTimes) {
  for (const ChainFamily* family : {&Rpc(), &Rest()}) {
    EXPECT_EQ(family->BlocksToSave(10), 10U);
    EXPECT_TRUE(family->TellsBlockTimes());
    EXPECT_TRUE(family->MethodOf(ProbeKind::kBlock).has_value());
  }
}

}  // namespace
}  // namespace headway::chains
