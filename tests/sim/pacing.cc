#include "tests/sim/pacing.h"

#include <algorithm>

namespace headway::sim {

using base::Duration;
using base::MonoTime;

Duration Pacing::BudgetShare(const std::string& url) const {
  if (scenario_.budget_requests_per_minute == 0) return {};
  return Duration(std::chrono::minutes(1)) / scenario_.budget_requests_per_minute *
         wire_.Requests(url);
}

Duration Pacing::LeastDistance() const {
  return std::min(scenario_.policy.min_interval, scenario_.recheck_interval);
}

void Pacing::NotTooSoon(const std::string& url, MonoTime now) {
  wanted_by_.erase(url);
  const auto before = wire_.LastStart(url);
  if (!before) return;
  if (now - *before < LeastDistance()) complaints_.File("polled too soon", url);
  if (now - *before < BudgetShare(url)) complaints_.File("polled beyond its budget", url);
}

void Pacing::NotInAHoldoff(const std::string& key, MonoTime now) {
  const auto url = naive_.urls().find(key);
  if (url == naive_.urls().end()) return;
  if (now < url->second.holdoff_until) complaints_.File("polled during a hold-off", key);
}

void Pacing::WantedSince(const std::string& url, MonoTime boundary) {
  MonoTime by = boundary + std::chrono::milliseconds(500);
  if (const auto start = wire_.LastStart(url)) {
    if (*start == boundary) return;  // asked in the boundary's own tick
    // What is under way is broken off, and the node then rests since it was asked.
    const auto end = wire_.LastEnd(url);
    by = std::max({by, end.value_or(*start) + LeastDistance(), *start + BudgetShare(url)});
  }
  wanted_by_[url] = by;
}

void Pacing::WantedAreAsked(MonoTime now) {
  for (const auto& [url, by] : wanted_by_) {
    if (now > by) complaints_.File("not asked in time after a boundary", url);
  }
}

void Pacing::NobodyIsForgotten(const std::string& key, MonoTime known_since, MonoTime now) {
  const NaiveUrl& url = naive_.urls().at(key);
  const Duration interval = std::max(scenario_.policy.max_interval, scenario_.max_backoff);
  const auto start = wire_.LastStart(key);
  if (!start) {
    if (now - known_since > interval) complaints_.File("never polled", key);
    return;
  }
  const auto end = wire_.LastEnd(key);
  if (!end) {
    const auto most = scenario_.timeout * (wire_.Requests(key) + 1);
    if (now - *start > most) complaints_.File("a poll does not end", key);
    return;
  }
  const MonoTime latest =
      std::max({*end + interval, url.holdoff_until + interval, *start + BudgetShare(key)});
  if (now > latest) complaints_.File("forgotten", key);
}

}  // namespace headway::sim
