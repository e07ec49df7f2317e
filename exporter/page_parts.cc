#include "exporter/page_parts.h"

#include <array>
#include <utility>
#include <vector>

#include "exporter/http_reply.h"

namespace headway::exporter {
namespace {

constexpr std::string_view kStylesheet = "/static/headway.css";
constexpr std::string_view kScript = "/static/headway.js";
constexpr std::string_view kIcon = "/static/headway.svg";

void WriteHead(HtmlWriter& html, std::string_view title) {
  const HtmlElement head(html, "head");
  html.Void("meta", {{"charset", "utf-8"}});
  html.Void("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.Void("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.Leaf("title", title);
  html.Void("link", {{"rel", "icon"}, {"href", kIcon}, {"type", "image/svg+xml"}});
  html.Void("link", {{"rel", "stylesheet"}, {"href", kStylesheet}});
  html.Leaf("script", "", {{"src", kScript}, {"defer", ""}});
}

/// Shown by the script alone: without it nothing here would do anything.
void WriteTools(HtmlWriter& html, bool has_filter) {
  const HtmlElement tools(html, "form", {{"id", "tools"}, {"role", "search"}, {"hidden", ""}});
  if (has_filter) {
    html.Leaf("label", "Filter by name, chain, host or state", {{"for", "filter"}});
    html.Void(
        "input",
        {{"id", "filter"}, {"type", "search"}, {"autocomplete", "off"}, {"spellcheck", "false"}});
    const HtmlElement label(html, "label", {{"class", "check"}});
    html.Void("input", {{"id", "only-problems"}, {"type", "checkbox"}});
    html.Text("problems only");
  }
  html.Leaf("button", "Pause", {{"id", "pause"}, {"type", "button"}, {"aria-pressed", "false"}});
  html.Leaf("span", "", {{"id", "refreshed"}});
}

void WriteHeader(HtmlWriter& html, bool has_filter) {
  html.Leaf("a", "Skip to the content", {{"class", "skip"}, {"href", "#main"}});
  {
    const HtmlElement header(html, "header");
    html.Leaf("a", "headway", {{"class", "brand"}, {"href", "/"}});
    WriteTools(html, has_filter);
    const HtmlElement without(html, "noscript");
    html.Leaf("p", "Without JavaScript this page stands still: reload it to see what is new.");
  }
  // Not in the header: it can stay in sight as far as what it is in goes.
  html.Leaf("p", "", {{"id", "news"}, {"role", "status"}, {"aria-live", "polite"}});
}

void WriteFooter(HtmlWriter& html, const PageContext& page) {
  const HtmlElement footer(html, "footer");
  {
    const HtmlElement nav(html, "nav", {{"aria-label", "For programs"}});
    html.Leaf("a", "Metrics", {{"href", page.telemetry_path}});
    const auto link = [&html](const std::string& list) {
      html.Text(" ");
      html.Leaf("a", list + ".json", {{"href", "/api/v1/" + list}});
    };
    for (const char* const list : {"endpoints", "urls", "chains", "epochs"}) link(list);
    if (page.snapshot.lava) link("lava");
    const auto& listeners = page.snapshot.listeners.of_provider;
    if (listeners && !listeners->empty()) link("listeners");
  }
  html.Leaf("p", "headway " + std::string(page.version) + ", as of " + Rfc3339(page.now.wall));
}

/// As in "last 20 polls: 18 healthy, 2 unreachable; the newest: unreachable".
std::string StripInWords(const health::PollHistory& history) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (std::size_t back = 0; back < history.size(); ++back) {
    std::string words = SignOf(history.Newest(back)).words;
    auto row = counts.begin();
    while (row != counts.end() && row->first != words) ++row;
    if (row == counts.end()) row = counts.insert(row, {std::move(words), 0});
    ++row->second;
  }
  std::string text = "last " + Count(history.size(), "poll") + ":";
  for (const auto& [words, count] : counts) {
    text += (text.back() == ':' ? " " : ", ") + std::to_string(count) + ' ' + words;
  }
  if (counts.size() > 1) text += "; the newest: " + counts.front().first;
  return text;
}

/// The mark of one poll as part of an SVG path, 4 wide and at most 12 high.
std::string MarkAt(Shape shape, std::size_t x) {
  const std::string left = 'M' + std::to_string(x);
  switch (shape) {
    case Shape::kGood:
      return left + " 2h4v12h-4z";
    case Shape::kWarn:
      return left + " 8h4v6h-4z";
    case Shape::kBad:
      return left + " 3l4 10M" + std::to_string(x + 4) + " 3l-4 10";
    case Shape::kUnknown:
      return left + " 11h4v3h-4z";
  }
  return "";
}

std::string NamesAsPath(const LabelBook::Endpoint& endpoint) {
  return PercentEncoded(endpoint.spec) + '/' + PercentEncoded(endpoint.api_interface) + '/' +
         PercentEncoded(endpoint.name);
}

}  // namespace

std::string RenderPage(const PageContext& page, std::string_view title, bool has_filter,
                       const std::function<void(HtmlWriter& html)>& write_main) {
  HtmlWriter html;
  {
    const HtmlElement root(html, "html", {{"lang", "en"}});
    WriteHead(html, title);
    const HtmlElement body(html, "body");
    WriteHeader(html, has_filter);
    {
      const HtmlElement main(html, "main", {{"id", "main"}, {"tabindex", "-1"}});
      write_main(html);
    }
    WriteFooter(html, page);
  }
  return html.Take();
}

void WriteSign(HtmlWriter& html, const Sign& sign) {
  html.Leaf("span", sign.words, {{"class", "sign " + std::string(ToString(sign.shape))}});
}

void WriteTableHead(HtmlWriter& html, std::span<const std::string_view> columns) {
  const HtmlElement head(html, "thead");
  const HtmlElement row(html, "tr");
  for (const std::string_view column : columns) html.Leaf("th", column, {{"scope", "col"}});
}

void WriteRelative(HtmlWriter& html, base::WallTime at, const ClockReading& now) {
  html.Leaf("time", Relative(at, now.wall), {{"datetime", Rfc3339(at)}});
}

void WriteTime(HtmlWriter& html, base::WallTime at, const ClockReading& now) {
  const std::string stamp = Rfc3339(at);
  html.Leaf("time", stamp, {{"datetime", stamp}});
  html.Text(" (" + Relative(at, now.wall) + ')');
}

void WritePollStrip(HtmlWriter& html, const health::PollHistory& history) {
  if (history.size() == 0) return;
  constexpr std::size_t kDistance = 7;
  constexpr std::array kShapes = {Shape::kGood, Shape::kWarn, Shape::kBad, Shape::kUnknown};
  std::array<std::string, kShapes.size()> paths;
  for (std::size_t back = 0; back < history.size(); ++back) {
    const Shape shape = SignOf(history.Newest(back)).shape;
    const std::size_t x = 1 + (health::PollHistory::kKept - 1 - back) * kDistance;
    paths.at(static_cast<std::size_t>(shape)) += MarkAt(shape, x);
  }
  const HtmlElement strip(html, "svg",
                          {{"class", "strip"},
                           {"role", "img"},
                           {"aria-label", StripInWords(history)},
                           {"width", "140"},
                           {"height", "16"}});
  for (const Shape shape : kShapes) {
    const std::string& path = paths.at(static_cast<std::size_t>(shape));
    if (!path.empty()) html.Leaf("path", "", {{"class", ToString(shape)}, {"d", path}});
  }
}

void WriteUrl(HtmlWriter& html, const Snapshot& snapshot, base::UrlIndex url) {
  const LabelBook::Url& labels = snapshot.labels->urls.at(url.value);
  html.Leaf("span", labels.origin, {{"class", "origin"}});
  html.Text(" ");
  html.Leaf("code", labels.url_id);
}

void WriteShared(HtmlWriter& html, const Snapshot::Url& url) {
  if (url.endpoints < 2) return;
  html.Leaf("span", "shared by " + std::to_string(url.endpoints), {{"class", "shared"}});
}

HtmlElement WideBox(HtmlWriter& html, std::string_view label) {
  return {html,
          "div",
          {{"class", "wide"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", label}}};
}

HtmlElement CardCell(HtmlWriter& html, std::string_view label, std::string_view kind) {
  return {html, "td", {{"class", kind}, {"data-label", label}}};
}

void WriteAbsent(HtmlWriter& html, std::string_view words) {
  html.Leaf("span", words, {{"class", "faint"}});
}

void WriteTextOr(HtmlWriter& html, const std::optional<std::string>& text,
                 std::string_view absent) {
  if (!text) return WriteAbsent(html, absent);
  html.Text(*text);
}

void WriteRelativeOr(HtmlWriter& html, const std::optional<base::WallTime>& at,
                     const ClockReading& now, std::string_view absent) {
  if (!at) return WriteAbsent(html, absent);
  WriteRelative(html, *at, now);
}

void WriteFact(HtmlWriter& html, std::string_view term, std::string_view words) {
  html.Leaf("dt", term);
  html.Leaf("dd", words);
}

void WriteFact(HtmlWriter& html, std::string_view term, const std::optional<base::WallTime>& at,
               const ClockReading& now) {
  if (!at) return;
  html.Leaf("dt", term);
  const HtmlElement value(html, "dd");
  WriteTime(html, *at, now);
}

void WriteFact(HtmlWriter& html, std::string_view term,
               const std::optional<base::BlockHeight>& height) {
  if (height) WriteFact(html, term, std::to_string(height->value));
}

std::string PagePathOf(const LabelBook::Endpoint& endpoint) {
  return "/endpoints/" + NamesAsPath(endpoint);
}

std::string ApiPathOf(const LabelBook::Endpoint& endpoint) {
  return "/api/v1/endpoints/" + NamesAsPath(endpoint);
}

}  // namespace headway::exporter
