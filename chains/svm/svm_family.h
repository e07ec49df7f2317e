#pragma once

#include "chains/chain_family.h"

namespace headway::chains::svm {

/// Solana and its forks. Source: the Solana RPC HTTP documentation.
///
/// One request says all of the head: getLatestBlockhash at finalized commitment. Its context.slot
/// is the head, its blockhash the head's hash, and the block height is lastValidBlockHeight less
/// the 150 blocks that a blockhash stays valid. No block is ever fetched for history (skipped slots
/// and pruned ledgers made that the reference's way to die), so a tracker keeps one block. Which
/// cluster a node is on is told by getGenesisHash, its own word on its state by getHealth, what it
/// runs by getVersion, how far it is at the other commitments by getSlot, and where its ledger
/// begins by getFirstAvailableBlock. Peers are not asked for: getClusterNodes answers with
/// megabytes.
class SvmFamily final : public ChainFamily {
 public:
  std::optional<std::string_view> MethodOf(ProbeKind kind) const override;
  void WriteRequest(const Probe& probe, Request& request) const override;
  base::Result<Observation, Fault> ReadReply(const Probe& probe, const Reply& reply,
                                             json::Reader& reader) const override;
  /// A genesis hash, as getGenesisHash writes it: base 58, whose case matters.
  std::optional<ChainIdentity> CanonicalIdentity(std::string_view configured) const override;
  bool TellsBlockTimes() const override { return false; }
  std::uint32_t BlocksToSave(std::uint32_t /*configured*/) const override { return 1; }
};

}  // namespace headway::chains::svm
