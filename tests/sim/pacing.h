#pragma once

#include <map>
#include <string>

#include "base/time.h"
#include "tests/sim/complaints.h"
#include "tests/sim/naive_fleet.h"
#include "tests/sim/scenario.h"
#include "tests/sim/wire_watch.h"

namespace headway::sim {

/// The invariants of docs/health.md about when URLs are polled and what they are asked.
class Pacing {
 public:
  Pacing(const Scenario& scenario, const NaiveFleet& naive, const WireWatch& wire,
         Complaints& complaints)
      : scenario_(scenario), naive_(naive), wire_(wire), complaints_(complaints) {}

  /// A head is about to be asked for.
  void NotTooSoon(const std::string& url, base::MonoTime now);
  void NotInAHoldoff(const std::string& key, base::MonoTime now);

  /// This one was down or listed by somebody blocked when the boundary came.
  void WantedSince(const std::string& url, base::MonoTime boundary);
  /// At every tick: those that are wanted were asked in time.
  void WantedAreAsked(base::MonoTime now);
  void Forget(const std::string& url) { wanted_by_.erase(url); }

  /// Now and then, for every URL. `known_since`: when it was configured.
  void NobodyIsForgotten(const std::string& key, base::MonoTime known_since, base::MonoTime now);

 private:
  base::Duration BudgetShare(const std::string& url) const;
  base::Duration LeastDistance() const;

  const Scenario& scenario_;
  const NaiveFleet& naive_;
  const WireWatch& wire_;
  Complaints& complaints_;
  std::map<std::string, base::MonoTime> wanted_by_;
};

}  // namespace headway::sim
