#pragma once

#include "chains/chain_family.h"

namespace headway::chains::tendermint {

/// The same chains over the REST gateway of the Cosmos SDK. Source: the API reference of the SDK
/// (service cosmos.base.tendermint.v1beta1). Peers and the earliest block are not told there.
class CosmosRestFamily final : public ChainFamily {
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
