#pragma once

#include "exporter/page_parts.h"

/// What the Lava chain says of the provider, on the status page. Thresholds are those of
/// dashboards/prometheus/headway-lava-alerts.yml.
namespace headway::exporter {

/// As in "1 jailed, 2 ok". Empty where nobody asks the chain.
SectionOverview OverviewOfLava(const PageContext& page);

/// How far the watch is, and a table for each provider with a row for each of its chains: what
/// needs attention comes first. Nothing where nobody asks the chain.
void WriteLavaSection(HtmlWriter& html, const PageContext& page);

}  // namespace headway::exporter
