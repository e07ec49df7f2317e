#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "tests/sim/scenario.h"

namespace headway::sim {

/// The truth about one chain of a scenario: a head that grows, stands still while the chain halts,
/// and reorganises. Pure: everything is a function of the time since the start.
class ChainModel {
 public:
  ChainModel(const Scenario& scenario, std::size_t chain);

  std::uint64_t HeadAt(base::Duration at) const;

  /// 64 hex digits; another text for the same height after a reorganisation that replaced it, and
  /// for another `branch`.
  std::string HashAt(std::uint64_t height, base::Duration at, std::uint64_t branch) const;

  /// When the block came into being, in whole seconds since the start, as blocks tell it.
  std::int64_t SecondOf(std::uint64_t height) const;

 private:
  struct Halt {
    base::Duration from{};
    base::Duration to{};
  };
  struct Reorg {
    base::Duration at{};
    std::uint64_t lowest_replaced = 0;
  };
  base::Duration block_time_;
  std::uint64_t first_head_;
  std::vector<Halt> halts_;    // ascending, apart
  std::vector<Reorg> reorgs_;  // ascending
};

}  // namespace headway::sim
