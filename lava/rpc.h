#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "chains/chain_family.h"
#include "json/reader.h"
#include "lava/lava_event.h"
#include "probes/transport.h"

/// Tendermint RPC as JSON-RPC over HTTP: what is asked, and what the answers mean. Nothing that a
/// node sends throws or aborts.
namespace headway::lava {

/// Why a question was not answered.
enum class AskFault : std::uint8_t {
  kUnreachable,  // no answer, or one that is not the node's own (a gateway's 503)
  kThrottled,    // 429
  kNotYet,       // the node that answered is not as far as the one that told its height
  kPruned,       // the node no longer has it
  kNoResults,    // it has the block, but not what came of it: too new, or thrown away
  kTooLarge,
  kRefused,     // an error of another kind
  kUnreadable,  // an answer that is none
};

struct ChainStatus {
  std::string network;  // the id of the chain, printable and bounded
  std::uint64_t height = 0;
  std::uint64_t earliest = 0;  // the lowest block that the node has
};

void WriteStatusRequest(chains::Request& request);
void WriteResultsRequest(std::uint64_t height, chains::Request& request);
void WriteHeaderRequest(std::uint64_t height, chains::Request& request);

base::Result<ChainStatus, AskFault> ReadStatus(const probes::Completion& reply,
                                               json::Reader& reader);

/// The events of the block, if the answer is about that height (lava/event_reader.h).
base::Result<BlockEvents, AskFault> ReadResults(const probes::Completion& reply,
                                                std::uint64_t height,
                                                std::span<const std::string> providers,
                                                json::Reader& reader);

/// When the block was made.
base::Result<base::WallTime, AskFault> ReadHeaderTime(const probes::Completion& reply,
                                                      std::uint64_t height, json::Reader& reader);

}  // namespace headway::lava
