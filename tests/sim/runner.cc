#include "tests/sim/runner.h"

#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <thread>

#include "base/time.h"
#include "tests/sim/scenario_maker.h"
#include "tests/sim/shrink.h"

namespace headway::sim {
namespace {

// Of this job; told should the core abort.
thread_local std::uint64_t seed_under_way = 0;

struct Failed {
  std::uint64_t seed = 0;
  SimulationResult result;
};

std::string Joined(const std::vector<std::size_t>& indices) {
  std::string text;
  for (const std::size_t index : indices) {
    if (!text.empty()) text += ',';
    text += std::to_string(index);
  }
  return text.empty() ? "none" : text;
}

void TellFailure(const Failed& failed, const Campaign& campaign, const Say& say) {
  const Scenario scenario = MakeScenario(failed.seed);
  const std::string replay = "replay: headway-sim --seed " + std::to_string(failed.seed);
  say("seed " + std::to_string(failed.seed) + " FAILED: " + failed.result.failure + " (" +
      failed.result.failure_text + ")\n" + replay + "\nshrinking " +
      std::to_string(scenario.events.size()) + " events\n");
  std::vector<std::size_t> all(scenario.events.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto still_fails = [&](const std::vector<std::size_t>& kept) {
    return Simulate(WithEvents(scenario, kept)).failure == failed.result.failure;
  };
  const std::vector<std::size_t> kept = Shrink(all, still_fails, campaign.may_shrink);
  const Scenario shrunk = WithEvents(scenario, kept);
  say(Describe(shrunk));
  for (const Event& event : shrunk.events) say("  " + Describe(event) + '\n');
  const SimulationResult again = Simulate(shrunk);
  say(again.failure + " (" + again.failure_text + ")\n" + replay + " --keep " + Joined(kept) +
      '\n');
}

/// Hands out seeds to the jobs and adds up what they bring back.
class Desk {
 public:
  explicit Desk(const Campaign& campaign) : campaign_(campaign) {}

  std::optional<std::uint64_t> Take() {
    const std::lock_guard lock(mutex_);
    if (failed_ || taken_ == campaign_.count || !campaign_.may_go_on()) return std::nullopt;
    return campaign_.from + taken_++;
  }

  void Bring(std::uint64_t seed, SimulationResult result) {
    const std::lock_guard lock(mutex_);
    ++totals_.runs;
    totals_.polls += result.polls;
    totals_.blocks += result.blocks;
    totals_.boundaries += result.boundaries;
    totals_.simulated += result.simulated;
    if (result.failure.empty()) return;
    totals_.failed = true;
    // Whichever job was quicker, the lowest seed is told.
    if (!failed_ || seed < failed_->seed) failed_ = Failed{seed, std::move(result)};
  }

  const CampaignTotals& totals() const { return totals_; }
  const std::optional<Failed>& failed() const { return failed_; }

 private:
  const Campaign& campaign_;
  std::mutex mutex_;
  std::uint64_t taken_ = 0;
  CampaignTotals totals_;
  std::optional<Failed> failed_;
};

}  // namespace

std::uint64_t SeedUnderWay() { return seed_under_way; }

Scenario WithEvents(const Scenario& scenario, const std::vector<std::size_t>& kept) {
  Scenario some = scenario;
  some.events.clear();
  for (const std::size_t index : kept) some.events.push_back(scenario.events.at(index));
  return some;
}

CampaignTotals Run(const Campaign& campaign, const Say& say) {
  Desk desk(campaign);
  const auto work = [&desk] {
    while (const auto seed = desk.Take()) {
      seed_under_way = *seed;
      desk.Bring(*seed, Simulate(MakeScenario(*seed)));
    }
  };
  std::vector<std::thread> jobs;
  for (unsigned job = 1; job < campaign.jobs; ++job) jobs.emplace_back(work);
  work();
  for (std::thread& job : jobs) job.join();
  if (desk.failed()) TellFailure(*desk.failed(), campaign, say);
  return desk.totals();
}

bool Replay(const Scenario& scenario, bool with_trace, const Say& say) {
  say("seed " + std::to_string(scenario.seed) + '\n' + Describe(scenario));
  for (const Event& event : scenario.events) say("  " + Describe(event) + '\n');
  const SimulationResult result = Simulate(scenario, {.keep_trace = with_trace, .tamper = {}});
  say(result.trace);
  const auto count = [](std::uint64_t number, std::string_view what) {
    return std::to_string(number) + ' ' + std::string(what);
  };
  say(count(result.polls, "polls, ") + count(result.transitions, "transitions, ") +
      count(result.blocks, "blocks, ") + count(result.releases, "releases, ") +
      count(result.boundaries, "boundaries, ") + count(result.reloads, "reloads in ") +
      std::to_string(result.simulated / std::chrono::seconds(1)) + " s\n");
  if (result.failure.empty()) {
    say("every invariant kept\n");
  } else {
    say("FAILED: " + result.failure + " (" + result.failure_text + ")\n");
  }
  return result.failure.empty();
}

std::string Describe(const CampaignTotals& totals) {
  constexpr double kDay = 86'400;
  return std::to_string(totals.runs) + " runs, " +
         std::to_string(base::ToSeconds(totals.simulated) / kDay) + " simulated days, " +
         std::to_string(totals.polls) + " polls, " + std::to_string(totals.boundaries) +
         " boundaries, " + std::to_string(totals.blocks) + " blocks; " +
         (totals.failed ? "FAILED\n" : "every invariant kept\n");
}

}  // namespace headway::sim
