#include "exporter/monitoring_files.h"

#include <algorithm>
#include <array>
#include <set>

#include "exporter/metric_catalogue.h"

namespace headway::exporter {
namespace {

bool IsOfName(char symbol) {
  return (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z') ||
         (symbol >= '0' && symbol <= '9') || symbol == '_' || symbol == ':';
}

std::set<std::string, std::less<>> PrefixedNames() {
  std::set<std::string, std::less<>> names;
  for (const MetricDefinition& metric : SnapshotMetrics()) {
    if (!metric.takes_prefix) continue;
    const std::string name(metric.description.name);
    names.insert(name);
    if (metric.description.type != MetricType::kHistogram) continue;
    for (const char* suffix : {"_bucket", "_sum", "_count"}) names.insert(name + suffix);
  }
  return names;
}

/// A file without the line that begins its list of groups.
std::string_view GroupsOf(std::string_view text) {
  constexpr std::string_view kGroups = "\ngroups:\n";
  return text.substr(text.find(kGroups) + kGroups.size());
}

}  // namespace

std::string WithMetricPrefix(std::string_view text, std::string_view prefix) {
  if (prefix.empty()) return std::string(text);
  const auto names = PrefixedNames();
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const auto begin = std::find_if(text.begin(), text.end(), IsOfName);
    const auto end = std::find_if_not(begin, text.end(), IsOfName);
    const std::string_view word(begin, end);
    out.append(text.begin(), begin);
    if (names.contains(word)) out.append(prefix);
    out.append(word);
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  }
  return out;
}

std::string RulesFor(std::string_view prefix) {
  std::string rules =
      "# Rules of headway, by `headway rules`. Runbooks: docs/runbooks.md.\ngroups:\n";
  for (const MonitoringFile& file : RuleFiles()) rules += GroupsOf(file.text);
  return WithMetricPrefix(rules, prefix);
}

}  // namespace headway::exporter
