#include "tests/probes/prober_rig.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "chains/family_registry.h"

namespace headway::probes {

namespace {

std::shared_ptr<const chains::ChainFamily> Evm() {
  chains::ChainSpec chain;
  chain.family = chains::FamilyId::kEvm;
  return chains::FindFamily(chain, "jsonrpc");
}

}  // namespace

std::vector<ProbePlan> ProberRig::Plans(const Options& options) {
  std::vector<ProbePlan> plans(options.urls);
  for (ProbePlan& plan : plans) {
    plan.family = Evm();
    plan.blocks_to_save = options.blocks_to_save;
    plan.average_block_time = options.average_block_time;
    plan.timeout = options.timeout;
    plan.verifies = options.verifies;
  }
  return plans;
}

ProberPolicy ProberRig::PolicyOf(const Options& options) {
  return {.polling = options.policy,
          .recheck_interval = std::chrono::seconds(1),
          .verifications_per_poll = options.verifications_per_poll};
}

ProberRig::ProberRig(const Options& options, Node node_of_test)
    : node(std::move(node_of_test)),
      transport(clock,
                [this](const TransportRequest& request) {
                  requests.push_back({.at = elapsed(),
                                      .url = prober.UrlOf(request.slot)->value,
                                      .kind = AskedKind(request.body),
                                      .block = AskedHeight(request.body),
                                      .timeout = request.timeout,
                                      .fresh_connection = request.fresh_connection});
                  return node(requests.back(), request.body);
                }),
      prober(Plans(options), PolicyOf(options), transport, options.seed, clock.Mono()) {}

void ProberRig::Turn(base::MonoTime until) {
  prober.StartDue(clock.Mono(), generation);
  const base::MonoTime due = prober.NextDue().value_or(until);
  for (const Completion& completion : transport.Poll(std::min(due, until))) {
    const auto url = prober.UrlOf(completion.slot);
    const auto told = prober.OnCompletion(completion, url ? pace(*url) : health::Pace(),
                                          clock.Mono(), clock.Wall());
    for (const health::ProbeReport& report : told) {
      reports.push_back(report);
      reports.back().held = {};
      if (!report.poll_finished) continue;
      ++polls_finished_;
      prober.Reschedule(report.url, pace(report.url));
    }
  }
}

void ProberRig::Run(base::Duration span) {
  const base::MonoTime end = clock.Mono() + span;
  while (clock.Mono() < end) Turn(end);
}

void ProberRig::RunPolls(std::size_t polls) {
  // A prober that stopped polling would never get there: a day is enough for every test.
  const base::MonoTime end = clock.Mono() + std::chrono::hours(24);
  const std::size_t wanted = polls_finished_ + polls;
  while (polls_finished_ < wanted && clock.Mono() < end) Turn(end);
}

std::vector<ProberRig::Request> ProberRig::Polls() const {
  std::vector<Request> polls;
  std::copy_if(requests.begin(), requests.end(), std::back_inserter(polls),
               [](const Request& each) { return each.kind == chains::ProbeKind::kHead; });
  return polls;
}

}  // namespace headway::probes
