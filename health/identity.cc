#include "health/identity.h"

#include <algorithm>
#include <chrono>

namespace headway::health {
namespace {

constexpr base::Duration kAskedAgainWhileRight = std::chrono::minutes(10);

bool IsExpected(const chains::ChainIdentity& told, std::span<const chains::ChainIdentity> expected,
                const IdentityWatch& watch) {
  if (expected.empty()) return watch.pinned == told;
  return std::find(expected.begin(), expected.end(), told) != expected.end();
}

}  // namespace

IdentityChange ApplyIdentity(const chains::ChainIdentity& told,
                             std::span<const chains::ChainIdentity> expected, base::MonoTime now,
                             IdentityWatch& watch) {
  watch.asked_at = now;
  watch.last_ask_failed = false;
  watch.told = told;
  const bool pins = expected.empty() && !watch.pinned;
  if (pins) watch.pinned = told;
  if (IsExpected(told, expected, watch)) {
    const bool was_wrong = watch.standing == Standing::kWrong;
    watch.standing = Standing::kRight;
    watch.was_right = true;
    if (pins) return IdentityChange::kPinned;
    return was_wrong ? IdentityChange::kRightAgain : IdentityChange::kNone;
  }
  if (watch.standing == Standing::kWrong) return IdentityChange::kNone;
  if (watch.was_right && watch.standing != Standing::kDoubted) {
    watch.standing = Standing::kDoubted;
    return IdentityChange::kDoubted;
  }
  watch.standing = Standing::kWrong;
  return IdentityChange::kProvedWrong;
}

void ApplyIdentityFault(base::MonoTime now, IdentityWatch& watch) {
  watch.asked_at = now;
  watch.last_ask_failed = true;
}

base::MonoTime AskIdentityFrom(const IdentityWatch& watch, const IdentityNeed& need,
                               base::Duration reconnect_interval) {
  if (need.urgent || !watch.asked_at || watch.standing == Standing::kDoubted) {
    return base::MonoTime::min();
  }
  if (watch.last_ask_failed || watch.standing == Standing::kWrong) {
    return *watch.asked_at + reconnect_interval;
  }
  if (need.reconnecting) return base::MonoTime::min();
  return *watch.asked_at + kAskedAgainWhileRight;
}

void ForgetAsking(IdentityWatch& watch) {
  watch.asked_at.reset();
  watch.last_ask_failed = false;
}

}  // namespace headway::health
