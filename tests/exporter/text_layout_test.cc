#include "exporter/text_layout.h"

#include <clocale>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace headway::exporter {
namespace {

using Lines = std::vector<std::string>;

TEST(TextLayout, CountsCodePointsAndNotBytes) {
  EXPECT_EQ(ColumnsOf(""), 0U);
  EXPECT_EQ(ColumnsOf("abc"), 3U);
  EXPECT_EQ(ColumnsOf("\xC3\xA4\xE2\x82\xAC"), 2U);
}

// U+4E2D and U+6587; U+1F600; e with U+0301.
constexpr const char* kHan = "\xE4\xB8\xAD\xE6\x96\x87";
constexpr const char* kEmoji = "\xF0\x9F\x98\x80";
constexpr const char* kAccented = "e\xCC\x81";

TEST(TextLayout, CountsWhatATerminalTakesForACharacter) {
  EXPECT_EQ(ColumnsOf(kHan), 4U);
  EXPECT_EQ(ColumnsOf(kEmoji), 2U);
  EXPECT_EQ(ColumnsOf(kAccented), 1U);
  EXPECT_EQ(ColumnsOf("\xE2\x80\xA6"), 1U);
}

TEST(TextLayout, DoesNotCutThroughAWideCharacterNorOffAMark) {
  EXPECT_EQ(CutTo(std::string(kHan) + kHan, 4), "\xE4\xB8\xAD\xE2\x80\xA6");
  EXPECT_EQ(CutTo(std::string(kAccented) + "bcd", 2), std::string(kAccented) + "\xE2\x80\xA6");
  EXPECT_EQ(CutMiddleTo(std::string(kHan) + "ab" + kHan, 6),
            "\xE4\xB8\xAD\xE2\x80\xA6\xE6\x96\x87");
  EXPECT_EQ(CutMiddleTo(std::string("abcd") + kAccented, 2),
            "\xE2\x80\xA6" + std::string(kAccented));
  EXPECT_EQ(PadTo(kHan, 5, Align::kLeft), std::string(kHan) + ' ');
}

TEST(TextLayout, WrapsByColumnsAndNotByCharacters) {
  EXPECT_EQ(Wrap(std::string(kHan) + kHan, 4), (Lines{kHan, kHan}));
  EXPECT_EQ(Wrap(std::string(kHan) + ' ' + kHan, 5), (Lines{kHan, kHan}));
  EXPECT_EQ(Wrap(std::string(kEmoji) + kEmoji, 3), (Lines{kEmoji, kEmoji}));
}

TEST(TextLayout, LeavesTheLocaleAsItWas) {
  const locale_t before = uselocale(nullptr);
  ColumnsOf(kHan);
  EXPECT_EQ(uselocale(nullptr), before);
}

TEST(TextLayout, CutsWhatIsTooLongAndNothingElse) {
  EXPECT_EQ(CutTo("abcd", 4), "abcd");
  EXPECT_EQ(CutTo("abcde", 4), "abc\xE2\x80\xA6");
  EXPECT_EQ(CutTo("abcde", 1), "\xE2\x80\xA6");
  EXPECT_EQ(CutTo("\xC3\xA4\xC3\xA4\xC3\xA4", 2), "\xC3\xA4\xE2\x80\xA6");
}

TEST(TextLayout, CutsTheMiddleOutOfWhatDiffersAtItsEnds) {
  EXPECT_EQ(CutMiddleTo("127.0.0.1:44123", 15), "127.0.0.1:44123");
  EXPECT_EQ(CutMiddleTo("127.0.0.1:44123", 14),
            "127.0.\xE2\x80\xA6"
            "1:44123");
  EXPECT_EQ(CutMiddleTo("abcdef", 3),
            "a\xE2\x80\xA6"
            "f");
  EXPECT_EQ(CutMiddleTo("abcdef", 1), "\xE2\x80\xA6");
  EXPECT_EQ(ColumnsOf(CutMiddleTo("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4", 4)), 4U);
}

TEST(TextLayout, PadsOnEitherSide) {
  EXPECT_EQ(PadTo("ab", 4, Align::kLeft), "ab  ");
  EXPECT_EQ(PadTo("ab", 4, Align::kRight), "  ab");
  EXPECT_EQ(PadTo("\xC3\xA4", 2, Align::kLeft), "\xC3\xA4 ");
  EXPECT_EQ(PadTo("abc", 2, Align::kLeft), "abc");
}

TEST(TextLayout, WrapsAtSpaces) {
  EXPECT_EQ(Wrap("one two three", 20), Lines{"one two three"});
  EXPECT_EQ(Wrap("one two three", 9), (Lines{"one two", "three"}));
  EXPECT_EQ(Wrap("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(Wrap("one two three", 6), (Lines{"one", "two", "three"}));
}

TEST(TextLayout, BreaksAWordThatNoLineHolds) {
  EXPECT_EQ(Wrap("abcdefgh ij", 3), (Lines{"abc", "def", "gh", "ij"}));
}

TEST(TextLayout, MakesALineOfNothing) { EXPECT_EQ(Wrap("", 10), Lines{""}); }

}  // namespace
}  // namespace headway::exporter
