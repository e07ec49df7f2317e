#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "config/listen_address.h"
#include "config/settings.h"
#include "exporter/log.h"

namespace headway::exporter {

struct RunOptions {
  config::ListenAddress listen;
  std::string telemetry_path;
  std::function<void(std::uint16_t port)> on_listening;  // called once, if set
};

/// The sidecar from its first poll to SIGTERM or SIGINT. Returns the exit code: 0 after a signal,
/// 1 when it cannot listen. Blocks; call it once, from the main thread.
int RunSidecar(const config::Settings& settings, const RunOptions& options, const Log& log);

}  // namespace headway::exporter
