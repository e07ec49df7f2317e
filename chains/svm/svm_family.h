#pragma once

#include "chains/chain_family.h"

namespace headway::chains::svm {

/// Solana and its forks. Source: the Solana RPC HTTP documentation.
///
/// One request is the whole poll: getLatestBlockhash at finalized commitment. Its context.slot is
/// the head, its blockhash the head's hash, and the block height is lastValidBlockHeight less the
/// 150 blocks that a blockhash stays valid. No block is ever fetched for history (skipped slots and
/// pruned ledgers made that the reference's way to die), so a tracker keeps one block.
class SvmFamily final : public ChainFamily {
 public:
  std::optional<std::string_view> MethodOf(ProbeKind kind) const override;
  void WriteRequest(const Probe& probe, std::string& body) const override;
  base::Result<Observation, Fault> ReadReply(const Probe& probe, const Reply& reply,
                                             json::Reader& reader) const override;
  std::uint32_t BlocksToSave(std::uint32_t /*configured*/) const override { return 1; }
};

}  // namespace headway::chains::svm
