#include "health/fleet.h"

#include <utility>

#include "base/check.h"

namespace headway::health {
namespace {

PollOutcome OutcomeOf(const ProbeReport& report) {
  if (std::holds_alternative<Cancelled>(report.outcome)) return PollOutcome::kCancelled;
  const auto* fault = std::get_if<chains::Fault>(&report.outcome);
  if (fault == nullptr) return PollOutcome::kSuccess;
  return fault->blame == chains::Blame::kThrottle ? PollOutcome::kThrottled : PollOutcome::kFailure;
}

void Add(const PhaseTimes& phases, PhaseTimes& sums) {
  sums.resolve += phases.resolve;
  sums.connect += phases.connect;
  sums.tls += phases.tls;
  sums.wait += phases.wait;
  sums.transfer += phases.transfer;
}

Face FaceOf(const UrlRow& row) {
  return {.state = ShownState(row.health),
          .gauge = row.health.gauge,
          .enabled = row.health.enabled,
          .serves = row.health.serves,
          .head = row.head,
          .head_block_time = row.head_block_time};
}

}  // namespace

Fleet::Fleet(FleetPlan plan, const HealthPolicy& policy, base::Duration max_holdoff)
    : policy_(policy),
      max_holdoff_(max_holdoff),
      chains_(plan.chains),
      urls_without_poll_(plan.urls.size()) {
  urls_.resize(plan.urls.size());
  for (std::size_t index = 0; index < urls_.size(); ++index) {
    urls_[index].chain = plan.urls[index].chain;
    urls_[index].health.gauge = policy_.unknown_is_up;
    HEADWAY_CHECK(urls_[index].chain.value < chains_);
  }
  endpoints_.reserve(plan.endpoints.size());
  for (FleetPlan::Endpoint& planned : plan.endpoints) {
    const base::EndpointIndex self{static_cast<std::uint32_t>(endpoints_.size())};
    HEADWAY_CHECK(!planned.urls.empty());
    for (const base::UrlIndex url : planned.urls) {
      HEADWAY_CHECK(url.value < urls_.size());
      UrlRow& row = urls_[url.value];
      HEADWAY_CHECK(row.chain == planned.chain);
      HEADWAY_CHECK(row.listed_by.empty() || row.listed_by.back() != self);
      row.listed_by.push_back(self);
    }
    endpoints_.push_back({.chain = planned.chain,
                          .roles = planned.roles,
                          .urls = std::move(planned.urls),
                          .face = {},
                          .ledger = {}});
  }
  for (EndpointRow& endpoint : endpoints_) endpoint.face = Fold(endpoint);
}

std::span<const Transition> Fleet::Apply(const ProbeReport& report) {
  HEADWAY_CHECK(report.url.value < urls_.size());
  transitions_.clear();
  UrlRow& row = urls_[report.url.value];
  CountRequest(report, row);
  ApplyTracker(report, row);
  if (report.kind == chains::ProbeKind::kHead) {
    ApplyHead(report, row);
  } else {
    ApplyBlock(report, row);
  }
  FoldEndpointsOf(row, report);
  return transitions_;
}

const UrlRow& Fleet::Row(base::UrlIndex url) const {
  HEADWAY_CHECK(url.value < urls_.size());
  return urls_[url.value];
}

void Fleet::CountRequest(const ProbeReport& report, UrlRow& row) const {
  UrlLedger& ledger = row.ledger;
  if (report.transport == chains::TransportFault::kNotSent) return;
  ++ledger.requests.at(static_cast<std::size_t>(report.kind));
  ledger.bytes_sent += report.figures.bytes_sent;
  ledger.bytes_received += report.figures.bytes_received;
  Add(report.figures.phases, ledger.phases);
}

void Fleet::ApplyHead(const ProbeReport& report, UrlRow& row) {
  const PollOutcome outcome = OutcomeOf(report);
  ++row.ledger.polls.at(static_cast<std::size_t>(outcome));
  if (outcome == PollOutcome::kCancelled) {
    // The next poll comes after the interval; the hold-off before this one is over.
    row.pace.holdoff = {};
    return;
  }

  const double seconds = base::ToSeconds(report.figures.latency);
  row.ledger.poll_duration.Observe(seconds);
  if (!row.health.first_poll_at) --urls_without_poll_;
  row.pace = ApplyHeadProbe(report, policy_, max_holdoff_, row.health);
  row.holdoff_until.reset();
  if (row.pace.holdoff > base::Duration::zero()) {
    row.holdoff_until = report.finished_wall + row.pace.holdoff;
  }
  if (const auto* observation = std::get_if<chains::Observation>(&report.outcome)) {
    row.block_height = std::get<chains::HeadObservation>(*observation).block_height;
  }

  for (const base::EndpointIndex index : row.listed_by) {
    EndpointLedger& ledger = endpoints_[index.value].ledger;
    if (outcome == PollOutcome::kSuccess) {
      ++ledger.latest_success;
      ledger.latest_duration.Observe(seconds);
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
  if (update.head_changed) row.head_block_time.reset();
  row.head = report.head;
  if (update.head_block_time) row.head_block_time = update.head_block_time;
  for (const base::EndpointIndex index : row.listed_by) {
    EndpointLedger& ledger = endpoints_[index.value].ledger;
    if (update.rollback) ++ledger.rollbacks;
    if (update.reorg_depth) ledger.reorg_depth.Observe(*update.reorg_depth);
  }
}

void Fleet::FoldEndpointsOf(const UrlRow& row, const ProbeReport& report) {
  const base::WallTime now = report.finished_wall;
  const auto* fault = std::get_if<chains::Fault>(&report.outcome);
  for (const base::EndpointIndex index : row.listed_by) {
    EndpointRow& endpoint = endpoints_[index.value];
    const Face before = endpoint.face;
    endpoint.face = Fold(endpoint);
    if (endpoint.face.head != before.head) endpoint.ledger.head_changed = now;
    if (endpoint.face.state == before.state && endpoint.face.gauge == before.gauge) continue;
    ++endpoint.ledger.transitions.at(static_cast<std::size_t>(endpoint.face.state));
    endpoint.ledger.last_transition = now;
    transitions_.push_back(
        {.endpoint = index,
         .from = before.state,
         .to = endpoint.face.state,
         .gauge = endpoint.face.gauge,
         .at = now,
         .error = fault == nullptr ? std::nullopt : std::optional(fault->error)});
  }
}

Face Fleet::Fold(const EndpointRow& endpoint) {
  fold_faces_.clear();
  for (const base::UrlIndex url : endpoint.urls) fold_faces_.push_back(FaceOf(urls_[url.value]));
  return FoldUrls(fold_faces_);
}

}  // namespace headway::health
