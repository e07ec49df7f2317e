#pragma once

#include <optional>
#include <string_view>

#include "chains/chain_family.h"

/// What an EVM node is besides its head: the kinds of probes from kClient on. Sources: the Ethereum
/// execution API specification; for trace_block and eth_supportedEntryPoints the documentation of
/// the clients and ERC-7769.
namespace headway::chains::evm {

/// As ChainFamily::MethodOf; nullopt for the kinds that evm_family.cc answers, too.
std::optional<std::string_view> DepthMethodOf(ProbeKind kind);

/// As ChainFamily::WriteRequest; DepthMethodOf(probe.kind) has a value.
void WriteDepthRequest(const Probe& probe, Request& request);

/// As ChainFamily::ReadReply.
base::Result<Observation, Fault> ReadDepthReply(const Probe& probe, const Reply& reply,
                                                json::Reader& reader);

}  // namespace headway::chains::evm
