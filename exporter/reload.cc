#include "exporter/reload.h"

#include <algorithm>
#include <utility>

#include "exporter/event_log.h"
#include "exporter/fleet_builder.h"
#include "exporter/lineage.h"

namespace headway::exporter {
namespace {

template <class Index>
std::size_t CountKnown(const std::vector<std::optional<Index>>& lineage) {
  return static_cast<std::size_t>(
      std::count_if(lineage.begin(), lineage.end(),
                    [](const std::optional<Index>& origin) { return origin.has_value(); }));
}

/// The file alone, or nothing, where a finding has no place in it.
std::string PlaceOf(const config::Diagnostic& diagnostic) {
  if (diagnostic.line == 0) return diagnostic.file;
  return diagnostic.file + ':' + std::to_string(diagnostic.line) + ':' +
         std::to_string(diagnostic.column);
}

}  // namespace

void LogDiagnostics(const std::vector<config::Diagnostic>& diagnostics, const Log& log) {
  for (const config::Diagnostic& diagnostic : diagnostics) {
    const std::string place = PlaceOf(diagnostic);
    if (diagnostic.severity == config::Severity::kError) {
      log.Error(diagnostic.message, {{"at", place}});
    } else {
      log.Warn(diagnostic.message, {{"at", place}});
    }
  }
}

void LogIgnoredKeys(const config::Settings& settings, const Log& log) {
  std::string keys;
  for (const std::string& key : settings.ignored_keys) keys += (keys.empty() ? "" : " ") + key;
  if (!keys.empty()) {
    log.Debug("keys of the configuration that are not for headway", {{"keys", keys}});
  }
}

Roster RosterOf(const Sidecar& sidecar) {
  Roster roster{.labels = sidecar.labels(), .roles = {}};
  for (const health::EndpointRow& row : sidecar.fleet().endpoints()) {
    roster.roles.push_back(row.roles);
  }
  return roster;
}

ReloadSummary Compare(const Roster& before, const Roster& after) {
  const health::Lineage lineage = TraceLineage(*before.labels, *after.labels);
  const std::size_t endpoints_kept = CountKnown(lineage.endpoints);
  const std::size_t urls_kept = CountKnown(lineage.urls);
  ReloadSummary summary{.endpoints_added = after.labels->endpoints.size() - endpoints_kept,
                        .endpoints_removed = before.labels->endpoints.size() - endpoints_kept,
                        .endpoints_moved = 0,
                        .urls_added = after.labels->urls.size() - urls_kept,
                        .urls_removed = before.labels->urls.size() - urls_kept};
  for (std::size_t row = 0; row < after.roles.size(); ++row) {
    const auto& origin = lineage.endpoints[row];
    if (origin && before.roles.at(origin->value) != after.roles[row]) ++summary.endpoints_moved;
  }
  return summary;
}

Reloader::Reloader(std::function<config::LoadResult()> load, const config::Settings& settings,
                   base::WallTime loaded_at, const Log& log)
    : load_(std::move(load)),
      listen_address_(settings.web.listen_address),
      log_(log),
      last_success_(loaded_at),
      lava_(settings.lava) {}

Control::Outcome Reloader::Reload(std::string_view cause, const Instant& now, Sidecar& sidecar) {
  if (!load_) {
    const std::string message = "nothing to reload: headway runs without a configuration file";
    log_.Info(message, {{"cause", cause}});
    return {.ok = true, .message = message};
  }
  const config::LoadResult result = load_();
  LogDiagnostics(result.diagnostics, log_);
  if (!result.settings) return Refuse(cause, result);
  LogIgnoredKeys(*result.settings, log_);
  return Take(cause, *result.settings, now, sidecar);
}

Control::Outcome Reloader::Refuse(std::string_view cause, const config::LoadResult& result) {
  last_successful_ = false;
  log_.Error("configuration not reloaded: it has errors, and the old one stays in force",
             {{"cause", cause}});
  std::string message = "not reloaded, the old configuration stays in force:";
  for (const config::Diagnostic& diagnostic : result.diagnostics) {
    message += '\n' + config::ToString(diagnostic);
  }
  return {.ok = false, .message = std::move(message)};
}

Control::Outcome Reloader::Take(std::string_view cause, const config::Settings& settings,
                                const Instant& now, Sidecar& sidecar) {
  const Roster before = RosterOf(sidecar);
  const auto events = sidecar.Reload(BuildFleet(settings), PolicyOf(settings), now);
  const ReloadSummary summary = Compare(before, RosterOf(sidecar));
  log_.Info("configuration reloaded",
            {{"cause", cause},
             {"endpoints", std::to_string(sidecar.fleet().endpoints().size())},
             {"urls", std::to_string(sidecar.fleet().urls().size())},
             {"endpoints_added", std::to_string(summary.endpoints_added)},
             {"endpoints_removed", std::to_string(summary.endpoints_removed)},
             {"endpoints_moved", std::to_string(summary.endpoints_moved)},
             {"urls_added", std::to_string(summary.urls_added)},
             {"urls_removed", std::to_string(summary.urls_removed)}});
  LogEvents(events, *sidecar.labels(), sidecar.fleet(), log_);
  if (settings.web.listen_address != listen_address_) {
    log_.Warn("headway.listen-address has changed: it is in force after a restart only");
  }
  if (settings.endpoints.empty() && settings.reference_urls.empty()) {
    log_.Warn("nothing to watch: no URL of the configuration is of a kind that headway speaks");
  }
  lava_ = settings.lava;
  last_successful_ = true;
  last_success_ = now.wall;
  return {.ok = true,
          .message = "reloaded: endpoints " + std::to_string(summary.endpoints_added) + " added, " +
                     std::to_string(summary.endpoints_removed) + " removed, " +
                     std::to_string(summary.endpoints_moved) + " moved; URLs " +
                     std::to_string(summary.urls_added) + " added, " +
                     std::to_string(summary.urls_removed) + " removed"};
}

}  // namespace headway::exporter
