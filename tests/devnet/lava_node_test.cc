#include "devnet/lava_node.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "devnet/lava_chain.h"

namespace headway::devnet {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kHeadTime = 1'700'000'000;
constexpr std::uint64_t kJail = (10 * 25 + 17) * kLavaEpochBlocks;

/// The provider's stake on a chain, from a node whose head was produced at kHeadTime on a chain of
/// one block a second.
Json StakeAt(std::uint64_t head, const std::string& spec) {
  const SimulatedChain chain("lava", seconds(1), head, base::MonoTime{},
                             base::WallTime(seconds(kHeadTime)));
  const std::string network = "lava";
  const NodeTraits traits;
  const NodeView view{chain, chain, head + 1, head, 0, false, network, traits};
  const HttpRequest request{
      .verb = Verb::kGet,
      .target = "/lavanet/lava/pairing/provider/" + std::string(kLavaProvider) + '/' + spec,
      .body = ""};
  const Answer answer = AnswerLava(
      view, request, [](const std::string&, const Json&) { return Json{}; }, ReplyIds::kRight);
  const Json document = ParseJson(answer.body).value();
  const Json* const entries = document.Find("stakeEntries");
  return entries == nullptr || entries->AsArray() == nullptr || entries->AsArray()->empty()
             ? Json{}
             : entries->AsArray()->front();
}

std::string Text(const Json& entry, std::string_view key) {
  const Json* const member = entry.Find(key);
  return member == nullptr || member->AsString() == nullptr ? "absent" : *member->AsString();
}

TEST(LavaStake, TellsOfAJailFromItsBlockOn) {
  EXPECT_TRUE(LavaJailsAt(kJail / kLavaEpochBlocks));
  EXPECT_EQ(Text(StakeAt(kJail, "ETH1"), "jail_end_time"),
            std::to_string(kHeadTime + static_cast<std::int64_t>(kLavaJailSeconds)));
  EXPECT_EQ(Text(StakeAt(kJail + 7, "ETH1"), "jail_end_time"),
            std::to_string(kHeadTime - 7 + static_cast<std::int64_t>(kLavaJailSeconds)));
  EXPECT_EQ(Text(StakeAt(kJail, "LAV1"), "jail_end_time"), "0");
  // Of the one before, 25 epochs ago.
  EXPECT_EQ(Text(StakeAt(kJail - 1, "ETH1"), "jail_end_time"),
            std::to_string(kHeadTime + 1 - 25 * static_cast<std::int64_t>(kLavaEpochBlocks) +
                           static_cast<std::int64_t>(kLavaJailSeconds)));
  EXPECT_EQ(Text(StakeAt(100, "ETH1"), "jail_end_time"), "0");
}

TEST(LavaStake, IsFrozenBetweenTheBlocksWhoseEventsSaySo) {
  std::uint64_t changes = 0;
  bool frozen = Text(StakeAt(1'000, "LAV1"), "stake_applied_block") != "1";
  for (std::uint64_t height = 1'001; height <= 1'200; ++height) {
    for (const LavaEvent& event : LavaBlockAt(height, base::WallTime(seconds(kHeadTime))).end) {
      frozen = event.type == "lava_freeze_provider";
      ++changes;
    }
    EXPECT_EQ(Text(StakeAt(height, "LAV1"), "stake_applied_block"),
              frozen ? "9223372036854775807" : "1")
        << height;
  }
  EXPECT_EQ(changes, 10U);
  EXPECT_EQ(Text(StakeAt(1'200, "ETH1"), "stake_applied_block"), "1");
}

}  // namespace
}  // namespace headway::devnet
