#include "chains/client_name.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace headway::chains {
namespace {

std::string Clean(std::string_view told) {
  const auto name = CleanClientName(told);
  return name ? std::string(name->text()) : "none";
}

TEST(ClientName, IsWhatTheNodeSaysWhereThatIsFitToShow) {
  EXPECT_EQ(Clean("Geth/v1.14.12-stable-293a300d/linux-amd64/go1.23.2"),
            "Geth/v1.14.12-stable-293a300d/linux-amd64/go1.23.2");
  EXPECT_EQ(Clean("a \"quoted\\\" name ~"), "a \"quoted\\\" name ~");
}

TEST(ClientName, HasNoByteThatIsNotPrintableAscii) {
  EXPECT_EQ(Clean("a\nb\tc\x1b[31m\x7f"), "a?b?c?[31m?");
  EXPECT_EQ(Clean(std::string_view("a\0b", 3)), "a?b");
  EXPECT_EQ(Clean("\xc3\xa9\xff"), "???");
  for (int byte = 0; byte < 256; ++byte) {
    const std::string told(1, static_cast<char>(byte));
    for (const char symbol : Clean("x" + told + "x")) {
      EXPECT_TRUE(symbol >= ' ' && symbol <= '~') << byte;
    }
  }
}

TEST(ClientName, HasNoBlanksAtItsEnds) {
  EXPECT_EQ(Clean("  geth  "), "geth");
  EXPECT_EQ(Clean(""), "none");
  EXPECT_EQ(Clean(std::string(1'000'000, ' ')), "none");
}

TEST(ClientName, IsCutWhereItWouldBeTooLong) {
  constexpr std::size_t kMost = base::limits::kMaxInlineTextBytes;
  EXPECT_EQ(Clean(std::string(kMost, 'x')), std::string(kMost, 'x'));
  EXPECT_EQ(Clean(std::string(1'000'000, 'x')), std::string(kMost, 'x'));
  EXPECT_EQ(Clean("x" + std::string(200, ' ') + "y"), "x") << "no blanks at the cut";
}

}  // namespace
}  // namespace headway::chains
