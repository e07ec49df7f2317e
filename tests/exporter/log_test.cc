#include "exporter/log.h"

#include <algorithm>
#include <array>
#include <string>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"
#include "json/reader.h"

namespace headway::exporter {
namespace {

std::string Logfmt(std::string_view value) {
  return RenderLogLine(LogFormat::kLogfmt, LogLevel::kInfo, "m", {{"k", value}});
}

std::string JsonField(std::string_view line, std::string_view key) {
  json::Reader reader;
  const auto document = reader.Read(line);
  if (!document.ok() || !document.value().Find(key)) return "(not there)";
  return std::string(document.value().Find(key)->String().value_or("(no string)"));
}

struct ValueCase {
  const char* value;
  const char* line;
};

TEST(LogfmtLine, QuotesWhatNeedsIt) {
  const std::array cases = {
      ValueCase{"plain", "level=info msg=m k=plain"},
      ValueCase{"", "level=info msg=m k=\"\""},
      ValueCase{"two words", "level=info msg=m k=\"two words\""},
      ValueCase{"a=b", "level=info msg=m k=\"a=b\""},
      ValueCase{"say \"hi\"", "level=info msg=m k=\"say \\\"hi\\\"\""},
      ValueCase{"c:\\d", "level=info msg=m k=\"c:\\\\d\""},
      ValueCase{"узел", "level=info msg=m k=узел"},
  };
  for (const ValueCase& each : cases) EXPECT_EQ(Logfmt(each.value), each.line);
}

TEST(LogfmtLine, NamesTheLevel) {
  const std::array levels = {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarn, LogLevel::kError};
  const std::array names = {"debug", "info", "warn", "error"};
  for (std::size_t index = 0; index < levels.size(); ++index) {
    EXPECT_EQ(RenderLogLine(LogFormat::kLogfmt, levels.at(index), "m", {}),
              std::string("level=") + names.at(index) + " msg=m");
  }
}

TEST(LogLine, CannotBeForgedByWhatComesFromOutside) {
  const std::string hostile = "x\nlevel=error msg=forged\r\n\x1b[2J\x07\xff\xc2\x85";
  for (const LogFormat format : {LogFormat::kLogfmt, LogFormat::kJson}) {
    const std::string line = RenderLogLine(format, LogLevel::kInfo, hostile, {{"k", hostile}});
    EXPECT_TRUE(base::IsValidUtf8(line));
    EXPECT_TRUE(std::none_of(line.begin(), line.end(), [](char symbol) {
      return (symbol >= 0 && symbol < 0x20) || symbol == 0x7f;
    })) << line;
    EXPECT_EQ(line.find("\xc2\x85"), std::string::npos);
  }
  EXPECT_EQ(Logfmt("a\nlevel=error"), "level=info msg=m k=\"a level=error\"");
}

TEST(LogLine, CapsEachValue) {
  const std::string endless(5'000, 'x');
  const std::string capped(base::limits::kMaxLogValueBytes, 'x');
  EXPECT_EQ(capped.size(), 200U);
  EXPECT_EQ(Logfmt(endless), "level=info msg=m k=" + capped);
  const std::string line =
      RenderLogLine(LogFormat::kJson, LogLevel::kInfo, endless, {{"k", endless}});
  EXPECT_EQ(JsonField(line, "msg"), capped);
  EXPECT_EQ(JsonField(line, "k"), capped);
}

TEST(JsonLine, IsOneObjectWithEveryField) {
  const std::string line = RenderLogLine(LogFormat::kJson, LogLevel::kWarn, "say \"hi\"",
                                         {{"a", "1"}, {"b", "back\\slash"}});
  EXPECT_EQ(JsonField(line, "level"), "warn");
  EXPECT_EQ(JsonField(line, "msg"), "say \"hi\"");
  EXPECT_EQ(JsonField(line, "a"), "1");
  EXPECT_EQ(JsonField(line, "b"), "back\\slash");
}

TEST(Log, WritesJsonLinesWithATimeStamp) {
  ::testing::internal::CaptureStderr();
  Log(LogLevel::kInfo, LogFormat::kJson).Info("started", {{"percent", "100%v {}"}});
  const std::string text = ::testing::internal::GetCapturedStderr();
  ASSERT_TRUE(text.ends_with('\n'));
  const std::string line = text.substr(0, text.size() - 1);
  EXPECT_EQ(JsonField(line, "msg"), "started");
  EXPECT_EQ(JsonField(line, "percent"), "100%v {}");
  const std::string at = JsonField(line, "ts");
  EXPECT_EQ(at.size(), std::string("2026-01-01T00:00:00.000Z").size()) << at;
  EXPECT_TRUE(at.ends_with('Z')) << at;
}

TEST(Log, WritesLogfmtLinesWithATimeStamp) {
  ::testing::internal::CaptureStderr();
  Log(LogLevel::kInfo, LogFormat::kLogfmt).Warn("slow", {{"k", "100%v {}"}});
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_TRUE(text.starts_with("ts=2")) << text;
  EXPECT_TRUE(text.ends_with(" level=warn msg=slow k=\"100%v {}\"\n")) << text;
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
  ::testing::internal::CaptureStderr();
  const Log log(LogLevel::kWarn, LogFormat::kLogfmt);
  log.Debug("one");
  log.Info("two");
  log.Warn("three");
  log.Error("four");
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(text.find("one"), std::string::npos);
  EXPECT_EQ(text.find("two"), std::string::npos);
  EXPECT_NE(text.find("msg=three"), std::string::npos);
  EXPECT_NE(text.find("msg=four"), std::string::npos);
}

TEST(ParseLogLevel, TakesTheNamesAndNothingElse) {
  EXPECT_EQ(ParseLogLevel("debug"), LogLevel::kDebug);
  EXPECT_EQ(ParseLogLevel("info"), LogLevel::kInfo);
  EXPECT_EQ(ParseLogLevel("warn"), LogLevel::kWarn);
  EXPECT_EQ(ParseLogLevel("error"), LogLevel::kError);
  for (const char* const bad : {"", "INFO", "warning", "trace", "info "}) {
    EXPECT_FALSE(ParseLogLevel(bad).has_value()) << bad;
  }
}

TEST(ParseLogFormat, TakesTheNamesAndNothingElse) {
  EXPECT_EQ(ParseLogFormat("logfmt"), LogFormat::kLogfmt);
  EXPECT_EQ(ParseLogFormat("json"), LogFormat::kJson);
  for (const char* const bad : {"", "JSON", "text"}) {
    EXPECT_FALSE(ParseLogFormat(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace headway::exporter
