#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace headway::base {

/// A number with a meaning: two different ones do not compare, convert or add by accident.
template <class Tag, class Rep>
struct Strong {
  Rep value{};

  friend constexpr auto operator<=>(const Strong&, const Strong&) = default;
};

/// Position of a head in its chain: EVM and Tendermint block height, Solana slot. Below 2^53, so
/// that it is exact as a double in the exposition (limits.h); 0 is never a head.
using BlockHeight = Strong<struct BlockHeightTag, std::uint64_t>;

/// Positions in the fleet's tables (health/fleet.h). Stable from one load of the configuration to
/// the next, and meaningless beyond it.
using UrlIndex = Strong<struct UrlIndexTag, std::uint32_t>;
using EndpointIndex = Strong<struct EndpointIndexTag, std::uint32_t>;
using ChainIndex = Strong<struct ChainIndexTag, std::uint32_t>;

/// A place in the prober that a URL keeps from its first poll to its removal, whatever a reload of
/// the configuration does to its index. Small numbers: tables are indexed by them.
using SlotIndex = Strong<struct SlotIndexTag, std::uint32_t>;

}  // namespace headway::base
