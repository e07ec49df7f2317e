#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"

namespace headway::sim {

/// What the naive model knows of a configuration. Keys are texts: a URL's `url_id`, an endpoint's
/// name with its chain in front.
struct NaiveChain {
  std::string spec;
  bool is_evm = true;  // has blocks by height with their own times, and says whether it syncs
  base::Duration block_time{};
  std::uint64_t allowed_lag = 0;
  std::uint64_t finalization = 0;
  std::uint64_t stale_after_blocks = 10;
  std::uint64_t blocks_to_save = 10;
  std::set<std::string> expected_ids;  // by value, in one spelling; empty: pinned on first sight
};

struct NaiveUrlEntry {
  std::string key;
  std::size_t chain = 0;
  std::string host;  // with port
  base::Duration timeout{};
  bool has_identity = true;  // not skipped by all sharers
};

inline constexpr std::size_t kNaivePrimary = 0;
inline constexpr std::size_t kNaiveBackup = 1;
using NaiveRoles = std::array<bool, 2>;

struct NaiveEndpointEntry {
  std::string key;
  std::size_t chain = 0;
  NaiveRoles roles{};
  std::vector<std::string> urls;
};

struct NaivePolicy {
  int fall = 3;
  int rise = 2;
  int disable_after = 5;
  int max_consecutive_errors = 15;
  base::Duration throttled_grace = std::chrono::minutes(10);
  base::Duration max_holdoff = std::chrono::minutes(5);
  base::Duration min_interval = std::chrono::seconds(1);
  base::Duration max_interval = std::chrono::seconds(15);
  std::int64_t divisor = 2;
  base::Duration epoch_duration = std::chrono::minutes(15);
  bool verified = false;
  base::Duration reconnect_interval = std::chrono::seconds(30);
  base::Duration second_chance_after = std::chrono::minutes(3);
  std::set<std::string, std::less<>> unhealthy_on = {"unreachable", "failing", "stale",
                                                     "lagging",     "syncing", "wrong_chain",
                                                     "auth_failed", "forked"};
};

struct NaiveConfig {
  NaivePolicy policy;
  std::vector<NaiveChain> chains;
  std::vector<NaiveUrlEntry> urls;
  std::vector<NaiveEndpointEntry> endpoints;
};

}  // namespace headway::sim
