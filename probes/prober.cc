#include "probes/prober.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "chains/classify.h"
#include "probes/echo.h"

namespace headway::probes {
namespace {

using base::SlotIndex;
using base::UrlIndex;
using chains::ProbeKind;
using health::ProbeReport;

chains::TrackerPolicy TrackerPolicyOf(const chains::ChainFamily& family, const ProbePlan& plan,
                                      const ProberPolicy& policy) {
  return {.blocks_to_save = family.BlocksToSave(plan.blocks_to_save),
          .asks_for_blocks = family.MethodOf(ProbeKind::kBlock).has_value(),
          .anchor_stride = std::max(chains::AnchorStride(plan.average_block_time),
                                    policy.shortest_anchor_stride),
          .anchor_depth = policy.anchor_depth,
          .anchors_asked = policy.anchors_asked};
}

/// Kept connections die behind NATs and load balancers; after one did, the next request does not
/// trust another.
bool MistrustsKeptConnections(chains::TransportFault fault) {
  switch (fault) {
    case chains::TransportFault::kTimeout:
    case chains::TransportFault::kReset:
    case chains::TransportFault::kClosed:
      return true;
    default:
      return false;
  }
}

/// The outcomes after which the next answer is one of a new connection.
bool LosesConnection(chains::TransportFault fault) {
  switch (fault) {
    case chains::TransportFault::kNone:
    case chains::TransportFault::kTooLarge:
    case chains::TransportFault::kNotSent:
    case chains::TransportFault::kCancelled:
      return false;
    default:
      return true;
  }
}

bool IsCancelled(const ProbeReport& report) {
  return std::holds_alternative<health::Cancelled>(report.outcome);
}

bool IsAnswered(const ProbeReport& report) {
  return std::holds_alternative<chains::Observation>(report.outcome);
}

/// Whether a request says that the node is no good for others now. One that lacks a method or a
/// block may well have the rest.
bool SaysInTrouble(const ProbeReport& report) {
  if (IsAnswered(report)) return false;
  const auto* fault = std::get_if<chains::Fault>(&report.outcome);
  if (fault == nullptr || report.kind == ProbeKind::kHead) return true;
  const bool lacks_the_block = fault->error == chains::ErrorId::kBlockNotFound;
  return fault->blame != chains::Blame::kNode || (fault->refusal && !lacks_the_block);
}

/// The one text of a node that becomes a label must not be made of our credentials.
bool EchoesUs(const chains::Observation& observation, const HttpTarget& target) {
  const auto* client = std::get_if<chains::ClientObservation>(&observation);
  return client != nullptr && RepeatsWhatWeSent(target, client->client.text());
}

/// Nothing is suspected of the URL, nobody waits for its next poll, and it asks for no pause.
bool IsAtEase(const health::Pace& pace) {
  return pace.kind == health::Pace::Kind::kRegular && pace.holdoff == base::Duration::zero() &&
         !pace.summoned_for && !pace.starts_anew;
}

}  // namespace

Prober::Prober(std::vector<ProbePlan> plans, const ProberPolicy& policy, Transport& transport,
               std::uint64_t seed, base::MonoTime now)
    : policy_(policy), transport_(transport), random_(seed) {
  for (ProbePlan& plan : plans) {
    const UrlIndex url{static_cast<std::uint32_t>(slots_.size())};
    slots_.push_back(TakeSlot());
    Begin(slots_.back(), url, std::move(plan), now);
  }
}

void Prober::Reload(std::vector<ProbePlan> plans, const ProberPolicy& policy,
                    std::span<const std::optional<UrlIndex>> kept, base::MonoTime now) {
  HEADWAY_CHECK(kept.size() == plans.size());
  policy_ = policy;
  const auto former = std::exchange(slots_, {});
  std::vector<bool> goes_on(former.size());
  for (const auto& url : kept) {
    if (url) goes_on.at(url->value) = true;
  }
  for (std::size_t url = 0; url < former.size(); ++url) {
    if (!goes_on[url]) End(former[url]);
  }
  for (std::uint32_t index = 0; index < plans.size(); ++index) {
    if (kept[index]) {
      slots_.push_back(former.at(kept[index]->value));
      Task& task = tasks_[slots_.back().value];
      Alter(task, {index}, std::move(plans[index]));
      HurryToNewRhythm(slots_.back(), task, now);
    } else {
      slots_.push_back(TakeSlot());
      Begin(slots_.back(), {index}, std::move(plans[index]), now);
    }
  }
}

void Prober::HurryToNewRhythm(SlotIndex slot, Task& task, base::MonoTime now) {
  const base::Duration longest = std::max(task.rhythm.interval, policy_.polling.max_backoff);
  const base::MonoTime latest = std::max(now + longest, task.soonest);
  if (!task.under_way && task.due > latest) Plan(slot, task, latest);
}

SlotIndex Prober::TakeSlot() {
  if (free_.empty()) {
    tasks_.emplace_back();
    return {static_cast<std::uint32_t>(tasks_.size() - 1)};
  }
  const SlotIndex slot = free_.back();
  free_.pop_back();
  return slot;
}

void Prober::Begin(SlotIndex slot, UrlIndex url, ProbePlan plan, base::MonoTime now) {
  Task& task = tasks_[slot.value];
  task = Task();
  Alter(task, url, std::move(plan));
  Plan(slot, task, FirstPollAt(now, task.rhythm.interval, policy_.longest_start_spread, random_));
}

void Prober::Alter(Task& task, UrlIndex url, ProbePlan plan) {
  HEADWAY_CHECK(plan.family != nullptr);
  const chains::TrackerPolicy tracker_policy = TrackerPolicyOf(*plan.family, plan, policy_);
  // The target of a URL that goes on is the same by identity, and may be in use.
  if (!task.under_way) task.plan.target = std::move(plan.target);
  if (!task.tracker || task.tracker->policy() != tracker_policy) {
    // Never between a question and its answer.
    if (!task.under_way) task.tracker.emplace(tracker_policy);
  }
  task.url = url;
  task.plan.family = std::move(plan.family);
  task.plan.blocks_to_save = plan.blocks_to_save;
  task.plan.average_block_time = plan.average_block_time;
  task.plan.timeout = plan.timeout;
  task.verification.Alter(plan.verifies);
  task.rhythm = {.interval = RegularInterval(plan.average_block_time, policy_.polling),
                 .recheck_interval = policy_.recheck_interval};
}

void Prober::End(SlotIndex slot) {
  Task& task = tasks_[slot.value];
  task.url.reset();
  due_.Remove(slot);
  if (task.under_way) {
    transport_.Cancel(slot);
  } else {
    free_.push_back(slot);
  }
}

Prober::Task& Prober::TaskOf(UrlIndex url) { return tasks_[slots_.at(url.value).value]; }

std::optional<UrlIndex> Prober::UrlOf(SlotIndex slot) const { return tasks_.at(slot.value).url; }

void Prober::StartDue(base::MonoTime now, std::uint64_t generation) {
  while (in_flight_ < base::limits::kMaxRequestsInFlight) {
    const auto slot = due_.PopDue(now);
    if (!slot) return;
    Task& task = tasks_[slot->value];
    task.family = task.plan.family;
    const chains::TrackerPolicy wanted = TrackerPolicyOf(*task.family, task.plan, policy_);
    if (task.tracker->policy() != wanted) task.tracker.emplace(wanted);
    task.under_way = true;
    task.generation = generation;
    task.follow_ups = 0;
    task.verifications = 0;
    task.in_trouble = false;
    task.poll = {.started_at = now, .ended_at = now, .requests = 0, .broken_off = false};
    Send(*slot, task, {.kind = ProbeKind::kHead, .height = {}});
  }
}

std::optional<base::MonoTime> Prober::NextDue() const {
  // At the limit only a completion can bring work.
  if (in_flight_ >= base::limits::kMaxRequestsInFlight) return std::nullopt;
  return due_.Next();
}

void Prober::Send(SlotIndex slot, Task& task, const chains::Probe& probe) {
  task.probe = probe;
  ++task.poll.requests;
  ++in_flight_;
  task.family->WriteRequest(probe, task.request);
  base::Duration timeout = task.plan.timeout;
  if (task.timeout_cap > base::Duration::zero()) timeout = std::min(timeout, task.timeout_cap);
  transport_.Start({.slot = slot,
                    .target = &task.plan.target,
                    .method = task.request.method,
                    .path = task.request.path,
                    .body = task.request.body,
                    .timeout = timeout,
                    .fresh_connection = std::exchange(task.fresh_connection, false)});
}

std::span<const ProbeReport> Prober::OnCompletion(const Completion& completion,
                                                  const health::Pace& pace, base::MonoTime now,
                                                  base::WallTime wall) {
  reports_.clear();
  const SlotIndex slot = completion.slot;
  Task& task = tasks_.at(slot.value);
  HEADWAY_CHECK(task.under_way);
  HEADWAY_CHECK(in_flight_ > 0);
  --in_flight_;
  if (!task.url) {
    task.under_way = false;
    free_.push_back(slot);
    return reports_;
  }
  ProbeReport report{.url = *task.url,
                     .generation = task.generation,
                     .kind = task.probe.kind,
                     .finished_at = now,
                     .finished_wall = wall,
                     .figures = completion.figures,
                     .transport = completion.fault,
                     .tls = completion.tls,
                     .outcome = health::Cancelled{},
                     .retry_after = completion.retry_after,
                     .tracker = {},
                     .head = {},
                     .held = {},
                     .verified = {},
                     .poll_finished = false};
  task.fresh_connection = MistrustsKeptConnections(completion.fault);
  ReadReply(completion, task, report);
  task.in_trouble = task.in_trouble || SaysInTrouble(report);
  if (std::exchange(task.is_verification, false)) {
    OnVerified(pace, slot, task, report);
    return reports_;
  }
  switch (report.kind) {
    case ProbeKind::kHead:
      OnHead(pace, slot, task, report);
      break;
    case ProbeKind::kBlock:
      HandOut(pace, slot, task, report);
      break;
    default:
      OnExtra(pace, slot, task, report);
      break;
  }
  return reports_;
}

void Prober::ReadReply(const Completion& completion, Task& task, ProbeReport& report) {
  if (completion.fault == chains::TransportFault::kCancelled) return;
  if (completion.fault != chains::TransportFault::kNone) {
    report.outcome = chains::ClassifyTransport(completion.fault);
    return;
  }
  const auto reply = task.family->ReadReply(
      task.probe, {.http_status = completion.http_status, .body = completion.body}, reader_);
  if (!reply) {
    report.outcome = reply.error();
  } else if (EchoesUs(reply.value(), task.plan.target)) {
    report.outcome = chains::FaultOfReply(chains::ErrorId::kReplyMalformed);
  } else {
    report.outcome = reply.value();
  }
}

void Prober::OnHead(const health::Pace& pace, SlotIndex slot, Task& task,
                    const ProbeReport& report) {
  task.starts_anew = pace.starts_anew;
  if (pace.starts_anew) task.verification.OnOtherChain();
  if (LosesConnection(report.transport)) task.verification.OnConnectionLost();
  if (IsAnswered(report)) {
    const auto has = [&](ProbeKind kind) { return task.family->MethodOf(kind).has_value(); };
    task.wants_identity = has(ProbeKind::kIdentity) && pace.ask_identity_from &&
                          report.finished_at >= *pace.ask_identity_from;
    task.wants_syncing = has(ProbeKind::kSyncing) && pace.ask_syncing;
    if (AskMore(slot, task)) {
      task.head = report;
      return;
    }
  }
  HandOut(pace, slot, task, report);
}

bool Prober::AskMore(SlotIndex slot, Task& task) {
  if (std::exchange(task.wants_identity, false)) {
    Send(slot, task, {.kind = ProbeKind::kIdentity, .height = {}});
    return true;
  }
  if (std::exchange(task.wants_syncing, false)) {
    Send(slot, task, {.kind = ProbeKind::kSyncing, .height = {}});
    return true;
  }
  return false;
}

void Prober::OnExtra(const health::Pace& pace, SlotIndex slot, Task& task,
                     const ProbeReport& report) {
  reports_.push_back(report);
  HEADWAY_CHECK(task.head.has_value());
  const bool cancelled = IsCancelled(report);
  if (cancelled) {
    task.wants_syncing = false;
    task.head->outcome = health::Cancelled{};
  }
  if (AskMore(slot, task)) return;
  ProbeReport head = *std::exchange(task.head, std::nullopt);
  // A reload may have come between.
  head.url = report.url;
  head.finished_at = report.finished_at;
  head.finished_wall = report.finished_wall;
  HandOut(pace, slot, task, head);
}

void Prober::HandOut(const health::Pace& pace, SlotIndex slot, Task& task,
                     const ProbeReport& untracked) {
  ProbeReport& report = reports_.emplace_back(untracked);
  Track(task, report);
  const bool gives_up = report.kind == ProbeKind::kHead && IsCancelled(report);
  const auto next_block = gives_up ? std::nullopt : NextBlock(task, report);
  // Last: the blocks are shown where they are held, and NextBlock may drop some.
  report.head = task.tracker->head();
  report.held = task.tracker->held();
  if (next_block) {
    ++task.follow_ups;
    HEADWAY_CHECK(task.follow_ups <= base::limits::kMaxFollowUpsPerPoll);
    Send(slot, task, {.kind = ProbeKind::kBlock, .height = *next_block});
  } else if (!AskToVerify(pace, slot, task, report)) {
    EndPoll(task, report);
  }
}

bool Prober::AskToVerify(const health::Pace& pace, SlotIndex slot, Task& task,
                         const ProbeReport& report) {
  if (task.in_trouble || !IsAtEase(pace) || !task.tracker->head()) return false;
  if (task.verifications >= policy_.verifications_per_poll) return false;
  if (report.finished_at < task.blocks_not_before) return false;
  const auto probe = task.verification.Next(
      {.head = *task.tracker->head(), .generation = task.generation, .now = report.finished_at});
  if (!probe) return false;
  ++task.verifications;
  task.is_verification = true;
  Send(slot, task, *probe);
  return true;
}

void Prober::OnVerified(const health::Pace& pace, SlotIndex slot, Task& task,
                        const ProbeReport& report) {
  ProbeReport& verified = reports_.emplace_back(report);
  task.verification.OnReport(policy_.polling.max_holdoff, verified);
  if (!AskToVerify(pace, slot, task, verified)) EndPoll(task, verified);
}

void Prober::EndPoll(Task& task, ProbeReport& report) {
  report.poll_finished = true;
  task.poll.ended_at = report.finished_at;
  task.poll.broken_off = IsCancelled(report);
  task.under_way = false;
  task.polled = true;
}

void Prober::Track(Task& task, ProbeReport& report) const {
  const auto* observation = std::get_if<chains::Observation>(&report.outcome);
  if (report.kind == ProbeKind::kHead) {
    if (observation == nullptr) return;
    if (task.starts_anew) {
      task.tracker.emplace(TrackerPolicyOf(*task.family, task.plan, policy_));
    }
    report.tracker = task.tracker->OnHead(std::get<chains::HeadObservation>(*observation));
  } else if (observation == nullptr) {
    report.tracker = task.tracker->OnBlockFault();
  } else {
    report.tracker = task.tracker->OnBlock(std::get<chains::BlockObservation>(*observation));
  }
}

std::optional<base::BlockHeight> Prober::NextBlock(Task& task, const ProbeReport& report) const {
  if (report.kind == ProbeKind::kBlock) {
    const auto* fault = std::get_if<chains::Fault>(&report.outcome);
    if (fault == nullptr) {
      task.block_holdoff.Reset();
    } else if (fault->blame == chains::Blame::kThrottle) {
      task.blocks_not_before =
          report.finished_at +
          task.block_holdoff.Next(report.retry_after, policy_.polling.max_holdoff);
    }
  }
  const auto next_block = task.tracker->NextBlock();
  if (!next_block || report.finished_at >= task.blocks_not_before) return next_block;
  // Asked for again by a later poll, as after a fault.
  task.tracker->OnBlockFault();
  return std::nullopt;
}

void Prober::SetTimeoutCap(const health::Pace& pace, Task& task) {
  task.timeout_cap = {};
  if (pace.kind == health::Pace::Kind::kRecheck) task.timeout_cap = pace.timeout;
  if (pace.summoned_for) task.timeout_cap = pace.summons_timeout;
}

void Prober::Plan(SlotIndex slot, Task& task, base::MonoTime due) {
  task.due = due;
  due_.Schedule(slot, due);
}

void Prober::Reschedule(UrlIndex url, const health::Pace& pace) {
  Task& task = TaskOf(url);
  HEADWAY_CHECK(!task.under_way);
  SetTimeoutCap(pace, task);
  task.soonest = SoonestPollAt(task.poll, pace, task.rhythm, policy_.polling);
  Plan(slots_[url.value], task, NextPollAt(task.poll, pace, task.rhythm, policy_.polling, random_));
}

void Prober::Hurry(UrlIndex url, const health::Pace& pace, bool cancel) {
  Task& task = TaskOf(url);
  if (task.under_way) {
    const bool nothing_judged_is_lost = task.is_verification && pace.summoned_for;
    if (cancel || nothing_judged_is_lost) transport_.Cancel(slots_[url.value]);
    return;
  }
  if (!pace.summoned_for) return;
  SetTimeoutCap(pace, task);
  base::MonoTime soonest = *pace.summoned_for;
  if (task.polled) {
    soonest = std::max(soonest, SoonestPollAt(task.poll, pace, task.rhythm, policy_.polling));
  }
  if (soonest < task.due) Plan(slots_[url.value], task, soonest);
}

}  // namespace headway::probes
