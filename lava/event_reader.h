#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "json/reader.h"
#include "lava/lava_event.h"

namespace headway::lava {

/// What is kept of one block at most; more is counted as UnreadReason::kTooMany.
inline constexpr std::size_t kMaxEventsPerBlock = 100'000;

/// What the `result` of a `block_results` says, wherever it says it: begin_block_events, the events
/// of the transactions that succeeded, end_block_events, finalize_block_events. Events of other
/// providers than `providers` are left out but for block reports, which ours are measured against.
/// Events of other modules are nobody's business; those of Lava that cannot be read are counted.
BlockEvents ReadBlockEvents(const json::Value& result, std::span<const std::string> providers);

}  // namespace headway::lava
