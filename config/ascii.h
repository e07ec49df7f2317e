#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace headway::config {

/// ASCII letters in lower case, whatever the locale; other bytes as they are.
constexpr char ToLower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

inline std::string ToLower(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) letter = ToLower(letter);
  return lower;
}

constexpr bool IsAsciiDigit(char byte) { return byte >= '0' && byte <= '9'; }

constexpr bool IsAsciiLetter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/// Whether `text` is one or more decimal digits.
constexpr bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsAsciiDigit);
}

}  // namespace headway::config
