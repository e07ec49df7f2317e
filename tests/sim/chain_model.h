#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/time.h"

namespace headway::sim {

/// The truth about a simulated chain: a head that grows, and reorganisations at seeded times.
/// Pure: everything is a function of the time since the start.
class ChainModel {
 public:
  ChainModel(base::Duration block_time, std::uint64_t first_head, base::Duration length,
             base::Random& random);

  std::uint64_t HeadAt(base::Duration at) const;

  /// 64 hex digits; another text for the same height after a reorganisation that replaced it.
  std::string HashAt(std::uint64_t height, base::Duration at) const;

  base::Duration block_time() const { return block_time_; }

 private:
  struct Reorg {
    base::Duration at;
    std::uint64_t lowest_replaced = 0;
  };
  base::Duration block_time_;
  std::uint64_t first_head_;
  std::vector<Reorg> reorgs_;  // ascending times
};

}  // namespace headway::sim
