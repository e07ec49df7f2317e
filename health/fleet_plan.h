#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "health/blocking.h"
#include "health/chain_rules.h"
#include "health/health_policy.h"
#include "health/node_depth.h"

namespace headway::health {

struct UrlPlan {
  base::ChainIndex chain;
  std::size_t host = 0;       // number of its host and port among the chain's
  base::Duration interval{};  // regular, between two polls
  base::Duration timeout{};   // of one request
  bool asks_identity = false;
  bool asks_syncing = false;
  CapabilitySet claims = {};      // what its node is to be capable of, as far as that is asked for
  CapabilitySet unprovable = {};  // claimed, but nothing asks nodes of this family about it
  std::uint64_t history_blocks = 0;  // of kPruning
};

/// Who lists whom, in numbers; the names belong to the exporter. A *chain* here is one chain over
/// one API interface.
struct FleetPlan {
  struct Chain {
    ChainRules rules;
    std::size_t hosts = 0;
  };
  struct Endpoint {
    base::ChainIndex chain;
    Roles roles{};                     // by Role; at least one
    std::vector<base::UrlIndex> urls;  // at least one, each once, all of the same chain
  };
  std::vector<Chain> chains;
  std::vector<UrlPlan> urls;
  std::vector<Endpoint> endpoints;
};

struct FleetPolicy {
  HealthPolicy health;
  EpochPolicy epoch;
  BlockingPolicy blocking;
  ScorePolicy scores;
  base::Duration max_holdoff = std::chrono::minutes(5);  // the longest Retry-After
};

/// Where the rows of a new plan come from, by new index; nullopt: they are new.
struct Lineage {
  std::vector<std::optional<base::ChainIndex>> chains;
  std::vector<std::optional<base::UrlIndex>> urls;
  /// Of a new URL: the old one of the same endpoint and host that it takes the place of, with other
  /// credentials.
  std::vector<std::optional<base::UrlIndex>> takes_place_of;
  std::vector<std::optional<base::EndpointIndex>> endpoints;
};

}  // namespace headway::health
