#include "exporter/check_warnings.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "exporter/http_reply.h"

namespace headway::exporter {
namespace {

/// `alpha, beta and gamma`.
std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (index > 0) text += index + 1 == names.size() ? " and " : ", ";
    text += names[index];
  }
  return text;
}

class Warner {
 public:
  Warner(const Snapshot& snapshot, std::size_t chain, const CheckChain& row,
         std::vector<CheckWarning>& warnings)
      : snapshot_(snapshot), chain_(chain), row_(row), warnings_(warnings) {}

  void OfTier() {
    if (row_.serving_tier == 1) {
      Warn("backups_only", "no primary is healthy: work goes to backups alone");
    }
  }

  void OfRedundancy() {
    std::set<std::string_view> urls;
    std::set<std::string_view> hosts;
    for (const std::size_t url : UrlsOfEndpoints()) {
      urls.insert(snapshot_.labels->urls[url].url_id);
      hosts.insert(snapshot_.labels->urls[url].host);
    }
    const std::string host(*hosts.begin());
    if (urls.size() == 1) {
      Warn("one_url", "there is one URL only, of " + host + ": nothing takes over when it fails");
    } else if (hosts.size() == 1) {
      Warn("one_host", "all URLs are of " + host + ": they fail together");
    } else {
      for (const std::size_t url : UrlsOfEndpoints()) OfSharers(url);
    }
  }

  void OfReference(base::WallTime now) {
    if (row_.serving_tier == 0) return;
    if (row_.witnesses < 2) {
      Warn("one_witness", "only one host shows a head: whether it lags or lies cannot be told");
      return;
    }
    const health::ChainRules& rules = snapshot_.details->chains[chain_];
    if (!rules.tells_block_times || rules.stale_after_blocks == 0) return;
    std::optional<base::WallTime> newest;
    for (const std::size_t url : UrlsOfEndpoints()) {
      if (!snapshot_.urls[url].health.serves) continue;
      newest = std::max(newest, snapshot_.details->urls[url].head_block_time);
    }
    const base::Duration window = health::StaleWindow(rules, snapshot_.chains[chain_].block_time);
    if (newest && now - *newest > std::max<base::Duration>(window, std::chrono::minutes(1))) {
      Warn("old_head",
           "the newest block that anybody shows is of " + Rfc3339(*newest) + " by its own time");
    }
  }

 private:
  std::vector<std::size_t> UrlsOfEndpoints() const {
    std::vector<std::size_t> urls;
    for (std::size_t url = 0; url < snapshot_.urls.size(); ++url) {
      const Snapshot::Url& row = snapshot_.urls[url];
      if (row.chain.value == chain_ && row.endpoints > 0) urls.push_back(url);
    }
    return urls;
  }

  void OfSharers(std::size_t url) {
    if (snapshot_.urls[url].endpoints < 2) return;
    std::vector<std::string> sharers;
    for (const LabelBook::Endpoint& endpoint : snapshot_.labels->endpoints) {
      const bool lists_it = std::any_of(endpoint.url_rows.begin(), endpoint.url_rows.end(),
                                        [url](base::UrlIndex each) { return each.value == url; });
      if (!lists_it) continue;
      sharers.push_back(base::Sanitize(endpoint.name, base::limits::kMaxLabelValueBytes));
    }
    Warn("shared_url", Listed(sharers) + " list the same URL of " +
                           snapshot_.labels->urls[url].host + ": they fail together");
  }

  void Warn(std::string_view kind, std::string text) {
    warnings_.push_back({.kind = kind,
                         .spec = row_.spec,
                         .api_interface = row_.api_interface,
                         .text = std::move(text)});
  }

  const Snapshot& snapshot_;
  const std::size_t chain_;
  const CheckChain& row_;
  std::vector<CheckWarning>& warnings_;
};

}  // namespace

void AddWarnings(const Snapshot& snapshot, std::size_t chain, const CheckChain& row,
                 base::WallTime now, std::vector<CheckWarning>& warnings) {
  Warner warner(snapshot, chain, row, warnings);
  warner.OfTier();
  warner.OfRedundancy();
  warner.OfReference(now);
}

}  // namespace headway::exporter
