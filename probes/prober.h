#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/random.h"
#include "base/time.h"
#include "chains/block_tracker.h"
#include "chains/chain_family.h"
#include "health/holdoff.h"
#include "health/pace.h"
#include "health/probe_report.h"
#include "json/reader.h"
#include "probes/cadence.h"
#include "probes/http_target.h"
#include "probes/polling_policy.h"
#include "probes/timer_queue.h"
#include "probes/transport.h"

namespace headway::probes {

/// A URL to be polled.
struct ProbePlan {
  HttpTarget target;
  const chains::ChainFamily* family = nullptr;  // not owned; lives as long as the program
  std::uint32_t blocks_to_save = 10;            // as configured; the family has the last word
  base::Duration average_block_time{};
  base::Duration timeout{};  // of one request
};

/// Polls every URL of the plan, for ever and whatever its health: what is silent can never recover.
/// One poll in flight per URL, one request in flight per poll. A poll asks for the head and then,
/// one by one, for the blocks that the URL's tracker wants to see. A node that throttles the block
/// requests alone is spared them for a while, and goes on being asked for its head.
///
///   StartDue → (Transport) → OnCompletion → report; when the report ends the poll → Reschedule
///
/// Owned by the loop thread. Never fails: whatever a node sends ends in a report.
class Prober {
 public:
  Prober(std::vector<ProbePlan> plans, const PollingPolicy& policy, base::Duration recheck_interval,
         Transport& transport, std::uint64_t seed, base::MonoTime now);

  /// Starts the polls that are due, as far as limits::kMaxRequestsInFlight allows.
  void StartDue(base::MonoTime now);

  /// When StartDue has something to do again; nullopt while every URL is under way.
  std::optional<base::MonoTime> NextDue() const;

  /// Turns the completion of a request into a report, and sends the poll's next request if there
  /// is one.
  health::ProbeReport OnCompletion(const Completion& completion, base::MonoTime now,
                                   base::WallTime wall);

  /// Plans the next poll of a URL whose last report had `poll_finished`.
  void Reschedule(base::UrlIndex url, const health::Pace& pace);

  std::size_t in_flight() const { return in_flight_; }

 private:
  struct Task {
    ProbePlan plan;
    base::Duration interval;
    chains::BlockTracker tracker;
    std::string body{};  // of the request under way
    chains::Probe probe{};
    EndedPoll poll{};
    std::uint32_t follow_ups = 0;
    base::Duration timeout_cap{};  // of a recheck; 0: none
    health::Holdoff block_holdoff{};
    base::MonoTime blocks_not_before{};  // rate limits are often per method
    bool fresh_connection = false;
    bool under_way = false;
  };

  void Send(base::UrlIndex url, Task& task, const chains::Probe& probe);
  void ReadReply(const Completion& completion, Task& task, health::ProbeReport& report);
  void Track(Task& task, health::ProbeReport& report);
  std::optional<base::BlockHeight> NextBlock(Task& task, const health::ProbeReport& report);

  const PollingPolicy policy_;
  const base::Duration recheck_interval_;
  Transport& transport_;
  base::Random random_;
  json::Reader reader_;
  TimerQueue due_;
  std::vector<Task> tasks_;
  std::size_t in_flight_ = 0;
};

}  // namespace headway::probes
