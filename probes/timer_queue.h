#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace headway::probes {

/// When which slot is due. Ordered by (deadline, order of scheduling), so that equal deadlines come
/// out the same way on every run. A slot has one deadline at most; scheduling is O(log n).
class TimerQueue {
 public:
  /// Takes the place of the deadline that the slot had.
  void Schedule(base::SlotIndex slot, base::MonoTime deadline);

  void Remove(base::SlotIndex slot);

  /// The earliest deadline; nullopt when empty.
  std::optional<base::MonoTime> Next() const;

  /// Takes out the first slot whose deadline is not after `now`, if any.
  std::optional<base::SlotIndex> PopDue(base::MonoTime now);

 private:
  struct Entry {
    base::MonoTime deadline;
    std::uint64_t sequence = 0;
    base::SlotIndex slot;
  };
  static bool IsLater(const Entry& left, const Entry& right);
  bool IsCurrent(const Entry& entry) const;
  /// A deadline that was replaced stays in the heap until it comes up.
  void DropReplaced();
  void Pop();

  std::uint64_t next_sequence_ = 1;
  std::vector<std::uint64_t> current_;  // by slot: the entry that counts; 0: none
  std::vector<Entry> heap_;             // its front counts
};

}  // namespace headway::probes
