#include "exporter/lava_watch.h"

#include <algorithm>
#include <utility>

namespace headway::exporter {

lava::WatchPlan WatchPlanOf(const config::LavaSettings& settings) {
  lava::WatchPlan plan;
  plan.rpc = settings.rpc.value_or(probes::HttpTarget());
  plan.rest = settings.rest;
  plan.subjects = {.providers = settings.provider_addresses, .specs = settings.chains};
  std::sort(plan.subjects.providers.begin(), plan.subjects.providers.end());
  std::sort(plan.subjects.specs.begin(), plan.subjects.specs.end());
  plan.policy.backfill_blocks = settings.backfill_blocks;
  return plan;
}

LavaWatch::LavaWatch(const base::Clock& clock, const Log& log, std::string user_agent)
    : clock_(clock), log_(log), user_agent_(std::move(user_agent)) {}

void LavaWatch::Apply(const config::LavaSettings& settings) {
  if (!settings.rpc) return Stop();
  LavaThread::Options options{
      .plan = WatchPlanOf(settings), .state_file = settings.state_file, .user_agent = user_agent_};
  if (thread_ && thread_->options() == options) return;
  // The old one first: both may have the same state file.
  Stop();
  thread_ = std::make_unique<LavaThread>(std::move(options), clock_, log_);
}

std::shared_ptr<const LavaSample> LavaWatch::Last() const {
  return thread_ ? thread_->Last() : nullptr;
}

}  // namespace headway::exporter
