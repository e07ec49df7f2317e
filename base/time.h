#pragma once

#include <chrono>
#include <cstdint>

namespace headway::base {

/// All spans of time inside the program. Edges (YAML, metric names) carry their unit in the name.
using Duration = std::chrono::nanoseconds;

/// Tag clocks: they name the two kinds of time and cannot be read. Reading is `Clock`'s business.
/// Names inside are those that std::chrono looks for.
struct MonotonicTag {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  static constexpr bool is_steady = true;  // NOLINT(readability-identifier-naming)
};
struct WallTag {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  static constexpr bool is_steady = false;  // NOLINT(readability-identifier-naming)
};

/// Never steps back. For intervals, timeouts and latencies. Its zero means nothing.
using MonoTime = std::chrono::time_point<MonotonicTag, Duration>;

/// Time since 1970-01-01T00:00:00Z; may step either way. For epochs and exported timestamps.
using WallTime = std::chrono::time_point<WallTag, Duration>;

constexpr double ToSeconds(Duration span) { return std::chrono::duration<double>(span).count(); }
/// Whole seconds and the rest apart: nanoseconds since 1970 do not fit a double.
constexpr double ToUnixSeconds(WallTime at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  return static_cast<double>(seconds.time_since_epoch().count()) + ToSeconds(at - seconds);
}

}  // namespace headway::base
