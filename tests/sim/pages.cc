#include "tests/sim/pages.h"

#include <charconv>
#include <cmath>

namespace headway::sim {
namespace {

std::string LabelOf(std::string_view series, std::string_view name) {
  const std::string opening = std::string(name) + "=\"";
  const std::size_t found = series.find(opening);
  if (found == std::string_view::npos) return {};
  const std::size_t from = found + opening.size();
  return std::string(series.substr(from, series.find('"', from) - from));
}

double NumberOf(std::string_view text) {
  double value = std::nan("");
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string_view TakeLine(std::string_view& page) {
  const std::size_t end = std::min(page.find('\n'), page.size());
  const std::string_view line = page.substr(0, end);
  page.remove_prefix(std::min(end + 1, page.size()));
  return line;
}

}  // namespace

void Pages::Check(std::string_view page, const std::set<std::string>& endpoints) {
  std::map<std::string, int> states;  // sum of the one-hot states, by endpoint
  std::map<std::string, int> gauges;  // rows, by endpoint
  bool counters = false;              // of the family under way
  while (!page.empty()) {
    const std::string_view line = TakeLine(page);
    if (line.starts_with("# TYPE ")) {
      counters = line.ends_with(" counter") || line.ends_with(" histogram");
    }
    if (line.starts_with('#') || line.empty()) continue;
    const std::size_t space = line.rfind(' ');
    const std::string_view series = line.substr(0, space);
    const double value = NumberOf(line.substr(space + 1));
    const std::string endpoint = LabelOf(series, "endpoint_id");
    if (!endpoint.empty() && endpoints.count(endpoint) == 0) {
      complaints_.File("a series of nobody configured", std::string(series));
    }
    if (series.starts_with("endpoint_state{")) states[endpoint] += static_cast<int>(value);
    if (series.starts_with("endpoint_overall_health{")) ++gauges[endpoint];
    // Sums of latencies are no whole numbers; all else that is counted is.
    if (counters) CountersNeverFall(std::string(series), value);
  }
  EveryEndpointHasOneRow(states, gauges, endpoints);
}

void Pages::CountersNeverFall(const std::string& series, double value) {
  double& before = counters_[series];
  if (value < before) {
    complaints_.File("a counter fell",
                     series + " from " + std::to_string(before) + " to " + std::to_string(value));
  }
  before = value;
}

void Pages::EveryEndpointHasOneRow(const std::map<std::string, int>& states,
                                   const std::map<std::string, int>& gauges,
                                   const std::set<std::string>& endpoints) {
  for (const std::string& endpoint : endpoints) {
    const auto gauge = gauges.find(endpoint);
    const auto state = states.find(endpoint);
    if (gauge == gauges.end() || gauge->second != 1) {
      complaints_.File("not exactly one row", endpoint);
    }
    if (state == states.end() || state->second != 1) {
      complaints_.File("one-hot states do not sum to one", endpoint);
    }
  }
}

void Pages::OnReload(const std::set<std::string>& endpoints, const std::set<std::string>& urls) {
  std::erase_if(counters_, [&](const auto& row) {
    const std::string endpoint = LabelOf(row.first, "endpoint_id");
    const std::string url = LabelOf(row.first, "url_id");
    return (!endpoint.empty() && endpoints.count(endpoint) == 0) ||
           (!url.empty() && urls.count(url) == 0);
  });
}

}  // namespace headway::sim
