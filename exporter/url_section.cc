#include "exporter/url_section.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "chains/error_id.h"
#include "exporter/depth_words.h"
#include "exporter/http_reply.h"

namespace headway::exporter {
namespace {

using health::Mark;

constexpr std::size_t kMaxSharersShown = 20;
constexpr std::array<std::string_view, 3> kCapabilityColumns = {"Capability", "Standing",
                                                                "In words"};
constexpr std::array<std::string_view, 10> kPollColumns = {
    "At", "Verdict", "Head", "Latency", "Resolve", "Connect", "TLS", "Wait", "Transfer", "Error"};

std::string_view InWords(health::Standing standing) {
  switch (standing) {
    case health::Standing::kUnknown:
      break;
    case health::Standing::kRight:
      return "it is on the right chain";
    case health::Standing::kDoubted:
      return "in doubt: it was on the right chain, and said otherwise once";
    case health::Standing::kWrong:
      return "it is on another chain";
  }
  return "it has not told its chain";
}

void WriteSharers(HtmlWriter& html, const PageContext& page, base::UrlIndex url,
                  std::size_t endpoint) {
  if (page.snapshot.urls.at(url.value).endpoints < 2) return;
  html.Leaf("dt", "Shared with");
  const HtmlElement value(html, "dd");
  std::size_t shown = 0;
  const auto& endpoints = page.snapshot.labels->endpoints;
  for (std::size_t row = 0; row < endpoints.size() && shown < kMaxSharersShown; ++row) {
    const auto& urls = endpoints[row].url_rows;
    if (row == endpoint || std::find(urls.begin(), urls.end(), url) == urls.end()) continue;
    if (shown > 0) html.Text(", ");
    html.Leaf("a", endpoints[row].name, {{"href", PagePathOf(endpoints[row])}});
    ++shown;
  }
  if (shown == kMaxSharersShown) html.Text(" and others");
}

void WriteStreaks(HtmlWriter& html, const health::UrlHealth& health,
                  const health::FleetPolicy& policy) {
  const std::string needed = std::to_string(health.gauge ? policy.health.fall : policy.health.rise);
  WriteFact(html, health.gauge ? "Bad polls in a row" : "Good polls in a row",
            std::to_string(health.against) + " of " + needed + " that turn it");
  WriteFact(html, "Refusals",
            std::to_string(health.refusals) + " since the last answer; " +
                std::to_string(policy.health.disable_after) + " disable it");
  WriteFact(html, "Failures in a row",
            std::to_string(health.failures_in_a_row) + "; " +
                std::to_string(policy.blocking.max_consecutive_errors + 1) +
                " block its endpoints");
}

void WriteConnection(HtmlWriter& html, const Snapshot::Url& url, const ClockReading& now) {
  if (!url.health.enabled) WriteFact(html, "Disabled", "after too many refusals");
  WriteFact(html, "Connection", url.health.connection_healthy ? "healthy" : "broken");
  WriteFact(html, "Left alone until", url.holdoff_until, now);
  if (!url.tls) return;
  WriteFact(html, "TLS", "version " + std::string(health::ToString(url.tls->version)));
  WriteFact(html, "First certificate ends", url.tls->cert_expiry, now);
}

void WriteHeads(HtmlWriter& html, const PageContext& page, base::UrlIndex index) {
  const Snapshot::Url& url = page.snapshot.urls[index.value];
  WriteFact(html, "Head", url.head);
  if (url.goes_back_and_forth) {
    WriteFact(html, "Heads", "go back and forth, as behind a load balancer");
  }
  if (page.snapshot.details) {
    const Snapshot::UrlDetails& details = page.snapshot.details->urls.at(index.value);
    const health::ChainRules& rules = page.snapshot.details->chains.at(url.chain.value);
    const base::Duration block_time = page.snapshot.chains[url.chain.value].block_time;
    if (details.head_since) {
      WriteFact(html, "Head stands since", page.now.WallOf(*details.head_since), page.now);
    }
    WriteFact(html, "It may stand for", Roughly(health::StaleWindow(rules, block_time)));
    WriteFact(html, "Allowed lag", Count(rules.allowed_lag, "block"));
  }
  WriteFact(html, "Rollbacks", std::to_string(url.ledger.rollbacks));
  WriteFact(html, "Reorganisations", std::to_string(url.ledger.reorg_depth.Count()));
}

void WriteNode(HtmlWriter& html, const Snapshot::Url& url, const ClockReading& now) {
  const health::NodeDepth& depth = url.depth;
  if (url.asks_identity) WriteFact(html, "Chain", InWords(url.standing));
  if (depth.client) WriteFact(html, "Client", depth.client->fact.text());
  if (depth.peers) WriteFact(html, "Peers", std::to_string(depth.peers->fact));
  if (depth.says_syncing) WriteFact(html, "Says it syncs", depth.says_syncing->fact ? "yes" : "no");
  const auto write_mark = [&](std::string_view term, Mark mark) {
    if (depth.mark(mark)) WriteFact(html, term, depth.mark(mark)->fact.height);
  };
  write_mark("Safe block", Mark::kSafe);
  write_mark("Finalized block", Mark::kFinalized);
  write_mark("Processed slot", Mark::kProcessed);
  write_mark("Confirmed slot", Mark::kConfirmed);
  write_mark("First available block", Mark::kEarliest);
  if (depth.oldest_state) WriteFact(html, "Oldest state", depth.oldest_state->fact);
  WriteBeforeReset(html, url.before_reset, now);
}

void WriteCapabilities(HtmlWriter& html, const Snapshot::Url& url) {
  if (url.claims.none()) return;
  const HtmlElement table(html, "table");
  html.Leaf("caption", "Capabilities");
  WriteTableHead(html, kCapabilityColumns);
  const HtmlElement body(html, "tbody");
  for (const health::Capability capability : health::kAllCapabilities) {
    if (!url.claims.test(static_cast<std::size_t>(capability))) continue;
    const HtmlElement row(html, "tr");
    html.Leaf("th", health::ToString(capability), {{"scope", "row"}});
    html.Leaf("td", StandingOf(url.depth.capability(capability)));
    html.Leaf("td", WordsOn(capability, url));
  }
}

std::string ErrorOf(const health::PollRecord& poll) {
  if (!poll.error) return poll.rollback ? "it told a lower head than before" : "";
  const auto error = chains::Describe(*poll.error);
  return std::string(error.meaning) + " (" + std::string(error.name) + ')';
}

void WritePoll(HtmlWriter& html, const health::PollRecord& poll) {
  const HtmlElement row(html, "tr");
  html.Leaf("th", Rfc3339(poll.at), {{"scope", "row"}});
  {
    const HtmlElement cell(html, "td");
    WriteSign(html, SignOf(poll));
  }
  html.Leaf("td", poll.head ? std::to_string(poll.head->value) : "", {{"class", "number"}});
  for (const base::Duration span : {poll.latency, poll.phases.resolve, poll.phases.connect,
                                    poll.phases.tls, poll.phases.wait, poll.phases.transfer}) {
    // A phase of no length did not take place.
    html.Leaf("td", span == base::Duration() ? "-" : InMilliseconds(span), {{"class", "number"}});
  }
  html.Leaf("td", ErrorOf(poll));
}

void WritePolls(HtmlWriter& html, const health::PollHistory& history) {
  if (history.size() == 0) return;
  const HtmlElement box = WideBox(html, "Last polls");
  const HtmlElement table(html, "table", {{"class", "polls"}});
  html.Leaf("caption", "Last " + Count(history.size(), "poll") + ", the newest first");
  WriteTableHead(html, kPollColumns);
  const HtmlElement body(html, "tbody");
  for (std::size_t back = 0; back < history.size(); ++back) {
    WritePoll(html, history.Newest(back));
  }
}

}  // namespace

void WriteUrlSection(HtmlWriter& html, const PageContext& page, base::UrlIndex url,
                     std::size_t endpoint) {
  const Snapshot::Url& row = page.snapshot.urls.at(url.value);
  const std::string id = "url-" + std::to_string(url.value);
  const HtmlElement section(html, "section", {{"aria-labelledby", id}});
  {
    const HtmlElement heading(html, "h2", {{"id", id}, {"class", "url"}});
    WriteUrl(html, page.snapshot, url);
    html.Text(" ");
    WriteShared(html, row);
  }
  {
    const HtmlElement line(html, "p", {{"class", "verdict"}});
    WriteSign(html, SignOf(health::ShownState(row.health), row.health.gauge));
    html.Text(' ' + ExplainUrl(page.snapshot, url.value, page.now));
  }
  if (page.snapshot.details) {
    WritePollStrip(html, page.snapshot.details->urls.at(url.value).history);
  }
  {
    const HtmlElement facts(html, "dl", {{"class", "facts"}});
    WriteSharers(html, page, url, endpoint);
    if (page.snapshot.details) WriteStreaks(html, row.health, page.snapshot.details->policy);
    WriteConnection(html, row, page.now);
    WriteHeads(html, page, url);
    WriteNode(html, row, page.now);
  }
  WriteCapabilities(html, row);
  if (page.snapshot.details) {
    WritePolls(html, page.snapshot.details->urls.at(url.value).history);
  }
}

void WriteBeforeReset(HtmlWriter& html, const std::optional<health::BeforeReset>& before,
                      const ClockReading& now) {
  if (!before) return;
  WriteFact(html, "Before the last reset", InWords(before->state));
  WriteFact(html, "Reset at", before->at, now);
}

}  // namespace headway::exporter
