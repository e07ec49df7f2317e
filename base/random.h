#pragma once

#include <cstdint>

namespace headway::base {

/// A small deterministic generator (splitmix64): the same seed gives the same numbers on every
/// machine. For jitter and simulations; not for secrets. Not thread-safe.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next();

  /// Uniform in [0, 1).
  double Unit();

  /// Uniform in [0, bound); `bound` must be above 0.
  std::uint64_t Below(std::uint64_t bound);

 private:
  std::uint64_t state_;
};

}  // namespace headway::base
