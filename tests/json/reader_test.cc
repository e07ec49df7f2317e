#include "json/reader.h"

#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace headway::json {
namespace {

using namespace std::string_view_literals;

// The document is only valid together with the reader that read it.
class ReaderTest : public ::testing::Test {
 protected:
  Value Read(std::string_view text) {
    const auto document = reader_.Read(text);
    EXPECT_TRUE(document.ok()) << text;
    return document.ok() ? document.value() : reader_.Read("null").value();
  }

 private:
  Reader reader_;
};

TEST_F(ReaderTest, TellsTheTypesApart) {
  const Value document = Read(R"({"n":null,"o":{},"a":[],"s":"text","u":7,"b":true})");
  EXPECT_TRUE(document.IsObject());
  EXPECT_FALSE(document.IsArray());
  EXPECT_FALSE(document.IsNull());
  EXPECT_TRUE(document.Find("n")->IsNull());
  EXPECT_TRUE(document.Find("o")->IsObject());
  EXPECT_TRUE(document.Find("a")->IsArray());
  EXPECT_EQ(document.Find("s")->String(), "text");
  EXPECT_EQ(document.Find("u")->Uint64(), 7U);
  EXPECT_EQ(document.Find("b")->Bool(), true);
}

TEST_F(ReaderTest, AnAccessorOfAnotherTypeAnswersNothing) {
  const Value text = Read(R"("7")");
  EXPECT_EQ(text.Uint64(), std::nullopt);
  EXPECT_EQ(text.Int64(), std::nullopt);
  EXPECT_EQ(text.Bool(), std::nullopt);
  EXPECT_FALSE(text.Find("x").has_value());
  EXPECT_EQ(text.Size(), 0U);

  const Value number = Read("7");
  EXPECT_EQ(number.String(), std::nullopt);
  EXPECT_EQ(number.Bool(), std::nullopt);

  EXPECT_EQ(Read("null").String(), std::nullopt);
  EXPECT_EQ(Read("true").Uint64(), std::nullopt);
  EXPECT_EQ(Read("{}").String(), std::nullopt);
  EXPECT_FALSE(Read("[1]").Find("0").has_value());
}

TEST_F(ReaderTest, FindsMembersByTheirWholeNameOnly) {
  const Value document = Read(R"({"result":1,"resul":2,"":3,"Result":4})");
  EXPECT_EQ(document.Find("result")->Uint64(), 1U);
  EXPECT_EQ(document.Find("resul")->Uint64(), 2U);
  EXPECT_EQ(document.Find("")->Uint64(), 3U);
  EXPECT_FALSE(document.Find("results").has_value());
}

TEST_F(ReaderTest, WalksArraysInOrder) {
  const Value document = Read("[5,[6,7],{}]");
  ASSERT_EQ(document.Size(), 3U);
  EXPECT_EQ(document.At(0).Uint64(), 5U);
  ASSERT_EQ(document.At(1).Size(), 2U);
  EXPECT_EQ(document.At(1).At(1).Uint64(), 7U);
  EXPECT_TRUE(document.At(2).IsObject());
  EXPECT_TRUE(document.At(2).IsEmptyObject());
  EXPECT_FALSE(document.At(1).IsEmptyObject());
}

TEST_F(ReaderTest, AnElementBehindTheEndIsABrokenInvariant) {
  const Value document = Read("[5]");
  EXPECT_DEATH(static_cast<void>(document.At(1)), "CHECK failed: index < Size\\(\\)");
}

struct Whole {
  std::string_view text;
  std::optional<std::uint64_t> unsigned_value;
  std::optional<std::int64_t> signed_value;
};

TEST_F(ReaderTest, ReadsWholeNumbersThatFitAndNoOthers) {
  constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();
  constexpr std::uint64_t kTop = std::numeric_limits<std::uint64_t>::max();
  const Whole table[] = {
      {"0", 0, 0},
      {"1", 1, 1},
      {"-1", std::nullopt, -1},
      {"4294967296", 4294967296U, 4294967296},
      {"9223372036854775807", std::uint64_t{kHighest}, kHighest},
      {"9223372036854775808", std::uint64_t{kHighest} + 1, std::nullopt},
      {"18446744073709551615", kTop, std::nullopt},
      {"18446744073709551616", std::nullopt, std::nullopt},
      {"-9223372036854775808", std::nullopt, kLowest},
      {"-9223372036854775809", std::nullopt, std::nullopt},
      {"1.0", std::nullopt, std::nullopt},
      {"1.5", std::nullopt, std::nullopt},
      {"1e3", std::nullopt, std::nullopt},
      {"1E0", std::nullopt, std::nullopt},
      {"0.0", std::nullopt, std::nullopt},
      {"1e300", std::nullopt, std::nullopt},
  };
  for (const Whole& row : table) {
    EXPECT_EQ(Read(row.text).Uint64(), row.unsigned_value) << row.text;
    EXPECT_EQ(Read(row.text).Int64(), row.signed_value) << row.text;
  }
}

TEST_F(ReaderTest, MinusZeroIsZero) {
  EXPECT_EQ(Read("-0").Int64(), 0);
  EXPECT_EQ(Read("-0.0").Int64(), std::nullopt);
}

TEST_F(ReaderTest, UndoesEscapes) {
  EXPECT_EQ(Read(R"("\u20ac \ud83d\ude00 \n\t\"\\\/")").String(),
            "\xE2\x82\xAC \xF0\x9F\x98\x80 \n\t\"\\/");
  EXPECT_EQ(Read(R"("a\u0000b")").String(), "a\0b"sv);
}

TEST_F(ReaderTest, IgnoresWhiteSpaceAroundTheDocument) {
  EXPECT_EQ(Read(" \t\r\n7 \t\r\n").Uint64(), 7U);
}

TEST_F(ReaderTest, ReadsAgainAfterEachKindOfError) {
  Reader reader;
  const std::string deep(40, '[');
  for (const std::string_view bad :
       {"{"sv, "\"\xFF\""sv, R"({"a":1,"a":2})"sv, ""sv, std::string_view(deep)}) {
    EXPECT_FALSE(reader.Read(bad).ok()) << bad;
    const auto good = reader.Read(R"({"result":"0x1"})");
    ASSERT_TRUE(good.ok());
    EXPECT_EQ(good.value().Find("result")->String(), "0x1");
  }
}

TEST_F(ReaderTest, ADocumentDoesNotShineThroughIntoTheNext) {
  Reader reader;
  const std::string long_text(100'000, 'x');
  ASSERT_TRUE(reader.Read("{\"result\":\"" + long_text + "\"}").ok());
  const auto next = reader.Read(R"({"id":1})");
  ASSERT_TRUE(next.ok());
  EXPECT_FALSE(next.value().Find("result").has_value());
  EXPECT_EQ(next.value().Find("id")->Uint64(), 1U);
}

TEST_F(ReaderTest, ReadsAnyNumberAsADouble) {
  EXPECT_EQ(Read("0").Double(), 0.0);
  EXPECT_EQ(Read("3600").Double(), 3600.0);
  EXPECT_EQ(Read("-1").Double(), -1.0);
  EXPECT_EQ(Read("0.1").Double(), 0.1);
  EXPECT_EQ(Read("1e3").Double(), 1000.0);
  EXPECT_EQ(Read("18446744073709551615").Double(), 18446744073709551615.0);
  EXPECT_EQ(Read("1e-999").Double(), 0.0);
  EXPECT_EQ(Read(R"("1")").Double(), std::nullopt);
  EXPECT_EQ(Read("null").Double(), std::nullopt);
  EXPECT_EQ(Read("true").Double(), std::nullopt);
}

// Found by fuzzing: the digits of a long number are added up in doubles.
TEST_F(ReaderTest, ReadsALongNumberToTwelveDigits) {
  constexpr double kNumber = 2.111111111111111e113;
  const std::string digits = '2' + std::string(50, '1') + "577e60";
  EXPECT_NEAR(Read(digits).Double().value(), kNumber, kNumber * 1e-12);
}

// Found by fuzzing: such a number was infinite, which the writer takes for a mistake of ours.
TEST_F(ReaderTest, ANumberBeyondEveryDoubleIsNoDouble) {
  EXPECT_EQ(Read("8e308").Double(), std::nullopt);
  EXPECT_EQ(Read("-18446744073709e308").Double(), std::nullopt);
  EXPECT_EQ(Read("1e308").Double(), 1e308);
}

TEST(ReaderReadFirst, PassesOverWhatStandsBehindTheFirstValue) {
  const std::string_view rests[] = {"", " ", "x", "{}", "[[[", "]}", "\"", "\0"sv, "\xff", "7"};
  for (const std::string_view rest : rests) {
    Reader reader;
    const std::string text = R"( {"a":1})" + std::string(rest);
    const auto document = reader.ReadFirst(text);
    ASSERT_TRUE(document.ok()) << text;
    EXPECT_EQ(document.value().Find("a")->Uint64(), 1U) << text;
  }
  Reader reader;
  const std::string deep = "{}" + std::string(1'000, '[');
  EXPECT_TRUE(reader.ReadFirst(deep).ok());
}

TEST(ReaderReadFirst, IsAsStrictAsReadWithinTheFirstValue) {
  const std::string_view bad[] = {"", " ", "{", R"({"a":})", R"({"a":1,"a":2})", "\0{}"sv, "nul"};
  for (const std::string_view text : bad) {
    Reader reader;
    EXPECT_FALSE(reader.ReadFirst(text).ok()) << text;
  }
  Reader reader;
  EXPECT_EQ(reader.ReadFirst(std::string(1'000, '[')).error(), ReadError::kTooDeep);
  EXPECT_EQ(reader.ReadFirst("\"\xff\"").error(), ReadError::kInvalidUtf8);
}

TEST(ReaderReadFirst, ReadDoesNotPassOverAnything) {
  for (const std::string_view text : {"{}x"sv, "{} {}"sv, "{}\0"sv, "7 7"sv}) {
    Reader reader;
    EXPECT_EQ(reader.Read(text).error(), ReadError::kSyntax) << text;
  }
}

}  // namespace
}  // namespace headway::json
