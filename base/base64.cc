#include "base/base64.h"

namespace headway::base {
namespace {

constexpr std::size_t kGroup = 4;  // symbols, for three bytes

std::optional<unsigned> SixBitsOf(char symbol) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t at = kAlphabet.find(symbol);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(at);
}

}  // namespace

std::optional<std::size_t> DecodeBase64(std::string_view text, std::span<char> bytes) {
  if (text.size() % kGroup != 0) return std::nullopt;
  std::size_t size = 0;
  for (; !text.empty(); text.remove_prefix(kGroup)) {
    std::size_t padding = 0;
    if (text.size() == kGroup && text[3] == '=') padding = text[2] == '=' ? 2 : 1;
    unsigned bits = 0;
    for (std::size_t at = 0; at < kGroup; ++at) {
      const auto six = at < kGroup - padding ? SixBitsOf(text[at]) : std::optional(0U);
      if (!six) return std::nullopt;
      bits = (bits << 6U) | *six;
    }
    if ((bits & ((1U << (8U * padding)) - 1U)) != 0) return std::nullopt;
    for (std::size_t byte = 0; byte < 3 - padding; ++byte) {
      if (size == bytes.size()) return std::nullopt;
      bytes[size++] = static_cast<char>((bits >> (16U - 8U * byte)) & 0xFFU);
    }
  }
  return size;
}

}  // namespace headway::base
