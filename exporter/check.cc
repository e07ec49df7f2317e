#include "exporter/check.h"

#include <algorithm>
#include <chrono>

#include "base/system_clock.h"
#include "exporter/check_pass.h"
#include "exporter/listener_worker.h"
#include "exporter/open_files.h"
#include "exporter/version.h"
#include "probes/curl_transport.h"
#include "probes/event_loop.h"

namespace headway::exporter {
namespace {

Instant NowOf(const base::Clock& clock) {
  const base::WallTime wall = clock.Wall();
  return {.mono = clock.Mono(), .wall = wall, .epoch = wall};
}

constexpr std::size_t kListenersAtOnce = 64;

/// All listeners, were all of them slow.
base::Duration LongestCheckOf(const config::Settings& settings) {
  constexpr base::Duration kGrace = std::chrono::seconds(1);
  const std::size_t rounds =
      (settings.lava.provider_endpoints.size() + kListenersAtOnce - 1) / kListenersAtOnce;
  return static_cast<std::int64_t>(rounds) * lava::ListenerCheck::kTimeout + kGrace;
}

}  // namespace

CheckReport RunCheck(const config::Settings& settings,
                     const std::function<void(const CheckProgress&)>& on_progress, const Log& log) {
  constexpr base::Duration kBetweenProgress = std::chrono::milliseconds(100);
  const base::SystemClock clock;
  probes::EventLoop events;
  probes::CurlTransport transport(events, clock, {.user_agent = UserAgent()});
  const auto seed = static_cast<std::uint64_t>(clock.Wall().time_since_epoch().count());
  const Instant begun = NowOf(clock);
  CheckPass pass(settings, transport, seed, begun);
  const lava::ListenerPolicy all_at_once{.at_once = kListenersAtOnce};
  // The report says it all.
  const Log silent(LogLevel::kError, LogFormat::kLogfmt);
  const ListenerWorker listeners(ListenerPlansOf(settings), all_at_once, seed, clock, silent);
  RaiseOpenFileLimit(pass.urls(), log);
  pass.Tick({}, begun);
  Instant now = begun;
  while (!pass.Done(now)) {
    if (on_progress) {
      on_progress({.urls = pass.urls(),
                   .finished = pass.Finished(),
                   .elapsed = now.mono - begun.mono,
                   .at_most = pass.slowest_timeout()});
    }
    const auto completions =
        transport.Poll(std::min(pass.NextDeadline(now), now.mono + kBetweenProgress));
    now = NowOf(clock);
    pass.Tick(completions, now);
  }
  const auto views = listeners.AwaitAll(LongestCheckOf(settings) - (now.mono - begun.mono));
  now = NowOf(clock);
  return MakeCheckReport(*pass.Result(now, {.of_provider = views, .of_nodes = {}}),
                         {.mono = now.mono, .wall = now.wall}, now.mono - begun.mono);
}

}  // namespace headway::exporter
