#include "tests/sim/naive_epochs.h"

#include <algorithm>

namespace headway::sim {

std::int64_t NaiveEpochs::NumberAt(base::WallTime wall) const {
  constexpr base::WallTime kZero{std::chrono::seconds(1'704'067'200)};  // 2024-01-01T00:00:00Z
  const base::Duration since = wall - kZero;
  const std::int64_t whole = since / duration_;
  return since < whole * duration_ ? whole - 1 : whole;
}

bool NaiveEpochs::IsBoundary(base::WallTime wall) {
  const std::int64_t number = NumberAt(wall);
  if (number <= number_ && highest_ - wall < duration_) {
    highest_ = std::max(highest_, wall);
    return false;
  }
  number_ = number;
  highest_ = wall;
  return true;
}

}  // namespace headway::sim
