#include "lava/event_reader.h"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/lava/block_json.h"

namespace headway::lava {
namespace {

using testing::BlockText;
using testing::EventText;
using testing::Notation;
using testing::ResultOf;

const std::vector<std::string> kOurs = {"lava@1ours"};

BlockEvents Read(const std::string& result) {
  json::Reader reader;
  const auto value = reader.Read(result);
  return ReadBlockEvents(value.value(), kOurs);
}
BlockEvents Read(const BlockText& block, Notation notation = Notation::kPlain) {
  return Read(ResultOf(block, notation));
}

std::uint64_t Unread(const BlockEvents& block, UnreadReason reason) {
  return block.unread.at(static_cast<std::size_t>(reason));
}

EventText Reported() {
  return {"lava_provider_reported",
          {{"chainID", "ETH1"},
           {"cu", "17"},
           {"disconnections", "2"},
           {"epoch", "200"},
           {"errors", "3"},
           {"project", "lava@1c-admin"},
           {"provider", "lava@1ours"},
           {"timestamp", "2026-01-01T00:00:05Z"},
           {"total_complaint_this_epoch", "119"}}};
}

EventText Jailed(const std::string& type) {
  return {type,
          {{"chain_id", "ETH1"},
           {"complaint_cu", "100"},
           {"end", "1767225600"},
           {"provider_address", "lava@1ours"},
           {"serviced_cu", "1"}}};
}

EventText Payment() {
  return {"lava_relay_payment",
          {{"CU.0", "100"},
           {"CU.1", "50"},
           {"QoSAvailability.0", "1.000000000000000000"},
           {"QoSLatency.0", "0.500000000000000000"},
           {"QoSScore.0", "0.750000000000000000"},
           {"QoSSync.0", "0.250000000000000000"},
           {"chainID.0", "ETH1"},
           {"chainID.1", "LAV1"},
           {"epoch.0", "200"},
           {"epoch.1", "220"},
           {"provider.0", "lava@1ours"},
           {"provider.1", "lava@1ours"},
           {"relayNumber.0", "7"},
           {"relayNumber.1", "2"},
           {"rewardedCU.0", "90"},
           {"rewardedCU.1", "50"}}};
}

TEST(BlockEvents, AReportIsReadWithAllItSays) {
  const BlockEvents block = Read({.height = 9, .transaction = {Reported()}});
  ASSERT_EQ(block.events.size(), 1U);
  const auto& reported = std::get<ProviderReported>(block.events.at(0));
  EXPECT_EQ(reported.provider, "lava@1ours");
  EXPECT_EQ(reported.spec, "ETH1");
  EXPECT_EQ(reported.errors, 3U);
  EXPECT_EQ(reported.disconnections, 2U);
  EXPECT_EQ(reported.epoch, 200U);
  EXPECT_EQ(reported.cu, 17U);
  EXPECT_EQ(reported.cu_so_far, 119U);
  EXPECT_EQ(reported.at, base::WallTime(std::chrono::seconds(1'767'225'605)));
}

TEST(BlockEvents, AReportsTimeIsAlsoReadAsTheChainWritesIt) {
  EventText event = Reported();
  for (auto& [key, value] : event.attributes) {
    if (key == "timestamp") value = "2026-01-01 00:00:05";
  }
  const BlockEvents block = Read({.height = 9, .transaction = {event}});
  EXPECT_EQ(std::get<ProviderReported>(block.events.at(0)).at,
            base::WallTime(std::chrono::seconds(1'767'225'605)));
}

TEST(BlockEvents, AreTheSameInBase64) {
  const BlockText block{.height = 9,
                        .begin = {Jailed("lava_provider_jailed")},
                        .transaction = {Reported(), Payment()}};
  EXPECT_EQ(Read(block, Notation::kBase64).events.size(), Read(block).events.size());
  EXPECT_EQ(Read(block, Notation::kBase64).unread, UnreadCounts{});
}

TEST(BlockEvents, AreFoundWhereverABlockHasThem) {
  for (const BlockText& block : {BlockText{.height = 9, .begin = {Reported()}},
                                 BlockText{.height = 9, .transaction = {Reported()}},
                                 BlockText{.height = 9, .end = {Reported()}},
                                 BlockText{.height = 9, .finalize = {Reported()}}}) {
    EXPECT_EQ(Read(block).events.size(), 1U);
  }
}

TEST(BlockEvents, OfATransactionThatFailedDoNotCount) {
  const std::string failed =
      R"({"height":"9","txs_results":[{"code":5,"events":[)" + testing::ToJson(Reported()) + "]}]}";
  EXPECT_TRUE(Read(failed).events.empty());
}

TEST(BlockEvents, TheThreeSpellingsOfTheAddressAreOne) {
  for (const std::string spelling : {"provider", "provider_address", "providerAddress"}) {
    const BlockEvents block = Read({.height = 9,
                                    .begin = {{"lava_provider_temporary_jailed",
                                               {{spelling, "lava@1ours"}, {"chain_id", "ETH1"}}}}});
    ASSERT_EQ(block.events.size(), 1U) << spelling;
    EXPECT_EQ(std::get<ProviderJailed>(block.events.at(0)).provider, "lava@1ours");
  }
}

TEST(BlockEvents, BothKindsOfJailAreToldApart) {
  const BlockEvents block =
      Read({.height = 9,
            .begin = {Jailed("lava_provider_temporary_jailed"), Jailed("lava_provider_jailed")}});
  ASSERT_EQ(block.events.size(), 2U);
  EXPECT_EQ(std::get<ProviderJailed>(block.events.at(0)).kind, JailKind::kTemporary);
  EXPECT_EQ(std::get<ProviderJailed>(block.events.at(1)).kind, JailKind::kFinal);
}

TEST(BlockEvents, AFreezeNamesSeveralChains) {
  const BlockEvents block = Read({.height = 9,
                                  .transaction = {{"lava_freeze_provider",
                                                   {{"chainIDs", "ETH1,LAV1"},
                                                    {"freezeReason", "upgrade"},
                                                    {"providerAddress", "lava@1ours"}}}}});
  const auto& change = std::get<FreezeChanged>(block.events.at(0));
  EXPECT_EQ(change.kind, FreezeKind::kFreeze);
  EXPECT_EQ(change.specs, (std::vector<std::string>{"ETH1", "LAV1"}));
}

TEST(BlockEvents, ABlockReportSaysOneHeightForEachChain) {
  const BlockEvents block = Read(
      {.height = 9,
       .transaction = {
           {"lava_provider_latest_block_report",
            {{"ETH1", "100"}, {"LAV1", "200"}, {"msg_index", "0"}, {"provider", "lava@1peer"}}}}});
  const auto& report = std::get<BlockReport>(block.events.at(0));
  EXPECT_EQ(report.provider, "lava@1peer") << "peers are what we are measured against";
  ASSERT_EQ(report.blocks.size(), 2U);
  EXPECT_EQ(report.blocks.at(0), std::pair(std::string("ETH1"), std::uint64_t{100}));
}

TEST(BlockEvents, EachSessionOfAPaymentIsOne) {
  const BlockEvents block = Read({.height = 9, .transaction = {Payment()}});
  ASSERT_EQ(block.events.size(), 2U);
  const auto& first = std::get<RelayPayment>(block.events.at(0));
  EXPECT_EQ(first.spec, "ETH1");
  EXPECT_EQ(first.epoch, 200U);
  EXPECT_EQ(first.cu, 100U);
  EXPECT_EQ(first.rewarded_cu, 90U);
  EXPECT_EQ(first.relays, 7U);
  EXPECT_EQ(first.qos,
            (ConsumerQos{.latency = 0.5, .availability = 1, .sync = 0.25, .score = 0.75}));
  const auto& second = std::get<RelayPayment>(block.events.at(1));
  EXPECT_EQ(second.spec, "LAV1");
  EXPECT_FALSE(second.qos.has_value()) << "a relay without a report";
}

TEST(BlockEvents, OfOtherProvidersAreLeftOut) {
  EventText theirs = Reported();
  for (auto& [key, value] : theirs.attributes) {
    if (key == "provider") value = "lava@1theirs";
  }
  const BlockEvents block = Read({.height = 9, .transaction = {theirs}});
  EXPECT_TRUE(block.events.empty());
  EXPECT_EQ(block.unread, UnreadCounts{});
}

TEST(BlockEvents, OfOtherModulesAreNobodysBusiness) {
  const BlockEvents block = Read({.height = 9,
                                  .transaction = {{"transfer", {{"amount", "1ulava"}}},
                                                  {"lava_rejected_cu", {{"rejected_cu", "5"}}}}});
  EXPECT_TRUE(block.events.empty());
  EXPECT_EQ(block.unread, UnreadCounts{});
}

TEST(UnreadEvents, AreCountedByReason) {
  EventText overflow = Reported();
  overflow.attributes.at(1).second = "99999999999999999999999";
  EventText bad_number = Reported();
  bad_number.attributes.at(1).second = "-1";
  EventText bad_spec = Reported();
  bad_spec.attributes.at(0).second = "eth1\\\"} 1";
  EventText no_chain = Reported();
  no_chain.attributes.erase(no_chain.attributes.begin());
  const BlockEvents block =
      Read({.height = 9,
            .transaction = {overflow,
                            bad_number,
                            bad_spec,
                            no_chain,
                            {"lava_provider_reported", {}},
                            {"lava_of_tomorrow", {{"provider", "lava@1ours"}}}}});
  EXPECT_TRUE(block.events.empty());
  EXPECT_EQ(Unread(block, UnreadReason::kNumberOverflow), 1U);
  EXPECT_EQ(Unread(block, UnreadReason::kBadNumber), 1U);
  EXPECT_EQ(Unread(block, UnreadReason::kBadAttribute), 1U);
  EXPECT_EQ(Unread(block, UnreadReason::kMissingAttribute), 1U);
  EXPECT_EQ(Unread(block, UnreadReason::kNoAttributes), 1U);
  EXPECT_EQ(Unread(block, UnreadReason::kUnknownType), 1U);
}

TEST(UnreadEvents, OneBadSessionLeavesTheOthersOfItsPayment) {
  EventText payment = Payment();
  payment.attributes.at(0).second = "18446744073709551616";
  const BlockEvents block = Read({.height = 9, .transaction = {payment}});
  ASSERT_EQ(block.events.size(), 1U);
  EXPECT_EQ(std::get<RelayPayment>(block.events.at(0)).spec, "LAV1");
  EXPECT_EQ(Unread(block, UnreadReason::kNumberOverflow), 1U);
}

TEST(UnreadEvents, AQosOutsideItsRangeIsNone) {
  for (const std::string value : {"1.5", "-0.1", "nan", "inf", "1e-1", ""}) {
    EventText payment = Payment();
    payment.attributes.at(3).second = value;
    EXPECT_EQ(Unread(Read({.height = 9, .transaction = {payment}}), UnreadReason::kBadNumber), 1U)
        << value;
  }
}

TEST(HostileBlocks, AreSurvived) {
  for (const std::string result : {
           R"({})",
           R"([])",
           R"({"txs_results":null,"begin_block_events":null})",
           R"({"txs_results":{"0":1}})",
           R"({"txs_results":[null,1,"x",[]]})",
           R"({"txs_results":[{"code":"0","events":[]}]})",
           R"({"begin_block_events":[null,1,{},{"type":null},{"type":7}]})",
           R"({"begin_block_events":[{"type":"lava_relay_payment","attributes":[null]}]})",
           R"({"begin_block_events":[{"type":"lava_relay_payment","attributes":[[]]}]})",
           R"({"begin_block_events":[{"type":"lava_provider_jailed","attributes":"x"}]})",
           R"({"begin_block_events":[{"type":"lava_freeze_provider","attributes":[)"
           R"({"key":"providerAddress","value":"lava@1ours"},{"key":"chainIDs","value":",,,"}]}]})",
       }) {
    EXPECT_TRUE(Read(result).events.empty()) << result;
  }
}

TEST(HostileBlocks, KeepABoundedNumberOfEvents) {
  std::string result = R"({"begin_block_events":[)";
  for (std::size_t event = 0; event <= kMaxEventsPerBlock; ++event) {
    result += R"({"type":"lava_new_epoch"},)";
  }
  result.back() = ']';
  json::Reader reader({.max_bytes = result.size() + 1, .max_values = 1'000'000});
  const auto value = reader.Read(result + "}");
  const BlockEvents block = ReadBlockEvents(value.value(), kOurs);
  EXPECT_EQ(block.events.size(), kMaxEventsPerBlock);
  EXPECT_EQ(Unread(block, UnreadReason::kTooMany), 1U);
}

}  // namespace
}  // namespace headway::lava
