#pragma once

#include <string>
#include <string_view>

#include "health/health_policy.h"
#include "health/url_health.h"
#include "tests/health/probe_reports.h"

namespace headway::health {

/// One URL, polled once a second with endings that a test writes as letters (Ending).
class UrlUnderTest {
 public:
  explicit UrlUnderTest(const HealthPolicy& policy = {}) : policy_(policy) {}

  Pace Poll(Ending ending);
  Pace Poll(const ProbeReport& report);
  /// Several polls; the pace after the last one.
  Pace Poll(std::string_view endings);

  /// What is shown after each of the polls: gauge and the first letter of the state as in Ending
  /// (`?` for unknown), e.g. `1h 1h 0f`.
  std::string Play(std::string_view endings);

  /// When the next poll will end, as HeadReport wants it.
  base::Duration now() const { return now_; }
  void Advance(base::Duration by) { now_ += by; }

  const UrlHealth& health() const { return health_; }

 private:
  const HealthPolicy policy_;
  UrlHealth health_;
  base::Duration now_{};
};

/// `headway.polling.max-holdoff` of these tests.
inline constexpr base::Duration kMaxHoldoff = std::chrono::minutes(5);

}  // namespace headway::health
