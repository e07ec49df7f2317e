#pragma once

#include "chains/chain_family.h"

namespace headway::chains::tendermint {

/// Chains on CometBFT (Tendermint) over its own RPC. Source: the RPC specification of CometBFT.
/// One call, `status`, tells the head with its hash, whether the node is catching up, the network,
/// the node's version, its earliest block and whether it indexes transactions. Blocks come by
/// `block`, the number of peers by `net_info`. Calls are JSON-RPC over POST, never URIs over GET:
/// every version answers those alike.
class TendermintRpcFamily final : public ChainFamily {
 public:
  std::optional<std::string_view> MethodOf(ProbeKind kind) const override;
  void WriteRequest(const Probe& probe, Request& request) const override;
  base::Result<Observation, Fault> ReadReply(const Probe& probe, const Reply& reply,
                                             json::Reader& reader) const override;
  /// The name of a network, exactly.
  std::optional<ChainIdentity> CanonicalIdentity(std::string_view configured) const override;
  bool TellsBlockTimes() const override { return true; }
  std::uint32_t BlocksToSave(std::uint32_t configured) const override { return configured; }
};

}  // namespace headway::chains::tendermint
