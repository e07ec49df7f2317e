#include "exporter/run.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <sys/time.h>
#include <unistd.h>

#include "base/system_clock.h"
#include "exporter/control.h"
#include "exporter/event_log.h"
#include "exporter/fleet_builder.h"
#include "exporter/lava_watch.h"
#include "exporter/listener_worker.h"
#include "exporter/open_files.h"
#include "exporter/prometheus_bridge.h"
#include "exporter/reload.h"
#include "exporter/routes.h"
#include "exporter/sidecar.h"
#include "exporter/signals.h"
#include "exporter/snapshot_board.h"
#include "exporter/time_warp.h"
#include "exporter/version.h"
#include "probes/curl_transport.h"
#include "probes/event_loop.h"

namespace headway::exporter {
namespace {

/// A client that reads slowly may hold a worker of the HTTP server longer than a stop may take
/// (two seconds by contract): then the process ends without it, and still with success.
void BoundShutdown() {
  std::signal(SIGALRM, [](int) { _exit(EXIT_SUCCESS); });
  itimerval bound{};
  bound.it_value = {.tv_sec = 1, .tv_usec = 700'000};
  setitimer(ITIMER_REAL, &bound, nullptr);
}

/// The one thread that owns all state, and what it works with.
class Loop {
 public:
  struct Parts {
    Sidecar& sidecar;
    probes::Transport& transport;
    const base::Clock& clock;
    const TimeWarp& time_warp;
    Reloader& reloader;
    const std::function<void(const CheckReport&)>& on_ready;
    const ListenerWorker& listeners;
    const ListenerWorker& grpc_urls;
    LavaWatch& lava;
    const Log& log;
  };
  explicit Loop(const Parts& parts) : parts_(parts), begun_(parts.clock.Mono()) {}

  void Run(SnapshotBoard& board, Control& control);
  std::shared_ptr<const Snapshot> View(SnapshotDepth depth) const;

  // Loop thread: for signals.
  void Stop() { stopping_ = true; }
  void HangUp() { hung_up_ = true; }

 private:
  Instant Now() const;
  void Turn();
  Control::Outcome Reload(std::string_view cause, SnapshotBoard& board);
  Control::Outcome Obey(Control::Command command, SnapshotBoard& board);

  const Parts parts_;
  const base::MonoTime begun_;
  bool ready_ = false;
  bool stopping_ = false;
  std::optional<base::MonoTime> stop_at_;
  bool hung_up_ = false;
};

Instant NowOf(const base::Clock& clock, const TimeWarp& time_warp) {
  const base::WallTime wall = clock.Wall();
  return {.mono = clock.Mono(), .wall = wall, .epoch = wall + time_warp.offset()};
}

Instant Loop::Now() const { return NowOf(parts_.clock, parts_.time_warp); }

std::shared_ptr<const Snapshot> Loop::View(SnapshotDepth depth) const {
  SelfSample self = parts_.sidecar.SelfView();
  self.last_reload_successful = parts_.reloader.last_successful();
  self.last_reload_success = parts_.reloader.last_success();
  return TakeSnapshot(parts_.sidecar.fleet(), parts_.sidecar.labels(), self, parts_.clock.Mono(),
                      depth,
                      {.listeners = {.of_provider = parts_.listeners.Latest(),
                                     .of_nodes = parts_.grpc_urls.Latest()},
                       .lava = parts_.lava.Last()});
}

void Loop::Turn() {
  Sidecar& sidecar = parts_.sidecar;
  const base::MonoTime deadline = sidecar.NextDeadline(Now());
  const auto completions =
      parts_.transport.Poll(stop_at_ ? std::min(deadline, *stop_at_) : deadline);
  const auto events = sidecar.Tick(completions, Now());
  LogEvents(events, *sidecar.labels(), sidecar.fleet(), parts_.log);
  if (!ready_ && sidecar.fleet().FirstRoundIsDone()) {
    ready_ = true;
    parts_.log.Info("ready: every URL was polled once");
    const Instant now = Now();
    if (parts_.on_ready) {
      parts_.on_ready(MakeCheckReport(*View(SnapshotDepth::kHistories),
                                      {.mono = now.mono, .wall = now.wall}, now.mono - begun_));
    }
  }
}

/// What was removed is on no page from here on.
Control::Outcome Loop::Reload(std::string_view cause, SnapshotBoard& board) {
  Control::Outcome outcome = parts_.reloader.Reload(cause, Now(), parts_.sidecar);
  RaiseOpenFileLimit(parts_.sidecar.fleet().urls().size(), parts_.log);
  board.Publish(View(SnapshotDepth::kScrape));
  return outcome;
}

Control::Outcome Loop::Obey(Control::Command command, SnapshotBoard& board) {
  if (command == Control::Command::kReload) return Reload("POST /-/reload", board);
  // Time for the answer to leave: a server that stops cuts off what it is sending.
  constexpr base::Duration kFarewell = std::chrono::milliseconds(200);
  if (!stop_at_) stop_at_ = parts_.clock.Mono() + kFarewell;
  return {.ok = true, .message = "stopping"};
}

void Loop::Run(SnapshotBoard& board, Control& control) {
  while (!stopping_) {
    Turn();
    if (std::exchange(hung_up_, false)) Reload("SIGHUP", board);
    while (const auto command = control.TakePending()) {
      control.Answer(*command, Obey(*command, board));
    }
    if (const auto depth = board.Wanted()) board.Publish(View(*depth));
    if (stop_at_ && parts_.clock.Mono() >= *stop_at_) stopping_ = true;
  }
  control.Close();
}

void LogStart(const config::ListenAddress& listen, std::uint16_t port, const health::Fleet& fleet,
              const Log& log) {
  log.Info("headway started",
           {{"version", Version()},
            {"address", (listen.host.empty() ? "*" : listen.host) + ':' + std::to_string(port)},
            {"endpoints", std::to_string(fleet.endpoints().size())},
            {"urls", std::to_string(fleet.urls().size())}});
  if (fleet.urls().empty()) {
    log.Warn("nothing to watch: no URL of the configuration is of a kind that headway speaks");
  }
}

}  // namespace

int RunSidecar(const config::Settings& settings, const RunOptions& options, const Log& log) {
  std::signal(SIGPIPE, SIG_IGN);
  const base::SystemClock clock;
  TimeWarp time_warp;
  probes::EventLoop events;
  probes::CurlTransport transport(events, clock, {.user_agent = UserAgent()});
  const auto wake = [&transport] { transport.Wake(); };

  const auto seed = static_cast<std::uint64_t>(clock.Wall().time_since_epoch().count());
  Sidecar sidecar(BuildFleet(settings), PolicyOf(settings), transport, seed,
                  NowOf(clock, time_warp));
  RaiseOpenFileLimit(sidecar.fleet().urls().size(), log);
  ListenerWorker listeners(ListenerPlansOf(settings), {}, seed, clock, log);
  ListenerWorker grpc_urls(GrpcPlansOf(settings), {}, seed, clock, log);
  LavaWatch lava(clock, log, UserAgent());
  lava.Apply(settings.lava);
  Reloader reloader(options.load, settings, clock.Wall(), log,
                    [&listeners, &grpc_urls, &lava](const config::Settings& taken) {
                      listeners.Reload(ListenerPlansOf(taken));
                      grpc_urls.Reload(GrpcPlansOf(taken));
                      lava.Apply(taken.lava);
                    });
  Loop loop({.sidecar = sidecar,
             .transport = transport,
             .clock = clock,
             .time_warp = time_warp,
             .reloader = reloader,
             .on_ready = options.on_ready,
             .listeners = listeners,
             .grpc_urls = grpc_urls,
             .lava = lava,
             .log = log});
  const Signals signals(events, {.stop =
                                     [&] {
                                       loop.Stop();
                                       wake();
                                     },
                                 .reload =
                                     [&] {
                                       loop.HangUp();
                                       wake();
                                     }});

  SnapshotBoard board(loop.View(SnapshotDepth::kScrape), clock, wake);
  Control control(wake);
  ProcessInstruments instruments{Version(), Compiler()};
  auto server = HttpServer::Start(options.listen,
                                  MakeRoutes({.board = board,
                                              .instruments = instruments,
                                              .control = control,
                                              .time_warp = time_warp,
                                              .clock = clock,
                                              .telemetry_path = options.telemetry_path,
                                              .enable_lifecycle = options.enable_lifecycle,
                                              .enable_debug = options.enable_debug,
                                              .version = Version()}),
                                  log);
  if (!server) {
    log.Error("cannot start", {{"error", server.error()}});
    return EXIT_FAILURE;
  }
  LogStart(options.listen, server.value()->port(), sidecar.fleet(), log);
  if (options.on_listening) options.on_listening(server.value()->port());

  loop.Run(board, control);
  log.Info("stopping");
  BoundShutdown();
  lava.Stop();
  return EXIT_SUCCESS;
}

}  // namespace headway::exporter
