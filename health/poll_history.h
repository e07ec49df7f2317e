#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "base/time.h"
#include "chains/error_id.h"
#include "health/ledger.h"
#include "health/probe_report.h"
#include "health/state.h"

namespace headway::health {

/// One poll as a person wants to see it afterwards.
struct PollRecord {
  base::WallTime at;
  PollOutcome outcome = PollOutcome::kSuccess;
  State verdict = State::kUnknown;  // raw; unknown: it decided nothing
  std::optional<chains::ErrorId> error;
  std::optional<base::BlockHeight> head;  // published after it
  bool rollback = false;                  // it told a lower head than the poll before
  base::Duration latency{};
  PhaseTimes phases;
};

/// The last polls of a URL, in a ring.
class PollHistory {
 public:
  static constexpr std::size_t kKept = 20;

  void Add(const PollRecord& record) {
    records_.at(next_) = record;
    next_ = (next_ + 1) % kKept;
    if (size_ < kKept) ++size_;
  }
  std::size_t size() const { return size_; }
  std::size_t Rollbacks() const {
    return static_cast<std::size_t>(
        std::count_if(records_.begin(), records_.end(),
                      [](const PollRecord& record) { return record.rollback; }));
  }
  /// 0 is the newest; `back` is below size().
  const PollRecord& Newest(std::size_t back) const {
    return records_.at((next_ + kKept - 1 - back) % kKept);
  }

 private:
  std::array<PollRecord, kKept> records_{};
  std::size_t next_ = 0;
  std::size_t size_ = 0;
};

}  // namespace headway::health
