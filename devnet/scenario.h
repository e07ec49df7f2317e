#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "devnet/devnet.h"

namespace headway::devnet {

/// The ports of the demo's nodes on 127.0.0.1.
struct DemoFleet {
  std::uint16_t evm_a = 0;        // healthy
  std::uint16_t evm_lagging = 0;  // always 20 blocks behind
  /// Dead from second 20 to 55 of each minute, over an epoch's end; has not the state of old
  /// blocks.
  std::uint16_t evm_flaky = 0;
  std::uint16_t svm_a = 0;     // healthy
  std::uint16_t svm_b = 0;     // 429 from second 10 to 22, RPC errors from 40 to 52
  std::uint16_t cosmos_a = 0;  // healthy
  std::uint16_t cosmos_b = 0;  // catching up, 20 blocks behind, from second 30 to 50
};

/// Starts the nodes of the demo on one EVM chain (a block a second), one SVM chain (a slot every
/// 400 ms) and one Tendermint chain (a block every 2 s), and the minute that repeats; or says why a
/// port cannot be had.
base::Result<DemoFleet, std::string> StartDemo(Devnet& devnet);

/// The configuration that watches the fleet, in the router's own YAML: of the EVM chain, alpha
/// and beta share a URL with the backup rescue, and gamma claims to be an archive; of the SVM
/// chain, sol-main shares one with the backup sol-rescue.
std::string DemoConfig(const DemoFleet& fleet);

}  // namespace headway::devnet
