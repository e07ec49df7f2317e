#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "chains/chain_family.h"
#include "chains/fault.h"
#include "chains/observation.h"
#include "json/reader.h"

/// What CometBFT's own RPC and the REST gateway of the Cosmos SDK have in common: the same blocks,
/// with hashes written in two ways.
namespace headway::chains::tendermint {

/// How an interface writes hashes; 32 bytes all of them.
using ReadHash = std::optional<BlockHash> (*)(const std::optional<json::Value>& value);
std::optional<BlockHash> HashInHex(const std::optional<json::Value>& value);
std::optional<BlockHash> HashInBase64(const std::optional<json::Value>& value);

base::Result<Observation, Fault> HeadOf(const std::optional<json::Value>& height,
                                        const std::optional<BlockHash>& hash);

/// `header`: of the block that was asked for. The first block of a chain has no parent, or says so
/// with an empty text: its parent is 32 zero bytes here.
base::Result<Observation, Fault> BlockOf(base::BlockHeight asked,
                                         const std::optional<BlockHash>& hash,
                                         const std::optional<json::Value>& header,
                                         ReadHash read_hash);

/// A chain id of CometBFT: a text of at most 50 bytes, here of printable ASCII. Text behind `0x` is
/// none: it is the number of the same chain for its EVM.
std::optional<ChainIdentity> NetworkOf(std::string_view text);

base::Result<Observation, Fault> IdentityOf(const std::optional<json::Value>& network);
base::Result<Observation, Fault> SyncingOf(const std::optional<json::Value>& flag);
base::Result<Observation, Fault> ClientOf(std::string_view told);
/// `node_info.other.tx_index`: "on" or "off".
base::Result<Observation, Fault> TxIndexOf(const std::optional<json::Value>& value);

}  // namespace headway::chains::tendermint
