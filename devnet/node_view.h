#pragma once

#include <cstdint>
#include <string>

#include "devnet/devnet.h"
#include "devnet/simulated_chain.h"

namespace headway::devnet {

/// What one node knows of its chain at the moment of a request.
struct NodeView {
  const SimulatedChain& chain;
  const SimulatedChain& own_blocks;  // what the node puts in place of the chain's blocks
  std::uint64_t first_own_height;    // from here on
  std::uint64_t head;                // as the node shows it: the chain's, with its lead and lag
  std::uint64_t lag;                 // blocks or slots
  bool syncing;                      // by its own word
  /// EVM: the chain id as a QUANTITY. SVM: the genesis hash; empty: that of the chain's first
  /// block. Tendermint, Bitcoin: the network.
  const std::string& chain_id;
  const NodeTraits& traits;

  Hash BlockHash(std::uint64_t height) const {
    return (height < first_own_height ? chain : own_blocks).BlockHash(height);
  }
};

}  // namespace headway::devnet
