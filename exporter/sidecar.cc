#include "exporter/sidecar.h"

#include <algorithm>
#include <utility>

#include "exporter/lineage.h"

namespace headway::exporter {

SidecarPolicy PolicyOf(const config::Settings& settings) {
  return {
      .probes = {.polling = settings.polling, .recheck_interval = settings.health.recheck_interval},
      .health = {.health = settings.health,
                 .epoch = settings.epoch,
                 .blocking = settings.blocking,
                 .scores = settings.scores,
                 .max_holdoff = settings.polling.max_holdoff}};
}

Sidecar::Sidecar(FleetBuild build, const SidecarPolicy& policy, probes::Transport& transport,
                 std::uint64_t seed, const Instant& now)
    : labels_(std::move(build.labels)),
      fleet_(build.fleet, policy.health, seed, now.epoch),
      prober_(std::move(build.probes), policy.probes, transport, seed, now.mono),
      epoch_duration_(policy.health.epoch.duration) {}

std::span<const health::Event> Sidecar::Tick(std::span<const probes::Completion> completions,
                                             const Instant& now) {
  fleet_.ForgetOutputs();
  clock_watch_.Note(now.mono, now.wall);
  for (const probes::Completion& completion : completions) {
    const auto url = prober_.UrlOf(completion.slot);
    const health::Pace pace = url ? fleet_.PaceOf(*url) : health::Pace();
    for (const auto& report : prober_.OnCompletion(completion, pace, now.mono, now.wall)) {
      fleet_.Apply(report);
      if (report.poll_finished) prober_.Reschedule(report.url, fleet_.PaceOf(report.url));
    }
  }
  fleet_.Advance(now.mono, now.wall, now.epoch);
  ApplyHurries();
  for (const health::Event& event : fleet_.events()) {
    if (const auto* boundary = std::get_if<health::BoundaryEvent>(&event)) {
      epochs_skipped_ += boundary->skipped;
    }
  }
  if (const auto due = prober_.NextDue(); due && *due < now.mono) {
    loop_lag_.Note(now.mono - *due, now.mono);
  }
  loop_lag_.Rotate(now.mono);
  prober_.StartDue(now.mono, fleet_.generation());
  return fleet_.events();
}

void Sidecar::ApplyHurries() {
  for (const health::Hurry& hurry : fleet_.hurries()) {
    prober_.Hurry(hurry.url, fleet_.PaceOf(hurry.url), hurry.cancel);
  }
}

std::span<const health::Event> Sidecar::Reload(FleetBuild build, const SidecarPolicy& policy,
                                               const Instant& now) {
  fleet_.ForgetOutputs();
  const health::Lineage lineage = TraceLineage(*labels_, *build.labels);
  fleet_.Reload(build.fleet, policy.health, lineage, now.mono, now.wall, now.epoch);
  prober_.Reload(std::move(build.probes), policy.probes, lineage.urls, now.mono);
  labels_ = std::move(build.labels);
  epoch_duration_ = policy.health.epoch.duration;
  ApplyHurries();
  return fleet_.events();
}

void Sidecar::AskAgain(base::UrlIndex url, base::Duration timeout, const Instant& now) {
  fleet_.AskAgain(url, {.at = now.mono, .timeout = timeout});
  ApplyHurries();
}

base::MonoTime Sidecar::NextDeadline(const Instant& now) const {
  constexpr base::Duration kLongestWait = std::chrono::seconds(1);
  base::MonoTime deadline = now.mono + std::min(kLongestWait, fleet_.epoch().UntilNext(now.epoch));
  for (const auto& due : {prober_.NextDue(), fleet_.NextProbe()}) {
    if (due) deadline = std::min(deadline, *due);
  }
  return deadline;
}

SelfSample Sidecar::SelfView() const {
  SelfSample self;
  self.requests_in_flight = prober_.in_flight();
  self.loop_lag = loop_lag_.Worst();
  self.epoch = fleet_.epoch().epoch();
  self.epoch_start = fleet_.epoch().start();
  self.epoch_duration = epoch_duration_;
  self.generation = fleet_.generation();
  self.epochs_skipped = epochs_skipped_;
  self.clock_steps_forward = clock_watch_.forward();
  self.clock_steps_back = clock_watch_.back();
  return self;
}

}  // namespace headway::exporter
