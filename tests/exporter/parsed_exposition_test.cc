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

TEST(ParseExposition, ReadsOpenMetrics) {
  const ParsedExposition parsed = ParseExposition(
      "# TYPE a_seconds counter\n# UNIT a_seconds seconds\n# HELP a_seconds \\\"Things\\\".\n"
      "a_seconds_total{x=\"1\"} 2.5\n# TYPE b unknown\n# HELP b Others.\nb 1\n# EOF\n",
      ExpositionFormat::kOpenMetrics100);
  EXPECT_EQ(parsed.problems, std::vector<std::string>());
  EXPECT_EQ(parsed.families.at("a_seconds").type, "counter");
  EXPECT_EQ(parsed.families.at("a_seconds").unit, "seconds");
  EXPECT_EQ(parsed.families.at("a_seconds").help, "\"Things\".");
  EXPECT_EQ(parsed.families.at("b").type, "unknown");
  EXPECT_EQ(parsed.ValueOf("a_seconds_total", {{"x", "1"}}), 2.5);
  EXPECT_EQ(parsed.ValueOf("b"), 1);
}

TEST(ParseExposition, FindsWhatIsWrongInOpenMetrics) {
  const std::string counter = "# TYPE a counter\n# HELP a Things.\n";
  const std::array<std::string, 14> bad = {
      "",
      counter + "a_total 1\n",
      counter + "a_total 1\n# EOF",
      counter + "a_total 1\n# EOF\n\n",
      counter + "# EOF\na_total 1\n# EOF\n",
      counter + "\na_total 1\n# EOF\n",
      counter + "a 1\n# EOF\n",
      counter + counter + "# EOF\n",
      "# HELP a Things.\n# TYPE a counter\na_total 1\n# EOF\n",
      "# TYPE a counter\n# HELP b Things.\n# EOF\n",
      "# TYPE a counter\n# HELP a \"Things\".\n# EOF\n",
      "# TYPE a untyped\n# HELP a Things.\na 1\n# EOF\n",
      "# TYPE a_seconds gauge\n# UNIT a_seconds bytes\n# HELP a_seconds Things.\n# EOF\n",
      "# TYPE a_bytes gauge\n# HELP a_bytes Things.\n# UNIT a_bytes bytes\n# EOF\n",
  };
  for (const std::string& text : bad) {
    EXPECT_FALSE(ParseExposition(text, ExpositionFormat::kOpenMetrics100).problems.empty()) << text;
  }
}

}  // namespace
}  // namespace headway::exporter
