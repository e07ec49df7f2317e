#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/compat_set.h"

/// The rules and dashboards that go with this program, from dashboards/, as they are for an
/// installation's `metrics.prefix`, or for the router's own series (`metrics.compat`) alone.
namespace headway::exporter {

struct MonitoringFile {
  std::string_view name;  // of the file, without folder
  std::string_view text;
};

/// A file as it is for one installation.
struct PrintedFile {
  std::string name;
  std::string text;
};

/// Recording rules, alerts, alerts of the Lava chain. Written by CMake, like the others.
std::span<const MonitoringFile> RuleFiles();
std::span<const MonitoringFile> DashboardFiles();
/// Of the router's own series alone, in lava's spelling.
std::span<const MonitoringFile> CompatRuleFiles();
std::span<const MonitoringFile> CompatDashboardFiles();

/// `text` with `prefix` in front of each name of a metric that takes one, wherever it stands:
/// queries, legends and descriptions. Names of recording rules stay.
std::string WithMetricPrefix(std::string_view text, std::string_view prefix);

/// `text`, which is in lava's spelling, in that of `set`: the names of the router's series, and
/// what groups, titles and uids say of whose they are, so that both can be loaded side by side.
std::string InSpellingOf(std::string_view text, CompatSet set);

/// All rules as one file for Prometheus.
std::string RulesFor(std::string_view prefix);
std::string CompatRulesFor(CompatSet set);

std::vector<PrintedFile> DashboardsFor(std::string_view prefix);
std::vector<PrintedFile> CompatDashboardsFor(CompatSet set);

}  // namespace headway::exporter
