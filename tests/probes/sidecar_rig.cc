#include "tests/probes/sidecar_rig.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "exporter/fleet_builder.h"
#include "exporter/snapshot.h"

namespace headway::exporter {

using base::Duration;
using std::chrono::hours;
using std::chrono::seconds;
using testing::ScriptedReply;

config::NodeUrl NodeUrl(const std::string& name) {
  config::NodeUrl url;
  url.target.url = "http://" + name;
  url.url_id = name;
  url.scheme = "http";
  url.host = name + ":80";
  return url;
}

config::Endpoint Endpoint(const std::string& name, const std::vector<std::string>& urls,
                          health::Role role) {
  config::Endpoint endpoint;
  endpoint.name = name;
  endpoint.role = role;
  endpoint.spec = "ETH1";
  endpoint.api_interface = "jsonrpc";
  for (const std::string& url : urls) endpoint.urls.push_back(NodeUrl(url));
  return endpoint;
}

config::Settings SettingsOf(std::vector<config::Endpoint> endpoints) {
  config::Settings settings;
  chains::ChainSpec spec;
  spec.id = "ETH1";
  spec.family = chains::FamilyId::kEvm;
  spec.average_block_time = seconds(12);
  spec.allowed_block_lag = 2;
  spec.stale_after_blocks = 10;
  settings.chains.push_back(spec);
  settings.endpoints = std::move(endpoints);
  settings.polling.jitter = 0;
  settings.epoch.duration = hours(24);
  return settings;
}

SidecarRig::SidecarRig(const config::Settings& settings)
    : sidecar_(BuildFleet(settings), PolicyOf(settings), transport_, 1, now()) {}

void SidecarRig::Run(Duration span) {
  RunUntil(clock_.Mono() + span, [] { return false; });
}

bool SidecarRig::RunUntil(const std::function<bool()>& condition) {
  RunUntil(clock_.Mono() + hours(1), condition);
  return condition();
}

void SidecarRig::RunUntil(base::MonoTime end, const std::function<bool()>& condition) {
  const auto tick = [this](std::span<const probes::Completion> completions) {
    const auto told = sidecar_.Tick(completions, now());
    events_.insert(events_.end(), told.begin(), told.end());
  };
  tick({});
  while (clock_.Mono() < end && !condition()) {
    tick(transport_.Poll(std::min(end, sidecar_.NextDeadline(now()))));
  }
}

void SidecarRig::Reload(const config::Settings& settings) {
  const auto told = sidecar_.Reload(BuildFleet(settings), PolicyOf(settings), now());
  events_.insert(events_.end(), told.begin(), told.end());
}

const health::EndpointRow& SidecarRig::Row(const std::string& name) const {
  const auto& rows = sidecar_.labels()->endpoints;
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&name](const auto& each) { return each.name == name; });
  HEADWAY_CHECK(found != rows.end());
  return fleet().endpoints()[static_cast<std::size_t>(found - rows.begin())];
}

const health::UrlRow& SidecarRig::UrlOf(const std::string& name) const {
  const auto& rows = sidecar_.labels()->urls;
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&name](const auto& each) { return each.url_id == name; });
  HEADWAY_CHECK(found != rows.end());
  return fleet().urls()[static_cast<std::size_t>(found - rows.begin())];
}

int SidecarRig::Tier() const {
  return TakeSnapshot(fleet(), sidecar_.labels(), sidecar_.SelfView(), clock_.Mono())
      ->chains.at(0)
      .Tier();
}

std::vector<health::Transition> SidecarRig::transitions() const {
  std::vector<health::Transition> transitions;
  for (const health::Event& event : events_) {
    if (const auto* each = std::get_if<health::Transition>(&event)) transitions.push_back(*each);
  }
  return transitions;
}

ScriptedReply SidecarRig::Answer(const probes::TransportRequest& request) {
  ScriptedNode& node = nodes_[request.target->url];
  node.asked.push_back(probes::AskedKind(request.body));
  if (node.asked.back() == chains::ProbeKind::kHead) {
    node.head_requests.push_back(elapsed());
    node.timeout = request.timeout;
  }
  if (node.misbehaviour) return *node.misbehaviour;
  const auto blocks = static_cast<std::uint64_t>(elapsed() / seconds(12));
  ScriptedReply reply = probes::EvmAnswer(request.body, 1'000 + blocks, 0, node.chain_id);
  reply.latency = node.latency;
  return reply;
}

std::vector<Duration> Gaps(const std::vector<Duration>& times, std::size_t from) {
  std::vector<Duration> gaps;
  for (std::size_t index = std::max<std::size_t>(from, 1); index < times.size(); ++index) {
    gaps.push_back(times[index] - times[index - 1]);
  }
  return gaps;
}

}  // namespace headway::exporter
