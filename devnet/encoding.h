#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace headway::devnet {

/// A block hash of either family.
using Hash = std::array<std::uint8_t, 32>;

/// A QUANTITY of the Ethereum JSON-RPC: `0x0`, `0x3e8`; no leading zeros.
std::string Quantity(std::uint64_t value);

/// The number a QUANTITY stands for; nullopt if `text` is none or does not fit.
std::optional<std::uint64_t> ParseQuantity(std::string_view text);

/// DATA of the Ethereum JSON-RPC: `0x` and two lower-case digits a byte.
std::string HexData(std::span<const std::uint8_t> bytes);

/// Base58 with the Bitcoin alphabet, which Solana uses for hashes and keys.
std::string Base58(std::span<const std::uint8_t> bytes);

}  // namespace headway::devnet
