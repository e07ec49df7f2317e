#include "exporter/text_layout.h"

#include <algorithm>

namespace headway::exporter {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

bool StartsCodePoint(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

/// How many bytes the first `columns` code points are.
std::size_t BytesOf(std::string_view text, std::size_t columns) {
  std::size_t seen = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (StartsCodePoint(text[at]) && seen++ == columns) return at;
  }
  return text.size();
}

}  // namespace

std::size_t ColumnsOf(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), &StartsCodePoint));
}

std::string CutTo(std::string_view text, std::size_t columns) {
  if (ColumnsOf(text) <= columns) return std::string(text);
  return std::string(text.substr(0, BytesOf(text, columns - 1))).append(kEllipsis);
}

std::string CutMiddleTo(std::string_view text, std::size_t columns) {
  const std::size_t length = ColumnsOf(text);
  if (length <= columns) return std::string(text);
  const std::size_t tail = columns / 2;
  const std::size_t head = columns - 1 - std::min(tail, columns - 1);
  return std::string(text.substr(0, BytesOf(text, head)))
      .append(kEllipsis)
      .append(text.substr(BytesOf(text, length - (columns - 1 - head))));
}

std::string PadTo(std::string_view text, std::size_t columns, Align align) {
  const std::string spaces(columns - std::min(columns, ColumnsOf(text)), ' ');
  std::string padded(text);
  return align == Align::kLeft ? padded + spaces : spaces + padded;
}

std::vector<std::string> Wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  while (ColumnsOf(text) > columns) {
    const std::size_t fits = BytesOf(text, columns);
    // A space right behind the last column is a break as good as any.
    const std::size_t space = text.substr(0, fits + 1).rfind(' ');
    const bool breaks = space != std::string_view::npos && space > 0;
    lines.emplace_back(text.substr(0, breaks ? space : fits));
    text.remove_prefix(breaks ? space + 1 : fits);
  }
  lines.emplace_back(text);
  return lines;
}

}  // namespace headway::exporter
