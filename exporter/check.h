#pragma once

#include <cstddef>
#include <functional>

#include "base/time.h"
#include "config/settings.h"
#include "exporter/check_report.h"
#include "exporter/log.h"

namespace headway::exporter {

/// How far a check is.
struct CheckProgress {
  std::size_t urls = 0;
  std::size_t finished = 0;  // of these
  base::Duration elapsed{};
  base::Duration at_most{};  // the slowest configured timeout
};

/// Asks every URL of the settings, and returns what came of it, after the slowest configured
/// timeout and a second at the latest, or the ten seconds that a provider's listener is given.
/// `on_progress`, if set, is called several times a second. Blocks; call it once, from the main
/// thread.
CheckReport RunCheck(const config::Settings& settings,
                     const std::function<void(const CheckProgress&)>& on_progress, const Log& log);

}  // namespace headway::exporter
