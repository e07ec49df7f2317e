#include "tests/health/url_under_test.h"

#include "base/check.h"

namespace headway::health {
namespace {

char LetterOf(State state) {
  switch (state) {
    case State::kUnknown:
      return '?';
    case State::kHealthy:
      return 'h';
    case State::kThrottled:
      return 't';
    case State::kUnreachable:
      return 'u';
    case State::kFailing:
      return 'f';
    case State::kAuthFailed:
      return 'a';
    default:
      // No verdict of a single poll without a reference head.
      HEADWAY_CHECK(false);
      return '!';
  }
}

}  // namespace

Pace UrlUnderTest::Poll(const ProbeReport& report) {
  now_ += std::chrono::seconds(1);
  return ApplyHeadProbe(report, policy_, kMaxHoldoff, health_);
}

Pace UrlUnderTest::Poll(Ending ending) { return Poll(HeadReport(ending, now_)); }

Pace UrlUnderTest::Poll(std::string_view endings) {
  Pace pace;
  for (const char ending : endings) pace = Poll(Ending{ending});
  return pace;
}

std::string UrlUnderTest::Play(std::string_view endings) {
  std::string shown;
  for (const char ending : endings) {
    Poll(Ending{ending});
    if (!shown.empty()) shown += ' ';
    shown += health_.gauge ? '1' : '0';
    shown += LetterOf(ShownState(health_));
  }
  return shown;
}

}  // namespace headway::health
