#include "exporter/endpoint_page.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "exporter/depth_words.h"
#include "exporter/url_section.h"

namespace headway::exporter {
namespace {

constexpr std::array<std::string_view, 5> kScoreColumns = {"Of", "Availability", "Latency", "Sync",
                                                           "Score"};

void WriteTrail(HtmlWriter& html, const LabelBook::Endpoint& labels) {
  const HtmlElement nav(html, "nav", {{"aria-label", "Breadcrumb"}, {"class", "trail"}});
  html.Leaf("a", "All endpoints", {{"href", "/"}});
  html.Text(" / " + labels.spec + ' ' + labels.api_interface + " / ");
  html.Leaf("span", labels.name, {{"aria-current", "page"}});
}

void WriteNotes(HtmlWriter& html, const PageContext& page, const LabelBook::Endpoint& labels) {
  for (const base::UrlIndex url : labels.url_rows) {
    const std::string where =
        labels.url_rows.size() > 1 ? page.snapshot.labels->urls.at(url.value).url_id + ": " : "";
    for (const std::string& note : NotesOn(page.snapshot.urls.at(url.value))) {
      html.Leaf("p", where + note, {{"class", "note"}});
    }
  }
}

void WriteVerdict(HtmlWriter& html, const PageContext& page, std::size_t row) {
  const Snapshot::Endpoint& endpoint = page.snapshot.endpoints[row];
  const LabelBook::Endpoint& labels = page.snapshot.labels->endpoints[row];
  html.Leaf("h1", labels.name);
  {
    const HtmlElement line(html, "p", {{"class", "verdict"}, {"id", "headline"}});
    WriteSign(html, SignOf(endpoint.face.state, endpoint.face.gauge));
    html.Text(' ' + ExplainEndpoint(page.snapshot, row, page.now));
  }
  WriteNotes(html, page, labels);
}

void WriteRoles(HtmlWriter& html, const PageContext& page, const Snapshot::Endpoint& endpoint) {
  for (const health::Role role : health::kAllRoles) {
    const auto slot = static_cast<std::size_t>(role);
    if (!endpoint.roles.at(slot)) continue;
    html.Leaf("dt", "As " + std::string(health::ToString(role)));
    const HtmlElement value(html, "dd");
    html.Text(endpoint.serves.at(slot) ? "it serves" : "it does not serve");
    const auto& block = endpoint.blocks.at(slot);
    if (!block) continue;
    html.Leaf("div", BlockInWords(role, *block, page.now), {{"class", "block"}});
    {
      const HtmlElement since(html, "div");
      html.Text("blocked since ");
      WriteTime(html, block->since, page.now);
    }
    if (block->second_chance_given) html.Leaf("div", "it had its second chance of this epoch");
  }
}

void WriteFacts(HtmlWriter& html, const PageContext& page, const Snapshot::Endpoint& endpoint) {
  const Snapshot::Chain& chain = page.snapshot.chains.at(endpoint.chain.value);
  const ClockReading& now = page.now;
  const HtmlElement section(html, "section", {{"aria-labelledby", "verdict"}});
  html.Leaf("h2", "Verdict", {{"id", "verdict"}});
  const HtmlElement facts(html, "dl", {{"class", "facts"}});
  WriteFact(html, "Health", endpoint.face.gauge ? "healthy (1)" : "down (0)");
  WriteFact(html, "Last settled verdict", endpoint.settled_good ? "good" : "not good");
  WriteRoles(html, page, endpoint);
  if (!endpoint.face.enabled) WriteFact(html, "Disabled", "after too many refusals");
  WriteFact(html, "Head", endpoint.face.head);
  WriteFact(html, "Reference head of the chain", chain.reference);
  if (endpoint.lag) WriteFact(html, "Lag", Count(*endpoint.lag, "block"));
  WriteFact(html, "Time of the head", endpoint.face.head_block_time, now);
  WriteFact(html, "Head changed", endpoint.ledger.head_changed, now);
  WriteFact(html, "Last success", endpoint.ledger.last_success, now);
  WriteFact(html, "State changed", endpoint.ledger.last_transition, now);
  if (endpoint.ledger.down_since) WriteFact(html, "Down since", endpoint.ledger.down_since, now);
  WriteFact(html, "Resets by epochs", std::to_string(endpoint.ledger.epoch_resets));
  WriteBeforeReset(html, endpoint.before_reset, now);
  WriteFact(html, "Next epoch", "in " + Roughly(page.until_epoch));
}

using Cells = std::array<std::optional<double>, 4>;

void WriteScoreRow(HtmlWriter& html, std::string_view name, const Cells& cells) {
  const HtmlElement row(html, "tr");
  html.Leaf("th", name, {{"scope", "row"}});
  for (const std::optional<double>& cell : cells) {
    html.Leaf("td", cell ? InDecimals(*cell) : "not known", {{"class", "number"}});
  }
}

void WriteQos(HtmlWriter& html, std::string_view name, const std::optional<health::Qos>& qos) {
  if (!qos) return;
  WriteScoreRow(html, name, {qos->availability, qos->latency, qos->sync, qos->score});
}

void WriteScores(HtmlWriter& html, const Snapshot::Endpoint& endpoint,
                 const Snapshot::Chain& chain) {
  if (!endpoint.qos && !endpoint.previous_epoch_qos && !endpoint.reputation) return;
  const HtmlElement section(html, "section", {{"aria-labelledby", "scores"}});
  html.Leaf("h2", "Scores", {{"id", "scores"}});
  {
    const HtmlElement box = WideBox(html, "Scores");
    const HtmlElement table(html, "table", {{"aria-labelledby", "scores"}});
    WriteTableHead(html, kScoreColumns);
    const HtmlElement body(html, "tbody");
    WriteQos(html, "passable QoS, this epoch", endpoint.qos);
    WriteQos(html, "passable QoS, the epoch before", endpoint.previous_epoch_qos);
    if (endpoint.reputation) {
      const health::Reputation& reputation = *endpoint.reputation;
      WriteScoreRow(html, "reputation (seconds; lower scores are better)",
                    {reputation.availability(), reputation.latency_seconds(),
                     reputation.sync_seconds(), reputation.Score()});
    }
  }
  if (!endpoint.reputation || !chain.reputation_benchmark) return;
  const double pairing =
      health::PairingScore(endpoint.reputation->Score(), *chain.reputation_benchmark);
  html.Leaf("p", "Pairing score, from 0.5 to 2: " + InDecimals(pairing));
}

void WriteEndpoint(HtmlWriter& html, const PageContext& page, std::size_t row) {
  const Snapshot::Endpoint& endpoint = page.snapshot.endpoints.at(row);
  const LabelBook::Endpoint& labels = page.snapshot.labels->endpoints.at(row);
  WriteTrail(html, labels);
  WriteVerdict(html, page, row);
  WriteFacts(html, page, endpoint);
  for (const base::UrlIndex url : labels.url_rows) WriteUrlSection(html, page, url, row);
  WriteScores(html, endpoint, page.snapshot.chains.at(endpoint.chain.value));
  const HtmlElement links(html, "p");
  html.Leaf("a", "All of this as JSON", {{"href", ApiPathOf(labels)}});
}

}  // namespace

std::string RenderEndpointPage(const PageContext& page, std::size_t endpoint) {
  const std::string& name = page.snapshot.labels->endpoints.at(endpoint).name;
  return RenderPage(page, name + " - headway", false,
                    [&](HtmlWriter& html) { WriteEndpoint(html, page, endpoint); });
}

std::string RenderMissingPage(const PageContext& page) {
  return RenderPage(page, "no such endpoint - headway", false, [](HtmlWriter& html) {
    html.Leaf("h1", "No such endpoint");
    const HtmlElement line(html, "p");
    html.Text("The configuration has none of this name. ");
    html.Leaf("a", "All endpoints", {{"href", "/"}});
  });
}

}  // namespace headway::exporter
