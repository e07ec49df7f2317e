#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/settings.h"
#include "tests/sim/naive_config.h"
#include "tests/sim/scenario.h"

namespace headway::sim {

/// What is configured right now: the scenario's endpoints as its reloads have left them.
class Deployment {
 public:
  /// The scenario outlives it.
  explicit Deployment(const Scenario& scenario);

  /// Applies an event that is a reload. False: nothing to reload, since it would change nothing, or
  /// leave a chain without an endpoint.
  bool Apply(const Event& event);

  config::Settings Settings() const;
  NaiveConfig Naive() const;

  /// The `url_id` of a node's URL, and the node again.
  std::string KeyOf(std::size_t node) const;
  static std::size_t NodeOf(const std::string& key);

 private:
  struct Entry {
    bool present = false;
    NaiveRoles roles{};
  };
  bool ChainKeepsAnEndpoint(std::size_t chain) const;
  bool IsListed(std::size_t node) const;
  config::NodeUrl UrlOf(std::size_t node) const;

  const Scenario& scenario_;
  std::vector<Entry> entries_;         // by endpoint
  std::vector<std::size_t> versions_;  // of credentials, by node
};

}  // namespace headway::sim
