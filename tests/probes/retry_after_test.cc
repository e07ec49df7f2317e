#include "probes/retry_after.h"

#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace headway::probes {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr std::string_view kSent = "Fri, 31 Dec 1999 23:58:59 GMT";
constexpr seconds kLongest(1'000'000);
// Fri, 31 Dec 1999 23:59:00 GMT by our own clock.
constexpr base::WallTime kNow{seconds(946'684'740)};

struct Case {
  std::string_view name;
  std::string_view retry_after;
  std::string_view date;
  std::optional<base::Duration> want;
};

std::ostream& operator<<(std::ostream& out, const Case& each) { return out << each.name; }

class RetryAfterTest : public ::testing::TestWithParam<Case> {};

TEST_P(RetryAfterTest, IsReadAsTheStandardSays) {
  EXPECT_EQ(ParseRetryAfter(GetParam().retry_after, GetParam().date, kNow), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RetryAfterTest,
    ::testing::Values(
        Case{"Absent", "", kSent, std::nullopt}, Case{"Zero", "0", "", seconds(0)},
        Case{"Seconds", "120", "", seconds(120)}, Case{"LeadingZeros", "007", "", seconds(7)},
        Case{"SecondsNeedNoDate", "5", "junk", seconds(5)},
        Case{"Negative", "-1", kSent, std::nullopt},
        Case{"HugelyNegative", "-99999999999999999999999", kSent, std::nullopt},
        Case{"Signed", "+5", kSent, std::nullopt}, Case{"Fraction", "1.5", kSent, std::nullopt},
        Case{"Unit", "10s", kSent, std::nullopt}, Case{"Words", "soon", kSent, std::nullopt},
        Case{"NotAscii", "\xe2\x88\x9e", kSent, std::nullopt},
        Case{"AMonth", "2592000", "", kLongest},
        Case{"AboveInt64", "9223372036854775808", "", kLongest},
        Case{"Huge", "99999999999999999999999999", "", kLongest},
        Case{"HugeThenJunk", "99999999999999999999999999 apples", kSent, std::nullopt},
        Case{"Date", "Fri, 31 Dec 1999 23:59:59 GMT", kSent, seconds(60)},
        Case{"DateOfNow", kSent, kSent, seconds(0)},
        Case{"PastDate", "Fri, 31 Dec 1999 23:58:58 GMT", kSent, std::nullopt},
        Case{"FarDate", "Fri, 31 Dec 2027 23:59:59 GMT", kSent, kLongest},
        Case{"DateOfTheOldForm", "Saturday, 01-Jan-00 01:58:59 GMT", kSent, hours(2)},
        Case{"DateWithoutDateHeader", "Fri, 31 Dec 1999 23:59:59 GMT", "", seconds(59)},
        Case{"DateWithJunkDateHeader", "Fri, 31 Dec 1999 23:59:59 GMT", "yesterday", seconds(59)}),
    [](const ::testing::TestParamInfo<Case>& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace headway::probes
