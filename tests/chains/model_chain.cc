#include "tests/chains/model_chain.h"

#include <chrono>
#include <string>

#include "base/check.h"

namespace headway::chains {
namespace {

BlockHash HashOf(std::uint64_t block) {
  const auto hash = BlockHash::FromText("block-" + std::to_string(block));
  HEADWAY_CHECK(hash.has_value());
  return *hash;
}

}  // namespace

void ModelChain::Grow(std::uint64_t blocks) {
  for (; blocks > 0; --blocks) blocks_.push_back(++made_);
}

void ModelChain::Reorganise(std::uint64_t depth, std::uint64_t blocks) {
  HEADWAY_CHECK(depth <= tip());
  blocks_.resize(static_cast<std::size_t>(tip() - depth));
  Grow(blocks);
}

std::uint64_t ModelChain::MadeAs(std::uint64_t height) const {
  HEADWAY_CHECK(height >= 1 && height <= tip());
  return blocks_[static_cast<std::size_t>(height - 1)];
}

BlockHash ModelChain::HashAt(std::uint64_t height) const { return HashOf(MadeAs(height)); }

BlockObservation ModelChain::BlockAt(std::uint64_t height) const {
  return {.height = {height},
          .hash = HashAt(height),
          .parent_hash = height == 1 ? HashOf(0) : HashAt(height - 1),
          .timestamp = base::WallTime(std::chrono::seconds(MadeAs(height)))};
}

HeadObservation HeadAt(std::uint64_t height) {
  return {.head = {height}, .block_height = {}, .hash = {}};
}

}  // namespace headway::chains
