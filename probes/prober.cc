#include "probes/prober.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "chains/classify.h"

namespace headway::probes {
namespace {

using chains::ProbeKind;
using health::ProbeReport;

chains::TrackerPolicy TrackerPolicyOf(const ProbePlan& plan) {
  return {.blocks_to_save = plan.family->BlocksToSave(plan.blocks_to_save),
          .asks_for_blocks = plan.family->MethodOf(ProbeKind::kBlock).has_value()};
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

}  // namespace

Prober::Prober(std::vector<ProbePlan> plans, const PollingPolicy& policy,
               base::Duration recheck_interval, Transport& transport, std::uint64_t seed,
               base::MonoTime now)
    : policy_(policy), recheck_interval_(recheck_interval), transport_(transport), random_(seed) {
  tasks_.reserve(plans.size());
  for (ProbePlan& plan : plans) {
    HEADWAY_CHECK(plan.family != nullptr);
    const base::UrlIndex url{static_cast<std::uint32_t>(tasks_.size())};
    const base::Duration interval = RegularInterval(plan.average_block_time, policy_);
    const chains::TrackerPolicy tracker_policy = TrackerPolicyOf(plan);
    tasks_.push_back({.plan = std::move(plan),
                      .interval = interval,
                      .tracker = chains::BlockTracker(tracker_policy)});
    due_.Schedule(url, FirstPollAt(now, interval, random_));
  }
}

void Prober::StartDue(base::MonoTime now) {
  while (in_flight_ < base::limits::kMaxRequestsInFlight) {
    const auto url = due_.PopDue(now);
    if (!url) return;
    Task& task = tasks_[url->value];
    task.under_way = true;
    task.follow_ups = 0;
    task.poll = {.started_at = now, .ended_at = now, .requests = 0};
    Send(*url, task, {.kind = ProbeKind::kHead, .height = {}});
  }
}

std::optional<base::MonoTime> Prober::NextDue() const {
  // At the limit only a completion can bring work.
  if (in_flight_ >= base::limits::kMaxRequestsInFlight) return std::nullopt;
  return due_.Next();
}

void Prober::Send(base::UrlIndex url, Task& task, const chains::Probe& probe) {
  task.probe = probe;
  ++task.poll.requests;
  ++in_flight_;
  task.plan.family->WriteRequest(probe, task.body);
  base::Duration timeout = task.plan.timeout;
  if (task.timeout_cap > base::Duration::zero()) timeout = std::min(timeout, task.timeout_cap);
  transport_.Start({.url = url,
                    .target = &task.plan.target,
                    .body = task.body,
                    .timeout = timeout,
                    .fresh_connection = std::exchange(task.fresh_connection, false)});
}

ProbeReport Prober::OnCompletion(const Completion& completion, base::MonoTime now,
                                 base::WallTime wall) {
  HEADWAY_CHECK(completion.url.value < tasks_.size());
  Task& task = tasks_[completion.url.value];
  HEADWAY_CHECK(task.under_way);
  HEADWAY_CHECK(in_flight_ > 0);
  --in_flight_;
  ProbeReport report{.url = completion.url,
                     .kind = task.probe.kind,
                     .finished_at = now,
                     .finished_wall = wall,
                     .figures = completion.figures,
                     .transport = completion.fault,
                     .outcome = health::Cancelled{},
                     .retry_after = completion.retry_after,
                     .tracker = {},
                     .head = {},
                     .poll_finished = false};
  task.fresh_connection = MistrustsKeptConnections(completion.fault);
  ReadReply(completion, task, report);
  Track(task, report);
  report.head = task.tracker.head();

  if (const auto next_block = NextBlock(task, report)) {
    ++task.follow_ups;
    HEADWAY_CHECK(task.follow_ups <= base::limits::kMaxFollowUpsPerPoll);
    Send(completion.url, task, {.kind = ProbeKind::kBlock, .height = *next_block});
  } else {
    report.poll_finished = true;
    task.poll.ended_at = now;
    task.under_way = false;
  }
  return report;
}

void Prober::ReadReply(const Completion& completion, Task& task, ProbeReport& report) {
  if (completion.fault == chains::TransportFault::kCancelled) return;
  if (completion.fault != chains::TransportFault::kNone) {
    report.outcome = chains::ClassifyTransport(completion.fault);
    return;
  }
  const auto reply = task.plan.family->ReadReply(
      task.probe, {.http_status = completion.http_status, .body = completion.body}, reader_);
  if (reply) {
    report.outcome = reply.value();
  } else {
    report.outcome = reply.error();
  }
}

void Prober::Track(Task& task, ProbeReport& report) {
  const auto* observation = std::get_if<chains::Observation>(&report.outcome);
  if (report.kind == ProbeKind::kHead) {
    if (observation == nullptr) return;
    report.tracker = task.tracker.OnHead(std::get<chains::HeadObservation>(*observation));
  } else if (observation == nullptr) {
    report.tracker = task.tracker.OnBlockFault();
  } else {
    report.tracker = task.tracker.OnBlock(std::get<chains::BlockObservation>(*observation));
  }
}

std::optional<base::BlockHeight> Prober::NextBlock(Task& task, const ProbeReport& report) {
  if (report.kind == ProbeKind::kBlock) {
    const auto* fault = std::get_if<chains::Fault>(&report.outcome);
    if (fault == nullptr) {
      task.block_holdoff.Reset();
    } else if (fault->blame == chains::Blame::kThrottle) {
      task.blocks_not_before =
          report.finished_at + task.block_holdoff.Next(report.retry_after, policy_.max_holdoff);
    }
  }
  const auto next_block = task.tracker.NextBlock();
  if (!next_block || report.finished_at >= task.blocks_not_before) return next_block;
  // Asked for again by a later poll, as after a fault.
  task.tracker.OnBlockFault();
  return std::nullopt;
}

void Prober::Reschedule(base::UrlIndex url, const health::Pace& pace) {
  HEADWAY_CHECK(url.value < tasks_.size());
  Task& task = tasks_[url.value];
  HEADWAY_CHECK(!task.under_way);
  task.timeout_cap =
      pace.kind == health::Pace::Kind::kRecheck ? pace.timeout : base::Duration::zero();
  due_.Schedule(url,
                NextPollAt(task.poll, pace, task.interval, recheck_interval_, policy_, random_));
}

}  // namespace headway::probes
