#pragma once

#include <cstdint>
#include <string>

#include "devnet/simulated_chain.h"

namespace headway::devnet {

/// What one node knows of its chain at the moment of a request.
struct NodeView {
  const SimulatedChain& chain;
  std::uint64_t head;  // as the node shows it: the chain's, less its lag
  std::uint64_t lag;   // blocks or slots
  /// EVM: the chain id as a QUANTITY. SVM: the genesis hash; empty: that of the chain's first
  /// block.
  const std::string& chain_id;
};

}  // namespace headway::devnet
