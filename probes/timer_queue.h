#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace headway::probes {

/// When which URL is due. Ordered by (deadline, order of scheduling), so that equal deadlines come
/// out the same way on every run. A URL may stand in it once; scheduling is O(log n).
class TimerQueue {
 public:
  void Schedule(base::UrlIndex url, base::MonoTime deadline);

  /// The earliest deadline; nullopt when empty.
  std::optional<base::MonoTime> Next() const;

  /// Takes out the first URL whose deadline is not after `now`, if any.
  std::optional<base::UrlIndex> PopDue(base::MonoTime now);

 private:
  struct Entry {
    base::MonoTime deadline;
    std::uint64_t sequence = 0;
    base::UrlIndex url;
  };
  static bool IsLater(const Entry& left, const Entry& right);

  std::uint64_t next_sequence_ = 0;
  std::vector<Entry> heap_;
};

}  // namespace headway::probes
