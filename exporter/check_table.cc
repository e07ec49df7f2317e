#include "exporter/check_table.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "exporter/text_layout.h"

namespace headway::exporter {
namespace {

using health::State;

constexpr std::size_t kColumnCount = 9;
constexpr std::string_view kGap = "  ";
using Cells = std::array<std::string, kColumnCount>;
using Widths = std::array<std::size_t, kColumnCount>;

constexpr std::size_t kSpecColumn = 1;
constexpr std::size_t kInterfaceColumn = 2;
constexpr std::size_t kRoleColumn = 3;
constexpr std::size_t kEndpointColumn = 4;
constexpr std::size_t kUrlColumn = 5;
constexpr std::size_t kFirstNumberColumn = 6;

const Cells kHeader = {"STATE", "SPEC", "INTERFACE", "ROLE",   "ENDPOINT",
                       "URL",   "HEAD", "LAG",       "LATENCY"};

enum class Colour : std::uint8_t { kNone, kBold, kDim, kRed, kGreen, kYellow };

std::string Paint(std::string text, Colour colour, const TableStyle& style) {
  constexpr std::array<std::string_view, 6> kCodes = {"", "1", "2", "31", "32", "33"};
  if (!style.colour || colour == Colour::kNone) return text;
  const std::string_view code = kCodes.at(static_cast<std::size_t>(colour));
  return "\x1B[" + std::string(code) + 'm' + text + "\x1B[0m";
}

Colour ColourOf(const CheckRow& row) {
  if (row.healthy) return Colour::kGreen;
  const bool undecided = row.state == State::kThrottled || row.state == State::kUnknown;
  return undecided ? Colour::kYellow : Colour::kRed;
}

std::string RoleOf(const CheckRow& row) {
  return row.roles.size() == 1 ? std::string(row.roles.front()) : "both";
}

std::string NumberOr(const std::optional<std::uint64_t>& number) {
  return number ? std::to_string(*number) : "-";
}

/// `8 ms`, `1.2 s`.
std::string SpanOf(base::Duration span) {
  using std::chrono::milliseconds;
  if (span < milliseconds(1)) return "<1 ms";
  if (span < std::chrono::seconds(1)) return std::to_string(span / milliseconds(1)) + " ms";
  const std::int64_t tenths = span / milliseconds(100);
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
}

Cells CellsOf(const CheckRow& row) {
  return {
      std::string(health::ToString(row.state)),  row.spec, row.api_interface,  RoleOf(row),
      row.endpoint.empty() ? "-" : row.endpoint, row.host, NumberOr(row.head), NumberOr(row.lag),
      row.latency ? SpanOf(*row.latency) : "-"};
}

/// The same in every row; `lines` has the header first.
bool IsUniform(const std::vector<Cells>& lines, std::size_t column) {
  return std::all_of(lines.begin() + 1, lines.end(), [&](const Cells& cells) {
    return cells.at(column) == lines.at(1).at(column);
  });
}

std::size_t LengthOf(const Widths& widths) {
  std::size_t length = 0;
  for (const std::size_t width : widths) {
    if (width > 0) length += width + (length == 0 ? 0 : kGap.size());
  }
  return length;
}

/// As wide as the widest text. Where all together would not fit, columns that say the same of all
/// rows are left out (0), then those give way whose texts the operator chose.
Widths WidthsOf(const std::vector<Cells>& lines, std::size_t columns) {
  constexpr std::size_t kNarrowestUrl = 11;
  constexpr std::size_t kNarrowestEndpoint = 8;
  Widths widths{};
  for (const Cells& cells : lines) {
    for (std::size_t column = 0; column < kColumnCount; ++column) {
      widths.at(column) = std::max(widths.at(column), ColumnsOf(cells.at(column)));
    }
  }
  for (const std::size_t column : {kRoleColumn, kInterfaceColumn, kSpecColumn}) {
    if (LengthOf(widths) > columns && IsUniform(lines, column)) widths.at(column) = 0;
  }
  while (LengthOf(widths) > columns) {
    auto widest = std::max_element(widths.begin(), widths.end());
    if (widths[kUrlColumn] > kNarrowestUrl) {
      widest = widths.begin() + kUrlColumn;
    } else if (widths[kEndpointColumn] > kNarrowestEndpoint) {
      widest = widths.begin() + kEndpointColumn;
    }
    --*widest;
  }
  return widths;
}

std::string LineOf(const Cells& cells, const Widths& widths, Colour state, Colour rest,
                   const TableStyle& style) {
  std::string line;
  for (std::size_t column = 0; column < kColumnCount; ++column) {
    if (widths.at(column) == 0) continue;
    if (column > 0) line += kGap;
    const Align align = column < kFirstNumberColumn ? Align::kLeft : Align::kRight;
    const std::size_t width = widths.at(column);
    const std::string text = column == kUrlColumn ? CutMiddleTo(cells.at(column), width)
                                                  : CutTo(cells.at(column), width);
    const std::string cell = PadTo(text, width, align);
    line += Paint(cell, column == 0 ? state : rest, style);
  }
  return line + '\n';
}

/// `first` in front of the first line of `text`, and as many spaces in front of the others.
std::string Indented(std::string_view first, std::string_view text, Colour colour,
                     const TableStyle& style) {
  const std::size_t indent = ColumnsOf(first);
  std::string lines;
  for (const std::string& line : Wrap(text, style.columns - indent)) {
    lines += lines.empty() ? std::string(first) : std::string(indent, ' ');
    lines += Paint(line, colour, style) + '\n';
  }
  return lines;
}

std::string RowsOf(const CheckReport& report, const TableStyle& style) {
  std::vector<Cells> lines = {kHeader};
  for (const CheckRow& row : report.rows) lines.push_back(CellsOf(row));
  const Widths widths = WidthsOf(lines, style.columns);
  std::string text = LineOf(kHeader, widths, Colour::kBold, Colour::kBold, style);
  const std::string indent(widths[0] + kGap.size(), ' ');
  for (std::size_t index = 0; index < report.rows.size(); ++index) {
    const CheckRow& row = report.rows[index];
    text += LineOf(lines[index + 1], widths, ColourOf(row), Colour::kNone, style);
    if (!row.healthy) text += Indented(indent, row.reason, Colour::kDim, style);
    for (const std::string& note : row.notes) {
      text += Indented(indent, note, Colour::kYellow, style);
    }
  }
  return text;
}

std::string ListenersOf(const CheckReport& report, const TableStyle& style) {
  constexpr std::size_t kIndent = 2;
  if (report.listeners.empty()) return "";
  std::string text = '\n' + Paint("PROVIDER'S LISTENERS", Colour::kBold, style) + '\n';
  const std::string indent(kIndent, ' ');
  for (const CheckListener& row : report.listeners) {
    const std::string what(row.good ? "good" : row.problem);
    const std::string who = row.spec + ' ' + row.api_interface + std::string(kGap);
    const std::size_t taken = ColumnsOf(what) + kGap.size() + ColumnsOf(who);
    const std::size_t left = std::max<std::size_t>(style.columns, taken + 1) - taken;
    text += Paint(what, row.good ? Colour::kGreen : Colour::kRed, style) + std::string(kGap) + who +
            CutMiddleTo(row.host, left) + '\n';
    text += Indented(indent, row.reason, Colour::kDim, style);
    for (const std::string& note : row.notes) {
      text += Indented(indent, note, Colour::kYellow, style);
    }
  }
  return text;
}

std::string WarningsOf(const CheckReport& report, const TableStyle& style) {
  if (report.warnings.empty()) return "";
  std::size_t width = 0;
  const auto subject = [](const CheckWarning& warning) {
    return warning.spec + ' ' + warning.api_interface;
  };
  for (const CheckWarning& each : report.warnings) {
    width = std::max(width, ColumnsOf(subject(each)));
  }
  width = std::min(width, style.columns / 3);
  std::string text = '\n' + Paint("WARNINGS", Colour::kBold, style) + '\n';
  for (const CheckWarning& each : report.warnings) {
    const std::string first = PadTo(CutTo(subject(each), width), width, Align::kLeft);
    text += Indented(first + std::string(kGap), each.text, Colour::kNone, style);
  }
  return text;
}

std::string Counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

std::string OfEndpoints(const CheckReport& report) {
  if (report.endpoints_not_healthy == 0) {
    return (report.endpoints == 1 ? "The endpoint is"
                                  : "All " + Counted(report.endpoints, "endpoint") + " are") +
           std::string(" healthy");
  }
  return std::to_string(report.endpoints_not_healthy) + " of " +
         Counted(report.endpoints, "endpoint") +
         (report.endpoints_not_healthy == 1 ? " is not healthy" : " are not healthy");
}

std::string OfUrls(const CheckReport& report) {
  const std::size_t count = report.spare_urls_not_healthy;
  if (count == 0) return "";
  const std::string further = report.endpoints_not_healthy == 0 ? "" : "further ";
  return "; " + Counted(count, further + "URL") + (count == 1 ? " is not" : " are not");
}

std::string OfListeners(const CheckReport& report) {
  const std::size_t count = report.listeners_not_good;
  if (count == 0) return "";
  return "; " + Counted(count, "listener") + " of the provider " + (count == 1 ? "has" : "have") +
         " a problem";
}

std::string OfDarkChains(const CheckReport& report) {
  std::size_t dark = 0;
  std::string names;
  for (const CheckChain& chain : report.chains) {
    if (chain.serving_tier > 0) continue;
    ++dark;
    names += (names.empty() ? "" : ", ") + chain.spec + ' ' + chain.api_interface;
  }
  if (dark == 0) return "";
  return "; " + Counted(dark, "chain") + (dark == 1 ? " is dark: " : " are dark: ") + names;
}

}  // namespace

std::string CheckSummary(const CheckReport& report) {
  return OfEndpoints(report) + OfUrls(report) + OfDarkChains(report) + OfListeners(report) + ".";
}

std::string CheckTable(const CheckReport& report, const TableStyle& style) {
  std::string text =
      RowsOf(report, style) + ListenersOf(report, style) + WarningsOf(report, style) + '\n';
  text += Indented("", CheckSummary(report), report.AllHealthy() ? Colour::kGreen : Colour::kRed,
                   style);
  return text +
         Indented("", "Asked " + Counted(report.urls, "URL") + " in " + SpanOf(report.took) + '.',
                  Colour::kDim, style);
}

}  // namespace headway::exporter
