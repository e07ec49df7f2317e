#include "devnet/encoding.h"

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

}  // namespace
}  // namespace headway::devnet
