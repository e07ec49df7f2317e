#include "chains/observation.h"

#include <string>
#include <type_traits>
#include <variant>

#include <gtest/gtest.h>

#include "chains/probe_kind.h"

namespace headway::chains {
namespace {

TEST(BlockHash, KeepsTheTextItWasMadeOf) {
  const auto hash = BlockHash::FromText("d4e567");
  ASSERT_TRUE(hash.has_value());
  EXPECT_EQ(hash->text(), "d4e567");
}

TEST(BlockHash, TakesOneCharacterUpToItsBoundAndNoneBeyond) {
  const std::string longest(base::limits::kMaxInlineTextBytes, 'f');
  EXPECT_TRUE(BlockHash::FromText("f").has_value());
  ASSERT_TRUE(BlockHash::FromText(longest).has_value());
  EXPECT_EQ(BlockHash::FromText(longest)->text(), longest);
  EXPECT_FALSE(BlockHash::FromText(longest + "f").has_value());
  EXPECT_FALSE(BlockHash::FromText("").has_value());
}

TEST(BlockHash, ComparesWholeTexts) {
  EXPECT_EQ(BlockHash::FromText("ab"), BlockHash::FromText("ab"));
  EXPECT_FALSE(BlockHash::FromText("ab") == BlockHash::FromText("abc"));
  EXPECT_FALSE(BlockHash::FromText("ab") == BlockHash::FromText("aB"));
  EXPECT_EQ(BlockHash(), BlockHash());
}

TEST(ChainIdentity, IsATextOfItsOwnTypeWithTheSameBounds) {
  static_assert(!std::is_same_v<ChainIdentity, BlockHash>);
  static_assert(!std::is_convertible_v<BlockHash, ChainIdentity>);
  const std::string longest(base::limits::kMaxInlineTextBytes, 'f');
  ASSERT_TRUE(ChainIdentity::FromText(longest).has_value());
  EXPECT_EQ(ChainIdentity::FromText(longest)->text(), longest);
  EXPECT_FALSE(ChainIdentity::FromText(longest + "f").has_value());
  EXPECT_FALSE(ChainIdentity::FromText("").has_value());
  EXPECT_EQ(ChainIdentity::FromText("0x1"), ChainIdentity::FromText("0x1"));
  EXPECT_FALSE(ChainIdentity::FromText("0x1") == ChainIdentity::FromText("0x10"));
}

TEST(ProbeKinds, AreAllListedInOrder) {
  for (std::size_t index = 0; index < kProbeKindCount; ++index) {
    EXPECT_EQ(static_cast<std::size_t>(kAllProbeKinds.at(index)), index);
  }
  EXPECT_EQ(kAllProbeKinds.back(), ProbeKind::kTxIndex);
}

}  // namespace
}  // namespace headway::chains
