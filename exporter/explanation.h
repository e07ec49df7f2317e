#pragma once

#include <cstddef>
#include <string>

#include "base/time.h"
#include "exporter/snapshot.h"

/// Why a URL or an endpoint is shown as it is, in words, for a person who was woken by it. What the
/// snapshot does not know is left out: one without details knows less.
namespace headway::exporter {

/// One instant on both clocks.
struct ClockReading {
  base::MonoTime mono;
  base::WallTime wall;

  base::WallTime WallOf(base::MonoTime at) const { return wall + (at - mono); }
};

std::string ExplainUrl(const Snapshot& snapshot, std::size_t url, const ClockReading& now);

/// The words for who looks once: what the last poll was, without times and streaks. The snapshot
/// has details.
std::string ExplainLastPoll(const Snapshot& snapshot, std::size_t url, const ClockReading& now);

/// The words of the URL that gives the endpoint its state.
std::string ExplainEndpoint(const Snapshot& snapshot, std::size_t endpoint,
                            const ClockReading& now);

}  // namespace headway::exporter
