#include "exporter/check_pass.h"

#include <algorithm>
#include <chrono>

#include "exporter/fleet_builder.h"

namespace headway::exporter {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

// For the timeouts of the first polls to come through.
constexpr base::Duration kGrace = milliseconds(250);

/// A verdict, a look against the others, the question whether it is syncing, and one more for a
/// head that moved meanwhile. What never agrees with itself ends there.
constexpr std::uint8_t kMostLooks = 3;

/// The settings of a watch as those of one pass: nothing is polled by the clock, one poll decides,
/// and no epoch begins within it.
config::Settings ForOnePass(config::Settings settings) {
  constexpr base::Duration kNever = hours(24);
  constexpr base::Duration kBetweenLooks = milliseconds(100);
  constexpr base::Duration kNoEpoch = hours(24 * 365 * 100);
  settings.polling.min_interval = kNever;
  settings.polling.max_interval = kNever;
  settings.polling.budget_requests_per_minute = 0;
  settings.health.recheck_interval = kBetweenLooks;
  settings.health.fall = 1;
  settings.health.rise = 1;
  settings.epoch.duration = kNoEpoch;
  return settings;
}

SidecarPolicy PolicyOfPass(const config::Settings& settings) {
  constexpr std::uint32_t kWholeRound = 100;
  SidecarPolicy policy = PolicyOf(settings);
  policy.probes.longest_start_spread = {};
  policy.probes.verifications_per_poll = kWholeRound;
  // Final blocks of each node: of two, at multiples of the stride, hosts whose heads differ a
  // little share at least one.
  policy.probes.anchor_depth = 8;
  policy.probes.shortest_anchor_stride = 64;
  policy.probes.anchors_asked = 2;
  return policy;
}

}  // namespace

CheckPass::CheckPass(const config::Settings& settings, probes::Transport& transport,
                     std::uint64_t seed, const Instant& now)
    : sidecar_(BuildFleet(ForOnePass(settings)), PolicyOfPass(ForOnePass(settings)), transport,
               seed, now),
      begun_(now.mono),
      looks_(sidecar_.fleet().urls().size()) {
  for (const health::UrlRow& row : sidecar_.fleet().urls()) {
    slowest_timeout_ = std::max(slowest_timeout_, row.plan.timeout);
  }
}

void CheckPass::Tick(std::span<const probes::Completion> completions, const Instant& now) {
  sidecar_.Tick(completions, now);
  LookAgain(now);
}

/// Chains all of whose URLs have had their say, and, from half of the time on, all chains: who has
/// not answered by then shall not keep the others from being measured against each other.
std::vector<bool> CheckPass::ChainsToJudge(const Instant& now) const {
  std::vector<bool> ready(sidecar_.fleet().chains().size(), true);
  if (now.mono - begun_ >= slowest_timeout_ / 2) return ready;
  for (const health::UrlRow& row : sidecar_.fleet().urls()) {
    if (!row.polled) ready.at(row.plan.chain.value) = false;
  }
  return ready;
}

void CheckPass::LookAgain(const Instant& now) {
  if (now.mono >= begun_ + slowest_timeout_) return;
  const std::vector<bool> ready = ChainsToJudge(now);
  const health::Fleet& fleet = sidecar_.fleet();
  for (std::uint32_t url = 0; url < looks_.size(); ++url) {
    const health::UrlRow& row = fleet.urls()[url];
    if (!ready[row.plan.chain.value] || row.summons || looks_[url] == kMostLooks) continue;
    if (!sidecar_.NeedsSecondLook({url}, now)) continue;
    ++looks_[url];
    // Not with less time than the first poll had: a look that is cut off leaves the verdict there
    // is, where one that times out would give a worse one.
    sidecar_.AskAgain({url}, row.plan.timeout, now);
  }
}

base::MonoTime CheckPass::NextDeadline(const Instant& now) const {
  base::MonoTime deadline = sidecar_.NextDeadline(now);
  for (const base::Duration turn : {slowest_timeout_ / 2, slowest_timeout_ + kGrace}) {
    if (begun_ + turn > now.mono) deadline = std::min(deadline, begun_ + turn);
  }
  return deadline;
}

bool CheckPass::Done(const Instant& now) const {
  if (now.mono >= begun_ + slowest_timeout_ + kGrace) return true;
  const auto urls = sidecar_.fleet().urls();
  return sidecar_.SelfView().requests_in_flight == 0 &&
         std::all_of(urls.begin(), urls.end(),
                     [](const health::UrlRow& row) { return row.polled && !row.summons; });
}

std::size_t CheckPass::Finished() const {
  const auto urls = sidecar_.fleet().urls();
  return static_cast<std::size_t>(std::count_if(
      urls.begin(), urls.end(), [](const health::UrlRow& row) { return row.polled; }));
}

std::shared_ptr<const Snapshot> CheckPass::Result(const Instant& now,
                                                  const Listeners& listeners) const {
  return TakeSnapshot(sidecar_.fleet(), sidecar_.labels(), sidecar_.SelfView(), now.mono,
                      SnapshotDepth::kHistories, {.listeners = listeners});
}

}  // namespace headway::exporter
