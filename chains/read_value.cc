#include "chains/read_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "base/base64.h"
#include "base/limits.h"

namespace headway::chains {
namespace {

constexpr std::size_t kMaxDigits = base::limits::kMaxInlineTextBytes;
constexpr std::string_view kHexDigits = "0123456789abcdef";

/// Digits appended one by one, at most kMaxDigits of them.
class HashDigits {
 public:
  void Append(char digit) { digits_.at(size_++) = digit; }
  void AppendByte(unsigned byte) {
    Append(kHexDigits[(byte >> 4U) & 0xFU]);
    Append(kHexDigits[byte & 0xFU]);
  }
  std::optional<BlockHash> Take() const { return BlockHash::FromText({digits_.data(), size_}); }

 private:
  std::array<char, kMaxDigits> digits_{};
  std::size_t size_ = 0;
};

std::optional<std::uint64_t> ParseNumber(std::string_view digits, int base) {
  std::uint64_t number = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, number, base);
  if (error != std::errc() || end != last) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::uint64_t> ReadDecimal(const std::optional<json::Value>& value) {
  if (!value) return std::nullopt;
  const auto text = value->String();
  return text ? ParseDecimal(*text) : value->Uint64();
}

std::optional<std::uint64_t> ParseDecimal(std::string_view text) { return ParseNumber(text, 10); }

std::optional<std::uint64_t> ReadHexNumber(const std::optional<json::Value>& value) {
  const auto text = ReadText(value);
  if (!text || !text->starts_with("0x")) return std::nullopt;
  return ParseNumber(text->substr(2), 16);
}

std::optional<base::BlockHeight> ReadHeight(const std::optional<json::Value>& value) {
  const auto height = ReadDecimal(value);
  if (!height || *height > base::limits::kMaxBlockHeight) return std::nullopt;
  return base::BlockHeight{*height};
}

std::optional<BlockHash> ReadHexHash(const std::optional<json::Value>& value) {
  const auto text = ReadText(value);
  return text ? HexHashOf(*text) : std::nullopt;
}

std::optional<BlockHash> HexHashOf(std::string_view text) {
  if (text.starts_with("0x")) text.remove_prefix(2);
  if (text.size() > kMaxDigits) return std::nullopt;
  HashDigits digits;
  for (char symbol : text) {
    if (symbol >= 'A' && symbol <= 'F') symbol = static_cast<char>(symbol - 'A' + 'a');
    if (kHexDigits.find(symbol) == std::string_view::npos) return std::nullopt;
    digits.Append(symbol);
  }
  return digits.Take();
}

std::optional<BlockHash> ReadBase64Hash(const std::optional<json::Value>& value) {
  const auto text = ReadText(value);
  return text ? Base64HashOf(*text) : std::nullopt;
}

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char symbol) { return symbol >= ' ' && symbol <= '~'; });
}

std::optional<BlockHash> Base64HashOf(std::string_view text) {
  std::array<char, kMaxDigits / 2> bytes{};
  const auto size = base::DecodeBase64(text, bytes);
  if (!size) return std::nullopt;
  HashDigits digits;
  for (const char byte : std::string_view(bytes.data(), *size)) {
    digits.AppendByte(static_cast<unsigned char>(byte));
  }
  return digits.Take();
}

std::optional<std::string_view> ReadText(const std::optional<json::Value>& value) {
  const auto text = value ? value->String() : std::nullopt;
  if (!text || text->empty()) return std::nullopt;
  return text;
}

}  // namespace headway::chains
