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

/// Whether the nodes are asked, and their answers read, as before.
bool SpeaksAlike(const LabelBook::Chain& old, const LabelBook::Chain& now) {
  return old.family == now.family && old.own_calls == now.own_calls;
}

/// Rows of a chain whose nodes speak otherwise now are new, whatever they are called.
template <class Index, class Rows>
void ForgetRowsOf(const LabelBook::Chain& chain, const Rows& rows,
                  std::vector<std::optional<Index>>& lineage) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows[row].labels.text().starts_with(chain.labels.text())) lineage[row].reset();
  }
}

class Successions {
 public:
  Successions(const LabelBook& old, const LabelBook& now, const health::Lineage& lineage)
      : old_(old), now_(now), lineage_(lineage) {}

  /// The URL whose place a new one takes at one endpoint: of those of its host that the endpoint
  /// lists no more, the one at the same place among them.
  std::optional<base::UrlIndex> FormerOf(base::UrlIndex url, std::size_t endpoint) const {
    if (!lineage_.endpoints[endpoint]) return std::nullopt;
    const std::string& host = now_.urls[url.value].host;
    const auto& listed = now_.endpoints[endpoint].url_rows;
    std::vector<base::UrlIndex> gone;
    for (const base::UrlIndex former :
         old_.endpoints[lineage_.endpoints[endpoint]->value].url_rows) {
      const bool goes_on = std::any_of(listed.begin(), listed.end(), [&](base::UrlIndex each) {
        return lineage_.urls[each.value] == former;
      });
      if (!goes_on && old_.urls[former.value].host == host) gone.push_back(former);
    }
    std::size_t place = 0;
    for (const base::UrlIndex each : listed) {
      if (each == url) break;
      const bool is_new = !lineage_.urls[each.value];
      if (is_new && now_.urls[each.value].host == host) ++place;
    }
    return place < gone.size() ? std::optional(gone[place]) : std::nullopt;
  }

 private:
  const LabelBook& old_;
  const LabelBook& now_;
  const health::Lineage& lineage_;
};

/// A verdict is taken over only where every endpoint that lists the URL had it.
std::vector<std::optional<base::UrlIndex>> TraceSuccessions(const LabelBook& old,
                                                            const LabelBook& now,
                                                            const health::Lineage& lineage) {
  const Successions successions(old, now, lineage);
  std::vector<std::optional<base::UrlIndex>> takes_place_of(now.urls.size());
  std::vector<bool> was_seen(now.urls.size());
  for (std::size_t endpoint = 0; endpoint < now.endpoints.size(); ++endpoint) {
    for (const base::UrlIndex url : now.endpoints[endpoint].url_rows) {
      if (lineage.urls[url.value]) continue;
      const auto former = successions.FormerOf(url, endpoint);
      auto& taken = takes_place_of[url.value];
      const bool agrees = !was_seen[url.value] || taken == former;
      taken = agrees ? former : std::nullopt;
      was_seen[url.value] = true;
    }
  }
  return takes_place_of;
}

}  // namespace

health::Lineage TraceLineage(const LabelBook& old, const LabelBook& now) {
  health::Lineage lineage;
  lineage.chains = Match<base::ChainIndex>(old.chains, now.chains);
  lineage.urls = Match<base::UrlIndex>(old.urls, now.urls);
  lineage.endpoints = Match<base::EndpointIndex>(old.endpoints, now.endpoints);
  for (std::size_t row = 0; row < now.chains.size(); ++row) {
    std::optional<base::ChainIndex>& chain = lineage.chains[row];
    if (!chain || SpeaksAlike(old.chains[chain->value], now.chains[row])) continue;
    chain.reset();
    ForgetRowsOf(now.chains[row], now.urls, lineage.urls);
    ForgetRowsOf(now.chains[row], now.endpoints, lineage.endpoints);
  }
  lineage.takes_place_of = TraceSuccessions(old, now, lineage);
  return lineage;
}

}  // namespace headway::exporter
