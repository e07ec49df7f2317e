#include "exporter/lineage.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace headway::exporter {
namespace {

template <class Index, class Rows>
std::vector<std::optional<Index>> Match(const Rows& old, const Rows& now) {
  std::map<std::string, Index> known;
  for (std::uint32_t row = 0; row < old.size(); ++row) known[old[row].labels.text()] = Index{row};
  std::vector<std::optional<Index>> matches;
  for (const auto& row : now) {
    const auto match = known.find(row.labels.text());
    matches.push_back(match == known.end() ? std::nullopt : std::optional(match->second));
  }
  return matches;
}

bool Lists(const LabelBook::Endpoint& endpoint, base::UrlIndex url) {
  return std::find(endpoint.url_rows.begin(), endpoint.url_rows.end(), url) !=
         endpoint.url_rows.end();
}

}  // namespace

health::Lineage TraceLineage(const LabelBook& old, const LabelBook& now) {
  health::Lineage lineage;
  lineage.chains = Match<base::ChainIndex>(old.chains, now.chains);
  lineage.urls = Match<base::UrlIndex>(old.urls, now.urls);
  lineage.endpoints = Match<base::EndpointIndex>(old.endpoints, now.endpoints);
  lineage.takes_place_of.resize(now.urls.size());

  std::vector<std::optional<base::UrlIndex>> successors(old.urls.size());
  for (std::uint32_t url = 0; url < now.urls.size(); ++url) {
    if (lineage.urls[url]) successors[lineage.urls[url]->value] = base::UrlIndex{url};
  }
  for (std::size_t row = 0; row < now.endpoints.size(); ++row) {
    if (!lineage.endpoints[row]) continue;
    for (const base::UrlIndex former : old.endpoints[lineage.endpoints[row]->value].url_rows) {
      const auto& successor = successors[former.value];
      if (successor && Lists(now.endpoints[row], *successor)) continue;
      for (const base::UrlIndex url : now.endpoints[row].url_rows) {
        const bool same_host = now.urls[url.value].host == old.urls[former.value].host;
        if (lineage.urls[url.value] || !same_host) continue;
        lineage.takes_place_of[url.value] = former;
      }
    }
  }
  return lineage;
}

}  // namespace headway::exporter
