#include "chains/height_text.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace headway::chains {
namespace {

constexpr std::string_view kDecimalMark = "{height}";
constexpr std::string_view kHexMark = "{hex-height}";

void AppendNumber(std::uint64_t number, int base, std::string& out) {
  constexpr std::size_t kMostDigits = 20;  // of 64 bits in decimal
  std::array<char, kMostDigits> digits{};
  const char* const end =
      std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace

bool HasHeight(std::string_view text) {
  return text.find(kDecimalMark) != std::string_view::npos ||
         text.find(kHexMark) != std::string_view::npos;
}

void AppendWithHeight(std::string_view text, base::BlockHeight height, std::string& out) {
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{')) {
    out.append(text.substr(0, at));
    text.remove_prefix(at);
    if (text.starts_with(kDecimalMark)) {
      AppendNumber(height.value, 10, out);
      text.remove_prefix(kDecimalMark.size());
    } else if (text.starts_with(kHexMark)) {
      out.append("0x");
      AppendNumber(height.value, 16, out);
      text.remove_prefix(kHexMark.size());
    } else {
      out.push_back('{');
      text.remove_prefix(1);
    }
  }
  out.append(text);
}

}  // namespace headway::chains
