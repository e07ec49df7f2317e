#pragma once

#include <span>
#include <string>
#include <string_view>

/// The rules and dashboards that go with this program, from dashboards/, as they are for an
/// installation's `metrics.prefix`.
namespace headway::exporter {

struct MonitoringFile {
  std::string_view name;  // of the file, without folder
  std::string_view text;
};

/// Recording rules, alerts, alerts of the Lava chain. Written by CMake.
std::span<const MonitoringFile> RuleFiles();
std::span<const MonitoringFile> DashboardFiles();

/// `text` with `prefix` in front of each name of a metric that takes one, wherever it stands:
/// queries, legends and descriptions. Names of recording rules stay.
std::string WithMetricPrefix(std::string_view text, std::string_view prefix);

/// All rules as one file for Prometheus.
std::string RulesFor(std::string_view prefix);

}  // namespace headway::exporter
