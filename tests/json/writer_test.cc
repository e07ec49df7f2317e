#include "json/writer.h"

#include <limits>
#include <string_view>

#include <gtest/gtest.h>

#include "json/reader.h"

namespace headway::json {
namespace {

using namespace std::string_view_literals;

TEST(Writer, WritesEveryTypeCompactly) {
  Writer writer;
  writer.StartObject();
  writer.Key("text");
  writer.String("ETH1");
  writer.Key("list");
  writer.StartArray();
  writer.Uint(1);
  writer.Int(-2);
  writer.Double(0.5);
  writer.Bool(true);
  writer.Bool(false);
  writer.Null();
  writer.StartObject();
  writer.EndObject();
  writer.EndArray();
  writer.EndObject();
  EXPECT_EQ(writer.Take(), R"({"text":"ETH1","list":[1,-2,0.5,true,false,null,{}]})");
}

TEST(Writer, WritesWholeNumbersExactly) {
  Writer writer;
  writer.StartArray();
  writer.Uint(std::numeric_limits<std::uint64_t>::max());
  writer.Int(std::numeric_limits<std::int64_t>::min());
  writer.Uint((std::uint64_t{1} << 53U) - 1);
  writer.EndArray();
  EXPECT_EQ(writer.Take(), "[18446744073709551615,-9223372036854775808,9007199254740991]");
}

TEST(Writer, EscapesWhatWouldBreakTheDocument) {
  Writer writer;
  writer.StartObject();
  writer.Key("a\"b");
  writer.String("\"\\\n\t\0\x1F\xE2\x82\xAC"sv);
  writer.EndObject();
  EXPECT_EQ(writer.Take(), "{\"a\\\"b\":\"\\\"\\\\\\n\\t\\u0000\\u001F\xE2\x82\xAC\"}");
}

TEST(Writer, AnEmptyTextMayBeAViewOfNothing) {
  Writer writer;
  writer.StartArray();
  writer.String(std::string_view());
  writer.String("");
  writer.EndArray();
  EXPECT_EQ(writer.Take(), R"(["",""])");
}

TEST(Writer, AScalarIsADocument) {
  Writer writer;
  writer.Null();
  EXPECT_EQ(writer.Take(), "null");
}

TEST(Writer, WhatItWritesTheReaderReads) {
  Writer writer;
  writer.StartObject();
  writer.Key("a\0b"sv);
  writer.String("line\r\n\x01 \xF0\x9F\x98\x80");
  writer.EndObject();
  const std::string text = writer.Take();
  Reader reader;
  const auto document = reader.Read(text);
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(document.value().Find("a\0b"sv)->String(), "line\r\n\x01 \xF0\x9F\x98\x80");
}

TEST(WriterDeathTest, AnUnfinishedDocumentCannotBeTaken) {
  Writer writer;
  writer.StartObject();
  EXPECT_DEATH(static_cast<void>(writer.Take()), "CHECK failed");
}

TEST(WriterDeathTest, UnbalancedCallsAbort) {
  EXPECT_DEATH(
      {
        Writer writer;
        writer.EndObject();
      },
      "CHECK failed");
  EXPECT_DEATH(
      {
        Writer writer;
        writer.StartArray();
        writer.EndObject();
      },
      "CHECK failed");
  EXPECT_DEATH(
      {
        Writer writer;
        writer.StartObject();
        writer.Key("key without value");
        writer.EndObject();
      },
      "CHECK failed");
}

TEST(WriterDeathTest, AValueWithoutItsKeyAborts) {
  EXPECT_DEATH(
      {
        Writer writer;
        writer.StartObject();
        writer.Uint(1);
      },
      "CHECK failed");
}

TEST(WriterDeathTest, OneDocumentIsAllAWriterWrites) {
  EXPECT_DEATH(
      {
        Writer writer;
        writer.Null();
        writer.Null();
      },
      "CHECK failed");
}

TEST(WriterDeathTest, NumbersThatJsonCannotSayAbort) {
  Writer writer;
  EXPECT_DEATH(writer.Double(std::numeric_limits<double>::infinity()), "CHECK failed");
  EXPECT_DEATH(writer.Double(std::numeric_limits<double>::quiet_NaN()), "CHECK failed");
}

}  // namespace
}  // namespace headway::json
