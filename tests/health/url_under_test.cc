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
      // No verdict on a URL that nobody is compared with.
      HEADWAY_CHECK(false);
      return '!';
  }
}

FleetPlan PlanOfOneUrl() {
  FleetPlan plan;
  plan.chains.push_back({.rules = {}, .hosts = 1});
  plan.chains[0].rules.stale_after_blocks = 0;
  plan.urls.push_back({.chain = {0},
                       .host = 0,
                       .interval = std::chrono::seconds(6),
                       .timeout = std::chrono::seconds(10),
                       .asks_identity = false,
                       .asks_syncing = false});
  return plan;
}

FleetPolicy PolicyOf(const HealthPolicy& health) {
  FleetPolicy policy;
  policy.health = health;
  return policy;
}

}  // namespace

UrlUnderTest::UrlUnderTest(const HealthPolicy& policy)
    : fleet_(PlanOfOneUrl(), PolicyOf(policy), 1, kWallStart) {}

Pace UrlUnderTest::Poll(const ProbeReport& report) {
  now_ += std::chrono::seconds(1);
  fleet_.Apply(report);
  return fleet_.PaceOf(kFirstUrl);
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
    shown += health().gauge ? '1' : '0';
    shown += LetterOf(ShownState(health()));
  }
  return shown;
}

}  // namespace headway::health
