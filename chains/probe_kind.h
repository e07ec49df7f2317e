#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace headway::chains {

/// What a request asks a node for.
enum class ProbeKind : std::uint8_t {
  kHead,      // the newest block
  kBlock,     // hash, parent and time of the block at a height
  kIdentity,  // which chain the node is on
  kSyncing,   // whether the node says of itself that it is still catching up
};

inline constexpr std::array<ProbeKind, 4> kAllProbeKinds = {
    ProbeKind::kHead, ProbeKind::kBlock, ProbeKind::kIdentity, ProbeKind::kSyncing};
inline constexpr std::size_t kProbeKindCount = kAllProbeKinds.size();

}  // namespace headway::chains
