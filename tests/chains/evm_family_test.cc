#include "chains/evm/evm_family.h"

#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "json/reader.h"
#include "tests/chains/outcome.h"

namespace headway::chains::evm {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t kTop = std::numeric_limits<std::uint64_t>::max();

TEST(ParseQuantity, ReadsTheFewestDigitsThatSayTheNumber) {
  EXPECT_EQ(ParseQuantity("0x0"), 0U);
  EXPECT_EQ(ParseQuantity("0x1"), 1U);
  EXPECT_EQ(ParseQuantity("0xf"), 15U);
  EXPECT_EQ(ParseQuantity("0x10"), 16U);
  EXPECT_EQ(ParseQuantity("0x41"), 65U);
  EXPECT_EQ(ParseQuantity("0x400"), 1024U);
  EXPECT_EQ(ParseQuantity("0xabcdef"), 0xabcdefU);
  EXPECT_EQ(ParseQuantity("0xABCdef"), 0xabcdefU);
  EXPECT_EQ(ParseQuantity("0x1000000000000000"), std::uint64_t{1} << 60U);
  EXPECT_EQ(ParseQuantity("0xffffffffffffffff"), kTop);
}

TEST(ParseQuantity, RefusesEverythingElse) {
  for (const std::string_view text : {""sv,
                                      "0"sv,
                                      "1"sv,
                                      "0x"sv,
                                      "x1"sv,
                                      "0X1"sv,
                                      "0x00"sv,
                                      "0x01"sv,
                                      "0x0400"sv,
                                      "ff"sv,
                                      "-0x1"sv,
                                      "+0x1"sv,
                                      "0x-1"sv,
                                      "0x+1"sv,
                                      " 0x1"sv,
                                      "0x1 "sv,
                                      "0x 1"sv,
                                      "0x1\n"sv,
                                      "0x1g"sv,
                                      "0xg"sv,
                                      "0x1.0"sv,
                                      "0x1_0"sv,
                                      "0x0x1"sv,
                                      "0x1\0"sv,
                                      "\0"sv,
                                      "0x\xC3\xA9"sv,
                                      "latest"sv,
                                      "0x10000000000000000"sv,
                                      "0x00000000000000001"sv}) {
    EXPECT_EQ(ParseQuantity(text), std::nullopt) << text;
  }
}

TEST(EvmFamily, NamesTheMethodOfEachProbe) {
  EXPECT_EQ(Evm().MethodOf(ProbeKind::kHead), "eth_blockNumber");
  EXPECT_EQ(Evm().MethodOf(ProbeKind::kBlock), "eth_getBlockByNumber");
  EXPECT_EQ(Evm().MethodOf(ProbeKind::kIdentity), "eth_chainId");
  EXPECT_EQ(Evm().MethodOf(ProbeKind::kSyncing), "eth_syncing");
}

TEST(EvmFamily, AsksForIdentityAndSyncingWithoutParameters) {
  Request request{.method = HttpMethod::kGet, .path = "left", .body = "over"};
  Evm().WriteRequest(kIdentityProbe, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]})");
  Evm().WriteRequest(kSyncingProbe, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"eth_syncing","params":[]})");
}

TEST(EvmFamily, AsksForTheHead) {
  Request request{.method = HttpMethod::kGet, .path = "left", .body = "over"};
  Evm().WriteRequest(kHeadProbe, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]})");
}

TEST(EvmFamily, AsksForABlockWithoutItsTransactions) {
  Request request;
  Evm().WriteRequest(BlockProbe(22'511'200), request);
  EXPECT_EQ(
      request.body,
      R"({"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["0x1577e60",false]})");
}

TEST(EvmFamily, TheHeightInARequestIsAQuantityOfTheSpecification) {
  for (const std::uint64_t height :
       {std::uint64_t{1}, std::uint64_t{16}, base::limits::kMaxBlockHeight, kTop}) {
    Request request;
    Evm().WriteRequest(BlockProbe(height), request);
    json::Reader reader;
    const auto document = reader.Read(request.body);
    ASSERT_TRUE(document.ok()) << request.body;
    const auto params = document.value().Find("params");
    ASSERT_TRUE(params.has_value());
    ASSERT_EQ(params->Size(), 2U);
    EXPECT_EQ(ParseQuantity(params->At(0).String().value_or("")), height) << request.body;
    EXPECT_EQ(params->At(1).Bool(), false);
  }
}

TEST(EvmFamily, AHeadComesAlone) {
  EXPECT_EQ(Outcome(Evm(), kHeadProbe, 200, ReplyWith(R"("0x10")")), "head 16");
}

TEST(EvmFamily, HeadsAreTakenUpToWhatADoubleHoldsExactly) {
  EXPECT_EQ(Outcome(Evm(), kHeadProbe, 200, ReplyWith(R"("0x1fffffffffffff")")),
            "head " + std::to_string(base::limits::kMaxBlockHeight));
  EXPECT_EQ(Outcome(Evm(), kHeadProbe, 200, ReplyWith(R"("0x20000000000000")")),
            "NODE_REPLY_MALFORMED");
}

std::string Block(std::string_view number, char hash_digit, char parent_digit) {
  return ReplyWith(R"({"number":")" + std::string(number) + R"(","hash":"0x)" +
                   std::string(64, hash_digit) + R"(","parentHash":"0x)" +
                   std::string(64, parent_digit) + R"(","timestamp":"0x10"})");
}

TEST(EvmFamily, ABlockIsItsHashParentAndTime) {
  EXPECT_EQ(
      Outcome(Evm(), BlockProbe(7), 200, Block("0x7", 'b', 'a')),
      "block 7 hash " + std::string(64, 'b') + " parent " + std::string(64, 'a') + " time 16");
}

TEST(EvmFamily, HashesAreComparedInLowerCase) {
  EXPECT_EQ(Outcome(Evm(), BlockProbe(7), 200, Block("0x7", 'B', 'A')),
            Outcome(Evm(), BlockProbe(7), 200, Block("0x7", 'b', 'a')));
}

TEST(EvmFamily, ABlockOfAnotherHeightIsNoAnswer) {
  EXPECT_EQ(Outcome(Evm(), BlockProbe(7), 200, Block("0x8", 'b', 'a')), "NODE_REPLY_MALFORMED");
  EXPECT_EQ(Outcome(Evm(), BlockProbe(7), 200, Block("0x07", 'b', 'a')), "NODE_REPLY_MALFORMED");
}

std::string Canonical(std::string_view configured) {
  const auto identity = Evm().CanonicalIdentity(configured);
  return identity ? std::string(identity->text()) : "none";
}

TEST(EvmFamily, ChainIdsAreTheSameByValueHoweverTheyAreWritten) {
  for (const std::string_view one : {"0x1"sv, "0x01"sv, "0X1"sv, "0x0000000001"sv, "1"sv, "01"sv}) {
    EXPECT_EQ(Canonical(one), "0x1") << one;
  }
  EXPECT_EQ(Canonical("0xa4b1"), "0xa4b1");
  EXPECT_EQ(Canonical("0xA4B1"), "0xa4b1");
  EXPECT_EQ(Canonical("42161"), "0xa4b1");
  EXPECT_EQ(Canonical("0x0"), "0x0");
  EXPECT_EQ(Canonical("0"), "0x0");
  EXPECT_EQ(Canonical("10"), "0xa");
  EXPECT_EQ(Canonical("18446744073709551615"), "0xffffffffffffffff");
  const std::string widest(64, 'F');
  EXPECT_EQ(Canonical("0x" + widest), "0x" + std::string(64, 'f'));
  EXPECT_EQ(Canonical("0x" + std::string(1'000, '0') + widest), "0x" + std::string(64, 'f'));
}

TEST(EvmFamily, WhatIsNoNumberIsNoChainId) {
  for (const std::string_view text :
       {""sv,    "0x"sv,    "x1"sv,    "0xg"sv, "a4b1"sv, "mainnet"sv, "-1"sv,
        "+1"sv,  "0x-1"sv,  " 1"sv,    "1 "sv,  "0x1 "sv, "0x 1"sv,    "1.0"sv,
        "1e3"sv, "1_000"sv, "0x1\0"sv, "1\0"sv, "\0"sv,   "0x0x1"sv,   "18446744073709551616"sv}) {
    EXPECT_EQ(Canonical(text), "none") << text;
  }
  EXPECT_EQ(Canonical("0x1" + std::string(64, '0')), "none");
  EXPECT_EQ(Canonical(std::string(1'000'000, '9')), "none");
}

TEST(EvmFamily, TheChainIdOfAReplyEqualsTheConfiguredOne) {
  for (const std::string_view told : {"0x2105"sv, "0x002105"sv}) {
    EXPECT_EQ(Outcome(Evm(), kIdentityProbe, 200, ReplyWith("\"" + std::string(told) + "\"")),
              "identity " + Canonical("8453"))
        << told;
  }
}

TEST(EvmFamily, TellsBlockTimes) { EXPECT_TRUE(Evm().TellsBlockTimes()); }

}  // namespace
}  // namespace headway::chains::evm
