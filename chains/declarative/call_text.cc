#include "chains/declarative/call_text.h"

#include <array>
#include <charconv>

namespace headway::chains::declarative {
namespace {

constexpr std::string_view kDecimalMark = "{height}";
constexpr std::string_view kHexMark = "{hex-height}";

std::string Replaced(std::string_view text, std::string_view mark, std::string_view by) {
  std::string out;
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark)) {
    out.append(text.substr(0, at)).append(by);
    text.remove_prefix(at + mark.size());
  }
  return out.append(text);
}

}  // namespace

bool IsRest(std::string_view method) {
  return method.starts_with(kGet) || method.starts_with(kPost);
}

std::string_view PathOf(std::string_view method) { return method.substr(method.find(' ') + 1); }

bool HasHeight(std::string_view text) {
  return text.find(kDecimalMark) != std::string_view::npos ||
         text.find(kHexMark) != std::string_view::npos;
}

std::string WithHeight(std::string_view text, base::BlockHeight height) {
  if (!HasHeight(text)) return std::string(text);
  std::array<char, 16> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), height.value, 16).ptr;
  const std::string decimal = Replaced(text, kDecimalMark, std::to_string(height.value));
  return Replaced(decimal, kHexMark, "0x" + std::string(digits.data(), end));
}

}  // namespace headway::chains::declarative
