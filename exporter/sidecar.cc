#include "exporter/sidecar.h"

#include <algorithm>
#include <utility>

namespace headway::exporter {

Sidecar::Sidecar(FleetBuild build, const SidecarPolicy& policy, probes::Transport& transport,
                 std::uint64_t seed, base::MonoTime now)
    : labels_(std::move(build.labels)),
      fleet_(std::move(build.fleet), policy.health, policy.polling.max_holdoff),
      prober_(std::move(build.probes), policy.polling, policy.health.recheck_interval, transport,
              seed, now) {}

std::span<const health::Transition> Sidecar::Tick(std::span<const probes::Completion> completions,
                                                  base::MonoTime now, base::WallTime wall) {
  transitions_.clear();
  for (const probes::Completion& completion : completions) {
    const health::ProbeReport report = prober_.OnCompletion(completion, now, wall);
    const auto changed = fleet_.Apply(report);
    transitions_.insert(transitions_.end(), changed.begin(), changed.end());
    if (report.poll_finished) prober_.Reschedule(report.url, fleet_.PaceOf(report.url));
  }
  if (const auto due = prober_.NextDue(); due && *due < now) {
    loop_lag_.Note(now - *due, now);
  }
  loop_lag_.Rotate(now);
  prober_.StartDue(now);
  return transitions_;
}

base::MonoTime Sidecar::NextDeadline(base::MonoTime now) const {
  constexpr base::Duration kLongestWait = std::chrono::seconds(1);
  const auto due = prober_.NextDue();
  return due ? std::min(*due, now + kLongestWait) : now + kLongestWait;
}

SelfSample Sidecar::SelfView() const {
  SelfSample self;
  self.requests_in_flight = prober_.in_flight();
  self.loop_lag = loop_lag_.Worst();
  return self;
}

}  // namespace headway::exporter
