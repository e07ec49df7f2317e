// Random polls against a model of docs/health.md that remembers everything and shares no code with
// the product: it looks back over the whole history where the product keeps counters.
#include <array>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "health/url_health.h"
#include "tests/health/url_under_test.h"

namespace headway::health {
namespace {

struct Moment {
  bool gauge = true;
  State shown = State::kUnknown;
  bool serves = false;
};

class Model {
 public:
  explicit Model(const HealthPolicy& policy) : policy_(policy) {}

  Moment After(Ending ending, base::Duration at) {
    if (ending == Ending::kCancelled) return now_;
    const State verdict = VerdictOf(ending);
    if (polls_ == 0) grace_from_ = at;
    ++polls_;
    if (ending == Ending::kAnswer) grace_from_ = at;
    const bool throttled = verdict == State::kThrottled;
    if (!throttled || at - grace_from_ >= policy_.throttled_grace) Judge(ending, verdict);
    now_.shown = throttled ? State::kThrottled : behind_;
    return now_;
  }

 private:
  static State VerdictOf(Ending ending) {
    switch (ending) {
      case Ending::kAnswer:
        return State::kHealthy;
      case Ending::kRefused:
        return State::kUnreachable;
      case Ending::kAuth:
        return State::kAuthFailed;
      case Ending::kThrottled:
        return State::kThrottled;
      default:
        return State::kFailing;
    }
  }

  void Judge(Ending ending, State verdict) {
    const bool bad =
        verdict == State::kThrottled || policy_.unhealthy_on[static_cast<std::size_t>(verdict)];
    bad_.push_back(bad);
    const bool first = bad_.size() == 1;
    const bool falls = now_.gauge && LastAre(true, policy_.fall);
    const bool rises = !now_.gauge && LastAre(false, policy_.rise);
    if (!first && bad == now_.gauge && !falls && !rises) return;
    now_.gauge = !bad;
    now_.serves = !bad && ending == Ending::kAnswer;
    behind_ = verdict;
  }

  bool LastAre(bool bad, std::size_t count) const {
    if (bad_.size() < count) return false;
    for (std::size_t back = 1; back <= count; ++back) {
      if (bad_[bad_.size() - back] != bad) return false;
    }
    return true;
  }

  const HealthPolicy policy_;
  std::vector<bool> bad_;  // conclusive polls, oldest first
  std::size_t polls_ = 0;
  base::Duration grace_from_{};
  State behind_ = State::kUnknown;
  Moment now_;
};

HealthPolicy RandomPolicy(base::Random& random) {
  HealthPolicy policy;
  policy.fall = 1 + static_cast<std::uint32_t>(random.Below(4));
  policy.rise = 1 + static_cast<std::uint32_t>(random.Below(4));
  policy.throttled_grace = std::chrono::seconds(1 + random.Below(20));
  for (const State state : {State::kUnreachable, State::kFailing, State::kAuthFailed}) {
    policy.unhealthy_on.set(static_cast<std::size_t>(state), random.Below(4) != 0);
  }
  return policy;
}

// Runs of the same ending are as frequent as changes, so that streaks are both kept and broken.
Ending RandomEnding(Ending last, base::Random& random) {
  constexpr std::array kEndings = {Ending::kAnswer,      Ending::kAnswer,    Ending::kRefused,
                                   Ending::kServerError, Ending::kMalformed, Ending::kAuth,
                                   Ending::kThrottled,   Ending::kCancelled};
  if (random.Below(2) == 0) return last;
  return kEndings.at(random.Below(kEndings.size()));
}

TEST(UrlHealth, AgreesWithANaiveModelOnGaugeStateAndServing) {
  std::uint64_t falls = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    base::Random random(seed);
    const HealthPolicy policy = RandomPolicy(random);
    UrlUnderTest url(policy);
    Model model(policy);
    Ending ending = Ending::kAnswer;
    bool was_up = true;
    for (int poll = 0; poll < 200; ++poll) {
      ending = RandomEnding(ending, random);
      const Moment expected = model.After(ending, url.now());
      url.Poll(ending);
      ASSERT_EQ(url.health().gauge, expected.gauge) << "seed " << seed << " poll " << poll;
      ASSERT_EQ(ShownState(url.health()), expected.shown) << "seed " << seed << " poll " << poll;
      ASSERT_EQ(url.health().serves, expected.serves) << "seed " << seed << " poll " << poll;
      if (was_up && !expected.gauge) ++falls;
      was_up = expected.gauge;
    }
  }
  EXPECT_GT(falls, 1'000U) << "the polls are too tame to prove anything";
}

}  // namespace
}  // namespace headway::health
