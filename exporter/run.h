#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "config/listen_address.h"
#include "config/loader.h"
#include "config/settings.h"
#include "exporter/check_report.h"
#include "exporter/log.h"

namespace headway::exporter {

struct RunOptions {
  config::ListenAddress listen;
  std::string telemetry_path;
  bool enable_lifecycle = false;  // POST /-/reload, POST /-/quit
  bool enable_debug = false;      // /debug/time-warp, /debug/time
  /// Reads the configuration again, for a reload; unset: there is nothing to read.
  std::function<config::LoadResult()> load;
  std::function<void(std::uint16_t port)> on_listening;  // called once, if set
  /// What the first round over all URLs has shown; called once, if set, on the loop thread.
  std::function<void(const CheckReport& report)> on_ready;
};

/// The sidecar from its first poll to SIGTERM, SIGINT or POST /-/quit. Returns the exit code: 0
/// after one of these, 1 when it cannot listen. Blocks; call it once, from the main thread.
int RunSidecar(const config::Settings& settings, const RunOptions& options, const Log& log);

}  // namespace headway::exporter
