#include "config/durations.h"

#include <gtest/gtest.h>

namespace headway::config {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

TEST(ParseDuration, ReadsEveryUnit) {
  EXPECT_EQ(ParseDuration("7ns"), nanoseconds(7));
  EXPECT_EQ(ParseDuration("7us"), microseconds(7));
  EXPECT_EQ(ParseDuration("250ms"), milliseconds(250));
  EXPECT_EQ(ParseDuration("2s"), seconds(2));
  EXPECT_EQ(ParseDuration("15m"), minutes(15));
  EXPECT_EQ(ParseDuration("24h"), hours(24));
}

TEST(ParseDuration, AddsTermsAndReadsDecimals) {
  EXPECT_EQ(ParseDuration("1m30s"), seconds(90));
  EXPECT_EQ(ParseDuration("1h2m3s4ms"), hours(1) + minutes(2) + seconds(3) + milliseconds(4));
  EXPECT_EQ(ParseDuration("1.5s"), milliseconds(1'500));
  EXPECT_EQ(ParseDuration("0.25h"), minutes(15));
}

TEST(ParseDuration, TakesABareZeroOnly) {
  EXPECT_EQ(ParseDuration("0"), seconds(0));
  EXPECT_EQ(ParseDuration("0s"), seconds(0));
  EXPECT_EQ(ParseDuration("5"), std::nullopt);
}

TEST(ParseDuration, RefusesWhatIsMalformed) {
  for (const char* text : {"", "s", "5 s", " 5s", "5s ", "-5s", "+5s", "5S", "5d", "5sec", "1.2.3s",
                           ".s", "0x5s", "1e3s", "nans", "5s3", "5\xC2\xB5s"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

TEST(ParseDuration, RefusesMoreThanAYearAndDoesNotOverflow) {
  EXPECT_EQ(ParseDuration("8760h"), kMaxDuration);
  EXPECT_EQ(ParseDuration("8760h1ms"), std::nullopt);
  EXPECT_EQ(ParseDuration("99999999999999999999999999h"), std::nullopt);
  EXPECT_EQ(ParseDuration(std::string(400, '9') + "h"), std::nullopt);
}

TEST(FormatDuration, IsShortAndReadsBack) {
  EXPECT_EQ(FormatDuration(seconds(0)), "0s");
  EXPECT_EQ(FormatDuration(seconds(90)), "1m30s");
  EXPECT_EQ(FormatDuration(minutes(15)), "15m");
  EXPECT_EQ(FormatDuration(milliseconds(1'500)), "1s500ms");
  EXPECT_EQ(ParseDuration(FormatDuration(kMaxDuration)), kMaxDuration);
}

}  // namespace
}  // namespace headway::config
