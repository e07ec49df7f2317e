// The reader that the tests trust must see what is wrong.
#include "tests/exporter/parsed_exposition.h"

#include <array>

#include <gtest/gtest.h>

namespace headway::exporter {
namespace {

TEST(ParseExposition, ReadsFamiliesLabelsAndValues) {
  const ParsedExposition parsed = ParseExposition(
      "# HELP a_total Things.\n# TYPE a_total counter\n"
      "a_total{x=\"q\\\"b\\\\n\\nl\",y=\"\"} 1e+21\n");
  EXPECT_TRUE(parsed.problems.empty());
  EXPECT_EQ(parsed.families.at("a_total").type, "counter");
  EXPECT_EQ(parsed.families.at("a_total").help, "Things.");
  EXPECT_EQ(parsed.ValueOf("a_total", {{"x", "q\"b\\n\nl"}, {"y", ""}}), 1e21);
}

TEST(ParseExposition, FindsWhatIsWrong) {
  const std::string family = "# HELP a Things.\n# TYPE a gauge\n";
  const std::array<std::string, 15> bad = {
      "a 1\n",
      family + "a 1",
      family + "b 1\n",
      family + "a_sum 1\n",
      family + "a NaN\n",
      family + "a Nan\n",
      family + "a  1\n",
      family + "a 1,5\n",
      family + "a{x=\"1\"}1\n",
      family + "a{x=\"1\",x=\"2\"} 1\n",
      family + "a{x=\"1} 1\n",
      family + "a{x=\"\\t\"} 1\n",
      family + "a{x=\"\xff\"} 1\n",
      family + "a 1\na 2\n",
      family + family,
  };
  for (const std::string& text : bad) {
    EXPECT_FALSE(ParseExposition(text).problems.empty()) << text;
  }
}

}  // namespace
}  // namespace headway::exporter
