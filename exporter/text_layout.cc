#include "exporter/text_layout.h"

#include <algorithm>
#include <clocale>
#include <cwchar>

namespace headway::exporter {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

/// The C library's tables of characters, for this thread and as long as it lives, whatever the
/// environment says of languages. Debian's libc-bin brings them; on a system without them every
/// byte counts as one column.
class Utf8Tables {
 public:
  Utf8Tables() : before_(uselocale(Tables())) {}
  Utf8Tables(const Utf8Tables&) = delete;
  Utf8Tables& operator=(const Utf8Tables&) = delete;
  ~Utf8Tables() { uselocale(before_); }

 private:
  /// Loaded once and kept: a null one leaves the locale of the thread as it is.
  static locale_t Tables() {
    static const locale_t tables = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return tables;
  }

  const locale_t before_;
};

struct Character {
  std::size_t bytes = 0;
  std::size_t columns = 0;
};

/// The first character of `text`, which is not empty. Under Utf8Tables.
Character FirstOf(std::string_view text) {
  wchar_t code = 0;
  std::mbstate_t state{};
  const std::size_t bytes = std::mbrtowc(&code, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return {.bytes = 1, .columns = 1};
  const int columns = wcwidth(code);
  // Below 0 is what is newer than the tables, and most likely shown as one box.
  return {.bytes = bytes, .columns = columns < 0 ? 1 : static_cast<std::size_t>(columns)};
}

/// Bytes of the longest beginning of `text` that takes at most `columns`, with the marks that go
/// onto its last character.
std::size_t BytesWithin(std::string_view text, std::size_t columns) {
  const Utf8Tables tables;
  std::size_t taken = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const Character next = FirstOf(text.substr(at));
    if (taken + next.columns > columns) break;
    taken += next.columns;
    at += next.bytes;
  }
  return at;
}

/// The longest end of `text` that takes at most `columns`, and begins with no mark that goes onto
/// the character before it.
std::string_view EndWithin(std::string_view text, std::size_t columns) {
  std::size_t left = ColumnsOf(text);
  const Utf8Tables tables;
  while (!text.empty()) {
    const Character next = FirstOf(text);
    if (left <= columns && next.columns > 0) break;
    left -= next.columns;
    text.remove_prefix(next.bytes);
  }
  return text;
}

}  // namespace

std::size_t ColumnsOf(std::string_view text) {
  const Utf8Tables tables;
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character next = FirstOf(text);
    columns += next.columns;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

std::string CutTo(std::string_view text, std::size_t columns) {
  if (ColumnsOf(text) <= columns) return std::string(text);
  return std::string(text.substr(0, BytesWithin(text, columns - 1))).append(kEllipsis);
}

std::string CutMiddleTo(std::string_view text, std::size_t columns) {
  if (ColumnsOf(text) <= columns) return std::string(text);
  const std::size_t tail = columns / 2;
  const std::size_t head = columns - 1 - std::min(tail, columns - 1);
  return std::string(text.substr(0, BytesWithin(text, head)))
      .append(kEllipsis)
      .append(EndWithin(text, columns - 1 - head));
}

std::string PadTo(std::string_view text, std::size_t columns, Align align) {
  const std::string spaces(columns - std::min(columns, ColumnsOf(text)), ' ');
  std::string padded(text);
  return align == Align::kLeft ? padded + spaces : spaces + padded;
}

std::vector<std::string> Wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  while (ColumnsOf(text) > columns) {
    // No character is wider than two, and a line without one would be followed by others like it.
    const std::size_t fits = BytesWithin(text, std::max<std::size_t>(columns, 2));
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
