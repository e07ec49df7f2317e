#include "exporter/check.h"

#include <algorithm>
#include <chrono>

#include "base/system_clock.h"
#include "exporter/check_pass.h"
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

}  // namespace

CheckReport RunCheck(const config::Settings& settings,
                     const std::function<void(const CheckProgress&)>& on_progress, const Log& log) {
  constexpr base::Duration kBetweenProgress = std::chrono::milliseconds(100);
  const base::SystemClock clock;
  probes::EventLoop events;
  probes::CurlTransport transport(events, clock, {.user_agent = "headway/" + Version()});
  const auto seed = static_cast<std::uint64_t>(clock.Wall().time_since_epoch().count());
  const Instant begun = NowOf(clock);
  CheckPass pass(settings, transport, seed, begun);
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
  return MakeCheckReport(*pass.Result(now), {.mono = now.mono, .wall = now.wall},
                         now.mono - begun.mono);
}

}  // namespace headway::exporter
