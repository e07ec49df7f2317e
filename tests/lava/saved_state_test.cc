#include "lava/saved_state.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace headway::lava {
namespace {

SavedState Sample() {
  Books books({.providers = {"lava@1ours"}, .specs = {"ETH1"}});
  for (std::uint64_t height = 1; height <= 300; ++height) {
    BlockEvents block;
    if (height % 20 == 0) block.events.emplace_back(NewEpoch{});
    if (height % 7 == 0) {
      RelayPayment payment{.provider = "lava@1ours", .spec = "ETH1", .epoch = height, .qos = {}};
      payment.relays = height;
      payment.cu = 10 * height;
      payment.rewarded_cu = 9 * height;
      payment.qos = ConsumerQos{.latency = 0.1, .availability = 0.9, .sync = 0.7, .score = 0.3};
      ProviderReported reported{
          .provider = "lava@1ours", .spec = "ETH1", .cu_so_far = {}, .at = {}};
      reported.epoch = height;
      reported.cu = height;
      block.events.emplace_back(payment);
      block.events.emplace_back(reported);
      block.events.emplace_back(
          BlockReport{.provider = "lava@1peer", .blocks = {{"ETH1", height}}});
    }
    block.unread.at(2) = 1;
    books.Apply(height, block, base::WallTime(std::chrono::seconds(height)));
  }
  SavedState state{.network = "lava-test-1",
                   .height = 300,
                   .subjects = books.subjects(),
                   .books = books.data(),
                   .not_read = {1, 2, 3, 4, 5}};
  return state;
}

TEST(SavedState, ComesBackAsItWas) {
  const SavedState before = Sample();
  const std::string text = WriteState(before);
  const auto after = ReadState(text);
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(WriteState(*after), text);
  EXPECT_EQ(after->height, 300U);
  EXPECT_EQ(after->subjects, before.subjects);
  const Account& account = after->books.accounts.at(0);
  EXPECT_EQ(account.tally, before.books.accounts.at(0).tally);
  EXPECT_EQ(account.ledger.epochs(), before.books.accounts.at(0).ledger.epochs());
  EXPECT_EQ(account.risk, before.books.accounts.at(0).risk);
  EXPECT_EQ(after->books.epochs.all(), before.books.epochs.all());
  EXPECT_EQ(after->books.reported, before.books.reported);
  EXPECT_EQ(after->books.unread, before.books.unread);
  EXPECT_EQ(after->not_read, before.not_read);
}

TEST(SavedState, CutOffAnywhereIsNone) {
  const std::string text = WriteState(Sample());
  for (std::size_t length = 0; length < text.size(); ++length) {
    ASSERT_FALSE(ReadState(text.substr(0, length)).has_value()) << length;
  }
}

TEST(SavedState, OfAnotherVersionOrProgramIsNone) {
  std::string text = WriteState(Sample());
  text.replace(text.find(":1,"), 3, ":2,");
  EXPECT_FALSE(ReadState(text).has_value());
  EXPECT_FALSE(ReadState("{}").has_value());
  EXPECT_FALSE(ReadState("").has_value());
  EXPECT_FALSE(ReadState(std::string(1'000, '\0')).has_value());
}

TEST(SavedState, WithAByteChangedIsReadOrRefusedButNeverFatal) {
  const std::string text = WriteState(Sample());
  std::size_t refused = 0;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    for (const char byte : {'0', '"', ']', 'x'}) {
      std::string changed = text;
      changed[at] = byte;
      if (!ReadState(changed).has_value()) ++refused;
    }
  }
  EXPECT_GT(refused, text.size() / 3);
}

}  // namespace
}  // namespace headway::lava
