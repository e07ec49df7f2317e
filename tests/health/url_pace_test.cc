// When a URL wants its next poll: recheck, backoff, hold-off (docs/health.md).
#include <array>
#include <chrono>
#include <optional>

#include <gtest/gtest.h>

#include "health/url_health.h"
#include "tests/health/url_under_test.h"

namespace headway::health {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct PaceCase {
  const char* what;
  const char* polls;
  Pace::Kind kind;
  std::uint32_t doublings;
};

const std::array kPaceCases = {
    PaceCase{"healthy", "h", Pace::Kind::kRegular, 0},
    PaceCase{"the first verdict against the gauge", "hf", Pace::Kind::kRecheck, 0},
    PaceCase{"still unsettled", "hff", Pace::Kind::kRecheck, 0},
    PaceCase{"a good poll settles it", "hffh", Pace::Kind::kRegular, 0},
    PaceCase{"the poll that brought it down", "hfff", Pace::Kind::kBackoff, 0},
    PaceCase{"down from the first poll", "f", Pace::Kind::kBackoff, 0},
    PaceCase{"the poll after it doubles", "hffff", Pace::Kind::kBackoff, 1},
    PaceCase{"and so does each one after", "hffffff", Pace::Kind::kBackoff, 3},
    PaceCase{"the first good poll while down", "ffffh", Pace::Kind::kRecheck, 0},
    PaceCase{"a relapse goes on where it was", "ffffhf", Pace::Kind::kBackoff, 4},
    PaceCase{"recovered", "ffffhh", Pace::Kind::kRegular, 0},
    PaceCase{"down again after a recovery", "ffffhhfff", Pace::Kind::kBackoff, 0},
    PaceCase{"throttled while healthy", "ht", Pace::Kind::kRegular, 0},
    PaceCase{"throttled while unsettled", "hft", Pace::Kind::kRecheck, 0},
    PaceCase{"throttled while down doubles nothing", "fft", Pace::Kind::kBackoff, 1},
    PaceCase{"cancelled while healthy", "hc", Pace::Kind::kRegular, 0},
    PaceCase{"cancelled while down doubles nothing", "ffc", Pace::Kind::kBackoff, 1},
};

TEST(Pace, FollowsFromGaugeAndStreak) {
  for (const PaceCase& each : kPaceCases) {
    const Pace pace = UrlUnderTest().Poll(each.polls);
    EXPECT_EQ(pace.kind, each.kind) << each.what;
    EXPECT_EQ(pace.doublings, each.doublings) << each.what;
  }
}

TEST(Recheck, ComesAfterTheRecheckIntervalWithItsTimeout) {
  HealthPolicy policy;
  policy.recheck_interval = milliseconds(700);
  policy.recheck_timeout = milliseconds(900);
  const Pace pace = UrlUnderTest(policy).Poll("hf");
  EXPECT_EQ(pace.interval, base::Duration(milliseconds(700)));
  EXPECT_EQ(pace.timeout, base::Duration(milliseconds(900)));
}

TEST(Recheck, GrantsTwiceTheLatencyOfTheLastAnswerIfThatIsMore) {
  HealthPolicy policy;
  policy.recheck_timeout = seconds(3);
  UrlUnderTest url(policy);
  ProbeReport slow = HeadReport(Ending::kAnswer, url.now());
  slow.figures.latency = milliseconds(2'500);
  url.Poll(slow);
  ProbeReport slower_failure = HeadReport(Ending::kServerError, url.now());
  slower_failure.figures.latency = seconds(9);
  EXPECT_EQ(url.Poll(slower_failure).timeout, base::Duration(seconds(5)));
}

struct HoldoffCase {
  std::optional<base::Duration> retry_after;
  base::Duration holdoff;
};

TEST(Holdoff, IsTheRetryAfterUpToItsMaximum) {
  const std::array cases = {
      HoldoffCase{seconds(7), seconds(7)},  HoldoffCase{seconds(0), seconds(0)},
      HoldoffCase{seconds(-3), seconds(0)}, HoldoffCase{minutes(5), minutes(5)},
      HoldoffCase{hours(9), minutes(5)},    HoldoffCase{std::nullopt, seconds(5)},
  };
  for (const HoldoffCase& each : cases) {
    UrlUnderTest url;
    ProbeReport report = HeadReport(Ending::kThrottled, url.now());
    report.retry_after = each.retry_after;
    EXPECT_EQ(url.Poll(report).holdoff, each.holdoff) << each.holdoff.count();
  }
}

TEST(Holdoff, DoublesFromFiveSecondsToTwoMinutesWithoutRetryAfter) {
  UrlUnderTest url;
  for (const int expected : {5, 10, 20, 40, 80, 120, 120, 120}) {
    EXPECT_EQ(url.Poll(Ending::kThrottled).holdoff, base::Duration(seconds(expected)));
  }
}

TEST(Holdoff, StaysBoundedHoweverOftenTheNodeThrottles) {
  HealthPolicy policy;
  policy.throttled_grace = hours(24);
  UrlUnderTest url(policy);
  Pace pace;
  for (int poll = 0; poll < 300; ++poll) pace = url.Poll(Ending::kThrottled);
  EXPECT_EQ(pace.holdoff, base::Duration(Holdoff::kLongest));
}

TEST(Holdoff, StepIsResetByAnAnswerAlone) {
  UrlUnderTest failed_between;
  failed_between.Poll("htt");
  failed_between.Poll("fc");
  EXPECT_EQ(failed_between.Poll(Ending::kThrottled).holdoff, base::Duration(seconds(20)));

  UrlUnderTest answered_between;
  answered_between.Poll("htth");
  EXPECT_EQ(answered_between.Poll(Ending::kThrottled).holdoff, base::Duration(seconds(5)));
}

TEST(Holdoff, IsOverWithTheNextFinishedPoll) {
  for (const char ending : {'h', 'f', 'u', 'a', 'm'}) {
    UrlUnderTest url;
    url.Poll("ht");
    EXPECT_EQ(url.Poll(Ending{ending}).holdoff, base::Duration::zero()) << ending;
  }
}

TEST(CancelledPoll, ChangesNothing) {
  for (const char* const before : {"", "h", "hff", "hfff", "ffh", "ht", "uuuuu"}) {
    UrlUnderTest with_cancelled;
    with_cancelled.Poll(before);
    with_cancelled.Poll("c");
    UrlUnderTest without;
    without.Poll(before);
    // What comes after tells whether anything was changed that shows only later.
    without.Advance(seconds(1));
    EXPECT_EQ(with_cancelled.Play("fftffhhh"), without.Play("fftffhhh")) << before;
    EXPECT_EQ(with_cancelled.health().refusals, without.health().refusals) << before;
    EXPECT_EQ(with_cancelled.health().holdoff, without.health().holdoff) << before;
    EXPECT_EQ(with_cancelled.health().first_poll_at.has_value(),
              without.health().first_poll_at.has_value());
  }
}

TEST(CancelledPoll, IsNoFirstPoll) {
  UrlUnderTest url;
  url.Poll("c");
  EXPECT_FALSE(url.health().first_poll_at.has_value());
  EXPECT_FALSE(url.health().decided);
}

}  // namespace
}  // namespace headway::health
