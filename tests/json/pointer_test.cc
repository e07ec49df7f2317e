#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "json/reader.h"

namespace headway::json {
namespace {

/// The document of RFC 6901, section 5.
constexpr std::string_view kExample =
    R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,)"
    R"("i\\j":5,"k\"l":6," ":7,"m~n":8})";

std::optional<std::uint64_t> NumberAt(std::string_view pointer, std::string_view text = kExample) {
  Reader reader;
  const auto document = reader.Read(text);
  EXPECT_TRUE(document.ok());
  const auto value = document.value().Point(pointer);
  return value ? value->Uint64() : std::nullopt;
}

TEST(Point, NamesWhatTheStandardSaysItNames) {
  Reader reader;
  const auto document = reader.Read(kExample);
  ASSERT_TRUE(document.ok());
  EXPECT_TRUE(document.value().Point("")->IsObject());
  EXPECT_EQ(document.value().Point("/foo")->Size(), 2U);
  EXPECT_EQ(document.value().Point("/foo/0")->String(), "bar");
  EXPECT_EQ(document.value().Point("/foo/1")->String(), "baz");
  EXPECT_EQ(NumberAt("/"), 0U);
  EXPECT_EQ(NumberAt("/a~1b"), 1U);
  EXPECT_EQ(NumberAt("/c%d"), 2U);
  EXPECT_EQ(NumberAt("/e^f"), 3U);
  EXPECT_EQ(NumberAt("/g|h"), 4U);
  EXPECT_EQ(NumberAt("/i\\j"), 5U);
  EXPECT_EQ(NumberAt("/k\"l"), 6U);
  EXPECT_EQ(NumberAt("/ "), 7U);
  EXPECT_EQ(NumberAt("/m~0n"), 8U);
}

TEST(Point, FindsNothingWhereThereIsNothing) {
  for (const char* pointer :
       {"/fo", "/fooo", "/foo/2", "/foo/01", "/foo/-", "/foo/+1", "/foo/ 1", "/foo/", "/foo/0/0",
        "/foo/bar", "/foo/99999999999999999999", "//", "/a/b", "/m~1n"}) {
    EXPECT_EQ(NumberAt(pointer), std::nullopt) << pointer;
  }
}

TEST(Point, GoesThroughArraysOfArraysAndObjectsWithNumbersForNames) {
  EXPECT_EQ(NumberAt("/0/1/0", "[[1,[2]]]"), 2U);
  EXPECT_EQ(NumberAt("/0", R"({"0":3})"), 3U);
  EXPECT_EQ(NumberAt("/00", R"({"00":4})"), 4U);
  EXPECT_EQ(NumberAt("", "5"), 5U);
}

TEST(Point, FindsNothingByATextThatIsNoPointer) {
  for (const char* text : {"foo", "foo/0", "~", "/~", "/m~n", "/m~2n", "/a~"}) {
    EXPECT_FALSE(IsPointer(text)) << text;
    EXPECT_EQ(NumberAt(text), std::nullopt) << text;
  }
  for (const char* text : {"", "/", "//", "/a", "/~0", "/~1~0", "/~01"}) {
    EXPECT_TRUE(IsPointer(text)) << text;
  }
  EXPECT_EQ(NumberAt("/~01", R"({"~1":6})"), 6U);
}

TEST(Point, IsLinearInALongPointer) {
  const std::string slashes(100'000, '/');
  EXPECT_EQ(NumberAt(slashes), std::nullopt);
  EXPECT_EQ(NumberAt("/" + std::string(100'000, 'x')), std::nullopt);
}

}  // namespace
}  // namespace headway::json
