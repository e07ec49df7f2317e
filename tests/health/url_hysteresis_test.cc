// What hysteresis makes of the verdicts on polls (docs/health.md, "From verdicts to state and
// gauge").
#include <array>
#include <initializer_list>
#include <string>

#include <gtest/gtest.h>

#include "health/url_health.h"
#include "tests/health/url_under_test.h"

namespace headway::health {
namespace {

StateSet States(std::initializer_list<State> states) {
  StateSet set;
  for (const State state : states) set.set(static_cast<std::size_t>(state));
  return set;
}

TEST(UrlHealth, IsUnknownAndUpBeforeItsFirstPoll) {
  const UrlHealth health;
  EXPECT_EQ(ShownState(health), State::kUnknown);
  EXPECT_TRUE(health.gauge);
  EXPECT_FALSE(health.serves);
}

struct Case {
  const char* what;
  const char* polls;
  const char* shown;
};

// With the default fall = 3 and rise = 2.
const std::array kCases = {
    Case{"the first answer decides", "h", "1h"},
    Case{"the first failure decides", "u", "0u"},
    Case{"a throttled first poll decides nothing", "th", "1t 1h"},
    Case{"after a throttled first poll the first failure decides", "ttf", "1t 1t 0f"},
    Case{"a cancelled first poll decides nothing", "cu", "1? 0u"},
    Case{"three bad polls take it down", "hfff", "1h 1h 1h 0f"},
    Case{"two bad polls do not", "hffhff", "1h 1h 1h 1h 1h 1h"},
    Case{"bad polls of any kind add up, the latest is shown", "hufa", "1h 1h 1h 0a"},
    Case{"between bad kinds it changes at once", "fuam", "0f 0u 0a 0f"},
    Case{"two good polls bring it back", "fhh", "0f 0f 1h"},
    Case{"a bad poll between good ones starts the rise again", "fhfhh", "0f 0f 0f 0f 1h"},
    Case{"a bad poll of another kind during the rise is shown at once", "fhuhh", "0f 0f 0u 0u 1h"},
    Case{"a good poll during the fall starts it again", "hffhfff", "1h 1h 1h 1h 1h 1h 0f"},
    Case{"throttled is shown at once and leaves the gauge up", "hth", "1h 1t 1h"},
    Case{"throttled is shown at once and leaves the gauge down", "fthh", "0f 0t 0f 1h"},
    Case{"throttled neither breaks nor feeds the fall", "hftftf", "1h 1h 1t 1h 1t 0f"},
    Case{"throttled neither breaks nor feeds the rise", "fhth", "0f 0f 0t 1h"},
    Case{"after throttled the state behind it is shown again", "hftf", "1h 1h 1t 1h"},
    Case{"a cancelled poll leaves a streak alone", "hffcf", "1h 1h 1h 1h 0f"},
    Case{"a cancelled poll leaves throttled shown", "htc", "1h 1t 1t"},
};

TEST(Hysteresis, MovesGaugeAndStateTogether) {
  for (const Case& each : kCases) {
    EXPECT_EQ(UrlUnderTest().Play(each.polls), each.shown) << each.what << ": " << each.polls;
  }
}

TEST(Hysteresis, FallAndRiseOfOneDecideEachPoll) {
  HealthPolicy policy;
  policy.fall = 1;
  policy.rise = 1;
  EXPECT_EQ(UrlUnderTest(policy).Play("hfhuh"), "1h 0f 1h 0u 1h");
}

TEST(Hysteresis, TakesAsManyPollsAsThePolicySays) {
  HealthPolicy policy;
  policy.fall = 5;
  policy.rise = 4;
  EXPECT_EQ(UrlUnderTest(policy).Play("hfffffhhhh"), "1h 1h 1h 1h 1h 0f 0f 0f 0f 1h");
}

TEST(UnhealthyOn, LeavesAVerdictThatIsNotListedHarmlessAndShowsItAtOnce) {
  HealthPolicy policy;
  policy.unhealthy_on = States({State::kUnreachable});
  EXPECT_EQ(UrlUnderTest(policy).Play("hffffa"), "1h 1f 1f 1f 1f 1a");
}

TEST(UnhealthyOn, LetsTheListedVerdictsTakeTheUrlDown) {
  HealthPolicy policy;
  policy.unhealthy_on = States({State::kUnreachable});
  EXPECT_EQ(UrlUnderTest(policy).Play("hufuuu"), "1h 1h 1f 1f 1f 0u");
}

TEST(UnhealthyOn, AVerdictThatIsNotListedServesNobody) {
  HealthPolicy policy;
  policy.unhealthy_on = States({State::kUnreachable});
  UrlUnderTest url(policy);
  url.Poll("hf");
  EXPECT_TRUE(url.health().gauge);
  EXPECT_FALSE(url.health().serves);
}

TEST(UnhealthyOn, WithNothingListedNothingTakesTheUrlDown) {
  HealthPolicy policy;
  policy.unhealthy_on = {};
  EXPECT_EQ(UrlUnderTest(policy).Play("uuuufa"), "1u 1u 1u 1u 1f 1a");
}

TEST(ThrottledGrace, CountsThrottledAsBadOnceItIsOver) {
  HealthPolicy policy;
  policy.throttled_grace = std::chrono::seconds(3);
  // The answer is at second 0; the throttled polls of seconds 3, 4 and 5 count.
  EXPECT_EQ(UrlUnderTest(policy).Play("httttt"), "1h 1t 1t 1t 1t 0t");
}

TEST(ThrottledGrace, RunsFromTheFirstPollIfNoneWasAnswered) {
  HealthPolicy policy;
  policy.throttled_grace = std::chrono::seconds(3);
  EXPECT_EQ(UrlUnderTest(policy).Play("tttt"), "1t 1t 1t 0t");
}

TEST(ThrottledGrace, StartsAgainWithAnAnswerAndNotWithAFailure) {
  HealthPolicy policy;
  policy.throttled_grace = std::chrono::seconds(3);
  EXPECT_EQ(UrlUnderTest(policy).Play("htthtt"), "1h 1t 1t 1h 1t 1t");
  EXPECT_EQ(UrlUnderTest(policy).Play("hffttt"), "1h 1h 1h 0t 0t 0t");
}

TEST(ThrottledGrace, AfterItTheUrlRisesLikeAnyOther) {
  HealthPolicy policy;
  policy.throttled_grace = std::chrono::seconds(1);
  EXPECT_EQ(UrlUnderTest(policy).Play("htttfhh"), "1h 1t 1t 0t 0f 0f 1h");
}

TEST(Serves, IsTrueFromTheFirstAnswerUntilTheFallIsSettled) {
  UrlUnderTest url;
  EXPECT_FALSE(url.health().serves);
  url.Poll("h");
  EXPECT_TRUE(url.health().serves);
  url.Poll("ff");
  EXPECT_TRUE(url.health().serves);
  url.Poll("f");
  EXPECT_FALSE(url.health().serves);
}

TEST(Serves, ReturnsWithTheGauge) {
  UrlUnderTest url;
  url.Poll("fh");
  EXPECT_FALSE(url.health().serves);
  url.Poll("h");
  EXPECT_TRUE(url.health().serves);
}

TEST(Serves, IsLeftAloneByThrottledAndCancelledPolls) {
  UrlUnderTest up;
  up.Poll("htc");
  EXPECT_TRUE(up.health().serves);
  UrlUnderTest undecided;
  undecided.Poll("tc");
  EXPECT_FALSE(undecided.health().serves);
}

}  // namespace
}  // namespace headway::health
