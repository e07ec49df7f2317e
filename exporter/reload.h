#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/loader.h"
#include "exporter/control.h"
#include "exporter/log.h"
#include "exporter/sidecar.h"

namespace headway::exporter {

/// Findings on a configuration, as lines of the log.
void LogDiagnostics(const std::vector<config::Diagnostic>& diagnostics, const Log& log);
/// One line at level debug, if there are any.
void LogIgnoredKeys(const config::Settings& settings, const Log& log);

/// What a reload changed.
struct ReloadSummary {
  std::size_t endpoints_added = 0;
  std::size_t endpoints_removed = 0;
  std::size_t endpoints_moved = 0;  // to other roles
  std::size_t urls_added = 0;
  std::size_t urls_removed = 0;

  friend bool operator==(const ReloadSummary&, const ReloadSummary&) = default;
};

/// Who stands in a configuration, in which roles.
struct Roster {
  std::shared_ptr<const LabelBook> labels;
  std::vector<health::Roles> roles;  // by endpoint
};

Roster RosterOf(const Sidecar& sidecar);
ReloadSummary Compare(const Roster& before, const Roster& after);

/// Takes another configuration into a running sidecar, all of it or nothing. Owned by the loop
/// thread.
class Reloader {
 public:
  /// `load` reads the configuration again; null: there is nothing to read. `settings`: those that
  /// the sidecar runs with, since `loaded_at`.
  Reloader(std::function<config::LoadResult()> load, const config::Settings& settings,
           base::WallTime loaded_at, const Log& log);

  /// Logs what comes of it; the outcome says it to whoever asked. `cause`: who wanted it.
  Control::Outcome Reload(std::string_view cause, const Instant& now, Sidecar& sidecar);

  /// Whether the configuration was last read without errors, and when it was.
  bool last_successful() const { return last_successful_; }
  base::WallTime last_success() const { return last_success_; }
  /// Of the configuration in force.
  const config::LavaSettings& lava() const { return lava_; }

 private:
  Control::Outcome Refuse(std::string_view cause, const config::LoadResult& result);
  Control::Outcome Take(std::string_view cause, const config::Settings& settings,
                        const Instant& now, Sidecar& sidecar);

  const std::function<config::LoadResult()> load_;
  const std::optional<std::string> listen_address_;  // where the server listens for good
  const Log& log_;
  bool last_successful_ = true;
  base::WallTime last_success_;
  config::LavaSettings lava_;
};

}  // namespace headway::exporter
