#include "devnet/encoding.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <system_error>
#include <vector>

namespace headway::devnet {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase58Digits =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

std::string Digits(std::span<const std::uint8_t> bytes, std::string_view digits) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 0x0FU];
  }
  return text;
}

/// With zeros in front up to `width` digits.
std::string Padded(std::uint64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

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

std::string HexData(std::span<const std::uint8_t> bytes) { return "0x" + HexLower(bytes); }

std::string HexUpper(std::span<const std::uint8_t> bytes) {
  return Digits(bytes, "0123456789ABCDEF");
}

std::string HexLower(std::span<const std::uint8_t> bytes) { return Digits(bytes, kHexDigits); }

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

std::string Base64(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t byte = 0; byte < 3; ++byte) {
      group = group << 8U | (byte < count ? bytes[at + byte] : 0U);
    }
    for (std::size_t digit = 0; digit < 4; ++digit) {
      const std::uint32_t index = group >> (18U - 6U * digit) & 0x3FU;
      text += digit <= count ? kDigits[index] : '=';
    }
  }
  return text;
}

std::string Rfc3339Nano(base::WallTime at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(std::chrono::sys_days(day.time_since_epoch()));
  const std::chrono::hh_mm_ss time(at - day);
  std::string text = Padded(static_cast<std::uint64_t>(int{date.year()}), 4) + '-' +
                     Padded(unsigned{date.month()}, 2) + '-' + Padded(unsigned{date.day()}, 2) +
                     'T' + Padded(static_cast<std::uint64_t>(time.hours().count()), 2) + ':' +
                     Padded(static_cast<std::uint64_t>(time.minutes().count()), 2) + ':' +
                     Padded(static_cast<std::uint64_t>(time.seconds().count()), 2);
  std::string fraction = Padded(static_cast<std::uint64_t>(time.subseconds().count()), 9);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  if (!fraction.empty()) text += '.' + fraction;
  return text + 'Z';
}

}  // namespace headway::devnet
