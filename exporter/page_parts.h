#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "exporter/explanation.h"
#include "exporter/html_writer.h"
#include "exporter/page_words.h"
#include "exporter/snapshot.h"

/// What the pages for people are put together from.
namespace headway::exporter {

/// What a page is made of, at one instant. For one call.
struct PageContext {
  const Snapshot& snapshot;
  const ClockReading& now;
  base::Duration until_epoch{};  // to the next boundary
  std::string_view version;
  std::string_view telemetry_path;
};

/// What the top of the page tells of a section further down.
struct SectionOverview {
  std::string words;         // empty: there is no such section
  std::size_t problems = 0;  // what needs attention
};

/// A whole document: what every page has around its <main>, and `write_main` in it.
std::string RenderPage(const PageContext& page, std::string_view title, bool has_filter,
                       const std::function<void(HtmlWriter& html)>& write_main);

/// A word with its shape.
void WriteSign(HtmlWriter& html, const Sign& sign);

/// The column heads of a table.
void WriteTableHead(HtmlWriter& html, std::span<const std::string_view> columns);

/// As in "4 s ago"; the instant itself is in `datetime`.
void WriteRelative(HtmlWriter& html, base::WallTime at, const ClockReading& now);
/// As in "2026-01-01T00:00:00.000Z (4 s ago)".
void WriteTime(HtmlWriter& html, base::WallTime at, const ClockReading& now);

/// The last polls, the newest at the right, as marks that differ in form, with the same in words
/// for those who do not see it. Nothing if there were none.
void WritePollStrip(HtmlWriter& html, const health::PollHistory& history);

/// All that may be shown of a URL: scheme, host, port and url_id.
void WriteUrl(HtmlWriter& html, const Snapshot& snapshot, base::UrlIndex url);
/// How many endpoints have the URL, if it is more than one.
void WriteShared(HtmlWriter& html, const Snapshot::Url& url);

/// Around a wide table, which scrolls in it, by the keyboard too.
HtmlElement WideBox(HtmlWriter& html, std::string_view label);

/// A cell of a table whose rows are cards in a narrow window: there `label` stands before it.
HtmlElement CardCell(HtmlWriter& html, std::string_view label, std::string_view kind = "number");

/// In the place of a fact that there is not: "not known".
void WriteAbsent(HtmlWriter& html, std::string_view words);
/// The text, or else `absent` as above.
void WriteTextOr(HtmlWriter& html, const std::optional<std::string>& text, std::string_view absent);
/// As WriteRelative, or else `absent` as above.
void WriteRelativeOr(HtmlWriter& html, const std::optional<base::WallTime>& at,
                     const ClockReading& now, std::string_view absent);

/// <dt> and <dd> of a description list. Of a fact that is not known, nothing.
void WriteFact(HtmlWriter& html, std::string_view term, std::string_view words);
void WriteFact(HtmlWriter& html, std::string_view term, const std::optional<base::WallTime>& at,
               const ClockReading& now);
void WriteFact(HtmlWriter& html, std::string_view term,
               const std::optional<base::BlockHeight>& height);

/// Where the page of an endpoint is, and its JSON.
std::string PagePathOf(const LabelBook::Endpoint& endpoint);
std::string ApiPathOf(const LabelBook::Endpoint& endpoint);

}  // namespace headway::exporter
