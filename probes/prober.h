#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
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
#include "probes/verification.h"

namespace headway::probes {

/// A URL to be polled.
struct ProbePlan {
  HttpTarget target;
  std::shared_ptr<const chains::ChainFamily> family;
  std::uint32_t blocks_to_save = 10;  // as configured; the family has the last word
  base::Duration average_block_time{};
  base::Duration timeout{};  // of one request
  ProbeKinds verifies = {};  // what to ask for besides; the family has methods for them
};

struct ProberPolicy {
  PollingPolicy polling;
  base::Duration recheck_interval = std::chrono::seconds(1);
  std::uint32_t verifications_per_poll = 1;  // questions of verification, at most
  base::Duration longest_start_spread = std::chrono::seconds(2);  // of the first polls; 0: at once
  // Which blocks all hosts of a chain are to hold (chains::TrackerPolicy).
  std::uint64_t shortest_anchor_stride = 0;
  std::uint64_t anchor_depth = 0;
  std::uint32_t anchors_asked = 1;
};

/// Polls every URL of the plan, for ever and whatever its health: what is silent can never recover.
/// One poll in flight per URL, one request in flight per poll. A poll asks for the head; if that is
/// answered, for what health wants to know besides; and then, one by one, for the blocks that the
/// URL's tracker wants to see. A node that throttles the block requests alone is spared them for a
/// while, and goes on being asked for its head. A poll of a URL that is up and settled, and whose
/// head was answered, ends with a question of verification, unless a request behind the head was
/// throttled or did not come through: nothing that is judged waits for it.
///
///   StartDue → (Transport) → OnCompletion → reports; the one that ends the poll → Reschedule
///
/// Owned by the loop thread. Never fails: whatever a node sends ends in a report.
class Prober {
 public:
  Prober(std::vector<ProbePlan> plans, const ProberPolicy& policy, Transport& transport,
         std::uint64_t seed, base::MonoTime now);

  /// Goes on with other URLs: url i is the former `kept[i]`, with its tracker, its place in the
  /// queue and the request it may have under way; or it is new. Former ones that are not among them
  /// end, and nothing is reported of them any more.
  void Reload(std::vector<ProbePlan> plans, const ProberPolicy& policy,
              std::span<const std::optional<base::UrlIndex>> kept, base::MonoTime now);

  /// Starts the polls that are due, as far as limits::kMaxRequestsInFlight allows. Their reports
  /// carry `generation`.
  void StartDue(base::MonoTime now, std::uint64_t generation);

  /// When StartDue has something to do again; nullopt while every URL is under way.
  std::optional<base::MonoTime> NextDue() const;

  /// Whose request a completion is; nullopt: of a URL that has ended.
  std::optional<base::UrlIndex> UrlOf(base::SlotIndex slot) const;

  /// Turns the completion of a request into reports, none to several, and sends the poll's next
  /// request if there is one. `pace` is what health wants of the URL now. The reports are valid
  /// until the next call.
  std::span<const health::ProbeReport> OnCompletion(const Completion& completion,
                                                    const health::Pace& pace, base::MonoTime now,
                                                    base::WallTime wall);

  /// Plans the next poll of a URL whose last report had `poll_finished`.
  void Reschedule(base::UrlIndex url, const health::Pace& pace);

  /// The URL's pace was changed by something else than a poll: its summons counts. `cancel`: so
  /// much that a poll under way is given up. Verification under way gives way to any summons.
  void Hurry(base::UrlIndex url, const health::Pace& pace, bool cancel);

  std::size_t in_flight() const { return in_flight_; }

 private:
  struct Task {
    std::optional<base::UrlIndex> url;  // nullopt: free, or ended with a request under way
    ProbePlan plan;
    Rhythm rhythm;
    /// Who asks in the poll under way, whatever a reload has put into the plan meanwhile.
    std::shared_ptr<const chains::ChainFamily> family;
    std::optional<chains::BlockTracker> tracker;
    chains::Request request;  // under way
    chains::Probe probe;
    EndedPoll poll;
    std::uint64_t generation = 0;  // when the poll started
    std::uint32_t follow_ups = 0;
    bool starts_anew = false;
    bool wants_identity = false;
    bool wants_syncing = false;
    std::optional<health::ProbeReport> head;  // answered, and waiting for what was asked behind it
    base::Duration timeout_cap{};             // of a recheck or a summons; 0: none
    base::MonoTime due;
    base::MonoTime soonest;  // hold-off and budget forbid a poll before
    health::Holdoff block_holdoff;
    base::MonoTime
        blocks_not_before;  // rate limits are often per method; nothing else before it, too
    bool polled = false;
    bool fresh_connection = false;
    bool under_way = false;
    Verification verification;
    std::uint32_t verifications = 0;  // questions asked in this poll
    bool is_verification = false;     // the request under way is one of them
    bool in_trouble = false;          // as a request of this poll said
  };

  base::SlotIndex TakeSlot();
  void Begin(base::SlotIndex slot, base::UrlIndex url, ProbePlan plan, base::MonoTime now);
  void Alter(Task& task, base::UrlIndex url, ProbePlan plan);
  void End(base::SlotIndex slot);
  /// A poll planned for later than the new rhythm ever would comes sooner.
  void HurryToNewRhythm(base::SlotIndex slot, Task& task, base::MonoTime now);
  Task& TaskOf(base::UrlIndex url);
  void Plan(base::SlotIndex slot, Task& task, base::MonoTime due);
  static void SetTimeoutCap(const health::Pace& pace, Task& task);
  void Send(base::SlotIndex slot, Task& task, const chains::Probe& probe);
  void ReadReply(const Completion& completion, Task& task, health::ProbeReport& report);
  bool AskMore(base::SlotIndex slot, Task& task);
  void OnHead(const health::Pace& pace, base::SlotIndex slot, Task& task,
              const health::ProbeReport& report);
  void OnExtra(const health::Pace& pace, base::SlotIndex slot, Task& task,
               const health::ProbeReport& report);
  void OnVerified(const health::Pace& pace, base::SlotIndex slot, Task& task,
                  const health::ProbeReport& report);
  /// Shows the report to the tracker, hands it out, and goes on with the poll or ends it.
  void HandOut(const health::Pace& pace, base::SlotIndex slot, Task& task,
               const health::ProbeReport& untracked);
  bool AskToVerify(const health::Pace& pace, base::SlotIndex slot, Task& task,
                   const health::ProbeReport& report);
  static void EndPoll(Task& task, health::ProbeReport& report);
  void Track(Task& task, health::ProbeReport& report) const;
  std::optional<base::BlockHeight> NextBlock(Task& task, const health::ProbeReport& report) const;

  ProberPolicy policy_;
  Transport& transport_;
  base::Random random_;
  json::Reader reader_;
  TimerQueue due_;
  std::deque<Task> tasks_;              // by slot; requests under way point into them
  std::vector<base::SlotIndex> slots_;  // by url
  std::vector<base::SlotIndex> free_;
  std::vector<health::ProbeReport> reports_;  // of the last completion
  std::size_t in_flight_ = 0;
};

}  // namespace headway::probes
