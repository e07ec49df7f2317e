#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <variant>

#include "base/limits.h"
#include "base/time.h"
#include "lava/lava_event.h"
#include "lava/rpc.h"

namespace headway::lava {

struct FollowPolicy {
  /// Blocks before the chain's head that a watch without a past begins with.
  std::uint64_t backfill_blocks = 220;
  std::size_t concurrency = 4;  // requests for blocks at once
  base::Duration status_interval = std::chrono::seconds(5);
  base::Duration status_timeout = std::chrono::seconds(10);
  base::Duration block_timeout = std::chrono::seconds(30);
  base::Duration large_block_timeout = std::chrono::minutes(2);
  base::Duration quick_retry = std::chrono::milliseconds(100);  // after one answer that is lost
  base::Duration first_backoff = std::chrono::seconds(1);
  base::Duration longest_backoff = std::chrono::minutes(1);
  base::Duration longest_holdoff = std::chrono::minutes(5);  // whatever Retry-After says
  std::uint32_t tries_of_large = 3;        // of a block that is larger than the bound
  std::uint32_t tries_of_unreadable = 8;   // of one that is refused or makes no sense
  std::uint32_t tries_of_unanswered = 30;  // of one that does not come while the status does
};

/// Why a height was left behind without having been read.
enum class NotReadReason : std::uint8_t {
  kPruned,
  kBodyTooLarge,
  kUnanswered,
  kRefused,
  kUnreadable,
};
inline constexpr std::array<NotReadReason, 5> kAllNotReadReasons = {
    NotReadReason::kPruned, NotReadReason::kBodyTooLarge, NotReadReason::kUnanswered,
    NotReadReason::kRefused, NotReadReason::kUnreadable};
std::string_view ToString(NotReadReason reason);

/// What to ask the node.
struct Ask {
  enum class Kind : std::uint8_t { kStatus, kResults, kHeader };
  Kind kind = Kind::kStatus;
  std::uint64_t height = 0;  // of kResults and kHeader
  std::size_t max_body = base::limits::kMaxLavaReplyBytes;
  base::Duration timeout{};
};

/// What is to be done next, in the order of heights: each height comes once, read or not.
struct Step {
  struct Block {
    BlockEvents events;
    std::optional<base::WallTime> time;  // where it was asked for and told
  };
  struct NotRead {
    NotReadReason reason = NotReadReason::kPruned;
    std::uint64_t last = 0;  // from `height` to here
  };
  std::uint64_t height = 0;
  std::variant<Block, NotRead> outcome;
};

/// Which blocks are read when: from what it is told to what is to be asked next. Follows the
/// chain's head, a window of heights at a time; a height is given up only after several tries while
/// the node answers otherwise, and never in silence. While the node does not tell its status,
/// nothing else is asked. Pure: `now` is a parameter.
class Follower {
 public:
  /// `done`: the last height that was dealt with; nullopt: none, the watch begins.
  Follower(const FollowPolicy& policy, std::optional<std::uint64_t> done);

  /// The next thing to ask at this time; it is then under way until it is told how that ended.
  /// nullopt: there is nothing to ask yet.
  std::optional<Ask> Next(base::MonoTime now);
  /// When Next may have something, if nothing is told before.
  base::MonoTime NextDeadline() const;

  /// Forgets where it was to go on: the watch begins. Before the first OnStatus only.
  void Restart() { done_.reset(); }
  void OnStatus(const ChainStatus& status, base::MonoTime now);
  void OnStatusFailed(base::MonoTime now, std::optional<base::Duration> retry_after);
  /// `wants_time`: something in it is worth asking when the block was.
  void OnBlock(std::uint64_t height, BlockEvents events, bool wants_time);
  void OnBlockFailed(std::uint64_t height, AskFault fault, base::MonoTime now,
                     std::optional<base::Duration> retry_after);
  void OnHeader(std::uint64_t height, std::optional<base::WallTime> time);

  std::optional<Step> TakeStep();

  /// As last told; nullopt: never.
  std::optional<std::uint64_t> head() const { return head_; }
  /// The last height that was dealt with.
  std::optional<std::uint64_t> done() const { return done_; }
  /// Blocks up to the head that the watch found when it began.
  std::uint64_t backfill_remaining() const;

 private:
  struct Job {
    enum class Stage : std::uint8_t { kWaits, kAsked, kWantsTime, kAskedTime, kRead, kGivenUp };
    Stage stage = Stage::kWaits;
    bool large = false;
    std::uint32_t failures = 0;
    base::MonoTime not_before{};
    Step::Block block;
    NotReadReason reason = NotReadReason::kPruned;
  };

  bool MayAskBlocks(base::MonoTime now) const;
  void OpenJobs();
  Ask Start(std::uint64_t height, Job& job) const;
  bool IsStartable(const Job& job, base::MonoTime now) const;
  bool AnyLargeUnderWay() const;
  std::size_t UnderWay() const;
  void PauseAll(base::MonoTime now, std::optional<base::Duration> retry_after);
  base::Duration Backoff(base::Duration first, std::uint32_t failures) const;
  /// At least `least`, and as long as the node asks for within bounds.
  base::Duration Holdoff(base::Duration least, std::optional<base::Duration> retry_after) const;

  const FollowPolicy policy_;
  std::optional<std::uint64_t> done_;
  std::optional<std::uint64_t> head_;
  std::uint64_t earliest_ = 0;
  std::uint64_t backfill_target_ = 0;
  bool status_under_way_ = false;
  bool status_good_ = false;
  std::uint32_t status_failures_ = 0;
  base::MonoTime next_status_{};
  base::MonoTime paused_until_{};
  std::map<std::uint64_t, Job> jobs_;  // from done_ + 1 on, without gaps
};

}  // namespace headway::lava
