#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "base/ids.h"
#include "base/time.h"
#include "chains/fault.h"
#include "chains/held_block.h"
#include "chains/observation.h"
#include "chains/probe_kind.h"
#include "chains/tracker_events.h"
#include "health/tls_facts.h"

namespace headway::health {

/// Where the time of one request went; zero for a phase that did not take place (a kept connection
/// resolves and connects nothing).
struct PhaseTimes {
  base::Duration resolve{};
  base::Duration connect{};
  base::Duration tls{};
  base::Duration wait{};      // request sent → first byte of the response
  base::Duration transfer{};  // first byte → last
};

/// The physical side of one request.
struct RequestFigures {
  PhaseTimes phases;
  base::Duration latency{};  // all phases and what lies between them
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
};

/// We ended the request ourselves: it has no outcome.
struct Cancelled {};

/// Of a request that was sent to know the node, not to judge it.
struct Verified {
  std::optional<base::BlockHeight> state_at;  // of kState: the height asked for
  /// Of the kState request that ended a search: the oldest block with its state.
  std::optional<base::BlockHeight> oldest_state;
};

/// One finished request: what probes tell health. A poll is one kHead request, the kIdentity and
/// kSyncing requests that health wants behind it, the kBlock requests that the tracker asks for,
/// and what verification asks when all of those were answered; its outcome is that of the kHead
/// request. Reports of a poll come in the order kIdentity, kSyncing, kHead, kBlock, verification:
/// when the head is judged, what was asked behind it is known, and nothing else is waited for.
struct ProbeReport {
  base::UrlIndex url;
  std::uint64_t generation = 0;  // the fleet's, when the poll started
  chains::ProbeKind kind = chains::ProbeKind::kHead;
  base::MonoTime finished_at;
  base::WallTime finished_wall;
  RequestFigures figures;
  chains::TransportFault transport = chains::TransportFault::kNone;
  std::optional<TlsFacts> tls = {};  // of the connection, also of one that was refused
  /// What the node said, or why it did not.
  std::variant<chains::Observation, chains::Fault, Cancelled> outcome = Cancelled{};
  std::optional<base::Duration> retry_after;
  chains::TrackerUpdate tracker;
  std::optional<base::BlockHeight> head;  // published by the tracker, this reply included
  std::span<const chains::HeldBlock>
      held;                               // by the tracker, this reply included; for the call only
  std::optional<Verified> verified = {};  // of whichever kind: asked by verification
  bool poll_finished = false;             // nothing more is asked in this poll
};

}  // namespace headway::health
