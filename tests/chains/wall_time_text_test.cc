#include "chains/wall_time_text.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace headway::chains {
namespace {

/// Nanoseconds since 1970.
std::optional<std::int64_t> Parsed(std::string_view text) {
  const auto time = ParseRfc3339(text);
  if (!time) return std::nullopt;
  return time->time_since_epoch().count();
}

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(ParseRfc3339, ReadsFractionsOfUpToNineDigits) {
  EXPECT_EQ(Parsed("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(Parsed("2019-04-22T17:01:51.701356223Z"), 1'555'952'511 * kSecond + 701'356'223);
  EXPECT_EQ(Parsed("1985-04-12T23:20:50.52Z"), 482'196'050 * kSecond + 520'000'000);
  EXPECT_EQ(Parsed("2019-12-11T16:11:34Z"), 1'576'080'694 * kSecond);
  EXPECT_EQ(Parsed("1970-01-01T00:00:00.1234567899Z"), 123'456'789);
}

TEST(ParseRfc3339, TakesOffsetsOffTheTime) {
  EXPECT_EQ(Parsed("1996-12-19T16:39:57-08:00"), Parsed("1996-12-20T00:39:57Z"));
  EXPECT_EQ(Parsed("1996-12-20T05:09:57+04:30"), Parsed("1996-12-20T00:39:57Z"));
  EXPECT_EQ(Parsed("1996-12-20t00:39:57z"), Parsed("1996-12-20T00:39:57+00:00"));
}

TEST(ParseRfc3339, KnowsTheCalendar) {
  EXPECT_EQ(Parsed("2024-02-29T00:00:00Z"), 1'709'164'800 * kSecond);
  EXPECT_EQ(Parsed("2023-02-29T00:00:00Z"), std::nullopt);
  EXPECT_EQ(Parsed("2024-13-01T00:00:00Z"), std::nullopt);
  EXPECT_EQ(Parsed("2024-04-31T00:00:00Z"), std::nullopt);
  EXPECT_EQ(Parsed("2024-00-10T00:00:00Z"), std::nullopt);
  EXPECT_EQ(Parsed("2016-12-31T23:59:60Z"), Parsed("2017-01-01T00:00:00Z"));
}

TEST(ParseRfc3339, ReadsNoTimeThatTheProgramCannotHold) {
  EXPECT_TRUE(Parsed("2261-12-31T23:59:59.999999999Z").has_value());
  EXPECT_EQ(Parsed("2262-01-01T00:00:00Z"), std::nullopt);
  EXPECT_EQ(Parsed("9999-12-31T23:59:59Z"), std::nullopt);
  EXPECT_EQ(Parsed("1969-12-31T23:59:59Z"), std::nullopt);
  EXPECT_EQ(Parsed("0001-01-01T00:00:00Z"), std::nullopt);
}

TEST(ParseRfc3339, ReadsNothingElse) {
  for (const char* text :
       {"", "Z", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-1-1T0:0:0Z",
        "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z",
        "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00,5Z", "2024-01-01T00:00:00ZZ",
        "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+00:60", "2024-01-01T00:00:00+0000",
        "2024-01-01T00:00:00+", "+024-01-01T00:00:00Z", "2024-01-01T00:00:00 Z", "1704067200"}) {
    EXPECT_EQ(Parsed(text), std::nullopt) << text;
  }
}

TEST(ParseRfc3339, OverrunsNothingHoweverLongTheFraction) {
  const std::string digits(1'000'000, '9');
  EXPECT_EQ(Parsed("1970-01-01T00:00:00." + digits + "Z"), 999'999'999);
  EXPECT_EQ(Parsed(digits), std::nullopt);
}

}  // namespace
}  // namespace headway::chains
