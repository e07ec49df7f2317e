#include "tests/sim/naive_health.h"

namespace headway::sim {

void NaiveHealth::Poll(Truth truth, base::MonoTime at) {
  if (!grace_since_) grace_since_ = at;
  const bool grace_over = at - *grace_since_ >= kThrottledGrace;
  if (truth == Truth::kAnswered) grace_since_ = at;

  const bool throttled = truth == Truth::kThrottled;
  if (throttled && !grace_over) {
    shown_ = "throttled";
    return;
  }
  std::string verdict = "healthy";
  if (throttled) verdict = "throttled";
  if (truth == Truth::kUnreachable) verdict = "unreachable";
  if (truth == Truth::kFailing) verdict = "failing";
  if (truth == Truth::kAuthFailed) verdict = "auth_failed";
  const bool bad = verdict != "healthy";

  bad_in_a_row_ = bad ? bad_in_a_row_ + 1 : 0;
  good_in_a_row_ = bad ? 0 : good_in_a_row_ + 1;
  bool moves = false;
  if (!first_conclusive_seen_) moves = true;
  if (first_conclusive_seen_ && gauge_ && (!bad || bad_in_a_row_ >= kFall)) moves = true;
  if (first_conclusive_seen_ && !gauge_ && (bad || good_in_a_row_ >= kRise)) moves = true;
  first_conclusive_seen_ = true;
  if (moves) {
    gauge_ = !bad;
    behind_ = verdict;
  }
  shown_ = throttled ? "throttled" : behind_;
}

}  // namespace headway::sim
