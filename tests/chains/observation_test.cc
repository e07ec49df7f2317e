#include "chains/observation.h"

#include <string>

#include <gtest/gtest.h>

namespace headway::chains {
namespace {

TEST(BlockHash, KeepsTheTextItWasMadeOf) {
  const auto hash = BlockHash::FromText("d4e567");
  ASSERT_TRUE(hash.has_value());
  EXPECT_EQ(hash->text(), "d4e567");
}

TEST(BlockHash, TakesOneCharacterUpToItsBoundAndNoneBeyond) {
  const std::string longest(base::limits::kMaxBlockHashBytes, 'f');
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

}  // namespace
}  // namespace headway::chains
