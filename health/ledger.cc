#include "health/ledger.h"

#include <algorithm>
#include <numeric>

namespace headway::health {

void EndpointLedger::CountError(chains::ErrorId error) {
  const auto row = std::lower_bound(
      errors.begin(), errors.end(), error,
      [](const ErrorCount& each, chains::ErrorId wanted) { return each.error < wanted; });
  if (row != errors.end() && row->error == error) {
    ++row->count;
  } else {
    errors.insert(row, ErrorCount{.error = error, .count = 1});
  }
}

std::uint64_t EndpointLedger::reorgs() const {
  return std::accumulate(reorg_depth.counts.begin(), reorg_depth.counts.end(), std::uint64_t{0});
}

}  // namespace headway::health
