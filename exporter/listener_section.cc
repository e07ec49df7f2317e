#include "exporter/listener_section.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "exporter/listener_view.h"

namespace headway::exporter {
namespace {

constexpr base::Duration kCertificateEndsSoon = std::chrono::hours(7 * 24);

constexpr std::array<std::string_view, 7> kColumns = {
    "Listener", "Chain", "State", "Why", "Certificate ends", "Latest block", "Last check"};

/// What consumers have of a listener; what is worst comes first.
enum class Standing : std::uint8_t {
  kFails,
  kShutsOutBrowsers,
  kCertificateEnds,
  kUnknown,
  kGood,
};
constexpr std::size_t kStandingCount = static_cast<std::size_t>(Standing::kGood) + 1;

bool NeedsAttention(Standing standing) { return standing < Standing::kUnknown; }

Standing StandingOf(const ListenerView& view, const ClockReading& now) {
  // What headway could not send says nothing of the listener.
  if (!view.result || view.result->problem == lava::Problem::kNotSent) return Standing::kUnknown;
  const lava::ListenerResult& result = *view.result;
  if (result.problem >= lava::Problem::kCorsNoAnswer) return Standing::kShutsOutBrowsers;
  if (result.problem != lava::Problem::kNone) return Standing::kFails;
  if (result.certificate && result.certificate->cert_expiry - now.wall <= kCertificateEndsSoon) {
    return Standing::kCertificateEnds;
  }
  return Standing::kGood;
}

Sign SignOf(Standing standing) {
  switch (standing) {
    case Standing::kFails:
      return {.shape = Shape::kBad, .words = "problem"};
    case Standing::kShutsOutBrowsers:
      return {.shape = Shape::kWarn, .words = "not for browsers"};
    case Standing::kCertificateEnds:
      return {.shape = Shape::kWarn, .words = "certificate ends"};
    case Standing::kUnknown:
      break;
    case Standing::kGood:
      return {.shape = Shape::kGood, .words = "good"};
  }
  return {.shape = Shape::kUnknown, .words = "not known"};
}

/// As a row that is being written needs it.
struct Item {
  const ListenerView* view;
  Standing standing;
};

std::vector<Item> ItemsOf(const ListenerViews& views, const ClockReading& now) {
  std::vector<Item> items;
  items.reserve(views.size());
  for (const ListenerView& view : views) {
    items.push_back({.view = &view, .standing = StandingOf(view, now)});
  }
  std::stable_sort(items.begin(), items.end(), [](const Item& left, const Item& right) {
    return left.standing < right.standing;
  });
  return items;
}

void WriteWhy(HtmlWriter& html, const ListenerView& view, const ClockReading& now) {
  const HtmlElement cell = CardCell(html, kColumns[3], "why");
  html.Text(ExplainListener(view));
  for (const std::string& note : NotesOnListener(view, now.wall)) {
    html.Leaf("div", note, {{"class", "note"}});
  }
}

void WriteFindings(HtmlWriter& html, const ListenerView& view, const ClockReading& now) {
  {
    const HtmlElement cell = CardCell(html, kColumns[4]);
    std::optional<base::WallTime> end;
    if (view.result && view.result->certificate) end = view.result->certificate->cert_expiry;
    const bool wants_none = view.result && view.result->probe_success && !view.result->tls;
    WriteRelativeOr(html, end, now, wants_none ? "no TLS" : "not known");
  }
  {
    const HtmlElement cell = CardCell(html, kColumns[5]);
    std::optional<std::string> block;
    if (view.result && view.result->latest_block)
      block = std::to_string(*view.result->latest_block);
    WriteTextOr(html, block, "not known");
  }
  const HtmlElement cell = CardCell(html, kColumns[6]);
  WriteRelativeOr(html, view.result ? std::optional(view.checked_at) : std::nullopt, now,
                  "none yet");
}

/// `data-state` and `data-need` are what the filter of the script goes by.
void WriteRow(HtmlWriter& html, const Item& item, const ClockReading& now) {
  const Sign sign = SignOf(item.standing);
  const HtmlElement line(
      html, "tr",
      {{"data-state", sign.words}, {"data-need", NeedsAttention(item.standing) ? "problem" : ""}});
  html.Leaf("th", item.view->host, {{"scope", "row"}});
  {
    const HtmlElement cell = CardCell(html, kColumns[1], "key");
    html.Text(item.view->spec + ' ' + item.view->api_interface);
  }
  {
    const HtmlElement cell = CardCell(html, kColumns[2], "state");
    WriteSign(html, sign);
  }
  WriteWhy(html, *item.view, now);
  WriteFindings(html, *item.view, now);
}

/// Null where there are none.
const ListenerViews* ViewsOf(const PageContext& page) {
  const ListenerViews* const views = page.snapshot.listeners.of_provider.get();
  return views != nullptr && !views->empty() ? views : nullptr;
}

}  // namespace

SectionOverview OverviewOfListeners(const PageContext& page) {
  SectionOverview overview;
  const ListenerViews* const views = ViewsOf(page);
  if (views == nullptr) return overview;
  std::array<std::size_t, kStandingCount> counts{};
  for (const ListenerView& view : *views) {
    const Standing standing = StandingOf(view, page.now);
    ++counts.at(static_cast<std::size_t>(standing));
    if (NeedsAttention(standing)) ++overview.problems;
  }
  const auto add = [&](Standing standing, std::string_view words) {
    AddCount(counts.at(static_cast<std::size_t>(standing)), words, overview.words);
  };
  add(Standing::kFails, "with a problem");
  add(Standing::kShutsOutBrowsers, "not for browsers");
  add(Standing::kCertificateEnds, "whose certificate ends");
  add(Standing::kUnknown, "not known");
  add(Standing::kGood, "good");
  return overview;
}

void WriteListenerSection(HtmlWriter& html, const PageContext& page) {
  const ListenerViews* const views = ViewsOf(page);
  if (views == nullptr) return;
  const HtmlElement section(html, "section",
                            {{"aria-labelledby", "listeners"}, {"data-list", "Listeners"}});
  html.Leaf("h2", "What consumers see", {{"id", "listeners"}});
  const HtmlElement table(html, "table");
  html.Leaf("caption", Count(views->size(), "listener") + " of the provider");
  WriteTableHead(html, kColumns);
  const HtmlElement body(html, "tbody");
  for (const Item& item : ItemsOf(*views, page.now)) WriteRow(html, item, page.now);
}

}  // namespace headway::exporter
