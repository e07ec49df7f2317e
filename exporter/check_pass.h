#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/time.h"
#include "config/settings.h"
#include "exporter/sidecar.h"
#include "exporter/snapshot.h"
#include "probes/transport.h"

namespace headway::exporter {

/// One pass over everything that a configuration names: the sidecar, polling each URL once and
/// looking a second time where the others' answers make another verdict of the first one. One poll
/// decides: streaks are for who watches. Knows no clock, no thread and no output. Owned by the loop
/// thread.
class CheckPass {
 public:
  /// Every URL is due at once. The transport outlives the pass.
  CheckPass(const config::Settings& settings, probes::Transport& transport, std::uint64_t seed,
            const Instant& now);

  /// One turn: takes what completed, and starts what is to be asked.
  void Tick(std::span<const probes::Completion> completions, const Instant& now);

  /// Until when there is nothing to do but wait for completions.
  base::MonoTime NextDeadline(const Instant& now) const;

  /// Nothing is left to be asked, or the time is up: that of the slowest configured timeout, and a
  /// moment in which the last answers are read.
  bool Done(const Instant& now) const;

  /// How many URLs have finished a poll.
  std::size_t Finished() const;
  std::size_t urls() const { return sidecar_.fleet().urls().size(); }
  base::Duration slowest_timeout() const { return slowest_timeout_; }

  /// `listeners`: those of the provider, which are checked beside the pass.
  std::shared_ptr<const Snapshot> Result(const Instant& now, const Listeners& listeners = {}) const;

 private:
  void LookAgain(const Instant& now);
  std::vector<bool> ChainsToJudge(const Instant& now) const;

  Sidecar sidecar_;
  base::MonoTime begun_;
  base::Duration slowest_timeout_{};
  std::vector<std::uint8_t> looks_;  // by URL: how often it was asked again
};

}  // namespace headway::exporter
