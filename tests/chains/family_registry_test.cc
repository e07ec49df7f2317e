#include "chains/family_registry.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
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

const std::map<FamilyId, std::set<std::string>> kSpoken = {
    {FamilyId::kEvm, {"jsonrpc"}},
    {FamilyId::kSvm, {"jsonrpc"}},
    {FamilyId::kTendermint, {"rest", "tendermintrpc"}},
    {FamilyId::kAptos, {"rest"}},
    {FamilyId::kAvalancheP, {"jsonrpc"}},
    {FamilyId::kBeacon, {"rest"}},
    {FamilyId::kBitcoin, {"jsonrpc"}},
    {FamilyId::kCardano, {"rest"}},
    {FamilyId::kNear, {"jsonrpc"}},
    {FamilyId::kStarknet, {"jsonrpc"}},
    {FamilyId::kStellar, {"jsonrpc", "rest"}},
    {FamilyId::kSui, {"jsonrpc"}},
    {FamilyId::kTon, {"rest"}},
    {FamilyId::kTron, {"rest"}},
    {FamilyId::kXrp, {"jsonrpc"}},
};

constexpr std::array kInterfaces = {"jsonrpc", "tendermintrpc", "rest", "grpc", "websocket"};

std::set<std::string> SpokenInterfaces(const ChainSpec& chain) {
  std::set<std::string> spoken;
  for (const char* api_interface : kInterfaces) {
    if (FindFamily(chain, api_interface) != nullptr) spoken.insert(api_interface);
  }
  return spoken;
}

TEST(FindFamily, SpeaksWithEachFamilyOverItsOwnInterfaces) {
  for (std::size_t index = 0; index < kFamilyCount; ++index) {
    const auto family = static_cast<FamilyId>(index);
    for (const char* api_interface : kInterfaces) {
      const auto spoken = kSpoken.find(family);
      const bool expected = spoken != kSpoken.end() && spoken->second.contains(api_interface);
      EXPECT_EQ(FindFamily(family, api_interface) != nullptr, expected)
          << ToString(family) << ' ' << api_interface;
    }
    for (const char* no_interface : {"", "JSONRPC", "jsonrpc ", "REST"}) {
      EXPECT_EQ(FindFamily(family, no_interface), nullptr) << ToString(family);
    }
  }
}

TEST(FindFamily, IsTheSameObjectEveryTime) {
  EXPECT_EQ(FindFamily(FamilyId::kEvm, "jsonrpc"), FindFamily(FamilyId::kEvm, "jsonrpc"));
  EXPECT_NE(FindFamily(FamilyId::kEvm, "jsonrpc"), FindFamily(FamilyId::kSvm, "jsonrpc"));
  EXPECT_EQ(FindFamily(SpecOf("ETH1"), "jsonrpc").get(), FindFamily(FamilyId::kEvm, "jsonrpc"));
}

TEST(FindFamily, AChainOfTwoFamiliesAnswersOverTheInterfacesOfBoth) {
  EXPECT_EQ(SpokenInterfaces(SpecOf("EVMOS")),
            (std::set<std::string>{"jsonrpc", "rest", "tendermintrpc"}));
  EXPECT_EQ(SpokenInterfaces(SpecOf("CANTO")), SpokenInterfaces(SpecOf("EVMOST")));
  EXPECT_EQ(FindFamily(SpecOf("EVMOS"), "jsonrpc").get(), FindFamily(FamilyId::kEvm, "jsonrpc"));
  EXPECT_EQ(FindFamily(SpecOf("LAVA"), "jsonrpc"), nullptr);
  EXPECT_EQ(FamilyOver(SpecOf("EVMOS"), "jsonrpc"), FamilyId::kEvm);
  EXPECT_EQ(FamilyOver(SpecOf("EVMOS"), "rest"), FamilyId::kTendermint);
  EXPECT_EQ(FamilyOver(SpecOf("CANTO"), "rest"), FamilyId::kTendermint);
  EXPECT_EQ(FamilyOver(SpecOf("EVMOS"), "grpc"), std::nullopt);
}

TEST(FindFamily, AnInterfaceGoesByTheExpectedIdsThatItsFamilyCanHave) {
  const ChainSpec& evmos = SpecOf("EVMOS");
  for (const auto& [api_interface, id] : std::map<std::string, std::string>{
           {"jsonrpc", "0x2329"}, {"rest", "evmos_9001-2"}, {"tendermintrpc", "evmos_9001-2"}}) {
    std::vector<std::string> kept;
    for (const std::string& expected : evmos.expected_chain_ids) {
      const auto identity = FindFamily(evmos, api_interface)->CanonicalIdentity(expected);
      if (identity) kept.emplace_back(identity->text());
    }
    EXPECT_EQ(kept, std::vector<std::string>{id}) << api_interface;
  }
}

TEST(FindFamily, EveryChainOfTheCatalogueIsSpokenButThoseWithoutAHead) {
  std::set<std::string> silent;
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    std::set<std::string> expected;
    for (const auto& family : {std::optional(spec.family), spec.second_family}) {
      if (family && kSpoken.contains(*family)) expected.merge(std::set(kSpoken.at(*family)));
    }
    EXPECT_EQ(SpokenInterfaces(spec), expected) << spec.id;
    if (expected.empty()) silent.insert(spec.id);
  }
  EXPECT_EQ(silent, (std::set<std::string>{"FUELNETWORK", "MORALIS", "SQDSUBGRAPH"}));
}

TEST(FindFamily, WhoeverSpeaksAsksForTheHead) {
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    for (const std::string& api_interface : SpokenInterfaces(spec)) {
      const auto method = FindFamily(spec, api_interface)->MethodOf(ProbeKind::kHead);
      ASSERT_TRUE(method.has_value()) << spec.id;
      EXPECT_FALSE(method->empty()) << spec.id;
    }
  }
}

TEST(FindFamily, WhoeverSpeaksWritesWhatIsAskedIntoTheMemoryThatIsThere) {
  constexpr std::size_t kRoom = 1'000;
  int requests = 0;
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    for (const std::string& api_interface : SpokenInterfaces(spec)) {
      const auto family = FindFamily(spec, api_interface);
      for (const ProbeKind kind : kAllProbeKinds) {
        if (!family->MethodOf(kind)) continue;
        Request request;
        request.path.reserve(kRoom);
        request.body.reserve(kRoom);
        const std::array<const void*, 2> before = {request.path.data(), request.body.data()};
        family->WriteRequest({.kind = kind, .height = {base::limits::kMaxBlockHeight}}, request);
        const std::array<const void*, 2> after = {request.path.data(), request.body.data()};
        EXPECT_EQ(after, before) << spec.id << ' ' << *family->MethodOf(kind);
        ++requests;
      }
    }
  }
  EXPECT_GT(requests, 500);
}

TEST(FindFamily, EveryExpectedChainIdOfASpokenChainIsOneOfItsFamilies) {
  int expected_ids = 0;
  for (const ChainSpec& spec : BuiltInCatalogue()) {
    for (const std::string& id : spec.expected_chain_ids) {
      EXPECT_TRUE(CanHaveIdentity(spec, id)) << spec.id << ' ' << id;
      for (const std::string& api_interface : SpokenInterfaces(spec)) {
        const auto identity = FindFamily(spec, api_interface)->CanonicalIdentity(id);
        if (!identity) continue;
        EXPECT_EQ(identity->text(), id) << spec.id;
        ++expected_ids;
      }
    }
  }
  EXPECT_GT(expected_ids, 100);
}

TEST(CanHaveIdentity, GoesByTheFamiliesOfTheChain) {
  EXPECT_TRUE(CanHaveIdentity(SpecOf("ETH1"), "1"));
  EXPECT_FALSE(CanHaveIdentity(SpecOf("ETH1"), "mainnet"));
  EXPECT_TRUE(CanHaveIdentity(SpecOf("LAVA"), "lava-mainnet-1"));
  EXPECT_FALSE(CanHaveIdentity(SpecOf("LAVA"), "0x1"));
  EXPECT_TRUE(CanHaveIdentity(SpecOf("EVMOS"), "0x1"));
  EXPECT_TRUE(CanHaveIdentity(SpecOf("EVMOS"), "evmos_9001-2"));
  EXPECT_TRUE(CanHaveIdentity(SpecOf("FUELNETWORK"), "anything"));
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
