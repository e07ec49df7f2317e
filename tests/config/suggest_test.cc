#include "config/suggest.h"

#include <array>

#include <gtest/gtest.h>

namespace headway::config {
namespace {

constexpr std::array<std::string_view, 4> kWords = {"ETH1", "BASE", "direct-rpc", "min-interval"};

TEST(Nearest, FindsSlipsOfEveryKind) {
  EXPECT_EQ(Nearest("ETHH1", kWords), "ETH1");             // a letter too many
  EXPECT_EQ(Nearest("BSE", kWords), "BASE");               // one missing
  EXPECT_EQ(Nearest("BADE", kWords), "BASE");              // another one
  EXPECT_EQ(Nearest("direct-rcp", kWords), "direct-rpc");  // two swapped
  EXPECT_EQ(Nearest("Min_Interval", kWords), "min-interval");
}

TEST(Nearest, StaysSilentWhenNothingIsNear) {
  EXPECT_EQ(Nearest("COSMOSHUB", kWords), "");
  EXPECT_EQ(Nearest("", kWords), "");
  EXPECT_EQ(Nearest("x", kWords), "");
  EXPECT_EQ(Nearest(std::string(100, 'a'), kWords), "");
}

TEST(Nearest, TakesTheNearestAndThenTheFirst) {
  constexpr std::array<std::string_view, 3> kClose = {"abcdexx", "abcdefx", "abcdefy"};
  EXPECT_EQ(Nearest("abcdefg", kClose), "abcdefx");
}

TEST(DidYouMean, IsTheEndOfASentence) {
  EXPECT_EQ(DidYouMean("ETHH1", kWords), " (did you mean \"ETH1\"?)");
  EXPECT_EQ(DidYouMean("COSMOSHUB", kWords), "");
}

}  // namespace
}  // namespace headway::config
