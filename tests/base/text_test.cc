#include "base/text.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace headway::base {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kPlenty = 1'000;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string Replacements(std::size_t count) {
  std::string text;
  for (std::size_t at = 0; at < count; ++at) text += kReplacement;
  return text;
}

struct Sequence {
  const char* what;
  std::string_view bytes;
};

const std::vector<Sequence> kWellFormed = {
    {"nothing", ""sv},
    {"ASCII", "head 0x1a"sv},
    {"NUL", "\x00"sv},
    {"the first of two bytes, U+0080", "\xC2\x80"sv},
    {"the last of two bytes, U+07FF", "\xDF\xBF"sv},
    {"the first of three bytes, U+0800", "\xE0\xA0\x80"sv},
    {"below the surrogates, U+D7FF", "\xED\x9F\xBF"sv},
    {"above the surrogates, U+E000", "\xEE\x80\x80"sv},
    {"the last of three bytes, U+FFFF", "\xEF\xBF\xBF"sv},
    {"the first of four bytes, U+10000", "\xF0\x90\x80\x80"sv},
    {"the last of all, U+10FFFF", "\xF4\x8F\xBF\xBF"sv},
    {"a mixture", "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z"sv},
};

const std::vector<Sequence> kIllFormed = {
    {"a continuation alone", "\x80"sv},
    {"the last continuation alone", "\xBF"sv},
    {"an overlong slash of two bytes", "\xC0\xAF"sv},
    {"an overlong U+007F", "\xC1\xBF"sv},
    {"an overlong slash of three bytes", "\xE0\x80\xAF"sv},
    {"an overlong U+07FF", "\xE0\x9F\xBF"sv},
    {"an overlong slash of four bytes", "\xF0\x80\x80\xAF"sv},
    {"an overlong U+FFFF", "\xF0\x8F\xBF\xBF"sv},
    {"the first surrogate", "\xED\xA0\x80"sv},
    {"the last surrogate", "\xED\xBF\xBF"sv},
    {"a surrogate pair", "\xED\xA0\x80\xED\xB0\x80"sv},
    {"above U+10FFFF", "\xF4\x90\x80\x80"sv},
    {"a first byte of five", "\xF8\x88\x80\x80\x80"sv},
    {"a byte that is never used", "\xFE"sv},
    {"the other byte that is never used", "\xFF"sv},
    {"two bytes cut", "\xC3"sv},
    {"three bytes cut", "\xE2\x82"sv},
    {"four bytes cut", "\xF0\x9F\x98"sv},
    {"two bytes with a letter", "\xC3z"sv},
    {"three bytes with a letter", "\xE2\x82z"sv},
    {"four bytes with a letter", "\xF0\x9F\x98z"sv},
    {"three bytes with a letter second", "\xE2z\xAC"sv},
};

TEST(IsValidUtf8, AcceptsEverythingWellFormed) {
  for (const Sequence& sequence : kWellFormed) {
    EXPECT_TRUE(IsValidUtf8(sequence.bytes)) << sequence.what;
  }
}

TEST(IsValidUtf8, RefusesEverythingElseWhereverItStands) {
  for (const Sequence& sequence : kIllFormed) {
    const std::string bytes(sequence.bytes);
    EXPECT_FALSE(IsValidUtf8(bytes)) << sequence.what;
    EXPECT_FALSE(IsValidUtf8("before" + bytes)) << sequence.what;
    EXPECT_FALSE(IsValidUtf8(bytes + "after")) << sequence.what;
  }
}

TEST(Sanitize, LeavesReadableTextAlone) {
  constexpr std::string_view kText = "head 0x1a \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80";
  EXPECT_EQ(Sanitize(kText, kPlenty), kText);
  EXPECT_EQ(Sanitize("", kPlenty), "");
}

TEST(Sanitize, ReplacesEachIllFormedByte) {
  EXPECT_EQ(Sanitize("a\xFFz", kPlenty), "a" + Replacements(1) + "z");
  EXPECT_EQ(Sanitize("\xC0\xAF", kPlenty), Replacements(2));
  EXPECT_EQ(Sanitize("\xED\xA0\x80", kPlenty), Replacements(3));
  EXPECT_EQ(Sanitize("\xF0\x9F\x98z", kPlenty), Replacements(3) + "z");
  EXPECT_EQ(Sanitize("\xF4\x90\x80\x80", kPlenty), Replacements(4));
}

TEST(Sanitize, TurnsControlCharactersIntoSpaces) {
  EXPECT_EQ(Sanitize("a\nb\r\nc\td"sv, kPlenty), "a b  c d");
  EXPECT_EQ(Sanitize("\x00\x1B[31m\x7F"sv, kPlenty), "  [31m ");
}

TEST(Sanitize, TurnsEveryC1ControlIntoOneSpace) {
  for (unsigned code_point = 0x80; code_point <= 0x9F; ++code_point) {
    const std::string control{'\xC2', static_cast<char>(code_point)};
    EXPECT_EQ(Sanitize("a" + control + "b", kPlenty), "a b") << code_point;
  }
  EXPECT_EQ(Sanitize("\xC2\xA0", kPlenty), "\xC2\xA0") << "U+00A0 is no control";
}

TEST(Sanitize, TurnsWhatChangesTheDirectionOfTextIntoOneSpace) {
  for (const char* const control :
       {"\xD8\x9C", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC",
        "\xE2\x80\xAD", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8",
        "\xE2\x81\xA9"}) {
    EXPECT_EQ(Sanitize(std::string("a") + control + "b", kPlenty), "a b");
  }
  for (const char* const neighbour :
       {"\xD8\x9B", "\xD8\x9D", "\xE2\x80\x8D", "\xE2\x80\x90", "\xE2\x80\xA9", "\xE2\x80\xAF",
        "\xE2\x81\xA5", "\xE2\x81\xAA"}) {
    EXPECT_EQ(Sanitize(neighbour, kPlenty), neighbour);
  }
}

TEST(Sanitize, CutsAtACharacterBoundary) {
  EXPECT_EQ(Sanitize("abcdef", 3), "abc");
  EXPECT_EQ(Sanitize("abc", 3), "abc");
  EXPECT_EQ(Sanitize("a\xE2\x82\xAC", 4), "a\xE2\x82\xAC");
  EXPECT_EQ(Sanitize("a\xE2\x82\xAC", 3), "a");
  EXPECT_EQ(Sanitize("\xF0\x9F\x98\x80", 3), "");
  EXPECT_EQ(Sanitize("anything", 0), "");
}

TEST(Sanitize, CountsAReplacementByTheBytesItTakes) {
  EXPECT_EQ(Sanitize("\xFF\xFF", 5), Replacements(1));
  EXPECT_EQ(Sanitize("ab\xFF", 4), "ab");
}

TEST(Sanitize, KeepsNothingBehindTheCut) {
  EXPECT_EQ(Sanitize("a\xE2\x82\xACz", 3), "a") << "a shorter character behind must not slip in";
}

TEST(Sanitize, AnyBytesBecomeValidWithinTheBoundAndASecondPassChangesNothing) {
  Random random(2026);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes;
    const std::uint64_t size = random.Below(40);
    for (std::uint64_t at = 0; at < size; ++at) bytes += static_cast<char>(random.Next() & 0xFFU);
    const auto bound = static_cast<std::size_t>(random.Below(60));
    const std::string safe = Sanitize(bytes, bound);
    ASSERT_LE(safe.size(), bound);
    ASSERT_TRUE(IsValidUtf8(safe));
    ASSERT_EQ(Sanitize(safe, bound), safe);
  }
}

}  // namespace
}  // namespace headway::base
