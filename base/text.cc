#include "base/text.h"

#include <cstdint>

namespace headway::base {
namespace {

struct Decoded {
  std::size_t bytes = 0;  // 0: not well-formed at this position
  std::uint32_t code_point = 0;
};

bool IsContinuation(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

// The table of well-formed byte sequences of the Unicode Standard (chapter 3, table 3-7).
Decoded DecodeAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t offset) {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset])
                                     : static_cast<unsigned char>(0);
  };
  const unsigned char first = byte(0);
  if (first < 0x80U) return {1, first};
  if (first >= 0xC2U && first <= 0xDFU && IsContinuation(byte(1))) {
    return {2, ((first & 0x1FU) << 6U) | (byte(1) & 0x3FU)};
  }
  if ((first & 0xF0U) == 0xE0U && IsContinuation(byte(1)) && IsContinuation(byte(2))) {
    const std::uint32_t code_point =
        ((first & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
    const bool surrogate = code_point >= 0xD800U && code_point <= 0xDFFFU;
    if (code_point >= 0x800U && !surrogate) return {3, code_point};
  }
  if (first >= 0xF0U && first <= 0xF4U && IsContinuation(byte(1)) && IsContinuation(byte(2)) &&
      IsContinuation(byte(3))) {
    const std::uint32_t code_point = ((first & 0x07U) << 18U) | ((byte(1) & 0x3FU) << 12U) |
                                     ((byte(2) & 0x3FU) << 6U) | (byte(3) & 0x3FU);
    if (code_point >= 0x10000U && code_point <= 0x10FFFFU) return {4, code_point};
  }
  return {};
}

// Unicode's property Bidi_Control: they turn the order round in which a text is read, and that of
// what stands beside it.
bool IsBidiControl(std::uint32_t code_point) {
  return code_point == 0x061CU || code_point == 0x200EU || code_point == 0x200FU ||
         (code_point >= 0x202AU && code_point <= 0x202EU) ||
         (code_point >= 0x2066U && code_point <= 0x2069U);
}

bool IsControl(std::uint32_t code_point) {
  return code_point < 0x20U || (code_point >= 0x7FU && code_point <= 0x9FU) ||
         IsBidiControl(code_point);
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = DecodeAt(text, at);
    if (decoded.bytes == 0) return false;
    at += decoded.bytes;
  }
  return true;
}

std::string Sanitize(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = DecodeAt(text, at);
    std::string_view piece = text.substr(at, decoded.bytes);
    if (decoded.bytes == 0) {
      piece = kReplacement;
    } else if (IsControl(decoded.code_point)) {
      piece = " ";
    }
    if (out.size() + piece.size() > max_bytes) break;
    out += piece;
    at += decoded.bytes == 0 ? 1 : decoded.bytes;
  }
  return out;
}

}  // namespace headway::base
