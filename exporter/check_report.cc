#include "exporter/check_report.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "chains/error_id.h"
#include "exporter/check_warnings.h"
#include "exporter/depth_words.h"
#include "exporter/http_reply.h"
#include "exporter/listener_view.h"

namespace headway::exporter {
namespace {

std::string Clean(std::string_view text) {
  return base::Sanitize(text, base::limits::kMaxLabelValueBytes);
}

/// Makes the report of one snapshot.
class Maker {
 public:
  Maker(const Snapshot& snapshot, const ClockReading& now)
      : snapshot_(snapshot), labels_(*snapshot.labels), now_(now) {
    HEADWAY_CHECK(snapshot.details != nullptr);
  }

  CheckReport Make(base::Duration took) && {
    report_.at = now_.wall;
    report_.took = took;
    report_.urls = snapshot_.urls.size();
    report_.endpoints = snapshot_.endpoints.size();
    std::set<base::UrlIndex> of_sick;
    for (std::size_t each = 0; each < snapshot_.endpoints.size(); ++each) {
      AddEndpointRows(each);
      if (IsEndpointHealthy(each)) continue;
      ++report_.endpoints_not_healthy;
      const auto& urls = labels_.endpoints[each].url_rows;
      of_sick.insert(urls.begin(), urls.end());
    }
    for (std::uint32_t url = 0; url < snapshot_.urls.size(); ++url) {
      if (snapshot_.urls[url].endpoints == 0) AddReferenceRow(url);
      if (IsHealthy(url)) continue;
      ++report_.urls_not_healthy;
      if (!of_sick.contains({url})) ++report_.spare_urls_not_healthy;
    }
    for (std::size_t chain = 0; chain < snapshot_.chains.size(); ++chain) AddChain(chain);
    SortRows();
    AddListeners();
    return std::move(report_);
  }

 private:
  bool IsHealthy(std::size_t url) const {
    const health::UrlHealth& health = snapshot_.urls[url].health;
    return health.serves && !health.throttled;
  }

  bool IsEndpointHealthy(std::size_t endpoint) const {
    const auto& urls = labels_.endpoints[endpoint].url_rows;
    return std::any_of(urls.begin(), urls.end(),
                       [this](base::UrlIndex url) { return IsHealthy(url.value); });
  }

  CheckRow RowOf(std::size_t url) const {
    const Snapshot::Url& facts = snapshot_.urls[url];
    const Snapshot::UrlDetails& details = snapshot_.details->urls[url];
    const LabelBook::Url& names = labels_.urls[url];
    CheckRow row;
    row.spec = Clean(labels_.chains[facts.chain.value].spec);
    row.api_interface = Clean(labels_.chains[facts.chain.value].api_interface);
    row.url_id = names.url_id;
    row.url = names.origin;
    row.host = names.host;
    row.healthy = IsHealthy(url);
    row.state = health::ShownState(facts.health);
    const bool on_its_chain = facts.standing != health::Standing::kWrong;
    if (details.reference_seen && on_its_chain && facts.head) {
      const std::uint64_t reference = details.reference_seen->value;
      row.head = facts.head->value;
      row.lag = reference - std::min(reference, *row.head);
    }
    if (details.history.size() > 0) {
      const health::PollRecord& last = details.history.Newest(0);
      row.latency = last.latency;
      if (last.error) row.error = chains::Describe(*last.error).name;
    }
    row.reason = ExplainLastPoll(snapshot_, url, now_);
    row.notes = NotesOn(facts);
    if (row.healthy) NoteUnverified(facts, row);
    if (row.healthy && facts.asks_identity && facts.standing == health::Standing::kUnknown) {
      row.notes.emplace_back("it did not answer which chain it is on");
    }
    if (facts.tls) NoteExpiry(facts.tls->cert_expiry, row);
    return row;
  }

  /// The pass was over before.
  static void NoteUnverified(const Snapshot::Url& facts, CheckRow& row) {
    for (const health::Capability capability : health::kAllCapabilities) {
      if (!facts.claims.test(static_cast<std::size_t>(capability))) continue;
      const health::CapabilityFact& fact = facts.depth.capability(capability);
      if (fact.proved || fact.error) continue;
      row.notes.push_back(std::string(health::ToString(capability)) + ": " +
                          WordsOn(capability, facts));
    }
  }

  /// Of the chain that is served: what ends first is often an issuer's. One that has ended may be
  /// said by the verdict too, but is not where another fault comes first, or nobody verifies.
  void NoteExpiry(base::WallTime expiry, CheckRow& row) const {
    constexpr base::Duration kSoon = std::chrono::hours(21 * 24);
    if (expiry <= now_.wall) {
      row.notes.push_back("a certificate of its chain ended at " + Rfc3339(expiry));
      return;
    }
    if (expiry - now_.wall > kSoon) return;
    const auto days = (expiry - now_.wall) / std::chrono::hours(24);
    row.notes.push_back("a certificate of its chain ends in " + std::to_string(days) +
                        (days == 1 ? " day" : " days") + ", at " + Rfc3339(expiry));
  }

  void AddReferenceRow(std::size_t url) {
    CheckRow row = RowOf(url);
    row.roles = {"reference"};
    report_.rows.push_back(std::move(row));
  }

  void AddEndpointRows(std::size_t endpoint) {
    for (const base::UrlIndex url : labels_.endpoints[endpoint].url_rows) {
      CheckRow row = RowOf(url.value);
      row.endpoint = Clean(labels_.endpoints[endpoint].name);
      for (const health::Role role : health::kAllRoles) {
        const auto slot = static_cast<std::size_t>(role);
        if (snapshot_.endpoints[endpoint].roles.at(slot)) {
          row.roles.push_back(health::ToString(role));
        }
      }
      report_.rows.push_back(std::move(row));
    }
  }

  void SortRows() {
    const auto key = [](const CheckRow& row) {
      return std::tuple(
          row.healthy, std::string_view(row.spec), std::string_view(row.api_interface), RankOf(row),
          std::string_view(row.endpoint), std::string_view(row.host), std::string_view(row.url_id));
    };
    std::sort(
        report_.rows.begin(), report_.rows.end(),
        [&key](const CheckRow& left, const CheckRow& right) { return key(left) < key(right); });
  }

  /// Primaries first, reference URLs last.
  static int RankOf(const CheckRow& row) {
    if (row.endpoint.empty()) return 2;
    return row.roles.front() == health::ToString(health::Role::kPrimary) ? 0 : 1;
  }

  void AddChain(std::size_t chain) {
    const Snapshot::Chain& facts = snapshot_.chains[chain];
    if (!facts.HasEndpoints()) return;
    CheckChain row{.spec = Clean(labels_.chains[chain].spec),
                   .api_interface = Clean(labels_.chains[chain].api_interface),
                   .serving_tier = TierOf(chain),
                   .reference = {},
                   .witnesses = facts.witnesses};
    if (facts.reference) row.reference = facts.reference->value;
    AddWarnings(snapshot_, chain, row, now_.wall, report_.warnings);
    report_.chains.push_back(std::move(row));
  }

  void AddListeners() {
    if (!snapshot_.listeners.of_provider) return;
    for (const ListenerView& view : *snapshot_.listeners.of_provider) {
      CheckListener row{.spec = Clean(view.spec),
                        .api_interface = Clean(view.api_interface),
                        .host = Clean(view.host),
                        .problem = "not_checked",
                        .reason = ExplainListener(view),
                        .latest_block = {},
                        .version = {},
                        .notes = NotesOnListener(view, now_.wall)};
      if (view.result) {
        row.good = view.result->problem == lava::Problem::kNone;
        row.problem = lava::ToString(view.result->problem);
        row.latest_block = view.result->latest_block;
        row.version = view.result->version;
      }
      if (!row.good) ++report_.listeners_not_good;
      report_.listeners.push_back(std::move(row));
    }
    std::stable_partition(report_.listeners.begin(), report_.listeners.end(),
                          [](const CheckListener& row) { return !row.good; });
  }

  int TierOf(std::size_t chain) const {
    int tier = 0;
    for (std::size_t each = 0; each < snapshot_.endpoints.size(); ++each) {
      const Snapshot::Endpoint& endpoint = snapshot_.endpoints[each];
      if (endpoint.chain.value != chain || !IsEndpointHealthy(each)) continue;
      const bool primary = endpoint.roles.at(static_cast<std::size_t>(health::Role::kPrimary));
      tier = std::max(tier, primary ? 2 : 1);
    }
    return tier;
  }

  const Snapshot& snapshot_;
  const LabelBook& labels_;
  const ClockReading& now_;
  CheckReport report_;
};

}  // namespace

CheckReport MakeCheckReport(const Snapshot& snapshot, const ClockReading& now,
                            base::Duration took) {
  return Maker(snapshot, now).Make(took);
}

}  // namespace headway::exporter
