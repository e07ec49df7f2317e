#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "chains/error_id.h"
#include "chains/probe_kind.h"
#include "health/blocking.h"
#include "health/histogram.h"
#include "health/probe_report.h"
#include "health/state.h"

/// What is counted of URLs and endpoints. Counters only grow and live as long as their row.
namespace headway::health {

/// How a poll ended.
enum class PollOutcome : std::uint8_t { kSuccess, kFailure, kThrottled, kCancelled };

inline constexpr std::array<PollOutcome, 4> kAllPollOutcomes = {
    PollOutcome::kSuccess, PollOutcome::kFailure, PollOutcome::kThrottled, PollOutcome::kCancelled};

constexpr std::string_view ToString(PollOutcome outcome) {
  constexpr std::array<std::string_view, 4> kNames = {"success", "failure", "throttled",
                                                      "cancelled"};
  return kNames.at(static_cast<std::size_t>(outcome));
}

/// Physical: once per request, however many endpoints share the URL.
struct UrlLedger {
  std::array<std::uint64_t, kAllPollOutcomes.size()> polls{};
  std::array<std::uint64_t, chains::kProbeKindCount> requests{};
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  LatencyHistogram poll_duration;  // of every poll but the cancelled ones
  PhaseTimes phases;               // sums over all requests
  std::uint64_t rollbacks = 0;
  ReorgDepthHistogram reorg_depth;  // its count is the number of reorganisations
};

struct ErrorCount {
  chains::ErrorId error = chains::ErrorId::kUnknown;
  std::uint64_t count = 0;
};

/// Fanned out: what befalls a URL befalls every endpoint that lists it.
struct EndpointLedger {
  std::uint64_t latest_success = 0;
  std::uint64_t latest_fails = 0;
  std::uint64_t block_success = 0;
  std::uint64_t block_fails = 0;
  LatencyHistogram latest_duration;      // of answered head requests
  EndToEndHistogram end_to_end_latency;  // the same in milliseconds and the router's buckets
  std::array<std::uint64_t, kStateCount> transitions{};
  std::array<std::array<std::uint64_t, kAllBlockEventKinds.size()>, kRoleCount> block_events{};
  std::uint64_t epoch_resets = 0;
  std::uint64_t rollbacks = 0;
  ReorgDepthHistogram reorg_depth;  // its count is the number of reorganisations
  std::vector<ErrorCount> errors;   // ascending ids; a row from its first error on
  std::optional<base::WallTime> last_success;
  std::optional<base::WallTime> last_transition;
  /// Since when its last settled verdict has been bad, over resets; nullopt: it is good, or there
  /// was none.
  std::optional<base::WallTime> down_since;
  std::optional<base::WallTime> head_changed;

  void CountError(chains::ErrorId error);
};

}  // namespace headway::health
