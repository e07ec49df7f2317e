#pragma once

#include <cstddef>
#include <vector>

#include "base/time.h"
#include "exporter/check_report.h"
#include "exporter/snapshot.h"

namespace headway::exporter {

/// Adds what is to be said of a chain as a whole: that it runs on backups, that nothing takes over
/// when a URL or a host fails, that its reference is worth little. `row` is that of the chain.
void AddWarnings(const Snapshot& snapshot, std::size_t chain, const CheckChain& row,
                 base::WallTime now, std::vector<CheckWarning>& warnings);

}  // namespace headway::exporter
