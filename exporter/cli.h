#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "exporter/compat_set.h"
#include "exporter/log.h"

namespace headway::exporter {

enum class Command : std::uint8_t {
  kRun,
  kDemo,
  kCheck,
  kCheckConfig,
  kMetrics,
  kRules,
  kDashboards,
  kVersion
};

/// The command line with its environment twins (`HEADWAY_…`), flag before environment.
struct CommandLine {
  Command command = Command::kRun;
  std::string config_file;                    // of run and check; empty: none
  std::vector<std::string> urls;              // SPEC=URL of run and check
  bool json = false;                          // of check
  std::string file_to_check;                  // of check-config
  std::string metric_prefix;                  // of rules and dashboards
  std::optional<CompatSet> compat;            // of rules and dashboards; excludes a prefix
  std::string output_folder;                  // of dashboards
  std::optional<std::string> listen_address;  // unset: the configuration, then the default
  std::string telemetry_path = "/metrics";
  bool enable_debug = false;      // POST /debug/time-warp, GET /debug/time
  bool enable_lifecycle = false;  // POST /-/reload, POST /-/quit
  LogLevel log_level = LogLevel::kInfo;
  LogFormat log_format = LogFormat::kLogfmt;
};

/// Parses `argv`. An int is an exit code: help was shown (0) or the arguments are wrong (2), and
/// what there is to say has been printed.
std::variant<CommandLine, int> ParseCommandLine(int argc, const char* const* argv);

}  // namespace headway::exporter
