#pragma once

#include "exporter/page_parts.h"

/// What consumers see of the provider's own listeners, on the status page. Thresholds are those of
/// dashboards/prometheus/headway-lava-alerts.yml.
namespace headway::exporter {

/// As in "1 with a problem, 2 good". Empty where there are no listeners.
SectionOverview OverviewOfListeners(const PageContext& page);

/// A row for each listener, those with a problem first. Nothing where there are no listeners.
void WriteListenerSection(HtmlWriter& html, const PageContext& page);

}  // namespace headway::exporter
