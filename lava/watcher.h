#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "chains/chain_family.h"
#include "chains/error_id.h"
#include "json/reader.h"
#include "lava/books.h"
#include "lava/follower.h"
#include "lava/lava_view.h"
#include "lava/saved_state.h"
#include "lava/stake_book.h"
#include "probes/http_target.h"
#include "probes/transport.h"

namespace headway::lava {

/// What to watch, and where.
struct WatchPlan {
  probes::HttpTarget rpc;
  std::optional<probes::HttpTarget> rest;
  Subjects subjects;
  FollowPolicy policy;

  friend bool operator==(const WatchPlan& left, const WatchPlan& right) {
    return left.rpc == right.rpc && left.rest == right.rest && left.subjects == right.subjects &&
           left.policy.backfill_blocks == right.policy.backfill_blocks;
  }
};

/// Something for the log that is of the watch itself.
struct WatchNote {
  enum class Kind : std::uint8_t {
    kBegins,      // from `first` on
    kContinues,   // likewise, where an earlier run stopped
    kOtherChain,  // the saved state is of another chain; the watch begins anew
    kCaughtUp,
    kNotRead,       // heights from `first` to `last`
    kSilent,        // the node does not tell its status, for `error`
    kAnswersAgain,  // after that
  };
  Kind kind = Kind::kBegins;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  NotReadReason reason = NotReadReason::kPruned;      // of kNotRead
  chains::ErrorId error = chains::ErrorId::kUnknown;  // of kSilent

  friend bool operator==(const WatchNote&, const WatchNote&) = default;
};

/// The Lava watcher: asks the node over a Transport, and keeps books of what its blocks say. One
/// owner, who calls Tick with whatever completed and when the deadline has come, as the loop of the
/// sidecar does with the prober. Reads no clock, and does no input or output of its own.
class Watcher {
 public:
  /// `saved`: where an earlier run for the same subjects stopped. The transport outlives it, and is
  /// nobody else's: the watcher uses its slots from 0 on.
  Watcher(WatchPlan plan, probes::Transport& transport, std::optional<SavedState> saved);
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  ~Watcher() = default;

  /// Takes the answers and asks what is next.
  void Tick(std::span<const probes::Completion> completions, base::MonoTime now,
            base::WallTime wall);
  base::MonoTime NextDeadline() const;

  std::shared_ptr<const LavaView> View(base::WallTime wall) const;
  /// What to keep over a restart, if there is more than at the last call. One consistent picture:
  /// whoever begins with it again counts nothing twice, and misses nothing.
  std::optional<SavedState> TakeState();
  bool HasUnsaved() const { return changed_; }

  std::vector<WatchNote> TakeNotes();
  std::vector<Happening> TakeHappenings() { return books_.TakeHappenings(); }

 private:
  static constexpr std::uint32_t kFailuresOfTheSilent = 5;
  using Asked = std::variant<std::monostate, Ask, StakeQuestion>;
  struct Slot {
    chains::Request request;
    Asked asked;
  };

  void OnReply(const probes::Completion& reply, base::MonoTime now, base::WallTime wall);
  void OnAsk(const Ask& ask, const probes::Completion& reply, base::MonoTime now,
             base::WallTime wall);
  void OnStatus(const probes::Completion& reply, base::MonoTime now, base::WallTime wall);
  void OnStatusFailed(const probes::Completion& reply, base::MonoTime now);
  void OnResults(const Ask& ask, const probes::Completion& reply, base::MonoTime now,
                 base::WallTime wall);
  void Apply(Step step);
  void StartAll(base::MonoTime now);
  bool IsSilent() const { return status_failures_ >= kFailuresOfTheSilent; }
  /// What the accounts are is known once the past was read.
  bool AsksForStake() const { return plan_.rest && caught_up_; }
  void Send(Slot& slot, Asked asked, const probes::HttpTarget& target, std::size_t max_body,
            base::Duration timeout);
  Slot& FreeSlot();
  void Count(FetchOutcome outcome);
  void Note(const WatchNote& note);
  LavaView::Row RowOf(const Account& account, base::WallTime wall) const;

  const WatchPlan plan_;
  probes::Transport& transport_;
  json::Reader reader_;
  Books books_;
  Follower follower_;
  StakeBook stakes_;
  std::string network_;  // empty: not told yet
  bool caught_up_ = false;
  bool changed_ = false;  // since the last TakeState
  NotReadCounts not_read_{};
  std::array<std::uint64_t, kAllFetchOutcomes.size()> fetches_{};
  std::optional<base::WallTime> last_success_;
  std::uint32_t status_failures_ = 0;  // in a row
  std::vector<Slot> slots_;
  std::vector<WatchNote> notes_;
};

}  // namespace headway::lava
