#include "devnet/encoding.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace headway::devnet {
namespace {

std::vector<std::uint8_t> Bytes(std::string_view text) { return {text.begin(), text.end()}; }

TEST(EncodingTest, QuantitiesHaveNoLeadingZeros) {
  EXPECT_EQ(Quantity(0), "0x0");
  EXPECT_EQ(Quantity(1'000), "0x3e8");
  EXPECT_EQ(Quantity(std::numeric_limits<std::uint64_t>::max()), "0xffffffffffffffff");
}

TEST(EncodingTest, QuantitiesComeBackAsTheyWent) {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{9}, std::uint64_t{0x539},
                                    std::numeric_limits<std::uint64_t>::max()}) {
    EXPECT_EQ(ParseQuantity(Quantity(value)), value);
  }
}

TEST(EncodingTest, WhatIsNoQuantityIsRefused) {
  for (const std::string_view text :
       {"", "0x", "10", "0x01", "0x1g", "0X1", "-0x1", "0x-1", "0x10000000000000000", "latest"}) {
    EXPECT_EQ(ParseQuantity(text), std::nullopt) << text;
  }
}

TEST(EncodingTest, DataHasTwoDigitsAByte) {
  EXPECT_EQ(HexData(std::vector<std::uint8_t>{0x00, 0x0f, 0xa0}), "0x000fa0");
}

TEST(EncodingTest, Base58MatchesThePublishedVectors) {
  EXPECT_EQ(Base58(Bytes("Hello World!")), "2NEpo7TZRRrLZSi2U");
  EXPECT_EQ(Base58(Bytes("The quick brown fox jumps over the lazy dog.")),
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z");
  EXPECT_EQ(Base58(std::vector<std::uint8_t>{0x00, 0x00, 0x28, 0x7f, 0xb4, 0xcd}), "11233QC4");
}

TEST(EncodingTest, Base58OfThirtyTwoZerosIsSolanasSystemProgram) {
  EXPECT_EQ(Base58(Hash{}), std::string(32, '1'));
}

TEST(EncodingTest, HexComesInBothCasesWithoutPrefix) {
  const std::vector<std::uint8_t> bytes = {0x00, 0x0f, 0xa0};
  EXPECT_EQ(HexUpper(bytes), "000FA0");
  EXPECT_EQ(HexLower(bytes), "000fa0");
}

TEST(EncodingTest, Base64MatchesTheVectorsOfTheRfc) {
  EXPECT_EQ(Base64(Bytes("")), "");
  EXPECT_EQ(Base64(Bytes("f")), "Zg==");
  EXPECT_EQ(Base64(Bytes("fo")), "Zm8=");
  EXPECT_EQ(Base64(Bytes("foo")), "Zm9v");
  EXPECT_EQ(Base64(Bytes("foobar")), "Zm9vYmFy");
  EXPECT_EQ(Base64(std::vector<std::uint8_t>{0xfb, 0xff}), "+/8=");
}

TEST(EncodingTest, TimesHaveAsManyDigitsAsTheyTake) {
  const auto text = [](std::int64_t nanoseconds) {
    return Rfc3339Nano(base::WallTime(std::chrono::nanoseconds(nanoseconds)));
  };
  EXPECT_EQ(text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(text(1'564'660'342'818'762'194), "2019-08-01T11:52:22.818762194Z");
  EXPECT_EQ(text(482'196'050'520'000'000), "1985-04-12T23:20:50.52Z");
  EXPECT_EQ(text(1'709'164'800'000'000'001), "2024-02-29T00:00:00.000000001Z");
}

}  // namespace
}  // namespace headway::devnet
