#include "chains/height_text.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace headway::chains {
namespace {

std::string WithHeight(std::string_view text, std::uint64_t height) {
  std::string out = "> ";
  AppendWithHeight(text, {height}, out);
  return out;
}

TEST(HeightText, HasTheHeightInPlaceOfItsMarks) {
  EXPECT_EQ(WithHeight("", 31), "> ");
  EXPECT_EQ(WithHeight("none", 31), "> none");
  EXPECT_EQ(WithHeight("{height}", 31), "> 31");
  EXPECT_EQ(WithHeight("{hex-height}", 31), "> 0x1f");
  EXPECT_EQ(WithHeight("/a/{hex-height}/{height}{height}/b", 0), "> /a/0x0/00/b");
  EXPECT_EQ(WithHeight(R"({"height":"{height}"})", 31), R"(> {"height":"31"})");
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(WithHeight("{height} {hex-height}", kMost),
            "> 18446744073709551615 0xffffffffffffffff");
}

TEST(HeightText, LeavesWhatIsAlmostAMark) {
  for (const char* const text : {"{", "}", "{}", "{ height }", "{height", "height}", "{HEIGHT}",
                                 "{hex-height", "{hexheight}", "{{", "a{b"}) {
    EXPECT_EQ(WithHeight(text, 31), "> " + std::string(text));
    EXPECT_FALSE(HasHeight(text)) << text;
  }
  EXPECT_EQ(WithHeight("{{height}}", 31), "> {31}");
  EXPECT_EQ(WithHeight("{hex-{height}}", 31), "> {hex-31}");
}

TEST(HeightText, IsOneThatHasAMark) {
  EXPECT_TRUE(HasHeight("/b/{height}"));
  EXPECT_TRUE(HasHeight("[\"{hex-height}\"]"));
  EXPECT_FALSE(HasHeight("height"));
}

}  // namespace
}  // namespace headway::chains
