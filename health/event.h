#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "base/ids.h"
#include "base/time.h"
#include "chains/error_id.h"
#include "health/blocking.h"
#include "health/identity.h"
#include "health/state.h"

/// What happened, as values: logged and counted once, by whoever takes them.
namespace headway::health {

/// An endpoint's shown state or its gauge changed. Mostly both do; the gauge alone does when a URL
/// that has been throttled for longer than the grace counts as down.
struct Transition {
  base::EndpointIndex endpoint;
  State from = State::kUnknown;
  State to = State::kUnknown;
  bool gauge = true;  // after it
  base::WallTime at;
  /// What went wrong with the request that brought it about; nullopt: it was answered, or there was
  /// none.
  std::optional<chains::ErrorId> error;
  bool by_reload = false;  // its URLs or their settings are others now; nobody was asked
};

struct BlockEvent {
  base::EndpointIndex endpoint;
  Role role = Role::kPrimary;
  BlockEventKind kind = BlockEventKind::kBlocked;
  BlockReason reason = BlockReason::kDisconnections;
  base::WallTime at;
  bool again = false;  // of kProbeFailed: it is not the first of this block in this epoch
};

/// An epoch began. Resets are part of it and no transitions.
struct BoundaryEvent {
  std::uint64_t epoch = 0;
  std::uint64_t skipped = 0;     // epochs that were never lived
  std::uint64_t generation = 0;  // boundaries since the start
  std::uint32_t reset = 0;       // endpoints whose gauge was 0
  std::uint32_t reblocked = 0;   // (endpoint, role)
  base::WallTime at;
};

/// A node told its identity, and it matters.
struct IdentityEvent {
  base::UrlIndex url;
  IdentityChange change = IdentityChange::kNone;  // not kNone
  chains::ChainIdentity told;
};

using Event = std::variant<Transition, BlockEvent, BoundaryEvent, IdentityEvent>;

}  // namespace headway::health
