#pragma once

#include <vector>

#include "exporter/metric_catalogue.h"

/// The rows of the catalogue, by what they are of. Each appends its metrics in exposition order.
namespace headway::exporter {

void AddEndpointMetrics(std::vector<MetricDefinition>& metrics);
void AddChainMetrics(std::vector<MetricDefinition>& metrics);
void AddUrlMetrics(std::vector<MetricDefinition>& metrics);
void AddSelfMetrics(std::vector<MetricDefinition>& metrics);

}  // namespace headway::exporter
