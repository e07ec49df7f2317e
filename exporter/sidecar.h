#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.h"
#include "exporter/fleet_builder.h"
#include "exporter/worst_delay.h"
#include "health/fleet.h"
#include "health/health_policy.h"
#include "probes/polling_policy.h"
#include "probes/prober.h"
#include "probes/transport.h"

namespace headway::exporter {

struct SidecarPolicy {
  probes::PollingPolicy polling;
  health::HealthPolicy health;
};

/// The core at work: probes ask, chains understand, health judges. One Tick is one turn of the
/// loop; the program and the simulation run the very same one. Knows no clock, no thread and no
/// output. Owned by the loop thread.
class Sidecar {
 public:
  /// `seed` decides jitter and phases alone. The transport outlives the sidecar.
  Sidecar(FleetBuild build, const SidecarPolicy& policy, probes::Transport& transport,
          std::uint64_t seed, base::MonoTime now);

  /// Takes what completed, then starts what is due. The transitions are in the order they happened
  /// and valid until the next Tick.
  std::span<const health::Transition> Tick(std::span<const probes::Completion> completions,
                                           base::MonoTime now, base::WallTime wall);

  /// Until when there is nothing to do but wait for completions; a second from `now` at the latest.
  base::MonoTime NextDeadline(base::MonoTime now) const;

  const health::Fleet& fleet() const { return fleet_; }
  const std::shared_ptr<const LabelBook>& labels() const { return labels_; }

  /// What the sidecar says of itself; whoever loaded the configuration adds what it knows.
  SelfSample SelfView() const;

 private:
  const std::shared_ptr<const LabelBook> labels_;
  health::Fleet fleet_;
  probes::Prober prober_;
  std::vector<health::Transition> transitions_;
  WorstDelay loop_lag_;
};

}  // namespace headway::exporter
