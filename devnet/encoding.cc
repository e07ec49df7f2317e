#include "devnet/encoding.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>
#include <vector>

namespace headway::devnet {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase58Digits =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

}  // namespace

std::string Quantity(std::uint64_t value) {
  std::array<char, 16> digits{};
  const std::to_chars_result end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return "0x" + std::string(digits.data(), end.ptr);
}

std::optional<std::uint64_t> ParseQuantity(std::string_view text) {
  if (text.size() < 3 || text.size() > 18 || !text.starts_with("0x")) return std::nullopt;
  text.remove_prefix(2);
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  std::uint64_t value = 0;
  const std::from_chars_result end =
      std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string HexData(std::span<const std::uint8_t> bytes) {
  std::string text = "0x";
  text.reserve(2 + 2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += kHexDigits[byte >> 4U];
    text += kHexDigits[byte & 0x0FU];
  }
  return text;
}

std::string Base58(std::span<const std::uint8_t> bytes) {
  // A leading zero byte is a leading `1`: the number alone would forget it.
  const auto first_nonzero =
      std::ranges::find_if(bytes, [](std::uint8_t byte) { return byte != 0; });
  const auto zeros = static_cast<std::size_t>(first_nonzero - bytes.begin());

  std::vector<std::uint32_t> digits;  // least significant first
  for (const std::uint8_t byte : bytes.subspan(zeros)) {
    std::uint32_t carry = byte;
    for (std::uint32_t& digit : digits) {
      carry += digit * 256U;
      digit = carry % 58U;
      carry /= 58U;
    }
    for (; carry > 0; carry /= 58U) digits.push_back(carry % 58U);
  }

  std::ranges::reverse(digits);
  std::string text(zeros, kBase58Digits.front());
  for (const std::uint32_t digit : digits) text += kBase58Digits[digit];
  return text;
}

}  // namespace headway::devnet
