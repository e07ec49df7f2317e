#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "tests/sim/naive_config.h"

namespace headway::sim {

/// What a node does for a while.
enum class Behaviour : std::uint8_t {
  kAnswers,
  kDrips,             // every answer takes `amount` ms
  kBlockCallsBroken,  // heads only; EVM
  kRefuses,           // connection refused
  kNameLost,          // DNS
  kResets,
  kTimesOut,
  kRpcError,       // one that the registry calls retryable
  kMethodMissing,  // one that it does not
  kHttp500,
  kHttp404,
  kUnauthorized,
  kMalformed,
  kHeadZero,
  kThrottles,          // 429 without Retry-After
  kThrottlesWithTime,  // 429 with Retry-After: `amount` s
  kFlaps,              // refuses every other request, by chance
  kStalls,             // the head stands still
  kLags,               // `amount` blocks behind; a sudden one is a rollback
  kForks,              // own hashes from here on
  kLies,               // `amount` blocks too high
  kWrongChain,         // another identity; with `amount` other heights too
  kWrongOnce,          // another identity, in one answer only
  kIdentityFails,      // heads are fine
  kSyncing,            // says so, and is `amount` blocks behind
};
inline constexpr std::size_t kBehaviours = 25;

std::string_view ToString(Behaviour behaviour);

enum class EventKind : std::uint8_t {
  kNode,         // subject: a node; for `length`
  kChainHalts,   // subject: a chain; for `length`
  kChainReorgs,  // subject: a chain; `amount` blocks
  kNamesLost,    // of all nodes; for `length`
  kWallSteps,    // by `length`, forward or back
  kAdded,        // subject: an endpoint; the rest are reloads too
  kRemoved,
  kMoved,        // to the roles in `amount`: 1 primary, 2 backup, 3 both
  kCredentials,  // subject: a node, whose URL becomes another one
};

struct Event {
  base::Duration at{};
  EventKind kind = EventKind::kNode;
  std::size_t subject = 0;
  Behaviour behaviour = Behaviour::kAnswers;
  base::Duration length{};
  std::uint64_t amount = 0;
};

/// One line for a person.
std::string Describe(const Event& event);

/// A node and the one URL that it stands behind.
struct ScenarioNode {
  std::size_t chain = 0;
  std::string host;
  bool has_identity = true;
  bool is_reference = false;
  base::Duration latency{};
  base::Duration propagation{};  // behind the chain
};

struct ScenarioEndpoint {
  std::string name;
  std::size_t chain = 0;
  NaiveRoles roles{};
  std::vector<std::size_t> nodes;
  bool at_start = true;
};

/// Everything that a run follows from. Two equal ones run alike, byte for byte.
struct Scenario {
  std::uint64_t seed = 1;
  base::Duration length{};
  NaivePolicy policy;
  base::Duration timeout = std::chrono::seconds(10);
  base::Duration max_backoff = std::chrono::seconds(30);
  base::Duration recheck_interval = std::chrono::seconds(1);
  base::Duration recheck_timeout = std::chrono::seconds(3);
  std::uint32_t budget_requests_per_minute = 0;
  double jitter = 0.1;
  std::vector<NaiveChain> chains;
  std::vector<ScenarioNode> nodes;
  std::vector<ScenarioEndpoint> endpoints;
  std::vector<Event> events;  // ascending times
};

/// The chain's identity as its honest nodes tell it.
std::string IdentityOf(const Scenario& scenario, std::size_t chain);

/// Several lines for a person: what the run is made of but for its events.
std::string Describe(const Scenario& scenario);

}  // namespace headway::sim
