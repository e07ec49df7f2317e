#include "config/durations.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "config/ascii.h"

namespace headway::config {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

// Longest first, for FormatDuration.
constexpr std::array<Unit, 6> kUnits = {{
    {"h", 3'600'000'000'000},
    {"m", 60'000'000'000},
    {"s", 1'000'000'000},
    {"ms", 1'000'000},
    {"us", 1'000},
    {"ns", 1},
}};

const Unit* FindUnit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

bool IsNumberByte(char byte) { return IsAsciiDigit(byte) || byte == '.'; }

// One number and its unit in nanoseconds; takes both off the front of `text`. A double holds whole
// nanoseconds exactly up to 2^53, some 104 days; the rounding beyond is far below what anyone
// means.
std::optional<double> TakeTerm(std::string_view& text) {
  std::size_t number_bytes = 0;
  while (number_bytes < text.size() && IsNumberByte(text[number_bytes])) ++number_bytes;
  std::size_t end = number_bytes;
  while (end < text.size() && !IsNumberByte(text[end])) ++end;
  const Unit* unit = FindUnit(text.substr(number_bytes, end - number_bytes));
  double number = 0;
  const char* const number_end = text.data() + number_bytes;
  const auto parsed = std::from_chars(text.data(), number_end, number, std::chars_format::fixed);
  if (unit == nullptr || parsed.ec != std::errc() || parsed.ptr != number_end) return std::nullopt;
  text.remove_prefix(end);
  return number * static_cast<double>(unit->nanoseconds);
}

}  // namespace

std::optional<base::Duration> ParseDuration(std::string_view text) {
  if (text == "0") return base::Duration(0);
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    const std::optional<double> term = TakeTerm(text);
    if (!term.has_value()) return std::nullopt;
    total += *term;
    if (!(total <= static_cast<double>(kMaxDuration.count()))) return std::nullopt;
  }
  return base::Duration(std::llround(total));
}

std::string FormatDuration(base::Duration duration) {
  if (duration.count() == 0) return "0s";
  std::string text;
  std::int64_t rest = duration.count();
  for (const Unit& unit : kUnits) {
    const std::int64_t whole = rest / unit.nanoseconds;
    if (whole == 0) continue;
    text += std::to_string(whole) + std::string(unit.name);
    rest -= whole * unit.nanoseconds;
  }
  return text;
}

}  // namespace headway::config
