#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "lava/listener_check.h"
#include "probes/transport.h"

namespace headway::lava {

struct ListenerPolicy {
  base::Duration interval = std::chrono::minutes(1);  // from the end of a check to the next
  double jitter = 0.1;                                // of the interval, either way
  std::size_t at_once = 4;                            // checks under way; above 0
};

/// Checks listeners again and again, each one at a time and a few of them at once. Knows no clock
/// and no thread. The slots of its transport are its own, from 0 to the policy's `at_once`.
class ListenerWatch {
 public:
  struct Row {
    ListenerPlan plan;
    std::optional<ListenerResult> result;  // of the last check that ended
    base::WallTime checked_at;             // its end
  };

  /// All are due at once. The transport outlives the watch. `seed` decides jitter and GUIDs.
  ListenerWatch(std::vector<ListenerPlan> plans, const ListenerPolicy& policy,
                probes::Transport& transport, std::uint64_t seed, base::MonoTime now);

  /// Takes what completed and starts what is due. The rows whose checks ended meanwhile; valid
  /// until the next call.
  std::span<const std::size_t> Tick(std::span<const probes::Completion> completions,
                                    base::MonoTime now, base::WallTime wall);

  /// Goes on with other listeners: one that was there before keeps its result and its turn.
  void Reload(std::vector<ListenerPlan> plans, base::MonoTime now);

  /// When the next check is due; nullopt: none is before another one ends.
  std::optional<base::MonoTime> NextDue() const;

  std::span<const Row> rows() const { return rows_; }
  /// Each listener was checked once.
  bool AllChecked() const;

 private:
  struct Turn {
    base::MonoTime due;
    bool under_way = false;
  };
  struct Slot {
    std::unique_ptr<ListenerCheck> check;  // null: idle
    std::optional<std::size_t> row;        // nullopt: of a listener that is gone
  };

  void StartNext(std::uint32_t slot);
  void Finish(Slot& slot, base::MonoTime now, base::WallTime wall);
  base::Duration NextPause();

  const ListenerPolicy policy_;
  probes::Transport& transport_;
  base::Random random_;
  std::vector<Row> rows_;
  std::vector<Turn> turns_;  // by row
  std::vector<Slot> slots_;
  std::vector<std::size_t> ended_;
};

}  // namespace headway::lava
