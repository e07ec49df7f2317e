#include "exporter/status_page.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/depth_words.h"
#include "exporter/lava_section.h"
#include "exporter/listener_section.h"

namespace headway::exporter {
namespace {

constexpr std::size_t kMaxUrlsInRow = 4;
constexpr std::array<std::string_view, 6> kColumns = {"Endpoint", "State", "Why",
                                                      "Head",     "Lag",   "URLs, last polls"};

/// What of the fleet is in which condition.
struct Tally {
  std::array<std::size_t, 4> endpoints{};  // by Need
  std::array<std::size_t, 4> chains{};     // by Shape of their tier
  SectionOverview lava;
  SectionOverview listeners;

  std::size_t needy() const { return endpoints[0] + endpoints[1] + endpoints[2]; }
  std::size_t problems_on_lava() const { return lava.problems + listeners.problems; }
  std::size_t of(Need need) const { return endpoints.at(static_cast<std::size_t>(need)); }
  std::size_t of(Shape tier) const { return chains.at(static_cast<std::size_t>(tier)); }
};

Tally TallyOf(const PageContext& page) {
  const Snapshot& snapshot = page.snapshot;
  Tally tally;
  for (const Snapshot::Endpoint& endpoint : snapshot.endpoints) {
    ++tally.endpoints.at(static_cast<std::size_t>(NeedOf(endpoint)));
  }
  for (const Snapshot::Chain& chain : snapshot.chains) {
    ++tally.chains.at(static_cast<std::size_t>(TierOf(chain).shape));
  }
  tally.lava = OverviewOfLava(page);
  tally.listeners = OverviewOfListeners(page);
  return tally;
}

/// A chain with its endpoints, in the order of the page.
struct Group {
  std::size_t chain = 0;
  std::vector<std::size_t> endpoints;
};

/// How far up it belongs: by who serves, then by its neediest endpoint.
std::pair<int, Need> RankOf(const Snapshot& snapshot, const Group& group) {
  const Snapshot::Chain& chain = snapshot.chains[group.chain];
  const Need neediest =
      group.endpoints.empty() ? Need::kNone : NeedOf(snapshot.endpoints[group.endpoints.front()]);
  return {chain.HasEndpoints() ? chain.Tier() : 3, neediest};
}

std::vector<Group> GroupsOf(const Snapshot& snapshot) {
  std::vector<Group> groups(snapshot.chains.size());
  for (std::size_t chain = 0; chain < groups.size(); ++chain) groups[chain].chain = chain;
  for (std::size_t row = 0; row < snapshot.endpoints.size(); ++row) {
    groups.at(snapshot.endpoints[row].chain.value).endpoints.push_back(row);
  }
  for (Group& group : groups) {
    std::stable_sort(group.endpoints.begin(), group.endpoints.end(),
                     [&](std::size_t left, std::size_t right) {
                       return NeedOf(snapshot.endpoints[left]) < NeedOf(snapshot.endpoints[right]);
                     });
  }
  std::stable_sort(groups.begin(), groups.end(), [&](const Group& left, const Group& right) {
    return RankOf(snapshot, left) < RankOf(snapshot, right);
  });
  return groups;
}

std::string EndpointsInWords(const Snapshot& snapshot, const Tally& tally) {
  const std::size_t all = snapshot.endpoints.size();
  if (all == 0) return "No endpoints are watched";
  if (tally.needy() == 0) {
    return all == 1 ? "The only endpoint is well"
                    : "All " + std::to_string(all) + " endpoints are well";
  }
  return std::to_string(tally.needy()) + " of " + Count(all, "endpoint") +
         (tally.needy() == 1 ? " needs attention" : " need attention");
}

std::string HeadlineOf(const Snapshot& snapshot, const Tally& tally) {
  std::string words = EndpointsInWords(snapshot, tally);
  const std::size_t on_lava = tally.problems_on_lava();
  if (on_lava > 0) words += ", " + Count(on_lava, "problem") + " on Lava";
  return words;
}

/// The words lead to the section.
void WriteOverview(HtmlWriter& html, std::string_view term, const SectionOverview& overview,
                   std::string_view target) {
  if (overview.words.empty()) return;
  const HtmlElement fact(html, "div");
  html.Leaf("dt", term);
  const HtmlElement value(html, "dd");
  html.Leaf("a", overview.words, {{"href", target}});
}

void WriteSummary(HtmlWriter& html, const PageContext& page, const Tally& tally) {
  const Snapshot& snapshot = page.snapshot;
  std::string chains;
  AddCount(tally.of(Shape::kBad), "dark", chains);
  AddCount(tally.of(Shape::kWarn), "with backups only", chains);
  AddCount(tally.of(Shape::kGood), "with primaries", chains);
  AddCount(tally.of(Shape::kUnknown), "without endpoints", chains);
  std::string endpoints;
  AddCount(tally.of(Need::kDown), "down", endpoints);
  AddCount(tally.of(Need::kBlocked), "up but blocked", endpoints);
  AddCount(tally.of(Need::kUncertain), "uncertain", endpoints);
  AddCount(tally.of(Need::kNone), "healthy", endpoints);
  const HtmlElement list(html, "dl", {{"class", "summary"}});
  const auto write = [&](std::string_view term, std::string_view words) {
    const HtmlElement fact(html, "div");
    WriteFact(html, term, words);
  };
  write("Chains", chains.empty() ? "none" : chains);
  write("Endpoints", endpoints.empty() ? "none" : endpoints);
  write("Node URLs", std::to_string(snapshot.urls.size()) + " polled");
  write("Epoch " + std::to_string(snapshot.self.epoch), "the next in " + Roughly(page.until_epoch));
  WriteOverview(html, "Lava chain", tally.lava, "#lava");
  WriteOverview(html, "What consumers see", tally.listeners, "#listeners");
}

void WriteNotices(HtmlWriter& html, const Snapshot& snapshot) {
  if (!snapshot.ready) {
    html.Leaf("p", "The first round over all URLs is not done yet.", {{"class", "notice"}});
  }
  if (!snapshot.self.last_reload_successful) {
    html.Leaf("p",
              "The configuration was not reloaded: the file has errors, and the one before it is "
              "in force. The log says more.",
              {{"class", "notice"}});
  }
}

void WriteChainFacts(HtmlWriter& html, const Snapshot::Chain& chain, const ClockReading& now) {
  const HtmlElement facts(html, "p", {{"class", "facts"}});
  if (!chain.reference) {
    html.Text("no reference head yet");
  } else {
    html.Text("reference head " + std::to_string(chain.reference->value) + " by " +
              Count(chain.witnesses, "URL"));
    if (chain.reference_changed) {
      html.Text(", new ");
      WriteRelative(html, *chain.reference_changed, now);
    }
  }
  if (chain.halted) html.Text("; the chain has halted");
}

void WriteUrls(HtmlWriter& html, const Snapshot& snapshot, const LabelBook::Endpoint& labels) {
  const HtmlElement cell(html, "td", {{"class", "urls"}});
  const std::size_t shown = std::min(labels.url_rows.size(), kMaxUrlsInRow);
  for (std::size_t each = 0; each < shown; ++each) {
    const base::UrlIndex url = labels.url_rows[each];
    {
      const HtmlElement line(html, "div");
      WriteUrl(html, snapshot, url);
    }
    const HtmlElement line(html, "div");
    if (snapshot.details) WritePollStrip(html, snapshot.details->urls.at(url.value).history);
    WriteShared(html, snapshot.urls.at(url.value));
  }
  if (shown < labels.url_rows.size()) {
    html.Leaf("div", "and " + Count(labels.url_rows.size() - shown, "more URL"));
  }
}

void WriteReason(HtmlWriter& html, const PageContext& page, std::size_t row) {
  const Snapshot::Endpoint& endpoint = page.snapshot.endpoints[row];
  const HtmlElement cell(html, "td", {{"class", "why"}});
  html.Text(ExplainEndpoint(page.snapshot, row, page.now));
  for (const health::Role role : health::kAllRoles) {
    const auto& block = endpoint.blocks.at(static_cast<std::size_t>(role));
    if (block) html.Leaf("div", BlockInWords(role, *block, page.now), {{"class", "block"}});
  }
  const std::vector<base::UrlIndex>& urls = page.snapshot.labels->endpoints[row].url_rows;
  for (std::size_t each = 0; each < std::min(urls.size(), kMaxUrlsInRow); ++each) {
    for (const std::string& note : NotesOn(page.snapshot.urls.at(urls[each].value))) {
      html.Leaf("div", note, {{"class", "note"}});
    }
  }
}

void WriteNumber(HtmlWriter& html, const std::optional<std::uint64_t>& number) {
  const HtmlElement cell(html, "td", {{"class", "number"}});
  WriteTextOr(html, number ? std::optional(std::to_string(*number)) : std::nullopt, "not known");
}

std::string_view NameOf(Need need) {
  constexpr std::array<std::string_view, 4> kNames = {"down", "blocked", "uncertain", ""};
  return kNames.at(static_cast<std::size_t>(need));
}

void WriteState(HtmlWriter& html, const Snapshot::Endpoint& endpoint, const Sign& sign,
                const ClockReading& now) {
  const HtmlElement cell(html, "td", {{"class", "state"}});
  WriteSign(html, sign);
  if (const auto& since = endpoint.ledger.down_since) {
    html.Leaf("div", "down for " + Roughly(now.wall - *since), {{"class", "since"}});
  }
  if (health::IsBlocked(endpoint.blocks)) {
    WriteSign(html, {.shape = Shape::kBad, .words = "blocked"});
  }
}

/// `data-state` and `data-need` are what the filter of the script goes by.
void WriteRow(HtmlWriter& html, const PageContext& page, std::size_t row) {
  const Snapshot::Endpoint& endpoint = page.snapshot.endpoints[row];
  const LabelBook::Endpoint& labels = page.snapshot.labels->endpoints[row];
  const Sign sign = SignOf(endpoint.face.state, endpoint.face.gauge);
  const HtmlElement line(html, "tr",
                         {{"data-state", sign.words}, {"data-need", NameOf(NeedOf(endpoint))}});
  {
    const HtmlElement name(html, "th", {{"scope", "row"}});
    html.Leaf("a", labels.name, {{"href", PagePathOf(labels)}});
    html.Leaf("div", RolesOf(endpoint), {{"class", "roles"}});
  }
  WriteState(html, endpoint, sign, page.now);
  WriteReason(html, page, row);
  std::optional<std::uint64_t> head;
  if (endpoint.face.head) head = endpoint.face.head->value;
  WriteNumber(html, head);
  WriteNumber(html, endpoint.lag);
  WriteUrls(html, page.snapshot, labels);
}

void WriteGroup(HtmlWriter& html, const PageContext& page, const Group& group,
                std::size_t& rows_left) {
  const Snapshot::Chain& chain = page.snapshot.chains[group.chain];
  const LabelBook::Chain& labels = page.snapshot.labels->chains[group.chain];
  const std::string id = "chain-" + std::to_string(group.chain);
  const std::string name = labels.spec + ' ' + labels.api_interface;
  const HtmlElement section(html, "section", {{"aria-labelledby", id}, {"data-chain", name}});
  {
    const HtmlElement line(html, "div", {{"class", "chain"}});
    html.Leaf("h2", name, {{"id", id}});
    WriteSign(html, TierOf(chain));
    WriteChainFacts(html, chain, page.now);
  }
  const std::size_t shown = std::min(rows_left, group.endpoints.size());
  if (shown == 0) return;
  rows_left -= shown;
  const HtmlElement table(html, "table", {{"aria-labelledby", id}});
  WriteTableHead(html, kColumns);
  const HtmlElement body(html, "tbody");
  for (std::size_t each = 0; each < shown; ++each) WriteRow(html, page, group.endpoints[each]);
}

void WriteGroups(HtmlWriter& html, const PageContext& page) {
  std::size_t rows_left = kMaxEndpointsOnPage;
  for (const Group& group : GroupsOf(page.snapshot)) WriteGroup(html, page, group, rows_left);
  const std::size_t all = page.snapshot.endpoints.size();
  if (all <= kMaxEndpointsOnPage) return;
  const HtmlElement notice(html, "p", {{"class", "notice"}});
  html.Text(Count(all - kMaxEndpointsOnPage, "endpoint") +
            " more, which this page has no room for, in ");
  html.Leaf("a", "endpoints.json", {{"href", "/api/v1/endpoints"}});
}

void WriteFleet(HtmlWriter& html, const PageContext& page, const Tally& tally) {
  const Snapshot& snapshot = page.snapshot;
  html.Leaf("h1", HeadlineOf(snapshot, tally), {{"id", "headline"}});
  WriteNotices(html, snapshot);
  WriteSummary(html, page, tally);
  WriteGroups(html, page);
  WriteLavaSection(html, page);
  WriteListenerSection(html, page);
}

}  // namespace

std::string RenderStatusPage(const PageContext& page) {
  const Tally tally = TallyOf(page);
  const std::size_t problems = tally.needy() + tally.problems_on_lava();
  const std::string title =
      problems == 0 ? "headway" : '(' + std::to_string(problems) + ") headway";
  return RenderPage(page, title, true, [&](HtmlWriter& html) { WriteFleet(html, page, tally); });
}

}  // namespace headway::exporter
