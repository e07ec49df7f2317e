#pragma once

#include <string>
#include <string_view>

#include "health/fleet.h"
#include "health/health_policy.h"
#include "health/url_health.h"
#include "tests/health/probe_reports.h"

namespace headway::health {

/// One URL that no endpoint lists, alone on its chain, whose head may stand still. It is polled
/// once a second with endings that a test writes as letters (Ending).
class UrlUnderTest {
 public:
  explicit UrlUnderTest(const HealthPolicy& policy = {});

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

  const UrlHealth& health() const { return fleet_.urls()[0].health; }

 private:
  Fleet fleet_;
  base::Duration now_{};
};

}  // namespace headway::health
