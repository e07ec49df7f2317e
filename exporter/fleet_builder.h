#pragma once

#include <memory>
#include <vector>

#include "config/settings.h"
#include "exporter/snapshot.h"
#include "health/fleet.h"
#include "probes/prober.h"

namespace headway::exporter {

/// One configuration as the tables that run it. Indices agree: url i of the fleet is probe i and
/// label i.
struct FleetBuild {
  health::FleetPlan fleet;
  std::vector<probes::ProbePlan> probes;
  std::shared_ptr<const LabelBook> labels;
};

/// One tracker per (spec, interface, URL with credentials); one endpoint per (spec, interface,
/// name), with the roles and the URLs of all its entries. Where sharers of a URL differ, the
/// largest timeout wins. Reference URLs are polled and belong to no endpoint.
FleetBuild BuildFleet(const config::Settings& settings);

}  // namespace headway::exporter
