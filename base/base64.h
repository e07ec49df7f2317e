#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace headway::base {

/// Writes the bytes that a text in base 64 stands for (RFC 4648, with padding) to the front of
/// `bytes`, and says how many they are. nullopt: the text is none, or there is no room for its
/// bytes; then `bytes` holds anything. Strict, so that a value has one text only: padding stands at
/// the end and hides no bits, and nothing is between the symbols. (OpenSSL's decoder skips blanks,
/// counts padding as bytes and takes hidden bits.)
std::optional<std::size_t> DecodeBase64(std::string_view text, std::span<char> bytes);

}  // namespace headway::base
