#include "chains/read_value.h"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <gtest/gtest.h>

namespace headway::chains {
namespace {

/// What `read` makes of one JSON value: never a view, since the document ends here.
template <class Read>
auto Of(std::string_view value, Read read) {
  json::Reader reader;
  const auto document = reader.Read(value);
  EXPECT_TRUE(document.ok()) << value;
  auto made = read(std::optional(document.value()));
  static_assert(!std::is_same_v<decltype(made), std::optional<std::string_view>>);
  return made;
}

std::optional<std::string> TextOf(const std::optional<BlockHash>& hash) {
  if (!hash) return std::nullopt;
  return std::string(hash->text());
}

std::optional<std::string> Text(std::string_view value) {
  return Of(value, [](const std::optional<json::Value>& read) -> std::optional<std::string> {
    const auto text = ReadText(read);
    if (!text) return std::nullopt;
    return std::string(*text);
  });
}

std::optional<std::string> Hex(std::string_view value) { return TextOf(Of(value, ReadHexHash)); }
std::optional<std::string> Base64(std::string_view value) {
  return TextOf(Of(value, ReadBase64Hash));
}

TEST(ReadDecimal, TakesNumbersAndTheirDigits) {
  EXPECT_EQ(Of("12", ReadDecimal), 12U);
  EXPECT_EQ(Of("\"12\"", ReadDecimal), 12U);
  EXPECT_EQ(Of("\"0\"", ReadDecimal), 0U);
  EXPECT_EQ(Of("\"0012\"", ReadDecimal), 12U);
  EXPECT_EQ(Of("18446744073709551615", ReadDecimal), 18'446'744'073'709'551'615U);
  EXPECT_EQ(Of("\"18446744073709551615\"", ReadDecimal), 18'446'744'073'709'551'615U);
  for (const char* value : {"\"18446744073709551616\"", "18446744073709551616", "-1", "\"-1\"",
                            "\"+1\"", "\" 1\"", "\"1 \"", "\"1.0\"", "1.0", "1e3", "\"1e3\"",
                            "\"0x1\"", "\"\"", "null", "true", "[1]", "{}"}) {
    EXPECT_EQ(Of(value, ReadDecimal), std::nullopt) << value;
  }
  EXPECT_EQ(ReadDecimal(std::nullopt), std::nullopt);
}

TEST(ReadHeight, EndsWhereDoublesAreNoLongerExact) {
  EXPECT_EQ(Of("\"9007199254740991\"", ReadHeight), base::BlockHeight{9'007'199'254'740'991U});
  EXPECT_EQ(Of("\"9007199254740992\"", ReadHeight), std::nullopt);
}

TEST(ReadHexHash, IsInLowerCaseWithoutPrefix) {
  EXPECT_EQ(Hex("\"0xABcd09\""), "abcd09");
  EXPECT_EQ(Hex("\"ABcd09\""), "abcd09");
  EXPECT_EQ(Hex('"' + std::string(88, 'F') + '"'), std::string(88, 'f'));
  EXPECT_EQ(Hex('"' + std::string(89, 'F') + '"'), std::nullopt);
  for (const char* value : {"\"\"", "\"0x\"", "\"0X1\"", "\"g\"", "\"a b\"", "12", "null"}) {
    EXPECT_EQ(Hex(value), std::nullopt) << value;
  }
}

// The vectors of RFC 4648, section 10.
TEST(ReadBase64Hash, IsTheBytesInHexadecimal) {
  EXPECT_EQ(Base64("\"Zg==\""), "66");
  EXPECT_EQ(Base64("\"Zm8=\""), "666f");
  EXPECT_EQ(Base64("\"Zm9v\""), "666f6f");
  EXPECT_EQ(Base64("\"Zm9vYg==\""), "666f6f62");
  EXPECT_EQ(Base64("\"Zm9vYmE=\""), "666f6f6261");
  EXPECT_EQ(Base64("\"Zm9vYmFy\""), "666f6f626172");
  EXPECT_EQ(Base64("\"//79\""), "fffefd");
}

TEST(ReadBase64Hash, ReadsNothingElse) {
  for (const char* value :
       {"\"\"", "\"Z\"", "\"Zg\"", "\"Zg=\"", "\"Zg===\"", "\"====\"", "\"Z===\"", "\"Zh==\"",
        "\"Zm9=\"", "\"Zg==Zg==\"", "\"Zm=v\"", "\"Zm-_\"", "\"Zm 9v\"", "12", "null"}) {
    EXPECT_EQ(Base64(value), std::nullopt) << value;
  }
  EXPECT_EQ(Base64('"' + std::string(60, 'A') + '"'), std::nullopt) << "45 bytes";
  EXPECT_EQ(Base64('"' + std::string(1'000'000, 'A') + '"'), std::nullopt);
}

TEST(ReadText, IsNeverEmpty) {
  EXPECT_EQ(Text("\"a b\""), "a b");
  EXPECT_EQ(Text("\"\""), std::nullopt);
  EXPECT_EQ(Text("1"), std::nullopt);
}

TEST(IsPrintable, EndsAtAscii) {
  EXPECT_TRUE(IsPrintable(" ~az09"));
  for (const char* text : {"a\n", "\x7F", "\xC3\xA9"}) EXPECT_FALSE(IsPrintable(text));
}

}  // namespace
}  // namespace headway::chains
