#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "chains/error_id.h"
#include "chains/observation.h"
#include "health/probe_report.h"

/// What is known of a node besides its head: the last word on each question of verification. None
/// of it is input to a verdict (docs/health.md knows nothing of it).
namespace headway::health {

/// What a node-url claims of its node: by its add-ons, or by being listed at all.
enum class Capability : std::uint8_t {
  kPruning,  // the newest blocks are there, as many as the chain's users may ask for
  kArchive,  // the state of every block is there
  kDebug,    // `debug_…` is answered
  kTrace,    // `trace_…` is answered
  kBundler,  // ERC-4337 bundles are taken
  kTxIndex,  // transactions are found by their hash
};

inline constexpr std::array<Capability, 6> kAllCapabilities = {
    Capability::kPruning, Capability::kArchive, Capability::kDebug,
    Capability::kTrace,   Capability::kBundler, Capability::kTxIndex};
inline constexpr std::size_t kCapabilityCount = kAllCapabilities.size();

/// By Capability.
using CapabilitySet = std::bitset<kCapabilityCount>;

/// In the words of the router's `addons` and `skip-verifications`.
constexpr std::string_view ToString(Capability capability) {
  constexpr std::array<std::string_view, kCapabilityCount> kNames = {
      "pruning", "archive", "debug", "trace", "bundler", "tx-indexing"};
  return kNames.at(static_cast<std::size_t>(capability));
}

/// Heights other than the head that a node tells.
enum class Mark : std::uint8_t { kSafe, kFinalized, kProcessed, kConfirmed, kEarliest };
inline constexpr std::size_t kMarkCount = 5;

template <class Fact>
struct Told {
  Fact fact;
  base::WallTime at;
};

struct MarkFact {
  base::BlockHeight height;
  std::optional<base::BlockHeight> head;  // of the node, in the same poll
};

struct CapabilityFact {
  /// nullopt: no question has been answered yet.
  std::optional<Told<bool>> proved;
  /// Why the latest question was not answered; nullopt: it was.
  std::optional<chains::ErrorId> error;
};

/// Default: nothing is known.
struct NodeDepth {
  std::optional<Told<chains::ClientName>> client;
  std::optional<Told<std::uint64_t>> peers;
  std::optional<Told<bool>> says_syncing;
  std::array<std::optional<Told<MarkFact>>, kMarkCount> marks;  // by Mark
  std::array<CapabilityFact, kCapabilityCount> capabilities;    // by Capability; claimed or not
  std::optional<Told<base::BlockHeight>> oldest_state;

  const std::optional<Told<MarkFact>>& mark(Mark which) const {
    return marks.at(static_cast<std::size_t>(which));
  }
  const CapabilityFact& capability(Capability which) const {
    return capabilities.at(static_cast<std::size_t>(which));
  }
};

/// Blocks between the head and the newest safe one; nullopt: not known.
std::optional<std::uint64_t> SafeLag(const NodeDepth& depth);

/// Blocks (Solana: slots) between the newest and the newest final one; nullopt: not known.
std::optional<std::uint64_t> FinalizedLag(const NodeDepth& depth);

/// What of a fact needs to be known to read it.
struct DepthContext {
  std::optional<base::BlockHeight> head;  // of the node, in the same poll
  /// Blocks below the head that a node has to have (kPruning); 0: none is claimed.
  std::uint64_t history_blocks = 0;
};

/// Takes note of a finished request of verification, which was not cancelled. A question that was
/// not answered leaves the last word standing, unless the node said that it has no such thing.
void ApplyVerified(const ProbeReport& report, const DepthContext& context, NodeDepth& depth);

/// The node is proved to be on another chain: what depends on the chain is forgotten, what is the
/// node's own (its client, its peers) is not.
void ForgetChain(NodeDepth& depth);

}  // namespace headway::health
