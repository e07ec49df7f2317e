#include "tests/sim/deployment.h"

#include <algorithm>

namespace headway::sim {
namespace {

constexpr std::size_t kKeyBase = 100'000'000'000;
constexpr std::size_t kVersions = 1'000;

void SetPolicies(const Scenario& scenario, config::Settings& settings) {
  const NaivePolicy& policy = scenario.policy;
  settings.polling.divisor = static_cast<std::uint32_t>(policy.divisor);
  settings.polling.min_interval = policy.min_interval;
  settings.polling.max_interval = policy.max_interval;
  settings.polling.timeout = scenario.timeout;
  settings.polling.max_backoff = scenario.max_backoff;
  settings.polling.max_holdoff = policy.max_holdoff;
  settings.polling.jitter = scenario.jitter;
  settings.polling.budget_requests_per_minute = scenario.budget_requests_per_minute;
  settings.health.fall = static_cast<std::uint32_t>(policy.fall);
  settings.health.rise = static_cast<std::uint32_t>(policy.rise);
  settings.health.recheck_interval = scenario.recheck_interval;
  settings.health.recheck_timeout = scenario.recheck_timeout;
  settings.health.disable_after = static_cast<std::uint32_t>(policy.disable_after);
  settings.health.throttled_grace = policy.throttled_grace;
  settings.health.unhealthy_on.reset();
  for (const health::State state : health::kAllStates) {
    const bool listed = policy.unhealthy_on.count(health::ToString(state)) > 0;
    settings.health.unhealthy_on.set(static_cast<std::size_t>(state), listed);
  }
  settings.epoch.duration = policy.epoch_duration;
  settings.epoch.reset = policy.verified ? health::EpochPolicy::Reset::kVerified
                                         : health::EpochPolicy::Reset::kOptimistic;
  settings.blocking.reconnect_interval = policy.reconnect_interval;
  settings.blocking.max_consecutive_errors =
      static_cast<std::uint32_t>(policy.max_consecutive_errors);
  settings.blocking.second_chance_after = policy.second_chance_after;
}

}  // namespace

Deployment::Deployment(const Scenario& scenario)
    : scenario_(scenario), versions_(scenario.nodes.size()) {
  for (const ScenarioEndpoint& endpoint : scenario.endpoints) {
    entries_.push_back({.present = endpoint.at_start, .roles = endpoint.roles});
  }
}

std::string Deployment::KeyOf(std::size_t node) const {
  return std::to_string(kKeyBase + node * kVersions + versions_[node]);
}

std::size_t Deployment::NodeOf(const std::string& key) {
  return (std::stoull(key) - kKeyBase) / kVersions;
}

bool Deployment::ChainKeepsAnEndpoint(std::size_t chain) const {
  for (std::size_t index = 0; index < entries_.size(); ++index) {
    if (entries_[index].present && scenario_.endpoints[index].chain == chain) return true;
  }
  return false;
}

bool Deployment::IsListed(std::size_t node) const {
  if (scenario_.nodes[node].is_reference) return true;
  for (std::size_t index = 0; index < entries_.size(); ++index) {
    const auto& nodes = scenario_.endpoints[index].nodes;
    const bool listed = std::find(nodes.begin(), nodes.end(), node) != nodes.end();
    if (entries_[index].present && listed) return true;
  }
  return false;
}

bool Deployment::Apply(const Event& event) {
  if (event.kind == EventKind::kCredentials) {
    versions_[event.subject] = (versions_[event.subject] + 1) % kVersions;
    return IsListed(event.subject);
  }
  Entry& entry = entries_[event.subject];
  switch (event.kind) {
    case EventKind::kAdded:
      if (entry.present) return false;
      entry.present = true;
      return true;
    case EventKind::kRemoved:
      if (!entry.present) return false;
      entry.present = false;
      if (ChainKeepsAnEndpoint(scenario_.endpoints[event.subject].chain)) return true;
      entry.present = true;
      return false;
    case EventKind::kMoved:
      entry.roles = {(event.amount & 1U) != 0, (event.amount & 2U) != 0};
      return entry.present;
    default:
      return false;
  }
}

config::NodeUrl Deployment::UrlOf(std::size_t node) const {
  const ScenarioNode& model = scenario_.nodes[node];
  config::NodeUrl url;
  url.url_id = KeyOf(node);
  url.target.url = "http://" + model.host + '/' + url.url_id;
  url.scheme = "http";
  url.host = model.host;
  url.addons = {"archive", "debug", "trace", "bundler"};
  // On the wire it cannot be told from the question that is judged.
  url.skip_verifications = {"syncing"};
  if (!model.has_identity) url.skip_verifications.emplace_back("chain-id");
  return url;
}

config::Settings Deployment::Settings() const {
  config::Settings settings;
  SetPolicies(scenario_, settings);
  for (const NaiveChain& chain : scenario_.chains) {
    chains::ChainSpec spec;
    spec.id = chain.spec;
    spec.family = chain.is_evm ? chains::FamilyId::kEvm : chains::FamilyId::kSvm;
    spec.average_block_time = chain.block_time;
    spec.allowed_block_lag = chain.allowed_lag;
    spec.blocks_in_finalization_proof = static_cast<std::uint32_t>(chain.finalization);
    spec.expected_chain_ids = {chain.expected_ids.begin(), chain.expected_ids.end()};
    spec.blocks_to_save = static_cast<std::uint32_t>(chain.blocks_to_save);
    spec.stale_after_blocks = chain.stale_after_blocks;
    settings.chains.push_back(spec);
  }
  for (const health::Role role : health::kAllRoles) {
    for (std::size_t index = 0; index < entries_.size(); ++index) {
      const ScenarioEndpoint& entry = scenario_.endpoints[index];
      const bool has_role = entries_[index].roles.at(static_cast<std::size_t>(role));
      if (!entries_[index].present || !has_role) continue;
      config::Endpoint endpoint;
      endpoint.name = entry.name;
      endpoint.role = role;
      endpoint.spec = scenario_.chains[entry.chain].spec;
      endpoint.api_interface = "jsonrpc";
      for (const std::size_t node : entry.nodes) endpoint.urls.push_back(UrlOf(node));
      settings.endpoints.push_back(std::move(endpoint));
    }
  }
  for (std::size_t node = 0; node < scenario_.nodes.size(); ++node) {
    if (!scenario_.nodes[node].is_reference) continue;
    settings.reference_urls.push_back({.spec = scenario_.chains[scenario_.nodes[node].chain].spec,
                                       .api_interface = "jsonrpc",
                                       .url = UrlOf(node)});
  }
  return settings;
}

NaiveConfig Deployment::Naive() const {
  NaiveConfig naive;
  naive.policy = scenario_.policy;
  naive.chains = scenario_.chains;
  for (std::size_t node = 0; node < scenario_.nodes.size(); ++node) {
    if (!IsListed(node)) continue;
    const ScenarioNode& model = scenario_.nodes[node];
    naive.urls.push_back({.key = KeyOf(node),
                          .chain = model.chain,
                          .host = model.host,
                          .timeout = scenario_.timeout,
                          .has_identity = model.has_identity});
  }
  for (std::size_t index = 0; index < entries_.size(); ++index) {
    if (!entries_[index].present) continue;
    const ScenarioEndpoint& entry = scenario_.endpoints[index];
    NaiveEndpointEntry& endpoint = naive.endpoints.emplace_back();
    endpoint.key = entry.name;
    endpoint.chain = entry.chain;
    endpoint.roles = entries_[index].roles;
    for (const std::size_t node : entry.nodes) endpoint.urls.push_back(KeyOf(node));
  }
  return naive;
}

}  // namespace headway::sim
