// What a node may send to hurt us: each ends in its error, at the bound and not beside it.
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/random.h"
#include "base/text.h"
#include "json/reader.h"

namespace headway::json {
namespace {

using namespace std::string_view_literals;

using base::limits::kMaxJsonDepth;
using base::limits::kMaxReplyBodyBytes;

std::optional<ReadError> ErrorOf(std::string_view text) {
  Reader reader;
  const auto document = reader.Read(text);
  if (document) return std::nullopt;
  return document.error();
}

std::string Repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  for (std::size_t at = 0; at < times; ++at) text += piece;
  return text;
}

std::string Nested(std::string_view open, std::string_view close, std::size_t levels) {
  return Repeated(open, levels) + "1" + Repeated(close, levels);
}

TEST(HostileJson, DepthIsRefusedJustAboveTheLimit) {
  EXPECT_EQ(ErrorOf(Nested("[", "]", kMaxJsonDepth)), std::nullopt);
  EXPECT_EQ(ErrorOf(Nested("[", "]", kMaxJsonDepth + 1)), ReadError::kTooDeep);
  EXPECT_EQ(ErrorOf(Nested(R"({"a":)", "}", kMaxJsonDepth)), std::nullopt);
  EXPECT_EQ(ErrorOf(Nested(R"({"a":)", "}", kMaxJsonDepth + 1)), ReadError::kTooDeep);
  EXPECT_EQ(ErrorOf(Nested(R"([{"a":)", "}]", kMaxJsonDepth / 2)), std::nullopt);
  EXPECT_EQ(ErrorOf(Nested(R"([{"a":)", "}]", kMaxJsonDepth / 2 + 1)), ReadError::kTooDeep);
}

TEST(HostileJson, ManySiblingsAreNotDepth) {
  EXPECT_EQ(ErrorOf("[" + Repeated("[],", 1'000) + "[]]"), std::nullopt);
}

TEST(HostileJson, BracketsInsideStringsAreNotDepth) {
  EXPECT_EQ(ErrorOf("\"" + std::string(1'000, '[') + "\""), std::nullopt);
  EXPECT_EQ(ErrorOf(R"(["\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["])"), std::nullopt);
  EXPECT_EQ(ErrorOf(R"(["\\",")" + std::string(100, '{') + "\"]"), std::nullopt);
}

TEST(HostileJson, AnEscapedQuoteDoesNotHideDepth) {
  EXPECT_EQ(ErrorOf(R"(["\\")" + std::string(100, '[')), ReadError::kTooDeep);
  EXPECT_EQ(ErrorOf(R"(["\"",)" + std::string(100, '[')), ReadError::kTooDeep);
}

TEST(HostileJson, TwoHundredThousandLevelsEndInAnError) {
  EXPECT_EQ(ErrorOf(std::string(200'000, '[')), ReadError::kTooDeep);
  EXPECT_EQ(ErrorOf(Nested(R"({"a":)", "}", 200'000)), ReadError::kTooDeep);
}

TEST(HostileJson, SizeIsRefusedJustAboveTheLimit) {
  const std::string at_limit = "\"" + std::string(kMaxReplyBodyBytes - 2, 'a') + "\"";
  ASSERT_EQ(at_limit.size(), kMaxReplyBodyBytes);
  EXPECT_EQ(ErrorOf(at_limit), std::nullopt);
  EXPECT_EQ(ErrorOf(at_limit + " "), ReadError::kTooLarge);
}

TEST(HostileJson, DuplicateKeysAreRefusedAtEveryLevel) {
  EXPECT_EQ(ErrorOf(R"({"id":1,"result":"0x1","result":"0x2"})"), ReadError::kDuplicateKey);
  EXPECT_EQ(ErrorOf(R"({"a":{"b":[{"c":1,"c":1}]}})"), ReadError::kDuplicateKey);
  EXPECT_EQ(ErrorOf(R"([0,{"a":1,"a":null}])"), ReadError::kDuplicateKey);
  EXPECT_EQ(ErrorOf(R"({"":1,"":2})"), ReadError::kDuplicateKey);
  EXPECT_EQ(ErrorOf(R"({"result":1,"r\u0065sult":2})"), ReadError::kDuplicateKey);
}

TEST(HostileJson, TheSameKeyInDifferentObjectsIsNoDuplicate) {
  EXPECT_EQ(ErrorOf(R"({"a":{"a":{"a":1}}})"), std::nullopt);
  EXPECT_EQ(ErrorOf(R"([{"a":1},{"a":1}])"), std::nullopt);
  EXPECT_EQ(ErrorOf(R"({"a":1,"A":1,"a\u0000":1})"), std::nullopt);
}

// Small objects are compared pair by pair and large ones sorted: both, and the step between them.
TEST(HostileJson, DuplicatesAreFoundInObjectsOfAnySize) {
  for (const int keys : {2, 15, 16, 17, 18, 500}) {
    std::string members;
    for (int key = 0; key < keys - 1; ++key) members += "\"k" + std::to_string(key) + "\":0,";
    EXPECT_EQ(ErrorOf("{" + members + "\"last\":0}"), std::nullopt) << keys;
    EXPECT_EQ(ErrorOf("{" + members + "\"k0\":0}"), ReadError::kDuplicateKey) << keys;
  }
}

TEST(HostileJson, AHundredThousandDuplicateKeysEndInAnError) {
  EXPECT_EQ(ErrorOf("{" + Repeated(R"("k":0,)", 100'000) + R"("k":0})"), ReadError::kDuplicateKey);
}

TEST(HostileJson, NumbersBeyondEveryTypeAreRefused) {
  EXPECT_EQ(ErrorOf("1e999999"), ReadError::kSyntax);
  EXPECT_EQ(ErrorOf(R"({"result":1e999999})"), ReadError::kSyntax);
  EXPECT_EQ(ErrorOf("1e99999999999999999999"), ReadError::kSyntax);
}

TEST(HostileJson, LongDigitStringsAreNoWholeNumbers) {
  for (const std::string& digits :
       {std::string(21, '9'), std::string(300, '1'), "-" + std::string(300, '1'),
        "0." + std::string(100'000, '3'), "1e-" + std::string(8, '9')}) {
    Reader reader;
    const auto document = reader.Read(digits);
    ASSERT_TRUE(document.ok()) << digits.substr(0, 40);
    EXPECT_EQ(document.value().Uint64(), std::nullopt);
    EXPECT_EQ(document.value().Int64(), std::nullopt);
  }
  EXPECT_EQ(ErrorOf(std::string(100'000, '9')), ReadError::kSyntax);
}

TEST(HostileJson, IllFormedTextIsRefusedInValuesAndKeys) {
  for (const std::string_view bytes :
       {"\xFF"sv, "\x80"sv, "\xC0\xAF"sv, "\xE0\x80\xAF"sv, "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv,
        "\xF8\x88\x80\x80\x80"sv, "\xC3"sv, "\xE2\x82"sv}) {
    const std::string text(bytes);
    EXPECT_EQ(ErrorOf("\"" + text + "\""), ReadError::kInvalidUtf8) << bytes;
    EXPECT_EQ(ErrorOf("{\"" + text + "\":1}"), ReadError::kInvalidUtf8) << bytes;
    EXPECT_EQ(ErrorOf("[\"a" + text + "b\"]"), ReadError::kInvalidUtf8) << bytes;
  }
}

TEST(HostileJson, EscapedLoneSurrogatesAreRefused) {
  for (const std::string_view text :
       {R"("\ud800")"sv, R"("\udbff")"sv, R"("\udc00")"sv, R"("\udfff")"sv, R"("\ud800\ud800")"sv,
        R"("\ud800x")"sv, R"("\ud800\u0041")"sv, R"({"\udc00":1})"sv}) {
    EXPECT_TRUE(ErrorOf(text).has_value()) << text;
  }
}

TEST(HostileJson, WhatIsNoJsonIsASyntaxError) {
  for (const std::string_view text : {""sv,
                                      " "sv,
                                      "{"sv,
                                      "}"sv,
                                      "[1,]"sv,
                                      "{\"a\"}"sv,
                                      "{\"a\":}"sv,
                                      "{a:1}"sv,
                                      "{'a':1}"sv,
                                      "nul"sv,
                                      "NaN"sv,
                                      "Infinity"sv,
                                      "-"sv,
                                      "+1"sv,
                                      "01"sv,
                                      ".5"sv,
                                      "1."sv,
                                      "1e"sv,
                                      "0x10"sv,
                                      "\"open"sv,
                                      "\"bad \\x escape\""sv,
                                      "\"line\nbreak\""sv,
                                      "// comment\n1"sv,
                                      "\\"sv,
                                      "\"\\"sv,
                                      "<html></html>"sv,
                                      "\xFF"sv,
                                      "{\"a\":1"sv,
                                      "[1}"sv}) {
    EXPECT_EQ(ErrorOf(text), ReadError::kSyntax) << text;
  }
  EXPECT_EQ(ErrorOf(std::string_view()), ReadError::kSyntax);
}

TEST(HostileJson, JsonWithSomethingBehindItIsASyntaxError) {
  for (const std::string_view text : {"1 2"sv, "{} {}"sv, "{}]"sv, "null,"sv, "{}\n{}"sv}) {
    EXPECT_EQ(ErrorOf(text), ReadError::kSyntax) << text;
  }
}

TEST(HostileJson, NulBytesAreASyntaxErrorWhereverTheyStand) {
  for (const std::string_view text :
       {"\0"sv, "{}\0"sv, "{}\0{}"sv, "{\"a\0\":1}"sv, "\"a\0b\""sv, "[1\0,2]"sv, "\0{}"sv}) {
    EXPECT_EQ(ErrorOf(text), ReadError::kSyntax) << text.size();
  }
}

// Whatever it answers, it answers: no input ends the process, and no string that it hands out is
// anything but UTF-8.
TEST(HostileJson, RandomDamageToARealReplyNeverEndsTheProcess) {
  constexpr std::string_view kReply =
      R"({"jsonrpc":"2.0","id":1,"result":{"number":"0x1","hash":"\u00e9","list":[1,-2,3.5e2]}})";
  base::Random random(11);
  Reader reader;
  int read = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text(kReply);
    for (std::uint64_t hits = random.Below(3) + 1; hits > 0; --hits) {
      text[static_cast<std::size_t>(random.Below(text.size()))] =
          static_cast<char>(random.Next() & 0xFFU);
    }
    text.resize(text.size() -
                static_cast<std::size_t>(random.Below(4) == 0 ? random.Below(80) : 0));
    const auto document = reader.Read(text);
    if (!document) continue;
    ++read;
    const auto result = document.value().Find("result");
    const auto hash = result ? result->Find("hash") : std::nullopt;
    const auto hash_text = hash ? hash->String() : std::nullopt;
    ASSERT_TRUE(base::IsValidUtf8(hash_text.value_or(""))) << text;
  }
  EXPECT_GT(read, 100) << "the damage must leave some documents readable";
}

TEST(HostileJson, HasNoMoreValuesThanTheReaderAllows) {
  Reader reader({.max_bytes = 1'000, .max_values = 4});
  EXPECT_TRUE(reader.Read(R"([1,2,3,"a,b,c,d,e"])").ok()) << "commas of a text are none";
  EXPECT_EQ(reader.Read("[1,2,3,4,5]").error(), ReadError::kTooLarge);
  EXPECT_EQ(reader.Read("[[[[[]]]]]").error(), ReadError::kTooLarge);
}

TEST(HostileJson, MayBeLongerWhereTheReaderAllowsIt) {
  const std::string text = '"' + std::string(base::limits::kMaxReplyBodyBytes, 'x') + '"';
  EXPECT_EQ(Reader().Read(text).error(), ReadError::kTooLarge);
  EXPECT_TRUE(Reader({.max_bytes = text.size()}).Read(text).ok());
}

}  // namespace
}  // namespace headway::json
