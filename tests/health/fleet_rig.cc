#include "tests/health/fleet_rig.h"

#include <algorithm>

namespace headway::health {
namespace {

using std::chrono::seconds;

template <class Index>
std::vector<std::optional<Index>> AsIndices(
    const std::vector<std::optional<std::uint32_t>>& numbers) {
  std::vector<std::optional<Index>> indices;
  indices.reserve(numbers.size());
  for (const auto& number : numbers) {
    indices.push_back(number ? std::optional(Index{*number}) : std::nullopt);
  }
  return indices;
}

}  // namespace

ChainRules FleetRig::HeadsMayStand() {
  ChainRules rules;
  rules.block_time = seconds(12);
  rules.allowed_lag = 2;
  rules.stale_after_blocks = 0;
  rules.expected = {*chains::ChainIdentity::FromText("0x1")};
  return rules;
}

FleetRig::FleetRig(std::size_t urls, const std::vector<Endpoint>& endpoints)
    : FleetRig(urls, endpoints, Options{}) {}

FleetRig::FleetRig(std::size_t urls, const std::vector<Endpoint>& endpoints, const Options& options)
    : nodes(urls),
      options_(options),
      fleet(PlanOf(urls, endpoints), options.policy, 1, kWallStart) {}

FleetPlan FleetRig::PlanOf(std::size_t urls, const std::vector<Endpoint>& endpoints) const {
  FleetPlan plan;
  plan.chains.push_back({.rules = options_.rules, .hosts = options_.shared_host ? 1 : urls});
  for (std::size_t url = 0; url < urls; ++url) {
    plan.urls.push_back({.chain = {0},
                         .host = options_.shared_host ? 0 : url,
                         .interval = seconds(6),
                         .timeout = seconds(10),
                         .asks_identity = options_.asks_identity,
                         .asks_syncing = options_.asks_syncing,
                         .claims = {},
                         .history_blocks = options_.history_blocks});
  }
  for (const Endpoint& each : endpoints) {
    FleetPlan::Endpoint planned{.chain = {0}, .roles = each.roles, .urls = {}};
    for (const std::uint32_t url : each.urls) planned.urls.push_back({url});
    plan.endpoints.push_back(std::move(planned));
  }
  return plan;
}

void FleetRig::Poll(std::uint32_t url, std::string_view endings) {
  for (const char ending : endings) {
    Wait(seconds(1));
    Poll(url, Ending{ending});
  }
}

void FleetRig::PollOf(std::uint64_t generation, std::uint32_t url, Ending ending) {
  Node& node = nodes.at(url);
  const Pace pace = fleet.PaceOf({url});
  const bool answered = ending == Ending::kAnswer;
  if (answered && !node.is_past_questions && pace.ask_identity_from &&
      mono() >= *pace.ask_identity_from) {
    ++node.identity_asked;
    ProbeReport identity = HeadReport(node.identity_ending.value_or(Ending::kAnswer), now);
    identity.kind = chains::ProbeKind::kIdentity;
    if (!node.identity_ending) {
      identity.outcome = chains::Observation(
          chains::IdentityObservation{*chains::ChainIdentity::FromText(node.chain)});
    }
    Deliver(identity, generation, url);
  }
  if (answered && pace.ask_syncing) {
    ++node.syncing_asked;
    ProbeReport syncing = HeadReport(Ending::kAnswer, now);
    syncing.kind = chains::ProbeKind::kSyncing;
    syncing.outcome = chains::Observation(chains::SyncingObservation{.syncing = node.syncing});
    Deliver(syncing, generation, url);
  }
  ProbeReport head = HeadReport(ending, now);
  head.poll_finished = true;
  head.head.reset();
  if (answered) {
    head.outcome = chains::Observation(
        chains::HeadObservation{.head = {node.head}, .block_height = {}, .hash = {}});
    head.head = base::BlockHeight{node.head};
    head.tracker.head_changed = fleet.urls()[url].head != head.head;
  }
  head.held = node.held;
  Deliver(head, generation, url);
}

void FleetRig::Verify(std::uint32_t url, ProbeReport report) {
  report.finished_at = mono();
  report.finished_wall = wall();
  report.poll_finished = true;
  if (!report.verified) report.verified.emplace();
  Deliver(report, fleet.generation(), url);
}

void FleetRig::Deliver(ProbeReport report, std::uint64_t generation, std::uint32_t url) {
  report.url = {url};
  report.generation = generation;
  report.figures.latency = nodes.at(url).latency;
  fleet.Apply(report);
  Collect();
}

void FleetRig::Wait(base::Duration span) {
  now += span;
  fleet.Advance(mono(), wall(), wall() + epoch_step);
  Collect();
}

void FleetRig::CrossBoundary() {
  epoch_step += options_.policy.epoch.duration;
  Wait({});
}

void FleetRig::Reload(const std::vector<Endpoint>& endpoints,
                      const std::vector<std::optional<std::uint32_t>>& urls,
                      const std::vector<std::optional<std::uint32_t>>& kept_endpoints,
                      const std::vector<std::optional<std::uint32_t>>& takes_place_of) {
  std::vector<Node> kept_nodes;
  kept_nodes.reserve(urls.size());
  for (const auto& url : urls) kept_nodes.push_back(url ? nodes.at(*url) : Node{});
  nodes = std::move(kept_nodes);
  auto former = takes_place_of;
  former.resize(urls.size());
  fleet.Reload(PlanOf(urls.size(), endpoints), options_.policy,
               {.chains = {base::ChainIndex{0}},
                .urls = AsIndices<base::UrlIndex>(urls),
                .takes_place_of = AsIndices<base::UrlIndex>(former),
                .endpoints = AsIndices<base::EndpointIndex>(kept_endpoints)},
               mono(), wall(), wall() + epoch_step);
  Collect();
}

std::uint64_t FleetRig::Count(std::uint32_t endpoint_index, BlockEventKind kind, Role role) const {
  return endpoint(endpoint_index)
      .ledger.block_events.at(static_cast<std::size_t>(role))
      .at(static_cast<std::size_t>(kind));
}

std::optional<base::Duration> FleetRig::SummonedIn(std::uint32_t index) const {
  const auto wanted = fleet.PaceOf({index}).summoned_for;
  return wanted ? std::optional(*wanted - mono()) : std::nullopt;
}

bool FleetRig::WasCancelled(std::uint32_t index) const {
  return std::any_of(hurries.begin(), hurries.end(), [index](const Hurry& each) {
    return each.cancel && each.url == base::UrlIndex{index};
  });
}

void FleetRig::Collect() {
  events.insert(events.end(), fleet.events().begin(), fleet.events().end());
  hurries.insert(hurries.end(), fleet.hurries().begin(), fleet.hurries().end());
  fleet.ForgetOutputs();
}

}  // namespace headway::health
