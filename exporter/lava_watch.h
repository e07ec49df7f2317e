#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "config/settings.h"
#include "exporter/lava_sample.h"
#include "exporter/lava_thread.h"
#include "exporter/log.h"

namespace headway::exporter {

/// What the settings say of the Lava chain, as the watcher's plan.
lava::WatchPlan WatchPlanOf(const config::LavaSettings& settings);

/// The watch of the Lava chain, if the configuration wants one; follows its reloads. Owned by the
/// loop thread. Clock and log outlive it.
class LavaWatch {
 public:
  LavaWatch(const base::Clock& clock, const Log& log, std::string user_agent);

  /// Starts the watch, ends it, or lets it go on where nothing of it has changed. Waits for a block
  /// that is being read when it ends one.
  void Apply(const config::LavaSettings& settings);
  void Stop() { thread_.reset(); }

  /// Null where nothing is watched.
  std::shared_ptr<const LavaSample> Last() const;

 private:
  const base::Clock& clock_;
  const Log& log_;
  const std::string user_agent_;
  std::unique_ptr<LavaThread> thread_;
};

}  // namespace headway::exporter
