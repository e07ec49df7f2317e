#include "exporter/run.h"

#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>

#include <unistd.h>

#include "base/system_clock.h"
#include "exporter/fleet_builder.h"
#include "exporter/prometheus_bridge.h"
#include "exporter/routes.h"
#include "exporter/sidecar.h"
#include "exporter/signals.h"
#include "exporter/snapshot_board.h"
#include "exporter/version.h"
#include "probes/curl_transport.h"
#include "probes/event_loop.h"

namespace headway::exporter {
namespace {

void LogTransition(const health::Transition& transition, const LabelBook& labels, const Log& log) {
  const LabelBook::Endpoint& endpoint = labels.endpoints[transition.endpoint.value];
  const Log::Fields fields = {{"spec", endpoint.spec},
                              {"api_interface", endpoint.api_interface},
                              {"endpoint_id", endpoint.name},
                              {"from", health::ToString(transition.from)},
                              {"to", health::ToString(transition.to)},
                              {"healthy", transition.gauge ? "1" : "0"}};
  if (transition.gauge) {
    log.Info("endpoint changed state", fields);
  } else {
    log.Warn("endpoint changed state", fields);
  }
}

/// A client that reads slowly may hold a worker of the HTTP server longer than a stop may take
/// (two seconds by contract): then the process ends without it, and still with success.
void BoundShutdown() {
  std::signal(SIGALRM, [](int) { _exit(EXIT_SUCCESS); });
  alarm(1);
}

}  // namespace

int RunSidecar(const config::Settings& settings, const RunOptions& options, const Log& log) {
  std::signal(SIGPIPE, SIG_IGN);
  const base::SystemClock clock;
  probes::EventLoop loop;
  probes::CurlTransport transport(loop, clock, {.user_agent = "headway/" + Version()});

  bool stopping = false;
  const Signals signals(loop, {.stop =
                                   [&] {
                                     stopping = true;
                                     transport.Wake();
                                   },
                               .reload =
                                   [&] {
                                     log.Warn(
                                         "SIGHUP ignored: this version reads its "
                                         "configuration at the start only");
                                   }});

  const auto seed = static_cast<std::uint64_t>(clock.Wall().time_since_epoch().count());
  Sidecar sidecar(BuildFleet(settings), {.polling = settings.polling, .health = settings.health},
                  transport, seed, clock.Mono());
  const base::WallTime loaded_at = clock.Wall();
  const auto snapshot = [&] {
    SelfSample self = sidecar.TakeSelfSample();
    self.last_reload_success = loaded_at;
    return TakeSnapshot(sidecar.fleet(), sidecar.labels(), self, clock.Mono(), clock.Wall());
  };

  SnapshotBoard board(snapshot(), clock, [&transport] { transport.Wake(); });
  ProcessInstruments instruments{Version(), Compiler()};
  auto server = HttpServer::Start(options.listen,
                                  MakeRoutes({.board = board,
                                              .instruments = instruments,
                                              .clock = clock,
                                              .telemetry_path = options.telemetry_path,
                                              .prefix = settings.metrics.prefix,
                                              .version = Version()}),
                                  log);
  if (!server) {
    log.Error("cannot start", {{"error", server.error()}});
    return EXIT_FAILURE;
  }
  log.Info("headway started",
           {{"version", Version()},
            {"address", (options.listen.host.empty() ? "*" : options.listen.host) + ':' +
                            std::to_string(server.value()->port())},
            {"endpoints", std::to_string(sidecar.fleet().endpoints().size())},
            {"urls", std::to_string(sidecar.fleet().urls().size())}});

  if (sidecar.fleet().urls().empty()) {
    log.Warn("nothing to watch: no URL of the configuration is of a kind that headway speaks");
  }

  bool ready = false;
  while (!stopping) {
    const auto completions = transport.Poll(sidecar.NextDeadline(clock.Mono()));
    for (const auto& transition : sidecar.Tick(completions, clock.Mono(), clock.Wall())) {
      LogTransition(transition, *sidecar.labels(), log);
    }
    if (!ready && sidecar.fleet().FirstRoundIsDone()) {
      ready = true;
      log.Info("ready: every URL was polled once");
    }
    if (board.Wanted()) board.Publish(snapshot());
  }
  log.Info("stopping");
  BoundShutdown();
  return EXIT_SUCCESS;
}

}  // namespace headway::exporter
