#pragma once

#include "chains/chain_family.h"

namespace headway::chains::evm {

/// Ethereum and all that speak its JSON-RPC. Source: the Ethereum execution API specification.
/// Heads by eth_blockNumber; hashes, parents and times by eth_getBlockByNumber without bodies;
/// the chain id (EIP-155, EIP-695) by eth_chainId; the node's own word on its state by eth_syncing.
/// What else verification asks is in evm_depth.h.
class EvmFamily final : public ChainFamily {
 public:
  std::optional<std::string_view> MethodOf(ProbeKind kind) const override;
  void WriteRequest(const Probe& probe, Request& request) const override;
  base::Result<Observation, Fault> ReadReply(const Probe& probe, const Reply& reply,
                                             json::Reader& reader) const override;
  /// A chain id of at most 256 bits in hexadecimal behind `0x`, or of at most 64 in decimal;
  /// leading zeros and the case of letters do not matter.
  std::optional<ChainIdentity> CanonicalIdentity(std::string_view configured) const override;
  bool TellsBlockTimes() const override { return true; }
  std::uint32_t BlocksToSave(std::uint32_t configured) const override { return configured; }
};

/// A QUANTITY of the specification: `0x`, then the fewest hex digits that say it (`0x0` for zero).
/// nullopt for anything else: a leading zero, no digits, more than 16 digits, no prefix.
std::optional<std::uint64_t> ParseQuantity(std::string_view text);

}  // namespace headway::chains::evm
