#include "lava/attributes.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "base/base64.h"
#include "tests/lava/block_json.h"

namespace headway::lava {
namespace {

using testing::ToBase64;

constexpr std::array<std::string_view, 2> kKnown = {"provider", "chainID"};

base::Result<std::vector<Attribute>, UnreadReason> Read(const std::string& event) {
  json::Reader reader;
  const auto value = reader.Read(event);
  return ReadAttributes(value.value(), kKnown);
}

std::string EventOf(const std::string& attributes) {
  return R"({"type":"x","attributes":)" + attributes + "}";
}

TEST(SuffixedKeys, AreSplitAtTheirLastNumber) {
  EXPECT_EQ(SplitSuffix("CU.12").name, "CU");
  EXPECT_EQ(SplitSuffix("CU.12").index, "12");
  EXPECT_EQ(SplitSuffix("CU").name, "CU");
  EXPECT_EQ(SplitSuffix("CU.").name, "CU.");
  EXPECT_EQ(SplitSuffix("CU.x").name, "CU.x");
  EXPECT_EQ(SplitSuffix("CU.1234567").index, "") << "no transaction has as many";
}

TEST(Attributes, PlainOnesStayAsTheyAreThoughTheirKeyIsValidBase64) {
  std::array<char, 8> bytes{};
  ASSERT_TRUE(base::DecodeBase64("provider", bytes).has_value());
  const auto read = Read(EventOf(R"([{"key":"provider","value":"abcd"}])"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().at(0).key, "provider");
  EXPECT_EQ(read.value().at(0).value, "abcd");
}

TEST(Attributes, CodedOnesAreDecodedAllOfThem) {
  const auto read = Read(EventOf(R"([{"key":")" + ToBase64("ETH1") + R"(","value":")" +
                                 ToBase64("17") + R"("},{"key":")" + ToBase64("provider") +
                                 R"(","value":")" + ToBase64("lava@1x") + R"("}])"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().at(0).key, "ETH1");
  EXPECT_EQ(read.value().at(0).value, "17");
  EXPECT_EQ(read.value().at(1).value, "lava@1x");
}

TEST(Attributes, AKnownKeyWithASuffixIsKnown) {
  const auto read = Read(EventOf(R"([{"key":")" + ToBase64("provider.3") + R"(","value":")" +
                                 ToBase64("p") + R"("}])"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().at(0).key, "provider.3");
}

TEST(Attributes, AnEmptyValueMayBeNull) {
  const auto read = Read(EventOf(R"([{"key":"provider","value":null}])"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().at(0).value, "");
}

TEST(Attributes, SayWhyTheyCannotBeRead) {
  EXPECT_EQ(Read(R"({"type":"x"})").error(), UnreadReason::kNoAttributes);
  EXPECT_EQ(Read(EventOf("null")).error(), UnreadReason::kNoAttributes);
  EXPECT_EQ(Read(EventOf("[]")).error(), UnreadReason::kNoAttributes);
  EXPECT_EQ(Read(EventOf("{}")).error(), UnreadReason::kBadAttribute);
  EXPECT_EQ(Read(EventOf(R"([{"key":1,"value":"a"}])")).error(), UnreadReason::kBadAttribute);
  EXPECT_EQ(Read(EventOf(R"([{"key":"other","value":"a"}])")).error(),
            UnreadReason::kMissingAttribute);
  EXPECT_EQ(
      Read(EventOf(R"([{"key":")" + ToBase64("provider") + R"(","value":"plain!"}])")).error(),
      UnreadReason::kMissingAttribute)
      << "half coded";
}

}  // namespace
}  // namespace headway::lava
