#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "devnet/devnet.h"

namespace headway::devnet {

/// A node of the collection, as a provider of a configuration.
struct FaultNode {
  std::string name;   // says what is wrong with it; `good-…`: nothing is
  std::string chain;  // an id of FaultsConfig
  std::string api_interface;
  std::vector<std::string> addons;  // that it claims to have
  std::uint16_t port = 0;
};

/// Starts one node of each fault beside some that are in order, on a chain of each family: for
/// trying by hand, and for the test that a check names every fault. Or says why a port cannot be
/// had.
base::Result<std::vector<FaultNode>, std::string> StartFaults(Devnet& devnet);

/// The configuration that has each of them as a provider, in the router's own YAML. Requests have
/// two seconds.
std::string FaultsConfig(const std::vector<FaultNode>& nodes);

}  // namespace headway::devnet
