#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace headway::chains {

/// What a request asks a node for. From kClient on: what verification wants to know of a node
/// besides its head, none of which is a verdict.
enum class ProbeKind : std::uint8_t {
  kHead,       // the newest block
  kBlock,      // hash, parent and time of the block at a height
  kIdentity,   // which chain the node is on
  kSyncing,    // whether the node says of itself that it is still catching up
  kClient,     // which software it runs
  kPeers,      // how many peers it has
  kSafe,       // the newest block that is unlikely to be reorganised
  kFinalized,  // the newest block that is final
  kProcessed,  // Solana: the newest slot the node itself has processed
  kConfirmed,  // Solana: the newest slot that a supermajority has voted on
  kEarliest,   // the lowest block it can give
  kState,      // whether it has the state at a height
  kDebug,      // whether it answers the calls of its `debug` add-on
  kTrace,      // the same of `trace`
  kBundler,    // the same of `bundler`
  kTxIndex,    // whether transactions can be found by their hash
};

inline constexpr std::array<ProbeKind, 16> kAllProbeKinds = {
    ProbeKind::kHead,      ProbeKind::kBlock,     ProbeKind::kIdentity, ProbeKind::kSyncing,
    ProbeKind::kClient,    ProbeKind::kPeers,     ProbeKind::kSafe,     ProbeKind::kFinalized,
    ProbeKind::kProcessed, ProbeKind::kConfirmed, ProbeKind::kEarliest, ProbeKind::kState,
    ProbeKind::kDebug,     ProbeKind::kTrace,     ProbeKind::kBundler,  ProbeKind::kTxIndex};
inline constexpr std::size_t kProbeKindCount = kAllProbeKinds.size();

}  // namespace headway::chains
