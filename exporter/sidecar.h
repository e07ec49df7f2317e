#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/time.h"
#include "exporter/clock_watch.h"
#include "exporter/fleet_builder.h"
#include "exporter/worst_delay.h"
#include "health/fleet.h"
#include "probes/prober.h"
#include "probes/transport.h"

namespace headway::exporter {

struct SidecarPolicy {
  probes::ProberPolicy probes;
  health::FleetPolicy health;
};

/// What the settings say of how to poll and how to judge.
SidecarPolicy PolicyOf(const config::Settings& settings);

/// An instant, on all clocks that count.
struct Instant {
  base::MonoTime mono;
  base::WallTime wall;
  base::WallTime epoch;  // what epochs go by: the wall, moved by /debug/time-warp
};

/// The core at work: probes ask, chains understand, health judges. One Tick is one turn of the
/// loop; the program and the simulation run the very same one. Knows no clock, no thread and no
/// output. Owned by the loop thread.
class Sidecar {
 public:
  /// `seed` decides jitter and phases alone. The transport outlives the sidecar.
  Sidecar(FleetBuild build, const SidecarPolicy& policy, probes::Transport& transport,
          std::uint64_t seed, const Instant& now);

  /// Takes what completed, then what comes with time (epochs, probes of who is blocked), then
  /// starts what is due. The events are in the order they happened and valid until the next call.
  std::span<const health::Event> Tick(std::span<const probes::Completion> completions,
                                      const Instant& now);

  /// Goes on under another configuration: what is in both keeps its state and its polls. Events as
  /// of Tick.
  std::span<const health::Event> Reload(FleetBuild build, const SidecarPolicy& policy,
                                        const Instant& now);

  /// As Fleet's.
  bool NeedsSecondLook(base::UrlIndex url, const Instant& now) {
    return fleet_.NeedsSecondLook(url, now.mono, now.wall);
  }

  /// Polls the URL again, out of turn, as soon as it may be asked; with this timeout at the most.
  void AskAgain(base::UrlIndex url, base::Duration timeout, const Instant& now);

  /// Until when there is nothing to do but wait for completions; a second from now at the latest.
  base::MonoTime NextDeadline(const Instant& now) const;

  const health::Fleet& fleet() const { return fleet_; }
  const std::shared_ptr<const LabelBook>& labels() const { return labels_; }
  /// Whose request a completion is; nullopt: of a URL that has ended.
  std::optional<base::UrlIndex> UrlOf(base::SlotIndex slot) const { return prober_.UrlOf(slot); }

  /// What the sidecar says of itself; whoever loaded the configuration adds what it knows.
  SelfSample SelfView() const;

 private:
  void ApplyHurries();

  std::shared_ptr<const LabelBook> labels_;
  health::Fleet fleet_;
  probes::Prober prober_;
  base::Duration epoch_duration_;
  std::uint64_t epochs_skipped_ = 0;
  ClockWatch clock_watch_;
  WorstDelay loop_lag_;
};

}  // namespace headway::exporter
