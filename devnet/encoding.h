#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"

namespace headway::devnet {

/// A block hash of either family.
using Hash = std::array<std::uint8_t, 32>;

/// A QUANTITY of the Ethereum JSON-RPC: `0x0`, `0x3e8`; no leading zeros.
std::string Quantity(std::uint64_t value);

/// The number a QUANTITY stands for; nullopt if `text` is none or does not fit.
std::optional<std::uint64_t> ParseQuantity(std::string_view text);

/// DATA of the Ethereum JSON-RPC: `0x` and two lower-case digits a byte.
std::string HexData(std::span<const std::uint8_t> bytes);

/// Two digits a byte without prefix: in capitals as Tendermint writes hashes, in small letters as
/// Bitcoin does.
std::string HexUpper(std::span<const std::uint8_t> bytes);
std::string HexLower(std::span<const std::uint8_t> bytes);

/// Base58 with the Bitcoin alphabet, which Solana uses for hashes and keys.
std::string Base58(std::span<const std::uint8_t> bytes);

/// Base64 of RFC 4648 with padding, as JSON of protocol buffers has bytes.
std::string Base64(std::span<const std::uint8_t> bytes);

/// RFC 3339 in UTC with as many digits of the second as it takes, as Go writes it:
/// `2019-08-01T11:52:22.818762194Z`, `2019-08-01T11:52:22Z`.
std::string Rfc3339Nano(base::WallTime at);

}  // namespace headway::devnet
