#pragma once

#include <cstddef>

#include "exporter/log.h"

namespace headway::exporter {

/// A connection for each URL and some for scrapers: the soft limit of open files is often 1,024
/// where the hard one is far above, and without files healthy nodes look dead. Raises the soft one
/// as far as it goes, and logs an error where that is not enough.
void RaiseOpenFileLimit(std::size_t urls, const Log& log);

}  // namespace headway::exporter
