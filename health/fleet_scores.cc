// What the polls of an endpoint are worth to consumers (docs/scores.md).
#include <utility>

#include "health/fleet.h"

namespace headway::health {
namespace {

ServiceSample SampleOf(const ProbeReport& report, const Verdict& verdict, const UrlRow& row,
                       const ReferenceHead& reference) {
  ServiceSample sample{.answered = verdict.answered, .latency = report.figures.latency};
  if (!verdict.answered || !row.reference_seen || *row.reference_seen <= *row.head) return sample;
  sample.blocks_behind = row.reference_seen->value - row.head->value;
  sample.in_sync = sample.blocks_behind <= reference.rules().allowed_lag;
  sample.behind =
      BehindBy(sample.blocks_behind, reference.block_time(), reference.Age(report.finished_at));
  return sample;
}

}  // namespace

/// Of every finished poll, whatever its generation: but not while it is in doubt which chain was
/// asked.
void Fleet::Score(const ProbeReport& report, const Verdict& verdict, const UrlRow& row) {
  if (!verdict.conclusive) return;
  const ServiceSample sample = SampleOf(report, verdict, row, chains_[row.plan.chain.value]);
  const ScoreTime at = report.finished_at + score_clock_ahead_;
  for (const base::EndpointIndex index : row.listed_by) {
    Scores& scores = endpoints_[index.value].scores;
    scores.qos.Note(sample, policy_.scores.relay_timeout);
    if (!scores.reputation) scores.reputation.emplace(at);
    scores.reputation->Note(sample, at);
  }
}

void Fleet::CloseEpoch(Scores& scores) {
  const QosTally closed = std::exchange(scores.qos, {});
  if (closed.polls > 0) scores.previous_epoch = closed;
}

/// A clock set back makes what was remembered lie ahead: reputations begin anew, as the router's
/// do.
void Fleet::SetScoreClock(base::Duration ahead) {
  if (ahead < score_clock_ahead_) {
    for (EndpointRow& endpoint : endpoints_) endpoint.scores.reputation.reset();
  }
  score_clock_ahead_ = ahead;
}

}  // namespace headway::health
