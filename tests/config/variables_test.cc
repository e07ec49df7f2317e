#include "config/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headway::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Expansion Expand(std::string_view text) {
  return ExpandVariables(text, [](const std::string& name) -> std::optional<std::string> {
    if (name == "KEY") return "s3cret";
    if (name == "EMPTY") return "";
    if (name == "NESTED") return "${KEY} $$";
    return std::nullopt;
  });
}

TEST(ExpandVariables, PutsVariablesIn) {
  EXPECT_EQ(Expand("a-${KEY}-b-${KEY}").text, "a-s3cret-b-s3cret");
  EXPECT_EQ(Expand("${EMPTY}").text, "");
  EXPECT_TRUE(Expand("${EMPTY}").expanded);
}

TEST(ExpandVariables, TakesTheDefaultWhereTheVariableIsUnsetOrEmpty) {
  EXPECT_EQ(Expand("${NONE:-http://h:1}").text, "http://h:1");
  EXPECT_EQ(Expand("${EMPTY:-x}").text, "x");
  EXPECT_EQ(Expand("${KEY:-x}").text, "s3cret");
  EXPECT_EQ(Expand("${NONE:-}").text, "");
  EXPECT_THAT(Expand("${NONE:-}").problems, IsEmpty());
}

TEST(ExpandVariables, KeepsDollarsThatStartNothing) {
  EXPECT_EQ(Expand("5$ $x $").text, "5$ $x $");
  EXPECT_EQ(Expand("$${KEY}").text, "${KEY}");
  EXPECT_EQ(Expand("$$$${x").text, "$${x");
  EXPECT_FALSE(Expand("$$").expanded);
}

TEST(ExpandVariables, DoesNotLookIntoWhatItPutIn) {
  EXPECT_EQ(Expand("${NESTED}").text, "${KEY} $$");
}

TEST(ExpandVariables, NamesEveryVariableThatIsNotSet) {
  EXPECT_THAT(
      Expand("${A}${KEY}${B}").problems,
      ElementsAre(HasSubstr("variable \"A\" is not set"), HasSubstr("variable \"B\" is not set")));
}

TEST(ExpandVariables, RefusesMalformedReferencesWithoutShowingThem) {
  for (const char* text :
       {"${", "${KEY", "${}", "${1A}", "${a b}", "${KEY-x}", "${KEY:x}", "${:-x}"}) {
    const Expansion expansion = Expand(text);
    EXPECT_THAT(expansion.problems, SizeIs(1)) << text;
    EXPECT_THAT(expansion.problems, ElementsAre(HasSubstr("malformed \"${\""))) << text;
  }
}

}  // namespace
}  // namespace headway::config
