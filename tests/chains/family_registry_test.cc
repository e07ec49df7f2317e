#include "chains/family_registry.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "chains/catalogue.h"

namespace headway::chains {
namespace {

const ChainSpec& SpecOf(std::string_view id) {
  const auto catalogue = BuiltInCatalogue();
  const auto spec = std::find_if(catalogue.begin(), catalogue.end(),
                                 [id](const ChainSpec& each) { return each.id == id; });
  EXPECT_NE(spec, catalogue.end()) << id;
  return spec == catalogue.end() ? catalogue.front() : *spec;
}

TEST(FindFamily, SpeaksJsonRpcWithEvmAndSvmOnly) {
  for (std::size_t index = 0; index < kFamilyCount; ++index) {
    const auto family = static_cast<FamilyId>(index);
    const bool spoken = family == FamilyId::kEvm || family == FamilyId::kSvm;
    EXPECT_EQ(FindFamily(family, "jsonrpc") != nullptr, spoken) << ToString(family);
  }
}

TEST(FindFamily, SpeaksNoOtherInterface) {
  for (const char* api_interface : {"", "rest", "grpc", "tendermintrpc", "JSONRPC", "jsonrpc "}) {
    EXPECT_EQ(FindFamily(FamilyId::kEvm, api_interface), nullptr) << api_interface;
    EXPECT_EQ(FindFamily(FamilyId::kSvm, api_interface), nullptr) << api_interface;
  }
}

TEST(FindFamily, IsTheSameObjectEveryTime) {
  EXPECT_EQ(FindFamily(FamilyId::kEvm, "jsonrpc"), FindFamily(FamilyId::kEvm, "jsonrpc"));
  EXPECT_NE(FindFamily(FamilyId::kEvm, "jsonrpc"), FindFamily(FamilyId::kSvm, "jsonrpc"));
}

TEST(FindFamily, EveryFamilyHasAMethodForTheHead) {
  for (const FamilyId id : {FamilyId::kEvm, FamilyId::kSvm}) {
    const auto method = FindFamily(id, "jsonrpc")->MethodOf(ProbeKind::kHead);
    ASSERT_TRUE(method.has_value());
    EXPECT_FALSE(method->empty());
  }
}

TEST(FindFamily, EveryExpectedChainIdOfASpokenChainIsOneOfItsFamily) {
  int expected_ids = 0;
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    const ChainFamily* family = FindFamily(spec.family, "jsonrpc");
    if (family == nullptr) continue;
    for (const std::string& id : spec.expected_chain_ids) {
      const auto identity = family->CanonicalIdentity(id);
      ASSERT_TRUE(identity.has_value()) << spec.id << ' ' << id;
      EXPECT_EQ(identity->text(), id) << spec.id;
      ++expected_ids;
    }
  }
  EXPECT_GT(expected_ids, 50);
}

TEST(BlocksToSave, IsOneForSolanaAndKoiiWhateverIsConfigured) {
  for (const char* id : {"SOLANA", "SOLANAT", "KOII", "KOIIT"}) {
    const ChainFamily* family = FindFamily(SpecOf(id).family, "jsonrpc");
    ASSERT_NE(family, nullptr) << id;
    for (const std::uint32_t configured : {1U, 2U, 10U, 64U, 4'000'000'000U}) {
      EXPECT_EQ(family->BlocksToSave(configured), 1U) << id;
    }
  }
}

TEST(BlocksToSave, IsWhatIsConfiguredForEvm) {
  const ChainFamily* family = FindFamily(SpecOf("ETH1").family, "jsonrpc");
  ASSERT_NE(family, nullptr);
  for (const std::uint32_t configured : {1U, 2U, 10U, 64U}) {
    EXPECT_EQ(family->BlocksToSave(configured), configured);
  }
}

}  // namespace
}  // namespace headway::chains
