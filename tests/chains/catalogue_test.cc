#include "chains/catalogue.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace headway::chains {
namespace {

using std::chrono::milliseconds;

const ChainSpec* Find(std::string_view id) {
  const auto catalogue = BuiltInCatalogue();
  const auto spec = std::find_if(catalogue.begin(), catalogue.end(),
                                 [id](const ChainSpec& each) { return each.id == id; });
  return spec == catalogue.end() ? nullptr : &*spec;
}

TEST(Catalogue, Knows113ChainsInTheOrderOfTheirIds) {
  const auto catalogue = BuiltInCatalogue();
  ASSERT_EQ(catalogue.size(), 113U);
  for (std::size_t row = 1; row < catalogue.size(); ++row) {
    EXPECT_LT(catalogue[row - 1].id, catalogue[row].id);
  }
}

TEST(Catalogue, HasSoManyChainsOfEachFamily) {
  std::array<int, kFamilyCount> counts{};
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    ++counts.at(static_cast<std::size_t>(spec.family));
  }
  // In the order of FamilyId.
  constexpr std::array<int, kFamilyCount> kExpected = {48, 4, 29, 3, 2, 1, 8, 2, 2,
                                                       2,  2, 1,  2, 2, 2, 3, 0};
  for (std::size_t family = 0; family < kFamilyCount; ++family) {
    EXPECT_EQ(counts.at(family), kExpected.at(family)) << kFamilyKeys.at(family);
  }
}

struct Figures {
  std::string_view id;
  FamilyId family;
  std::int64_t block_time_ms;
  std::uint64_t allowed_lag;
  std::uint32_t proof_blocks;
  std::vector<std::string> expected_ids;
};

TEST(Catalogue, HasTheFiguresOfTheChainSpecifications) {
  const std::vector<Figures> table = {
      {"ARBITRUM", FamilyId::kEvm, 250, 20, 3, {"0xa4b1"}},
      {"BASE", FamilyId::kEvm, 2'000, 5, 1, {"0x2105"}},
      {"BTC", FamilyId::kBitcoin, 600'000, 1, 1, {"main"}},
      {"COSMOSHUB", FamilyId::kTendermint, 6'500, 2, 1, {"cosmoshub-4"}},
      {"ETH1", FamilyId::kEvm, 13'000, 2, 3, {"0x1"}},
      {"HYPERLIQUID", FamilyId::kEvm, 1'000, 5, 1, {"0x3e7"}},
      {"INJECTIVE", FamilyId::kTendermint, 600, 16, 1, {"injective-1"}},
      {"KOII", FamilyId::kSvm, 400, 25, 1, {}},
      {"KOIIT", FamilyId::kSvm, 600, 17, 1, {}},
      {"MOVEMENT", FamilyId::kAptos, 10'000, 50, 1, {"126"}},
      {"NEAR", FamilyId::kNear, 1'200, 8, 3, {"mainnet"}},
      {"SOLANA", FamilyId::kSvm, 400, 25, 1, {"5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"}},
      {"SOLANAT",
       FamilyId::kSvm,
       400,
       25,
       1,
       {"EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG",
        "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY"}},
      {"STRK", FamilyId::kStarknet, 30'000, 2, 3, {"0x534e5f4d41494e"}},
      {"SUIT", FamilyId::kSui, 1'000, 10, 1, {"6bd1dd20"}},
      {"TON", FamilyId::kTon, 5'000, 2, 1, {"F6OpKZKqvqeFp6CQmFomXNMfMj2EnaUSOXN+Mh+wVWk="}},
      {"XLM", FamilyId::kStellar, 5'000, 2, 3, {"Public Global Stellar Network ; September 2015"}},
  };
  for (const Figures& row : table) {
    const ChainSpec* spec = Find(row.id);
    ASSERT_NE(spec, nullptr) << row.id;
    EXPECT_EQ(spec->family, row.family) << row.id;
    EXPECT_EQ(spec->average_block_time, milliseconds(row.block_time_ms)) << row.id;
    EXPECT_EQ(spec->allowed_block_lag, row.allowed_lag) << row.id;
    EXPECT_EQ(spec->blocks_in_finalization_proof, row.proof_blocks) << row.id;
    EXPECT_EQ(spec->expected_chain_ids, row.expected_ids) << row.id;
  }
}

TEST(Catalogue, EveryRowIsUsableAsItStands) {
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    EXPECT_FALSE(spec.name.empty()) << spec.id;
    EXPECT_TRUE(std::all_of(spec.id.begin(), spec.id.end(), [](char symbol) {
      return (symbol >= 'A' && symbol <= 'Z') || (symbol >= '0' && symbol <= '9');
    })) << spec.id;
    EXPECT_GE(spec.average_block_time, milliseconds(200)) << spec.id;
    EXPECT_GE(spec.allowed_block_lag, 1U) << spec.id;
    EXPECT_GE(spec.blocks_in_finalization_proof, 1U) << spec.id;
    EXPECT_EQ(spec.blocks_to_save, 10U) << spec.id;
    EXPECT_EQ(spec.stale_after_blocks, 10U) << spec.id;
    for (const std::string& expected : spec.expected_chain_ids) {
      EXPECT_FALSE(expected.empty()) << spec.id;
    }
  }
}

TEST(Catalogue, ChainIdsOfEvmChainsAreQuantities) {
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    if (spec.family != FamilyId::kEvm || spec.second_family) continue;
    for (const std::string& expected : spec.expected_chain_ids) {
      EXPECT_TRUE(expected.starts_with("0x")) << spec.id << ' ' << expected;
    }
  }
}

TEST(Catalogue, ChainsOfTwoFamiliesAreThoseWithAnEvmInside) {
  std::set<std::string> ids;
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    if (spec.second_family) ids.insert(spec.id);
  }
  EXPECT_EQ(ids, (std::set<std::string>{"CANTO", "EVMOS", "EVMOST", "TRX", "TRXT"}));
  EXPECT_EQ(Find("EVMOS")->second_family, FamilyId::kEvm);
  EXPECT_EQ(Find("CANTO")->second_family, FamilyId::kTendermint);
  EXPECT_EQ(Find("EVMOS")->expected_chain_ids,
            (std::vector<std::string>{"evmos_9001-2", "0x2329"}));
}

constexpr std::string_view kHeader = "id,name,family,ms,lag,proof,ids\n";

std::vector<ChainSpec> Parse(std::string_view rows) {
  return ParseCatalogue(std::string(kHeader) + std::string(rows));
}

TEST(ParseCatalogue, SkipsCommentsBlankLinesAndTheHeader) {
  const auto specs = ParseCatalogue("# comment, with, commas\n\n" + std::string(kHeader) +
                                    "# another\nA,a chain,evm,100,2,3,0x1\n");
  ASSERT_EQ(specs.size(), 1U);
  EXPECT_EQ(specs.front().id, "A");
  EXPECT_EQ(specs.front().name, "a chain");
}

TEST(ParseCatalogue, SplitsExpectedIdsAtBars) {
  const auto specs = Parse("A,a,svm,400,1,1,x|y|z\nB,b,svm,400,1,1,\n");
  ASSERT_EQ(specs.size(), 2U);
  EXPECT_EQ(specs[0].expected_chain_ids, (std::vector<std::string>{"x", "y", "z"}));
  EXPECT_TRUE(specs[1].expected_chain_ids.empty());
}

TEST(ParseCatalogue, TakesASecondFamilyBehindAPlus) {
  const auto specs = Parse("A,a,tendermint+evm,400,1,1,x\nB,b,evm,400,1,1,\n");
  ASSERT_EQ(specs.size(), 2U);
  EXPECT_EQ(specs[0].family, FamilyId::kTendermint);
  EXPECT_EQ(specs[0].second_family, FamilyId::kEvm);
  EXPECT_EQ(specs[1].second_family, std::nullopt);
  EXPECT_DEATH(Parse("A,a,evm+cosmos,1,1,1,x\n"), "CHECK failed");
}

TEST(ParseCatalogue, TheLastLineNeedsNoNewline) {
  EXPECT_EQ(Parse("A,a,evm,1,1,1,x").size(), 1U);
  EXPECT_TRUE(ParseCatalogue("").empty());
}

TEST(ParseCatalogueDeathTest, ALineThatIsNotInTheFormatAborts) {
  EXPECT_DEATH(Parse("A,a,evm,1,1\n"), "CHECK failed") << "too few cells";
  EXPECT_DEATH(Parse("A,a,evm,1,1,1,x,y\n"), "CHECK failed") << "too many cells";
  EXPECT_DEATH(Parse("A,a,EVM,1,1,1,x\n"), "CHECK failed") << "no such family";
  EXPECT_DEATH(Parse("A,a,evm,1.5,1,1,x\n"), "CHECK failed") << "no whole number";
  EXPECT_DEATH(Parse("A,a,evm,,1,1,x\n"), "CHECK failed") << "no number";
  EXPECT_DEATH(Parse("A,a,evm,1,-1,1,x\n"), "CHECK failed") << "a negative number";
  EXPECT_DEATH(Parse("B,b,evm,1,1,1,x\nA,a,evm,1,1,1,x\n"), "CHECK failed") << "not sorted";
  EXPECT_DEATH(Parse("A,a,evm,1,1,1,x\nA,a,evm,1,1,1,x\n"), "CHECK failed") << "twice";
}

TEST(FamilyKeys, ReadBackAndNothingElseReads) {
  std::set<std::string_view> keys;
  for (std::size_t index = 0; index < kFamilyCount; ++index) {
    const auto family = static_cast<FamilyId>(index);
    EXPECT_TRUE(keys.insert(ToString(family)).second);
    EXPECT_EQ(ParseFamily(ToString(family)), family);
  }
  for (const char* text : {"", "EVM", "evm ", "solana", "cosmos"}) {
    EXPECT_EQ(ParseFamily(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace headway::chains
