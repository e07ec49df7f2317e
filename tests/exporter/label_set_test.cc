#include "exporter/label_set.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"

namespace headway::exporter {
namespace {

TEST(LabelSet, OfNothingIsEmpty) {
  EXPECT_TRUE(LabelSet().empty());
  EXPECT_EQ(LabelSet().text(), "");
}

TEST(LabelSet, RendersPairsInTheOrderGiven) {
  const LabelSet labels{{"spec", "ETH1"}, {"endpoint_id", "alpha"}, {"empty", ""}};
  EXPECT_EQ(labels.text(), R"(spec="ETH1",endpoint_id="alpha",empty="")");
  EXPECT_EQ(labels.pairs().size(), 3U);
}

TEST(LabelSet, RendersAVectorAndAListAlike) {
  const std::vector<LabelSet::Pair> pairs = {{"a", "1"}, {"b", "2"}};
  EXPECT_EQ(LabelSet(pairs).text(), (LabelSet{{"a", "1"}, {"b", "2"}}.text()));
}

struct ValueCase {
  const char* value;
  const char* text;
};

TEST(LabelSet, EscapesAndCleansValues) {
  const std::array cases = {
      ValueCase{"plain", R"(a="plain")"},
      ValueCase{"say \"hi\"", R"(a="say \"hi\"")"},
      ValueCase{"back\\slash", R"(a="back\\slash")"},
      ValueCase{"trailing\\", R"(a="trailing\\")"},
      ValueCase{"two\nlines", R"(a="two lines")"},
      ValueCase{"a\tb\rc\x1b[31m", R"(a="a b c [31m")"},
      ValueCase{"узел β", R"(a="узел β")"},
      ValueCase{"\xff|\xc3", "a=\"\xEF\xBF\xBD|\xEF\xBF\xBD\""},
      ValueCase{"} 1\nx{y=\"", R"(a="} 1 x{y=\"")"},
  };
  for (const ValueCase& each : cases) {
    EXPECT_EQ((LabelSet{{"a", each.value}}.text()), each.text);
  }
}

TEST(LabelSet, CutsLongValuesAtACharacter) {
  for (const char* const character : {"x", "β", "€", "😀"}) {
    std::string value = "a";
    for (int count = 0; count < 200; ++count) value += character;
    const LabelSet labels{{"a", value}};
    const std::string& shown = labels.pairs()[0].second;
    EXPECT_LE(shown.size(), base::limits::kMaxLabelValueBytes);
    EXPECT_GT(shown.size(), base::limits::kMaxLabelValueBytes - 4);
    EXPECT_TRUE(base::IsValidUtf8(shown));
    EXPECT_TRUE(value.starts_with(shown));
  }
}

TEST(AppendEscapedLabelValue, EscapesBackslashQuoteAndNewlineOnly) {
  std::string out = "x";
  AppendEscapedLabelValue("a\\b\"c\nd{}=,", out);
  EXPECT_EQ(out, R"(xa\\b\"c\nd{}=,)");
}

}  // namespace
}  // namespace headway::exporter
