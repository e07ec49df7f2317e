// Bodies that are too large for the corpus. Each ends in an error with a name, for every family.
#include <array>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/chains/outcome.h"

namespace headway::chains {
namespace {

using base::limits::kMaxReplyBodyBytes;

constexpr std::string_view kMalformed = "NODE_REPLY_MALFORMED";

std::string Repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  for (std::size_t at = 0; at < times; ++at) text += piece;
  return text;
}

constexpr std::array kKinds = {ProbeKind::kHead,    ProbeKind::kBlock, ProbeKind::kIdentity,
                               ProbeKind::kSyncing, ProbeKind::kPeers, ProbeKind::kFinalized};

/// What every family makes of a body that every probe must read alike, over any interface that
/// `is_meant` by its name.
std::string OutcomeOf(std::string_view is_meant, std::string_view body, int status) {
  const std::string evm = Outcome(Evm(), kHeadProbe, status, body);
  for (const Speaker& speaker : AllSpeakers()) {
    if (!speaker.name.ends_with(is_meant)) continue;
    for (const ProbeKind kind : kKinds) {
      if (!speaker.family->MethodOf(kind)) continue;
      const Probe probe{.kind = kind, .height = {1}};
      EXPECT_EQ(Outcome(*speaker.family, probe, status, body), evm)
          << speaker.name << ' ' << NameOf(kind);
    }
  }
  return evm;
}

std::string OutcomeOfAll(std::string_view body, int status = 200) {
  return OutcomeOf("", body, status);
}

/// For what is said in the envelope of JSON-RPC alone.
std::string OutcomeOfRpc(std::string_view body, int status = 200) {
  return OutcomeOf("rpc", body, status);
}

TEST(HostileBodies, TwoHundredThousandLevelsOfNesting) {
  constexpr std::size_t kLevels = 200'000;
  EXPECT_EQ(OutcomeOfAll(Repeated("[", kLevels)), kMalformed);
  EXPECT_EQ(OutcomeOfAll(Repeated("[", kLevels) + Repeated("]", kLevels)), kMalformed);
  EXPECT_EQ(OutcomeOfAll(ReplyWith(Repeated(R"({"a":)", kLevels) + "1" + Repeated("}", kLevels))),
            kMalformed);
  EXPECT_EQ(OutcomeOfAll(Repeated("[", kLevels), 500), "NODE_INTERNAL_ERROR");
}

TEST(HostileBodies, OneByteMoreThanMayBeRead) {
  std::string body = ReplyWith(R"("0x1")");
  body.resize(kMaxReplyBodyBytes, ' ');
  EXPECT_EQ(Outcome(Evm(), kHeadProbe, 200, body), "head 1");
  body += ' ';
  EXPECT_EQ(OutcomeOfAll(body), "NODE_REPLY_TOO_LARGE");
  EXPECT_EQ(OutcomeOfAll(body, 503), "NODE_SERVICE_UNAVAILABLE");
}

TEST(HostileBodies, AHundredThousandDuplicateKeys) {
  constexpr std::size_t kKeys = 100'000;
  EXPECT_EQ(OutcomeOfAll("{" + Repeated(R"("id":1,)", kKeys) + R"("result":"0x1"})"), kMalformed);
  EXPECT_EQ(OutcomeOfAll(ReplyWith("{" + Repeated(R"("slot":5,)", kKeys) + R"("slot":6})")),
            kMalformed);
}

TEST(HostileBodies, AHundredThousandDifferentKeysHideNothing) {
  std::string members;
  for (int key = 0; key < 100'000; ++key) members += "\"k" + std::to_string(key) + "\":0,";
  const std::string body = "{" + members + R"("id":1,"result":"0x1"})";
  EXPECT_EQ(Outcome(Evm(), kHeadProbe, 200, body), "head 1");
}

TEST(HostileBodies, NumbersNoTypeCanHold) {
  EXPECT_EQ(OutcomeOfAll(ReplyWith("1e999999")), kMalformed);
  EXPECT_EQ(OutcomeOfAll(ReplyWith("-1e999999")), kMalformed);
  EXPECT_EQ(OutcomeOfAll(ReplyWith(std::string(1'000'000, '9'))), kMalformed);
  EXPECT_EQ(OutcomeOfAll(ReplyWith("0." + std::string(1'000'000, '9'))), kMalformed);
  EXPECT_EQ(OutcomeOfAll(R"({"id":1e999999,"result":"0x1"})"), kMalformed);
  EXPECT_EQ(OutcomeOfRpc(R"({"id":)" + std::string(300, '1') + R"(,"result":"0x1"})"),
            "NODE_REPLY_WRONG_ID");
}

TEST(HostileBodies, LongDigitsInAQuantityOrABlockhash) {
  EXPECT_EQ(OutcomeOfAll(ReplyWith("\"0x" + std::string(1'000'000, '1') + "\"")), kMalformed);
  const std::string hash(500'000, '1');
  const std::string body =
      ReplyWith(R"({"context":{"slot":5},"value":{"blockhash":")" + hash +
                R"("},"number":"0x1","hash":")" + hash + R"(","parentHash":")" + hash + "\"}");
  EXPECT_EQ(Outcome(Evm(), kHeadProbe, 200, body), kMalformed);
  EXPECT_EQ(Outcome(Evm(), BlockProbe(1), 200, body), kMalformed);
  EXPECT_EQ(Outcome(Svm(), kHeadProbe, 200, body), kMalformed);
  EXPECT_EQ(OutcomeOfAll(ReplyWith("\"" + hash + "\"")), kMalformed);
}

TEST(HostileBodies, AMillionZerosBeforeAChainIdAreWorthNothing) {
  const std::string zeros(1'000'000, '0');
  EXPECT_EQ(Outcome(Evm(), kIdentityProbe, 200, ReplyWith("\"0x" + zeros + "1\"")), "identity 0x1");
  EXPECT_EQ(Outcome(Evm(), kIdentityProbe, 200, ReplyWith("\"0x" + zeros + "\"")), "identity 0x0");
}

TEST(HostileBodies, AnObjectOfAHundredThousandMembersSaysSyncingAndNoMore) {
  std::string members;
  for (int key = 0; key < 100'000; ++key) members += "\"k" + std::to_string(key) + "\":0,";
  const std::string body = ReplyWith("{" + members + R"("highestBlock":"0x1"})");
  EXPECT_EQ(Outcome(Evm(), kSyncingProbe, 200, body), "syncing");
  EXPECT_EQ(Outcome(Evm(), kIdentityProbe, 200, body), kMalformed);
  EXPECT_EQ(Outcome(Svm(), kSyncingProbe, 200, body), kMalformed);
}

TEST(HostileBodies, NulBytesEverywhere) {
  EXPECT_EQ(OutcomeOfAll(std::string(100'000, '\0')), kMalformed);
  const std::string reply = ReplyWith(R"("0x1")");
  for (std::size_t at = 0; at <= reply.size(); ++at) {
    std::string body = reply;
    body.insert(at, 1, '\0');
    ASSERT_EQ(OutcomeOfAll(body), kMalformed) << "NUL at " << at;
  }
}

TEST(HostileBodies, EveryByteValueInPlaceOfAnother) {
  const std::string reply = ReplyWith(R"("0x1")");
  for (std::size_t at = 0; at < reply.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string body = reply;
      body[at] = static_cast<char>(byte);
      const std::string outcome = Outcome(Evm(), kHeadProbe, 200, body);
      ASSERT_FALSE(outcome.empty());
      ASSERT_NE(outcome, "head 0");
    }
  }
}

TEST(HostileBodies, EveryByteValueInPlaceOfAnotherGivesNoIdentityButACanonicalOne) {
  constexpr std::string_view kIdentity = "identity ";
  int identities = 0;
  const std::string reply = ReplyWith(R"("0x1f")");
  for (std::size_t at = 0; at < reply.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string body = reply;
      body[at] = static_cast<char>(byte);
      const std::string outcome = Outcome(Evm(), kIdentityProbe, 200, body);
      if (!outcome.starts_with(kIdentity)) continue;
      ++identities;
      const auto identity = Evm().CanonicalIdentity(outcome.substr(kIdentity.size()));
      ASSERT_TRUE(identity.has_value()) << outcome;
      ASSERT_EQ(identity->text(), outcome.substr(kIdentity.size()));
    }
  }
  EXPECT_GT(identities, 2 * 22);  // each hexadecimal digit in two places, and what changes nothing
}

TEST(HostileBodies, AnErrorMessageOfAMegabyteIsReadAtItsBeginning) {
  const std::string filler(1'000'000, 'r');
  EXPECT_EQ(
      OutcomeOfAll(R"({"id":1,"error":{"code":-32000,"message":"rate limit)" + filler + R"("}})"),
      "NODE_RATE_LIMITED");
  EXPECT_EQ(
      OutcomeOfRpc(R"({"id":1,"error":{"code":-32000,"message":")" + filler + R"(ate limit"}})"),
      "NODE_SERVER_ERROR");
}

}  // namespace
}  // namespace headway::chains
