#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/time.h"
#include "health/health_policy.h"
#include "health/state.h"
#include "health/url_health.h"

/// Who is to be sent no work (docs/health.md, "Blocking"): one endpoint in one role, each on its
/// own. Pure.
namespace headway::health {

enum class BlockReason : std::uint8_t { kDisconnections, kErrors, kWrongChain };

constexpr std::string_view ToString(BlockReason reason) {
  constexpr std::array<std::string_view, 3> kNames = {"disconnections", "errors", "wrong_chain"};
  return kNames.at(static_cast<std::size_t>(reason));
}

/// What happens to a block; the label values of `endpoint_block_events_total`.
enum class BlockEventKind : std::uint8_t {
  kBlocked,
  kReblocked,  // kept over an epoch boundary
  kUnblocked,
  kSecondChance,  // the first probe by its timer in an epoch, for reason errors
  kProbeFailed,
};

inline constexpr std::array<BlockEventKind, 5> kAllBlockEventKinds = {
    BlockEventKind::kBlocked, BlockEventKind::kReblocked, BlockEventKind::kUnblocked,
    BlockEventKind::kSecondChance, BlockEventKind::kProbeFailed};

constexpr std::string_view ToString(BlockEventKind kind) {
  constexpr std::array<std::string_view, kAllBlockEventKinds.size()> kNames = {
      "blocked", "reblocked", "unblocked", "second_chance", "probe_failed"};
  return kNames.at(static_cast<std::size_t>(kind));
}

/// Polls that a probe may count are numbered as they end, over the whole fleet; 0 is before all.
using PollNumber = std::uint64_t;

/// The comprehensive probe of a block: real polls of all URLs of the endpoint.
struct BlockProbe {
  base::MonoTime at;  // when its timer fires
  /// Under way: polls that end with a higher number count. nullopt: it waits for its timer.
  std::optional<PollNumber> fired_after;
};

/// An endpoint is blocked in a role.
struct Block {
  BlockReason reason = BlockReason::kDisconnections;
  base::WallTime since;
  bool reblocked = false;            // since before the last boundary
  bool second_chance_given = false;  // in this epoch
  bool probe_failed = false;         // in this epoch
  BlockProbe probe;
};

/// By Role; nullopt: not blocked in it.
using Blocks = std::array<std::optional<Block>, kRoleCount>;
using Roles = std::array<bool, kRoleCount>;

bool IsBlocked(const Blocks& blocks);

/// Nobody would be served by this URL: disabled, failing for too long, or on another chain.
bool IsHopeless(const UrlHealth& health, Standing standing, const BlockingPolicy& policy);

/// A URL of an endpoint that is to be blocked, as far as the reason goes.
struct HopelessUrl {
  Standing standing = Standing::kUnknown;
  std::optional<chains::Blame> latest_fault;
};
BlockReason ReasonOf(std::span<const HopelessUrl> urls);

/// How long after a block or its last probe the next probe comes.
base::Duration ProbeDistance(BlockReason reason, const BlockingPolicy& policy);

/// The roles in which the blocks of an endpoint go on when its roles become others: those that it
/// keeps. Where it keeps none of those it is blocked in, it has moved, and its block goes along
/// into the roles that it did not have; one that it had and was not blocked in stays free.
Blocks CarryOver(const Blocks& blocks, const Roles& before, const Roles& after);

}  // namespace headway::health
