#include "tests/sim/scenario.h"

#include <array>

#include "base/check.h"

namespace headway::sim {
namespace {

std::string Seconds(base::Duration span) {
  return std::to_string(span / std::chrono::milliseconds(1)) + " ms";
}

}  // namespace

std::string_view ToString(Behaviour behaviour) {
  constexpr std::array<std::string_view, kBehaviours> kNames = {"answers",
                                                                "drips",
                                                                "block calls broken",
                                                                "refuses",
                                                                "name lost",
                                                                "resets",
                                                                "times out",
                                                                "RPC error",
                                                                "method missing",
                                                                "HTTP 500",
                                                                "HTTP 404",
                                                                "unauthorized",
                                                                "malformed",
                                                                "head zero",
                                                                "throttles",
                                                                "throttles with Retry-After",
                                                                "flaps",
                                                                "stalls",
                                                                "lags",
                                                                "forks",
                                                                "lies",
                                                                "wrong chain",
                                                                "wrong chain once",
                                                                "identity fails",
                                                                "syncing"};
  return kNames.at(static_cast<std::size_t>(behaviour));
}

std::string Describe(const Event& event) {
  const std::string subject = std::to_string(event.subject);
  const std::string length = Seconds(event.length);
  const std::string amount = std::to_string(event.amount);
  std::string text = Seconds(event.at) + ": ";
  switch (event.kind) {
    case EventKind::kNode:
      return text + "node " + subject + ' ' + std::string(ToString(event.behaviour)) + " (" +
             amount + ") for " + length;
    case EventKind::kChainHalts:
      return text + "chain " + subject + " halts for " + length;
    case EventKind::kChainReorgs:
      return text + "chain " + subject + " reorganises " + amount + " blocks";
    case EventKind::kNamesLost:
      return text + "no name resolves for " + length;
    case EventKind::kWallSteps:
      return text + "wall clock steps by " + length;
    case EventKind::kAdded:
      return text + "endpoint " + subject + " added";
    case EventKind::kRemoved:
      return text + "endpoint " + subject + " removed";
    case EventKind::kMoved:
      return text + "endpoint " + subject + " moved to roles " + amount;
    case EventKind::kCredentials:
      return text + "node " + subject + " gets other credentials";
  }
  HEADWAY_CHECK(false);
  return text;
}

std::string IdentityOf(const Scenario& scenario, std::size_t chain) {
  if (scenario.chains[chain].is_evm) return "0x" + std::to_string(539 + chain);
  constexpr std::string_view kLetters = "ABCDEFGH";
  return std::string(43, '5') + kLetters.at(chain % kLetters.size());
}

std::string Describe(const Scenario& scenario) {
  const NaivePolicy& policy = scenario.policy;
  std::string text =
      "length " + Seconds(scenario.length) + ", epochs of " + Seconds(policy.epoch_duration) +
      (policy.verified ? " verified" : "") + ", fall " + std::to_string(policy.fall) + ", rise " +
      std::to_string(policy.rise) + ", intervals " + Seconds(policy.min_interval) + " to " +
      Seconds(policy.max_interval) + ", timeout " + Seconds(scenario.timeout) + ", recheck " +
      Seconds(scenario.recheck_interval) + " / " + Seconds(scenario.recheck_timeout) +
      ", reconnect " + Seconds(policy.reconnect_interval) + ", second chance " +
      Seconds(policy.second_chance_after) + ", grace " + Seconds(policy.throttled_grace) +
      ", budget " + std::to_string(scenario.budget_requests_per_minute) + '\n';
  for (const NaiveChain& chain : scenario.chains) {
    text += "chain " + chain.spec + (chain.is_evm ? " evm " : " svm ") + Seconds(chain.block_time) +
            ", lag " + std::to_string(chain.allowed_lag) + ", stale after " +
            std::to_string(chain.stale_after_blocks) +
            (chain.expected_ids.empty() ? ", pinned\n" : "\n");
  }
  for (std::size_t index = 0; index < scenario.nodes.size(); ++index) {
    const ScenarioNode& node = scenario.nodes[index];
    text += "node " + std::to_string(index) + " of chain " + std::to_string(node.chain) + " at " +
            node.host + (node.has_identity ? "" : ", identity skipped") +
            (node.is_reference ? ", reference\n" : "\n");
  }
  for (std::size_t index = 0; index < scenario.endpoints.size(); ++index) {
    const ScenarioEndpoint& endpoint = scenario.endpoints[index];
    text += "endpoint " + std::to_string(index) + ' ' + endpoint.name +
            (endpoint.roles[kNaivePrimary] ? " primary" : "") +
            (endpoint.roles[kNaiveBackup] ? " backup" : "") +
            (endpoint.at_start ? "" : " (spare)") + ", nodes";
    for (const std::size_t node : endpoint.nodes) text += ' ' + std::to_string(node);
    text += '\n';
  }
  return text;
}

}  // namespace headway::sim
