#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"

namespace headway::sim {

/// When a boundary is, by the wall clock alone.
class NaiveEpochs {
 public:
  NaiveEpochs(base::Duration duration, base::WallTime wall)
      : duration_(duration), number_(NumberAt(wall)), highest_(wall) {}

  /// To be asked at every tick. True: a boundary, and `number` is the new one.
  bool IsBoundary(base::WallTime wall);

  std::int64_t number() const { return number_; }

 private:
  std::int64_t NumberAt(base::WallTime wall) const;

  base::Duration duration_;
  std::int64_t number_;
  base::WallTime highest_;  // since the last boundary
};

}  // namespace headway::sim
