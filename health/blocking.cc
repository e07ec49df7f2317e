#include "health/blocking.h"

#include <algorithm>

namespace headway::health {

bool IsBlocked(const Blocks& blocks) {
  return std::any_of(blocks.begin(), blocks.end(), [](const auto& block) { return !!block; });
}

bool IsHopeless(const UrlHealth& health, Standing standing, const BlockingPolicy& policy) {
  return !health.enabled || health.failures_in_a_row > policy.max_consecutive_errors ||
         standing == Standing::kWrong;
}

BlockReason ReasonOf(std::span<const HopelessUrl> urls) {
  const auto is_wrong = [](const HopelessUrl& url) { return url.standing == Standing::kWrong; };
  const auto is_cut_off = [](const HopelessUrl& url) {
    return url.latest_fault == chains::Blame::kTransport;
  };
  if (std::all_of(urls.begin(), urls.end(), is_wrong)) return BlockReason::kWrongChain;
  if (std::all_of(urls.begin(), urls.end(), is_cut_off)) return BlockReason::kDisconnections;
  return BlockReason::kErrors;
}

base::Duration ProbeDistance(BlockReason reason, const BlockingPolicy& policy) {
  return reason == BlockReason::kErrors ? policy.second_chance_after : policy.reconnect_interval;
}

Blocks CarryOver(const Blocks& blocks, const Roles& before, const Roles& after) {
  Blocks kept;
  std::optional<Block> moved;
  for (std::size_t role = 0; role < kRoleCount; ++role) {
    if (!blocks.at(role)) continue;
    if (!moved) moved = blocks.at(role);
    if (after.at(role)) kept.at(role) = blocks.at(role);
  }
  if (!moved || IsBlocked(kept)) return kept;
  for (std::size_t role = 0; role < kRoleCount; ++role) {
    if (after.at(role) && !before.at(role)) kept.at(role) = moved;
  }
  return kept;
}

}  // namespace headway::health
