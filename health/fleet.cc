#include "health/fleet.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace headway::health {
namespace {

/// In the history of a URL: more than a node that restarts or follows a fork would make.
constexpr std::size_t kRollbacksOfABalancer = 3;

PollOutcome OutcomeOf(const ProbeReport& report) {
  if (std::holds_alternative<Cancelled>(report.outcome)) return PollOutcome::kCancelled;
  const auto* fault = std::get_if<chains::Fault>(&report.outcome);
  if (fault == nullptr) return PollOutcome::kSuccess;
  return fault->blame == chains::Blame::kThrottle ? PollOutcome::kThrottled : PollOutcome::kFailure;
}

std::optional<chains::Fault> FaultOf(const ProbeReport& report) {
  const auto* fault = std::get_if<chains::Fault>(&report.outcome);
  return fault == nullptr ? std::nullopt : std::optional(*fault);
}

template <class Wanted>
const Wanted* ObservationOf(const ProbeReport& report) {
  const auto* observation = std::get_if<chains::Observation>(&report.outcome);
  return observation == nullptr ? nullptr : &std::get<Wanted>(*observation);
}

void Add(const PhaseTimes& phases, PhaseTimes& sums) {
  sums.resolve += phases.resolve;
  sums.connect += phases.connect;
  sums.tls += phases.tls;
  sums.wait += phases.wait;
  sums.transfer += phases.transfer;
}

void KeepDownSince(const Face& face, base::WallTime now, EndpointLedger& ledger) {
  if (face.settled_good) {
    ledger.down_since.reset();
  } else if (face.settled && !face.gauge && !ledger.down_since) {
    ledger.down_since = now;
  }
}

Face FaceOf(const UrlRow& row) {
  const bool on_its_chain = row.identity.standing != Standing::kWrong;
  return {.state = ShownState(row.health),
          .gauge = row.health.gauge,
          .enabled = row.health.enabled,
          .serves = row.health.serves,
          .settled = row.health.settled_good.has_value(),
          .settled_good = row.health.settled_good.value_or(false),
          .head = on_its_chain ? row.head : std::nullopt,
          .reference_seen = row.reference_seen,
          .head_block_time = row.head_block_time};
}

}  // namespace

bool Serves(const EndpointRow& endpoint, Role role) {
  const auto index = static_cast<std::size_t>(role);
  return endpoint.roles.at(index) && endpoint.face.serves && !endpoint.blocks.at(index);
}

Fleet::Fleet(const FleetPlan& plan, const FleetPolicy& policy, std::uint64_t seed,
             base::WallTime epoch_wall)
    : policy_(policy), seed_(seed), epoch_(policy.epoch.duration, epoch_wall) {
  Build(plan);
  for (EndpointRow& endpoint : endpoints_) endpoint.face = Fold(endpoint);
  first_round_is_done_ = urls_without_poll_ == 0;
}

void Fleet::Build(const FleetPlan& plan) {
  for (const FleetPlan::Chain& chain : plan.chains) {
    chains_.emplace_back(chain.rules, chain.hosts, policy_.epoch.duration);
  }
  urls_of_chain_.assign(chains_.size(), {});
  urls_.resize(plan.urls.size());
  urls_without_poll_ = urls_.size();
  for (std::size_t index = 0; index < urls_.size(); ++index) {
    UrlRow& row = urls_[index];
    row.plan = plan.urls[index];
    row.health.gauge = policy_.epoch.reset == EpochPolicy::Reset::kOptimistic;
    HEADWAY_CHECK(row.plan.chain.value < chains_.size());
    HEADWAY_CHECK(row.plan.host < chains_[row.plan.chain.value].host_count());
    urls_of_chain_[row.plan.chain.value].push_back({static_cast<std::uint32_t>(index)});
  }
  endpoints_.reserve(plan.endpoints.size());
  for (const FleetPlan::Endpoint& planned : plan.endpoints) {
    const base::EndpointIndex self{static_cast<std::uint32_t>(endpoints_.size())};
    HEADWAY_CHECK(!planned.urls.empty());
    for (const base::UrlIndex url : planned.urls) {
      UrlRow& row = urls_.at(url.value);
      HEADWAY_CHECK(row.plan.chain == planned.chain);
      HEADWAY_CHECK(row.listed_by.empty() || row.listed_by.back() != self);
      row.listed_by.push_back(self);
    }
    EndpointRow& endpoint = endpoints_.emplace_back();
    endpoint.chain = planned.chain;
    endpoint.roles = planned.roles;
    endpoint.urls = planned.urls;
  }
}

void Fleet::ForgetOutputs() {
  events_.clear();
  hurries_.clear();
}

void Fleet::Apply(const ProbeReport& report) {
  HEADWAY_CHECK(report.url.value < urls_.size());
  UrlRow& row = urls_[report.url.value];
  CountRequest(report, row);
  if (report.tls) row.tls = report.tls;
  if (report.verified) {
    ApplyVerification(report, row);
    return;
  }
  JudgedPoll poll;
  switch (report.kind) {
    case chains::ProbeKind::kIdentity:
      ApplyIdentityReport(report, row);
      return;
    case chains::ProbeKind::kSyncing:
      ApplySyncing(report, row);
      return;
    case chains::ProbeKind::kHead:
      ApplyTracker(report, row);
      poll = ApplyHead(report, row);
      break;
    case chains::ProbeKind::kBlock:
      ApplyTracker(report, row);
      ApplyBlock(report, row);
      break;
    default:
      return;
  }
  for (const base::EndpointIndex index : row.listed_by) {
    FoldEndpoint(index, report.finished_wall, {.error = poll.error, .is_reload = false});
  }
  if (!poll.verdict) return;
  ApplyToBlocks(row, *poll.verdict, poll.chain_was_asked,
                {.now = report.finished_at, .wall = report.finished_wall});
}

Pace Fleet::PaceOf(base::UrlIndex url) const {
  const UrlRow& row = urls_.at(url.value);
  Pace pace = row.pace;
  pace.starts_anew =
      row.identity.standing == Standing::kDoubted || row.identity.standing == Standing::kWrong;
  if (row.summons) {
    pace.summoned_for = row.summons->at;
    pace.summons_timeout = row.summons->timeout;
  }
  if (row.plan.asks_identity) {
    pace.ask_identity_from =
        AskIdentityFrom(row.identity,
                        {.urgent = IsListedByBlocked(row),
                         .reconnecting = row.polled && !row.health.connection_healthy},
                        policy_.blocking.reconnect_interval);
  }
  pace.ask_syncing = row.plan.asks_syncing && (row.health.last_verdict == State::kLagging ||
                                               row.health.last_verdict == State::kSyncing);
  return pace;
}

void Fleet::CountRequest(const ProbeReport& report, UrlRow& row) const {
  UrlLedger& ledger = row.ledger;
  if (report.transport == chains::TransportFault::kNotSent) return;
  ++ledger.requests.at(static_cast<std::size_t>(report.kind));
  ledger.bytes_sent += report.figures.bytes_sent;
  ledger.bytes_received += report.figures.bytes_received;
  Add(report.figures.phases, ledger.phases);
}

void Fleet::CountError(const UrlRow& row, chains::ErrorId error) {
  for (const base::EndpointIndex index : row.listed_by) {
    endpoints_[index.value].ledger.CountError(error);
  }
}

void Fleet::ApplyIdentityReport(const ProbeReport& report, UrlRow& row) {
  if (std::holds_alternative<Cancelled>(report.outcome)) return;
  ApplyConnection(report.transport, row.health);
  row.facts.connection_known = true;
  // A reload may have switched it off while the question was under way.
  if (!row.plan.asks_identity) return;
  row.facts.identity_asked = true;
  row.facts.identity_fault = FaultOf(report);
  row.facts.identity_retry_after = report.retry_after;
  if (row.facts.identity_fault) {
    ApplyIdentityFault(report.finished_at, row.identity);
    CountError(row, row.facts.identity_fault->error);
    return;
  }
  const chains::ChainIdentity& told = ObservationOf<chains::IdentityObservation>(report)->identity;
  const IdentityChange change = ApplyIdentity(told, chains_[row.plan.chain.value].rules().expected,
                                              report.finished_at, row.identity);
  if (change == IdentityChange::kNone) return;
  if (change == IdentityChange::kProvedWrong) ForgetChain(row.depth);
  events_.emplace_back(IdentityEvent{.url = report.url, .change = change, .told = told});
  // A head of the wrong chain is not shown from now on; the verdict waits for the head's report.
  for (const base::EndpointIndex index : row.listed_by) {
    FoldEndpoint(index, report.finished_wall, {});
  }
}

void Fleet::ApplySyncing(const ProbeReport& report, UrlRow& row) {
  if (std::holds_alternative<Cancelled>(report.outcome)) return;
  ApplyConnection(report.transport, row.health);
  row.facts.connection_known = true;
  const auto fault = FaultOf(report);
  if (fault) {
    CountError(row, fault->error);
  } else {
    row.facts.says_syncing = ObservationOf<chains::SyncingObservation>(report)->syncing;
    row.depth.says_syncing = {row.facts.says_syncing, report.finished_wall};
  }
}

/// What is no error of the endpoint: hosted nodes rarely answer all that can be asked.
void Fleet::ApplyVerification(const ProbeReport& report, UrlRow& row) {
  if (std::holds_alternative<Cancelled>(report.outcome)) return;
  ApplyConnection(report.transport, row.health);
  if (row.identity.standing == Standing::kDoubted || row.identity.standing == Standing::kWrong) {
    return;
  }
  ApplyVerified(report, {.head = row.head, .history_blocks = row.plan.history_blocks}, row.depth);
}

Fleet::JudgedPoll Fleet::ApplyHead(const ProbeReport& report, UrlRow& row) {
  const PollFacts facts = std::exchange(row.facts, {});
  const PollOutcome outcome = OutcomeOf(report);
  CountPoll(report, outcome, row);
  if (outcome == PollOutcome::kCancelled) {
    // The next poll comes after the interval; the hold-off before this one is over.
    row.pace.holdoff = {};
    return {};
  }
  if (!facts.connection_known) ApplyConnection(report.transport, row.health);
  std::optional<chains::Fault> fault = FaultOf(report);
  std::optional<base::Duration> retry_after = report.retry_after;
  if (!fault && row.identity.standing == Standing::kDoubted && facts.identity_fault) {
    fault = facts.identity_fault;
    retry_after = facts.identity_retry_after;
  }
  const auto error = fault ? std::optional(fault->error) : std::nullopt;
  const Verdict verdict = JudgePoll(report, fault, facts, row);
  Score(report, verdict, row);
  row.history.Add({.at = report.finished_wall,
                   .outcome = outcome,
                   .verdict = verdict.conclusive ? verdict.state : State::kUnknown,
                   .error = error,
                   .head = row.head,
                   .rollback = report.tracker.rollback,
                   .latency = report.figures.latency,
                   .phases = report.figures.phases});
  row.goes_back_and_forth = row.history.Rollbacks() >= kRollbacksOfABalancer;
  const PollEnd poll{.verdict = verdict,
                     .fault = fault,
                     .at = report.finished_at,
                     .latency = report.figures.latency,
                     .retry_after = retry_after};
  if (report.generation < row.trusted_from) {
    // It was sent before the boundary that wants this URL asked anew: heads and counters only.
    row.pace.holdoff = {};
    if (verdict.state == State::kThrottled) {
      row.pace.holdoff = row.health.holdoff.Next(retry_after, policy_.max_holdoff);
    }
    NoteHoldoff(report, row);
    return {.error = error, .verdict = {}, .chain_was_asked = false};
  }
  row.pace = ApplyPoll(poll, policy_.health, policy_.max_holdoff, row.health);
  NoteSilence(verdict, fault, row);
  NoteHoldoff(report, row);
  const bool chain_was_asked = !row.plan.asks_identity || facts.identity_asked;
  const bool counts_for_probes = !verdict.answered || chain_was_asked;
  if (counts_for_probes) row.last_poll = ++poll_number_;
  if (counts_for_probes || !IsListedByBlocked(row)) row.summons.reset();
  return {.error = error, .verdict = verdict, .chain_was_asked = chain_was_asked};
}

void Fleet::NoteHoldoff(const ProbeReport& report, UrlRow& row) const {
  row.holdoff_until.reset();
  row.holdoff_ends = report.finished_at + row.pace.holdoff;
  if (row.pace.holdoff > base::Duration::zero()) {
    row.holdoff_until = report.finished_wall + row.pace.holdoff;
  }
}

void Fleet::CountPoll(const ProbeReport& report, PollOutcome outcome, UrlRow& row) {
  ++row.ledger.polls.at(static_cast<std::size_t>(outcome));
  if (outcome == PollOutcome::kCancelled) return;
  const double seconds = base::ToSeconds(report.figures.latency);
  row.ledger.poll_duration.Observe(seconds);
  if (!std::exchange(row.polled, true) && --urls_without_poll_ == 0) first_round_is_done_ = true;
  if (row.last_end) row.gap = report.finished_at - *row.last_end;
  row.last_end = report.finished_at;
  if (const auto* head = ObservationOf<chains::HeadObservation>(report)) {
    row.block_height = head->block_height;
  }
  for (const base::EndpointIndex index : row.listed_by) {
    EndpointLedger& ledger = endpoints_[index.value].ledger;
    if (outcome == PollOutcome::kSuccess) {
      ++ledger.latest_success;
      ledger.latest_duration.Observe(seconds);
      ledger.end_to_end_latency.Observe(seconds * 1'000);
      ledger.last_success = report.finished_wall;
      continue;
    }
    if (outcome == PollOutcome::kFailure) ++ledger.latest_fails;
    ledger.CountError(std::get<chains::Fault>(report.outcome).error);
  }
}

void Fleet::ApplyBlock(const ProbeReport& report, UrlRow& row) {
  const PollOutcome outcome = OutcomeOf(report);
  if (outcome == PollOutcome::kCancelled) return;
  ApplyConnection(report.transport, row.health);
  const auto fault = FaultOf(report);
  const bool refused = fault && fault->blame == chains::Blame::kNode;
  row.block_error = refused ? std::optional(fault->error) : std::nullopt;
  for (const base::EndpointIndex index : row.listed_by) {
    EndpointLedger& ledger = endpoints_[index.value].ledger;
    if (outcome == PollOutcome::kSuccess) {
      ++ledger.block_success;
      continue;
    }
    if (outcome == PollOutcome::kFailure) ++ledger.block_fails;
    ledger.CountError(std::get<chains::Fault>(report.outcome).error);
  }
}

void Fleet::ApplyTracker(const ProbeReport& report, UrlRow& row) {
  const chains::TrackerUpdate& update = report.tracker;
  row.held.assign(report.held.begin(), report.held.end());
  // While it is in doubt which chain this is, its head says nothing.
  if (report.head && row.identity.standing != Standing::kDoubted) {
    if (update.head_changed || report.head != row.head) row.head_block_time.reset();
    row.head = report.head;
    const bool holds_head = !row.held.empty() && row.held.back().height == *row.head;
    if (holds_head && row.held.back().timestamp) {
      row.head_block_time = row.held.back().timestamp;
      row.latest_block_time = row.head_block_time;
    }
  }
  if (update.rollback) ++row.ledger.rollbacks;
  if (update.reorg_depth) row.ledger.reorg_depth.Observe(*update.reorg_depth);
  for (const base::EndpointIndex index : row.listed_by) {
    EndpointLedger& ledger = endpoints_[index.value].ledger;
    if (update.rollback) ++ledger.rollbacks;
    if (update.reorg_depth) ledger.reorg_depth.Observe(*update.reorg_depth);
  }
}

void Fleet::FoldEndpoint(base::EndpointIndex index, base::WallTime now, const Cause& cause) {
  EndpointRow& endpoint = endpoints_[index.value];
  const Face before = endpoint.face;
  endpoint.face = Fold(endpoint);
  if (endpoint.face.head != before.head) endpoint.ledger.head_changed = now;
  KeepDownSince(endpoint.face, now, endpoint.ledger);
  if (endpoint.face.state == before.state && endpoint.face.gauge == before.gauge) return;
  ++endpoint.ledger.transitions.at(static_cast<std::size_t>(endpoint.face.state));
  endpoint.ledger.last_transition = now;
  events_.emplace_back(Transition{.endpoint = index,
                                  .from = before.state,
                                  .to = endpoint.face.state,
                                  .gauge = endpoint.face.gauge,
                                  .at = now,
                                  .error = cause.error,
                                  .by_reload = cause.is_reload});
}

Face Fleet::Fold(const EndpointRow& endpoint) {
  fold_faces_.clear();
  for (const base::UrlIndex url : endpoint.urls) fold_faces_.push_back(FaceOf(urls_[url.value]));
  return FoldUrls(fold_faces_);
}

}  // namespace headway::health
