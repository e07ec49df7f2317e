#include "health/ledger.h"

#include <algorithm>

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

}  // namespace headway::health
