#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "chains/observation.h"
#include "json/reader.h"

/// What the values of replies mean in the formats that several families share. Every function
/// answers nullopt to a value that is not there, of another type or out of bounds.
namespace headway::chains {

/// A whole number of at most 64 bits in decimal digits: a JSON number, or text as families write it
/// whose clients are in JavaScript.
std::optional<std::uint64_t> ReadDecimal(const std::optional<json::Value>& value);

/// The number that a text of decimal digits says.
std::optional<std::uint64_t> ParseDecimal(std::string_view text);

/// A whole number of at most 64 bits as text: hexadecimal digits behind `0x`.
std::optional<std::uint64_t> ReadHexNumber(const std::optional<json::Value>& value);

/// A height that a head may have, 0 included; in decimal digits as above.
std::optional<base::BlockHeight> ReadHeight(const std::optional<json::Value>& value);

/// A hash in hexadecimal digits, with or without `0x` before them, which is dropped; in lower case.
std::optional<BlockHash> ReadHexHash(const std::optional<json::Value>& value);

/// The same of a text.
std::optional<BlockHash> HexHashOf(std::string_view text);

/// The bytes of a hash in base 64 (RFC 4648, with padding), as lower-case hexadecimal digits.
std::optional<BlockHash> ReadBase64Hash(const std::optional<json::Value>& value);

/// The same of a text.
std::optional<BlockHash> Base64HashOf(std::string_view text);

/// A text that is not empty, as it stands.
std::optional<std::string_view> ReadText(const std::optional<json::Value>& value);

/// Whether all of it is printable ASCII, blanks included: what identities and hashes are made of.
bool IsPrintable(std::string_view text);

}  // namespace headway::chains
