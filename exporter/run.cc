#include "exporter/run.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/system_clock.h"
#include "chains/error_id.h"
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
  const std::string_view reason =
      transition.error ? chains::Describe(*transition.error).name : "answered";
  const Log::Fields fields = {{"spec", endpoint.spec},
                              {"api_interface", endpoint.api_interface},
                              {"endpoint_id", endpoint.name},
                              {"from", health::ToString(transition.from)},
                              {"to", health::ToString(transition.to)},
                              {"healthy", transition.gauge ? "1" : "0"},
                              {"reason", reason}};
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
  itimerval bound{};
  bound.it_value = {.tv_sec = 1, .tv_usec = 700'000};
  setitimer(ITIMER_REAL, &bound, nullptr);
}

/// A connection for each URL and some for scrapers: the soft limit of open files is often 1,024
/// where the hard one is far above, and without files healthy nodes look dead.
void RaiseOpenFileLimit(std::size_t urls, const Log& log) {
  constexpr rlim_t kOwnFiles = 64;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  // A name that is being resolved holds about three; so many for each URL at the worst.
  const rlim_t wanted = 3 * static_cast<rlim_t>(urls) + kOwnFiles;
  if (limit.rlim_cur < wanted && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur < wanted) {
    log.Error("the limit of open files is too low: polls will fail for want of sockets",
              {{"limit", std::to_string(limit.rlim_cur)}, {"wanted", std::to_string(wanted)}});
  }
}

health::HealthPolicy HealthPolicyOf(const config::Settings& settings) {
  health::HealthPolicy policy = settings.health;
  policy.unknown_is_up = settings.epoch.reset == health::EpochPolicy::Reset::kOptimistic;
  return policy;
}

struct LoopParts {
  Sidecar& sidecar;
  probes::Transport& transport;
  const base::Clock& clock;
  SnapshotBoard& board;
  const std::function<std::shared_ptr<const Snapshot>()> snapshot;
  const bool& stopping;  // set by a signal, on this thread
  const Log& log;
};

void RunLoop(const LoopParts& parts) {
  Sidecar& sidecar = parts.sidecar;
  bool ready = false;
  while (!parts.stopping) {
    const auto completions = parts.transport.Poll(sidecar.NextDeadline(parts.clock.Mono()));
    for (const auto& transition :
         sidecar.Tick(completions, parts.clock.Mono(), parts.clock.Wall())) {
      LogTransition(transition, *sidecar.labels(), parts.log);
    }
    if (!ready && sidecar.fleet().FirstRoundIsDone()) {
      ready = true;
      parts.log.Info("ready: every URL was polled once");
    }
    if (parts.board.Wanted()) parts.board.Publish(parts.snapshot());
  }
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
  Sidecar sidecar(BuildFleet(settings),
                  {.polling = settings.polling, .health = HealthPolicyOf(settings)}, transport,
                  seed, clock.Mono());
  RaiseOpenFileLimit(sidecar.fleet().urls().size(), log);
  const base::WallTime loaded_at = clock.Wall();
  const auto snapshot = [&] {
    SelfSample self = sidecar.SelfView();
    self.last_reload_success = loaded_at;
    return TakeSnapshot(sidecar.fleet(), sidecar.labels(), self, clock.Mono());
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

  if (options.on_listening) options.on_listening(server.value()->port());
  if (sidecar.fleet().urls().empty()) {
    log.Warn("nothing to watch: no URL of the configuration is of a kind that headway speaks");
  }

  RunLoop({.sidecar = sidecar,
           .transport = transport,
           .clock = clock,
           .board = board,
           .snapshot = snapshot,
           .stopping = stopping,
           .log = log});
  log.Info("stopping");
  BoundShutdown();
  return EXIT_SUCCESS;
}

}  // namespace headway::exporter
