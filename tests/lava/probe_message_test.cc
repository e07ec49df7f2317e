#include "lava/probe_message.h"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lava/scripted_provider.h"

namespace headway::lava {
namespace {

using namespace std::string_view_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Each byte by the encoding's own documentation: tag = number << 3 | type, varints low end first.
TEST(ProbeMessage, IsWrittenAsProvidersReadIt) {
  EXPECT_EQ(WriteProbe({.guid = 300, .spec = "ETH1", .api_interface = "jsonrpc"}),
            "\x08\xAC\x02"
            "\x12\x04"
            "ETH1"
            "\x1A\x07jsonrpc"
            "\x20\x01"sv);
}

TEST(ProbeMessage, TheReplyIsReadByItsNumbers) {
  const auto reply = ReadProbe(
      "\x08\xAC\x02"  // guid 300
      "\x10\x05"      // latest_block 5
      "\x1A\x02[]"    // hashes, which are not looked at
      "\x20\x07"      // lava_epoch
      "\x28\x09"sv);  // lava_latest_block
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->guid, 300U);
  EXPECT_EQ(reply->latest_block, 5);
  EXPECT_THAT(reply->failed_verifications, IsEmpty());
}

TEST(ProbeMessage, WhatIsNotThereIsZero) {
  const auto reply = ReadProbe("");
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->guid, 0U);
  EXPECT_EQ(reply->latest_block, 0);
}

TEST(ProbeMessage, ABlockMayBeBelowZero) {
  const auto reply = ReadProbe("\x10\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"sv);
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->latest_block, -1);
}

TEST(ProbeMessage, NamesTheVerificationsThatFailed) {
  const auto reply = ReadProbe(
      "\x32\x0B\x0A\x07pruning\x10\x00"
      "\x32\x0C\x0A\x08"
      "chain-id\x10\x01"
      "\x32\x05\x0A\x03"
      "a\n\xFF"sv);
  ASSERT_TRUE(reply.has_value());
  EXPECT_THAT(reply->failed_verifications, ElementsAre("pruning", "a \xEF\xBF\xBD"));
}

TEST(ProbeMessage, NoMoreFailuresAreKeptThanBelongIntoASentence) {
  std::string message;
  for (int count = 0; count < 1'000; ++count) message += "\x32\x03\x0A\x01x"sv;
  const auto reply = ReadProbe(message);
  ASSERT_TRUE(reply.has_value());
  EXPECT_THAT(reply->failed_verifications, SizeIs(kMaxFailedNames));
}

TEST(ProbeMessage, WhatIsNoMessageIsRefused) {
  for (const std::string_view text :
       {"\x08"sv, "\x12\x7F"sv, "\x32\xFF\xFF\xFF\xFF\x0F"sv, "<html>"sv, "\x0F\x01"sv}) {
    EXPECT_FALSE(ReadProbe(text).has_value()) << text.size();
  }
}

TEST(ProbeMessage, EveryBeginningOfAReplyIsReadOrRefused) {
  const std::string reply = ProviderReply(7, 1'000, "pruning");
  EXPECT_TRUE(ReadProbe(reply).has_value());
  std::size_t refused = 0;
  for (std::size_t size = 0; size < reply.size(); ++size) {
    if (!ReadProbe(reply.substr(0, size))) ++refused;
  }
  EXPECT_GT(refused, 0U);
}

}  // namespace
}  // namespace headway::lava
