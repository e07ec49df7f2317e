#pragma once

#include "exporter/snapshot.h"
#include "health/fleet_plan.h"

namespace headway::exporter {

/// Which rows of a new configuration are rows of the old one: a chain by its name, a URL by chain
/// and url_id, an endpoint by chain and name. A new URL whose host and port a URL had that the same
/// endpoint lists no more takes its place: its credentials have changed. Where a chain's nodes
/// speak otherwise now, or the operator has them asked otherwise, all rows of the chain are new.
health::Lineage TraceLineage(const LabelBook& old, const LabelBook& now);

}  // namespace headway::exporter
