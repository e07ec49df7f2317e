#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "base/time.h"
#include "chains/observation.h"

namespace headway::health {

/// What the rules need to know of a chain over one API interface; from the catalogue and the
/// configuration.
struct ChainRules {
  base::Duration block_time = std::chrono::seconds(1);  // configured; above 0
  std::uint64_t allowed_lag = 0;
  std::uint64_t stale_after_blocks = 10;  // 0: heads may stand still for ever
  std::uint64_t finality_depth = 3;       // blocks below the reference that are not disputed
  bool tells_block_times = false;
  /// Any of them is right; empty: the first one that a URL tells is pinned.
  std::vector<chains::ChainIdentity> expected;
};

/// For how long a head may stand still, given the block time as measured so far.
inline base::Duration StaleWindow(const ChainRules& rules, base::Duration measured) {
  constexpr base::Duration kShortest = std::chrono::seconds(5);
  constexpr std::uint64_t kBlocksWhereNotJudged = 10;
  constexpr base::Duration kLongest = std::chrono::hours(24 * 365);
  const std::uint64_t blocks =
      rules.stale_after_blocks == 0 ? kBlocksWhereNotJudged : rules.stale_after_blocks;
  const base::Duration block_time =
      std::clamp(std::max(rules.block_time, measured), base::Duration(1), kLongest);
  if (blocks > static_cast<std::uint64_t>(kLongest / block_time)) return kLongest;
  return std::max(kShortest, block_time * static_cast<std::int64_t>(blocks));
}

/// How far above the reference a head is believed.
inline std::uint64_t OutlierWindow(base::Duration block_time) {
  constexpr base::Duration kSpan = std::chrono::seconds(1200);
  constexpr std::int64_t kFewest = 32;
  constexpr std::int64_t kMost = 512;
  return static_cast<std::uint64_t>(
      std::clamp<std::int64_t>(kSpan / std::max(block_time, base::Duration(1)), kFewest, kMost));
}

}  // namespace headway::health
