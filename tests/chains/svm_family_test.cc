#include "chains/svm/svm_family.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "chains/classify.h"
#include "tests/chains/outcome.h"

namespace headway::chains::svm {
namespace {

constexpr std::string_view kBlockhash = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N";

std::string Latest(std::string_view slot, std::string_view blockhash, std::string_view expiry) {
  return ReplyWith(R"({"context":{"slot":)" + std::string(slot) + R"(},"value":{"blockhash":")" +
                   std::string(blockhash) + R"(","lastValidBlockHeight":)" + std::string(expiry) +
                   "}}");
}

std::string Head(std::string_view body) { return Outcome(Svm(), kHeadProbe, 200, body); }

TEST(SvmFamily, AsksOneQuestionForTheHeadAndNoneForBlocks) {
  EXPECT_EQ(Svm().MethodOf(ProbeKind::kHead), "getLatestBlockhash");
  EXPECT_EQ(Svm().MethodOf(ProbeKind::kBlock), std::nullopt);
  Request request{.method = HttpMethod::kGet, .path = "left", .body = "over"};
  Svm().WriteRequest(kHeadProbe, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"getLatestBlockhash",)"
                          R"("params":[{"commitment":"finalized"}]})");
}

TEST(SvmFamily, AsksForIdentityAndSyncingWithoutParameters) {
  EXPECT_EQ(Svm().MethodOf(ProbeKind::kIdentity), "getGenesisHash");
  EXPECT_EQ(Svm().MethodOf(ProbeKind::kSyncing), "getHealth");
  Request request{.method = HttpMethod::kGet, .path = "left", .body = "over"};
  Svm().WriteRequest(kIdentityProbe, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"getGenesisHash","params":[]})");
  Svm().WriteRequest(kSyncingProbe, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"getHealth","params":[]})");
}

TEST(SvmFamily, AConfiguredIdentityIsAGenesisHashInItsOwnCase) {
  constexpr std::string_view kGenesis = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
  const auto identity = Svm().CanonicalIdentity(kGenesis);
  ASSERT_TRUE(identity.has_value());
  EXPECT_EQ(identity->text(), kGenesis);
  EXPECT_EQ(Outcome(Svm(), kIdentityProbe, 200, ReplyWith("\"" + std::string(kGenesis) + "\"")),
            "identity " + std::string(kGenesis));
  for (const std::size_t size : {0U, 31U, 45U, 88U, 1'000'000U}) {
    EXPECT_FALSE(Svm().CanonicalIdentity(std::string(size, '1')).has_value()) << size;
  }
  for (const std::size_t size : {32U, 44U}) {
    EXPECT_TRUE(Svm().CanonicalIdentity(std::string(size, '1')).has_value()) << size;
  }
  for (const char symbol : {'0', 'O', 'I', 'l', ' ', '-', '\0'}) {
    EXPECT_FALSE(Svm().CanonicalIdentity(std::string(43, '1') + symbol).has_value()) << symbol;
  }
  EXPECT_FALSE(Svm().CanonicalIdentity("mainnet-beta").has_value());
  EXPECT_FALSE(Svm().CanonicalIdentity("0x1").has_value());
}

TEST(SvmFamily, TellsNoBlockTimes) { EXPECT_FALSE(Svm().TellsBlockTimes()); }

TEST(SvmFamily, TheHeadIsTheSlotAndTheBlockHeightIsTheExpiryLessItsLifetime) {
  EXPECT_EQ(Head(Latest("341197247", kBlockhash, "319325364")),
            "head 341197247 height 319325214 hash " + std::string(kBlockhash));
}

TEST(SvmFamily, AnExpiryBelowTheLifetimeOfABlockhashSaysNoBlockHeight) {
  const std::string without_height = "head 5 hash " + std::string(kBlockhash);
  EXPECT_EQ(Head(Latest("5", kBlockhash, "149")), without_height);
  EXPECT_EQ(Head(Latest("5", kBlockhash, "0")), without_height);
  EXPECT_EQ(Head(Latest("5", kBlockhash, "-1")), without_height);
  EXPECT_EQ(Head(Latest("5", kBlockhash, "null")), without_height);
  EXPECT_EQ(Head(Latest("5", kBlockhash, "150")),
            "head 5 height 0 hash " + std::string(kBlockhash));
  EXPECT_EQ(Head(Latest("5", kBlockhash, "151")),
            "head 5 height 1 hash " + std::string(kBlockhash));
}

// Found by fuzzing: a block height that no double holds exactly was taken.
TEST(SvmFamily, AnExpiryBeyondTheHighestBlockSaysNoBlockHeight) {
  const std::string hash = " hash " + std::string(kBlockhash);
  EXPECT_EQ(Head(Latest("5", kBlockhash, "18446744073709551615")), "head 5" + hash);
  EXPECT_EQ(Head(Latest("5", kBlockhash, "9007199254741142")), "head 5" + hash);
  EXPECT_EQ(Head(Latest("5", kBlockhash, "9007199254741141")),
            "head 5 height 9007199254740991" + hash);
}

TEST(SvmFamily, BlockhashesAre32To44CharactersOfBase58) {
  constexpr std::string_view kAlphabet =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  for (int byte = 0x20; byte < 0x7F; ++byte) {
    const char symbol = static_cast<char>(byte);
    if (symbol == '"' || symbol == '\\') continue;
    const bool taken = Head(Latest("5", std::string(43, '1') + symbol, "150")).starts_with("head");
    EXPECT_EQ(taken, kAlphabet.find(symbol) != std::string_view::npos) << symbol;
  }
  for (const std::size_t size : {0U, 1U, 31U, 32U, 44U, 45U, 88U, 89U}) {
    const bool taken = Head(Latest("5", std::string(size, '1'), "150")).starts_with("head");
    EXPECT_EQ(taken, size >= 32 && size <= 44) << size;
  }
}

TEST(SvmFamily, BlockhashesKeepTheirCase) {
  const std::string mixed = "aB" + std::string(30, 'C');
  EXPECT_EQ(Head(Latest("5", mixed, "150")), "head 5 height 0 hash " + mixed);
}

TEST(SvmFamily, ANodeThatIsBehindIsARefusalAndNoRateLimit) {
  json::Reader reader;
  const Reply reply{.http_status = 200,
                    .body = R"({"id":1,"error":{"code":-32005,"message":"Node is behind"}})"};
  const auto observation = Svm().ReadReply(kHeadProbe, reply, reader);
  ASSERT_FALSE(observation.ok());
  EXPECT_EQ(observation.error(), (Fault{ErrorId::kSolanaUnhealthy, Blame::kNode, true}));
}

TEST(SvmFamily, ANodeThatSaysItIsBehindHasAnsweredWhetherItIsSyncing) {
  constexpr std::string_view kBehind =
      R"({"id":1,"error":{"code":-32005,"message":"Node is behind by 9 slots",)"
      R"("data":{"numSlotsBehind":9}}})";
  EXPECT_EQ(Outcome(Svm(), kSyncingProbe, 200, kBehind), "syncing");
  EXPECT_EQ(Outcome(Svm(), kIdentityProbe, 200, kBehind), "NODE_SOLANA_UNHEALTHY");
  EXPECT_EQ(Outcome(Svm(), kSyncingProbe, 200, ReplyWith(R"("ok")")), "not syncing");
}

TEST(SvmFamily, AsksHowFarTheNodeIsAtEachCommitment) {
  Request request;
  Svm().WriteRequest({.kind = ProbeKind::kProcessed, .height = {}}, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"getSlot",)"
                          R"("params":[{"commitment":"processed"}]})");
  Svm().WriteRequest({.kind = ProbeKind::kConfirmed, .height = {}}, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"getSlot",)"
                          R"("params":[{"commitment":"confirmed"}]})");
}

TEST(SvmFamily, AsksForVersionAndFirstBlockWithoutParameters) {
  Request request;
  Svm().WriteRequest({.kind = ProbeKind::kClient, .height = {}}, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"getVersion","params":[]})");
  Svm().WriteRequest({.kind = ProbeKind::kEarliest, .height = {}}, request);
  EXPECT_EQ(request.body,
            R"({"jsonrpc":"2.0","id":1,"method":"getFirstAvailableBlock","params":[]})");
}

TEST(SvmFamily, IsNotAskedForWhatItHasNotOrWhatIsDear) {
  for (const ProbeKind kind :
       {ProbeKind::kPeers, ProbeKind::kSafe, ProbeKind::kFinalized, ProbeKind::kState,
        ProbeKind::kDebug, ProbeKind::kTrace, ProbeKind::kBundler, ProbeKind::kTxIndex}) {
    EXPECT_EQ(Svm().MethodOf(kind), std::nullopt) << static_cast<int>(kind);
  }
}

TEST(SvmFamilyDeathTest, AskingForABlockIsABrokenInvariant) {
  Request request;
  json::Reader reader;
  EXPECT_DEATH(Svm().WriteRequest(BlockProbe(1), request), "CHECK failed");
  EXPECT_DEATH(static_cast<void>(Svm().ReadReply(BlockProbe(1), {}, reader)), "CHECK failed");
}

}  // namespace
}  // namespace headway::chains::svm
