#pragma once

#include <string>

#include "base/clock.h"
#include "exporter/control.h"
#include "exporter/http_server.h"
#include "exporter/prometheus_bridge.h"
#include "exporter/snapshot_board.h"
#include "exporter/time_warp.h"

namespace headway::exporter {

/// What the HTTP side reads and asks. All of it outlives the server; all of it may be used from any
/// thread.
struct RouteInputs {
  SnapshotBoard& board;
  ProcessInstruments& instruments;
  Control& control;
  TimeWarp& time_warp;
  const base::Clock& clock;
  std::string telemetry_path = "/metrics";
  bool enable_lifecycle = false;  // else /-/reload and /-/quit are forbidden
  bool enable_debug = false;      // else there is nothing at /debug/
  std::string version;
};

/// Answers by path and method. GET and HEAD on what there is to read, POST on what there is to do,
/// 405 with Allow for other methods, 404 for other paths. The telemetry path wins over all others.
HttpServer::Handler MakeRoutes(RouteInputs inputs);

}  // namespace headway::exporter
