#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace headway::chains {

/// What a request asks a node for.
enum class ProbeKind : std::uint8_t {
  kHead,   // the newest block
  kBlock,  // hash, parent and time of the block at a height
};

inline constexpr std::array<ProbeKind, 2> kAllProbeKinds = {ProbeKind::kHead, ProbeKind::kBlock};
inline constexpr std::size_t kProbeKindCount = kAllProbeKinds.size();

}  // namespace headway::chains
