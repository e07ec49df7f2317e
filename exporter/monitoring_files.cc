#include "exporter/monitoring_files.h"

#include <algorithm>
#include <array>
#include <set>

#include "exporter/metric_catalogue.h"

namespace headway::exporter {
namespace {

using Names = std::set<std::string, std::less<>>;

bool IsOfName(char symbol) {
  return (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z') ||
         (symbol >= '0' && symbol <= '9') || symbol == '_' || symbol == ':';
}

/// The names of a metric's series: a histogram has some.
void AddNames(const MetricDescription& metric, Names& names) {
  const std::string name(metric.name);
  names.insert(name);
  if (metric.type != MetricType::kHistogram) return;
  for (const char* suffix : {"_bucket", "_sum", "_count"}) names.insert(name + suffix);
}

Names PrefixedNames() {
  Names names;
  for (const MetricDefinition& metric : SnapshotMetrics()) {
    if (metric.takes_prefix) AddNames(metric.description, names);
  }
  return names;
}

Names NamesInLavaSpelling() {
  Names names;
  for (const MetricDefinition& metric : CompatMetrics()) {
    if (metric.compat == CompatSet::kLava) AddNames(metric.description, names);
  }
  return names;
}

/// `text` with `write(word, out)` in the place of each word that could be a name.
template <class Write>
std::string WordByWord(std::string_view text, const Write& write) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const auto begin = std::find_if(text.begin(), text.end(), IsOfName);
    const auto end = std::find_if_not(begin, text.end(), IsOfName);
    out.append(text.begin(), begin);
    write(std::string_view(begin, end), out);
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  }
  return out;
}

/// What the files in lava's spelling call themselves, in names too, and what the others do.
std::string WithNameOfSmartRouter(std::string text) {
  constexpr std::string_view kOfLava = "lava-router";
  constexpr std::string_view kOfSmartRouter = "smart-router";
  for (auto at = text.find(kOfLava); at != std::string::npos;
       at = text.find(kOfLava, at + kOfSmartRouter.size())) {
    text.replace(at, kOfLava.size(), kOfSmartRouter);
  }
  return text;
}

/// A file without the line that begins its list of groups.
std::string_view GroupsOf(std::string_view text) {
  constexpr std::string_view kGroups = "\ngroups:\n";
  return text.substr(text.find(kGroups) + kGroups.size());
}

std::string InOneFile(std::span<const MonitoringFile> files, std::string_view command) {
  std::string rules = "# Rules of headway, by `";
  rules.append(command).append("`. Runbooks: docs/runbooks.md.\ngroups:\n");
  for (const MonitoringFile& file : files) rules += GroupsOf(file.text);
  return rules;
}

}  // namespace

std::string WithMetricPrefix(std::string_view text, std::string_view prefix) {
  if (prefix.empty()) return std::string(text);
  const Names names = PrefixedNames();
  return WordByWord(text, [&](std::string_view word, std::string& out) {
    if (names.contains(word)) out.append(prefix);
    out.append(word);
  });
}

std::string InSpellingOf(std::string_view text, CompatSet set) {
  if (set == CompatSet::kLava) return std::string(text);
  const Names names = NamesInLavaSpelling();
  return WithNameOfSmartRouter(WordByWord(text, [&](std::string_view word, std::string& out) {
    out.append(names.contains(word) ? SpelledBy(set, word) : word);
  }));
}

std::string RulesFor(std::string_view prefix) {
  return WithMetricPrefix(InOneFile(RuleFiles(), "headway rules"), prefix);
}

std::string CompatRulesFor(CompatSet set) {
  const std::string command = "headway rules --compat=" + std::string(ToString(set));
  return InSpellingOf(InOneFile(CompatRuleFiles(), command), set);
}

std::vector<PrintedFile> DashboardsFor(std::string_view prefix) {
  std::vector<PrintedFile> printed;
  for (const MonitoringFile& file : DashboardFiles()) {
    printed.push_back(
        {.name = std::string(file.name), .text = WithMetricPrefix(file.text, prefix)});
  }
  return printed;
}

std::vector<PrintedFile> CompatDashboardsFor(CompatSet set) {
  std::vector<PrintedFile> printed;
  for (const MonitoringFile& file : CompatDashboardFiles()) {
    printed.push_back({.name = InSpellingOf(file.name, set), .text = InSpellingOf(file.text, set)});
  }
  return printed;
}

}  // namespace headway::exporter
