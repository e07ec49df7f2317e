/// headway-sim: runs the simulation for seeds, for hours, or for one seed again.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <optional>
#include <ratio>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <unistd.h>

#include "base/system_clock.h"
#include "tests/sim/runner.h"
#include "tests/sim/scenario_maker.h"

namespace headway::sim {
namespace {

constexpr std::string_view kUsage =
    "usage: headway-sim --seed N [--keep I,J,…|none] [--trace]   replays one run\n"
    "       headway-sim --seeds FROM COUNT [--jobs J]            runs these seeds\n"
    "       headway-sim --hours H [--from N] [--jobs J]          runs fresh seeds for so long\n"
    "       headway-sim --fresh COUNT [--from N] [--jobs J]      runs so many fresh seeds\n"
    "Fresh seeds go up from N, else from $HEADWAY_SIM_FROM, else from the time of day.\n"
    "A failing seed is shrunk to the shortest list of events that still fails (--no-shrink: is\n"
    "not); exit code 1.\n";

struct Arguments {
  std::optional<std::uint64_t> seed;
  std::optional<std::vector<std::size_t>> keep;
  bool trace = false;
  bool shrink = true;
  std::optional<std::uint64_t> seeds_from;
  std::uint64_t count = 0;
  std::optional<double> hours;
  std::optional<std::uint64_t> fresh;
  std::optional<std::uint64_t> from;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

template <class Number>
std::optional<Number> Parse(std::string_view text) {
  Number number{};
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = end.ec == std::errc{} && end.ptr == text.data() + text.size();
  return whole ? std::optional<Number>(number) : std::nullopt;
}

std::optional<std::vector<std::size_t>> ParseKept(std::string_view text) {
  std::vector<std::size_t> kept;
  if (text == "none") return kept;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const auto index = Parse<std::size_t>(text.substr(0, comma));
    if (!index) return std::nullopt;
    kept.push_back(*index);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return kept;
}

std::optional<Arguments> ParseArguments(std::span<char* const> texts) {
  Arguments arguments;
  std::size_t at = 1;
  const auto next = [&]() -> std::string_view { return at < texts.size() ? texts[at++] : ""; };
  while (at < texts.size()) {
    const std::string_view flag = next();
    bool understood = true;
    if (flag == "--trace") {
      arguments.trace = true;
    } else if (flag == "--no-shrink") {
      arguments.shrink = false;
    } else if (flag == "--seed") {
      arguments.seed = Parse<std::uint64_t>(next());
      understood = arguments.seed.has_value();
    } else if (flag == "--keep") {
      arguments.keep = ParseKept(next());
      understood = arguments.keep.has_value();
    } else if (flag == "--seeds") {
      arguments.seeds_from = Parse<std::uint64_t>(next());
      arguments.count = Parse<std::uint64_t>(next()).value_or(0);
      understood = arguments.seeds_from && arguments.count > 0;
    } else if (flag == "--hours") {
      arguments.hours = Parse<double>(next());
      understood = arguments.hours && *arguments.hours > 0;
    } else if (flag == "--fresh") {
      arguments.fresh = Parse<std::uint64_t>(next());
      understood = arguments.fresh && *arguments.fresh > 0;
    } else if (flag == "--from") {
      arguments.from = Parse<std::uint64_t>(next());
      understood = arguments.from.has_value();
    } else if (flag == "--jobs") {
      arguments.jobs = Parse<unsigned>(next()).value_or(0);
      understood = arguments.jobs > 0;
    } else {
      understood = false;
    }
    if (!understood) return std::nullopt;
  }
  const int modes = (arguments.seed ? 1 : 0) + (arguments.seeds_from ? 1 : 0) +
                    (arguments.hours ? 1 : 0) + (arguments.fresh ? 1 : 0);
  return modes == 1 ? std::optional<Arguments>(arguments) : std::nullopt;
}

void Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

/// A broken CHECK of the core ends the process; the seed must not be lost with it.
void TellSeedOfAbort(int) {
  std::array<char, 64> line{};
  constexpr std::string_view kText = "aborted in seed ";
  char* end = std::copy(kText.begin(), kText.end(), line.data());
  end = std::to_chars(end, line.data() + line.size() - 1, SeedUnderWay()).ptr;
  *end++ = '\n';
  [[maybe_unused]] const auto written =
      write(STDERR_FILENO, line.data(), static_cast<std::size_t>(end - line.data()));
}

int ReplayOne(const Arguments& arguments) {
  Scenario scenario = MakeScenario(*arguments.seed);
  if (arguments.keep) {
    const bool known =
        std::all_of(arguments.keep->begin(), arguments.keep->end(),
                    [&scenario](std::size_t index) { return index < scenario.events.size(); });
    if (!known) {
      Print("--keep: the run has " + std::to_string(scenario.events.size()) + " events\n");
      return 2;
    }
    scenario = WithEvents(scenario, *arguments.keep);
  }
  return Replay(scenario, arguments.trace, Print) ? 0 : 1;
}

constexpr base::Duration kLongestShrink = std::chrono::minutes(2);

/// Where fresh seeds start: far from those that are run by hand or by the tests.
std::uint64_t FreshFrom(const Arguments& arguments, base::WallTime now) {
  if (arguments.from) return *arguments.from;
  const char* given = std::getenv("HEADWAY_SIM_FROM");
  if (given != nullptr) {
    if (const auto from = Parse<std::uint64_t>(given)) return *from;
  }
  constexpr std::uint64_t kFarOff = 1'000'000'000;
  const auto seconds = now.time_since_epoch() / std::chrono::seconds(1);
  return kFarOff + static_cast<std::uint64_t>(seconds) * kFarOff;
}

int RunMany(const Arguments& arguments) {
  const base::SystemClock clock;
  const base::MonoTime begun = clock.Mono();
  std::optional<base::MonoTime> shrinking_since;
  Campaign campaign{.from = FreshFrom(arguments, clock.Wall()),
                    .count = arguments.fresh.value_or(std::numeric_limits<std::uint64_t>::max()),
                    .jobs = arguments.jobs,
                    .may_go_on = [] { return true; },
                    .may_shrink =
                        [&arguments, &clock, &shrinking_since] {
                          if (!shrinking_since) shrinking_since = clock.Mono();
                          return arguments.shrink &&
                                 clock.Mono() - *shrinking_since < kLongestShrink;
                        }};
  if (arguments.hours) {
    const auto length = std::chrono::duration<double, std::ratio<3600>>(*arguments.hours);
    campaign.may_go_on = [&clock, begun, length] { return clock.Mono() - begun < length; };
  }
  if (arguments.seeds_from) {
    campaign.from = *arguments.seeds_from;
    campaign.count = arguments.count;
  }
  Print("seeds from " + std::to_string(campaign.from) + '\n');
  const CampaignTotals totals = Run(campaign, Print);
  Print(Describe(totals));
  return totals.failed ? 1 : 0;
}

int Main(std::span<char* const> texts) {
  const auto arguments = ParseArguments(texts);
  if (!arguments) {
    Print(kUsage);
    return 2;
  }
  std::signal(SIGABRT, TellSeedOfAbort);
  return arguments->seed ? ReplayOne(*arguments) : RunMany(*arguments);
}

}  // namespace
}  // namespace headway::sim

int main(int argc, char** argv) {
  return headway::sim::Main({argv, static_cast<std::size_t>(argc)});
}
