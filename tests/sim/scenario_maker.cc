#include "tests/sim/scenario_maker.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/random.h"
#include "tests/sim/event_maker.h"

namespace headway::sim {
namespace {

using base::Duration;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Maker {
 public:
  Maker(std::uint64_t seed, const ScenarioSize& size) : size_(size), random_(seed) {
    scenario_.seed = seed;
  }

  Scenario Make() {
    MakePolicy();
    MakeChains();
    MakeNodes();
    MakeEndpoints();
    MakeLength();
    scenario_.events = MakeEvents(scenario_, random_);
    return std::move(scenario_);
  }

 private:
  template <class Value>
  Value OneOf(std::initializer_list<Value> values) {
    return values.begin()[random_.Below(values.size())];
  }
  bool OneIn(std::uint64_t chances) { return random_.Below(chances) == 0; }

  void MakePolicy() {
    NaivePolicy& policy = scenario_.policy;
    policy.fall = OneOf({1, 2, 3, 3, 4});
    policy.rise = OneOf({1, 2, 2, 3});
    policy.disable_after = OneOf({2, 5, 5});
    policy.max_consecutive_errors = OneOf({3, 15, 15});
    policy.throttled_grace = OneOf<Duration>({seconds(20), minutes(2), minutes(10)});
    policy.max_holdoff = OneOf<Duration>({seconds(20), minutes(5)});
    policy.min_interval = OneOf<Duration>({milliseconds(500), seconds(1), seconds(1), seconds(3)});
    policy.max_interval = OneOf<Duration>({seconds(5), seconds(15), seconds(15)});
    policy.divisor = OneOf<std::int64_t>({1, 2, 2, 4});
    policy.verified = OneIn(5);
    policy.reconnect_interval = OneOf<Duration>({seconds(3), seconds(10), seconds(30)});
    policy.second_chance_after = OneOf<Duration>({seconds(10), minutes(1), minutes(3)});
    for (const char* state : {"lagging", "stale", "syncing", "forked"}) {
      if (OneIn(8)) policy.unhealthy_on.erase(state);
    }
    scenario_.timeout = OneOf<Duration>({seconds(2), seconds(5), seconds(10)});
    scenario_.max_backoff = OneOf<Duration>({seconds(5), seconds(30), seconds(30)});
    scenario_.recheck_interval = OneOf<Duration>({milliseconds(300), seconds(1), seconds(1)});
    scenario_.recheck_timeout = OneOf<Duration>({seconds(1), seconds(3), seconds(3)});
    scenario_.budget_requests_per_minute = OneOf<std::uint32_t>({0, 0, 0, 30, 120});
    scenario_.jitter = OneOf({0.05, 0.1, 0.3});
    policy.epoch_duration = OneOf<Duration>(
        {seconds(6), seconds(20), minutes(1), minutes(2), minutes(5), minutes(15), minutes(60)});
    policy.epoch_duration =
        std::max(policy.epoch_duration,
                 scenario_.recheck_timeout + scenario_.recheck_interval + Duration(seconds(1)));
  }

  void MakeChains() {
    const auto count = OneOf<std::uint64_t>({1, 1, 2, 3});
    for (std::uint64_t index = 0; index < count; ++index) {
      NaiveChain chain;
      chain.spec = "CHAIN" + std::to_string(index);
      chain.is_evm = !OneIn(3);
      chain.block_time =
          chain.is_evm ? OneOf<Duration>({seconds(12), seconds(2)}) : milliseconds(400);
      chain.allowed_lag = chain.is_evm ? OneOf<std::uint64_t>({1, 2, 5}) : 20;
      chain.finalization = OneOf<std::uint64_t>({0, 3, 5});
      chain.stale_after_blocks = OneOf<std::uint64_t>({10, 10, 10, 25, 0});
      // A Solana tracker keeps none, whatever is configured.
      chain.blocks_to_save = chain.is_evm ? 10 : 1;
      scenario_.chains.push_back(chain);
    }
    for (std::size_t index = 0; index < count; ++index) {
      if (OneIn(3)) continue;
      scenario_.chains[index].expected_ids = {IdentityOf(scenario_, index)};
    }
  }

  void MakeNodes() {
    const std::uint64_t count =
        size_.fewest_nodes + random_.Below(size_.most_nodes - size_.fewest_nodes + 1);
    for (std::size_t index = 0; index < count; ++index) {
      ScenarioNode node;
      // The first of each chain makes sure that there is one.
      const std::size_t chains = scenario_.chains.size();
      node.chain = index < chains ? index : random_.Below(chains);
      node.host = "host-" + std::to_string(index) + ".invalid:80";
      if (index > 0 && OneIn(6)) node.host = scenario_.nodes[random_.Below(index)].host;
      node.has_identity = !OneIn(8);
      node.is_reference = index >= chains && OneIn(6);
      node.latency = milliseconds(5 + random_.Below(200));
      node.propagation = milliseconds(random_.Below(900));
      scenario_.nodes.push_back(node);
    }
  }

  NaiveRoles SomeRoles() {
    const std::uint64_t which = random_.Below(5);
    return {which != 1, which == 1 || which == 2};
  }

  /// Every node but a reference is listed by one endpoint; some by several; some endpoints have
  /// several nodes; some wait to be added.
  void MakeEndpoints() {
    for (std::size_t node = 0; node < scenario_.nodes.size(); ++node) {
      if (!scenario_.nodes[node].is_reference) AddEndpoint({node}, true);
    }
    const std::uint64_t more = random_.Below(1 + scenario_.nodes.size() / 2);
    for (std::uint64_t count = 0; count < more; ++count) {
      const std::size_t first = random_.Below(scenario_.nodes.size());
      std::vector<std::size_t> nodes = {first};
      for (std::size_t node = 0; node < scenario_.nodes.size(); ++node) {
        const bool fits =
            node != first && scenario_.nodes[node].chain == scenario_.nodes[first].chain;
        if (fits && OneIn(3)) nodes.push_back(node);
      }
      AddEndpoint(nodes, OneIn(2));
    }
  }

  void AddEndpoint(std::vector<std::size_t> nodes, bool at_start) {
    ScenarioEndpoint endpoint;
    endpoint.name = "endpoint-" + std::to_string(scenario_.endpoints.size());
    endpoint.chain = scenario_.nodes[nodes.front()].chain;
    endpoint.roles = SomeRoles();
    endpoint.nodes = std::move(nodes);
    endpoint.at_start = at_start;
    scenario_.endpoints.push_back(std::move(endpoint));
  }

  void MakeLength() {
    const NaivePolicy& policy = scenario_.policy;
    double polls_per_second = 0;
    for (const ScenarioNode& node : scenario_.nodes) {
      const Duration interval = std::clamp(scenario_.chains[node.chain].block_time / policy.divisor,
                                           policy.min_interval, policy.max_interval);
      polls_per_second += 1 / base::ToSeconds(interval);
    }
    const std::uint64_t least = size_.polls / 2;
    const auto wanted = static_cast<double>(least + random_.Below(size_.polls));
    const auto length = seconds(static_cast<std::int64_t>(wanted / polls_per_second));
    scenario_.length = std::clamp<Duration>(length, size_.shortest, size_.longest);
  }

  const ScenarioSize size_;
  base::Random random_;
  Scenario scenario_;
};

}  // namespace

Scenario MakeScenario(std::uint64_t seed, const ScenarioSize& size) {
  return Maker(seed, size).Make();
}

}  // namespace headway::sim
