#pragma once

#include <functional>
#include <string>

#include "base/clock.h"
#include "exporter/http_server.h"
#include "exporter/prometheus_bridge.h"
#include "exporter/snapshot_board.h"

namespace headway::exporter {

/// What the HTTP side reads. All of it outlives the server; all of it may be read from any thread.
struct RouteInputs {
  SnapshotBoard& board;
  ProcessInstruments& instruments;
  const base::Clock& clock;
  std::string telemetry_path = "/metrics";
  std::string prefix;  // of metric names
  std::string version;
};

/// Answers by path, exactly matched: GET and HEAD on what there is, 405 with Allow for other
/// methods, 404 for other paths.
HttpServer::Handler MakeRoutes(RouteInputs inputs);

}  // namespace headway::exporter
