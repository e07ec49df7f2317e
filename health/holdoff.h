#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.h"

namespace headway::health {

/// How long to leave a node alone that says "too many requests": as long as it asks, else five
/// seconds, doubled with each further time up to two minutes.
class Holdoff {
 public:
  static constexpr base::Duration kFirst = std::chrono::seconds(5);
  static constexpr base::Duration kLongest = std::chrono::minutes(2);

  /// `longest_asked` bounds what the node asks for.
  base::Duration Next(const std::optional<base::Duration>& retry_after,
                      base::Duration longest_asked) {
    if (retry_after) return std::clamp(*retry_after, base::Duration::zero(), longest_asked);
    base::Duration holdoff = kFirst;
    for (std::uint32_t step = 0; step < step_ && holdoff < kLongest; ++step) holdoff *= 2;
    ++step_;
    return std::min(holdoff, kLongest);
  }

  /// The node answered: the next time starts over.
  void Reset() { step_ = 0; }

  friend bool operator==(const Holdoff&, const Holdoff&) = default;

 private:
  std::uint32_t step_ = 0;
};

}  // namespace headway::health
