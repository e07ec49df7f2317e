#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "tests/sim/complaints.h"

namespace headway::sim {

/// Reads expositions as a Prometheus does, and holds them against each other and against the
/// configuration.
class Pages {
 public:
  explicit Pages(Complaints& complaints) : complaints_(complaints) {}

  /// `endpoints`: the names that are configured.
  void Check(std::string_view page, const std::set<std::string>& endpoints);

  /// The configuration changed: what went and comes back may begin again.
  void OnReload(const std::set<std::string>& endpoints, const std::set<std::string>& urls);

 private:
  void CountersNeverFall(const std::string& series, double value);
  void EveryEndpointHasOneRow(const std::map<std::string, int>& states,
                              const std::map<std::string, int>& gauges,
                              const std::set<std::string>& endpoints);

  Complaints& complaints_;
  std::map<std::string, double> counters_;  // by series
};

}  // namespace headway::sim
