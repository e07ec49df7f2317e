#include "lava/names.h"

#include <string>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "chains/catalogue.h"

namespace headway::lava {
namespace {

TEST(SpecId, IsOfCapitalLettersAndDigits) {
  for (const char* const id : {"ETH1", "LAV1", "0", "A"}) EXPECT_TRUE(IsSpecId(id)) << id;
  for (const char* const id : {"", "eth1", "ETH-1", "ETH_1", "ETH.1", "ETH 1", "\xc3\x89TH"}) {
    EXPECT_FALSE(IsSpecId(id)) << id;
  }
  EXPECT_TRUE(IsSpecId(std::string(32, 'A')));
  EXPECT_FALSE(IsSpecId(std::string(33, 'A')));
}

TEST(SpecId, IsWhatEveryChainOfTheCatalogueHas) {
  ASSERT_FALSE(chains::BuiltInCatalogue().empty());
  for (const chains::ChainSpec& chain : chains::BuiltInCatalogue()) {
    EXPECT_TRUE(IsSpecId(chain.id)) << chain.id;
  }
}

TEST(Address, BeginsAsThoseOfLavaAndGoesOnInSmallLettersAndDigits) {
  EXPECT_TRUE(IsAddress("lava@1a0z9"));
  for (const char* const address : {"", "lava@1", "cosmos1abc", "lava@1ABC", "lava@1a-b"}) {
    EXPECT_FALSE(IsAddress(address)) << address;
  }
  const std::string longest =
      "lava@1" + std::string(base::limits::kMaxLabelValueBytes - std::string("lava@1").size(), 'a');
  EXPECT_TRUE(IsAddress(longest));
  EXPECT_FALSE(IsAddress(longest + 'a'));
}

}  // namespace
}  // namespace headway::lava
