#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace headway::health {

/// Counts of a fixed set of buckets, not cumulative; the last one is everything above the bounds.
/// `Bounds` is a static constexpr array of ascending upper bounds (inclusive).
template <const auto& Bounds>
struct Histogram {
  static constexpr std::size_t kBuckets = Bounds.size() + 1;

  std::array<std::uint64_t, kBuckets> counts{};
  double sum = 0;

  void Observe(double value) {
    const auto bucket = std::lower_bound(Bounds.begin(), Bounds.end(), value) - Bounds.begin();
    ++counts.at(static_cast<std::size_t>(bucket));
    sum += value;
  }
  std::uint64_t Count() const {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }

  friend bool operator==(const Histogram&, const Histogram&) = default;
};

inline constexpr std::array kLatencyBoundsSeconds = {.005, .01, .025, .05, .1, .25,
                                                     .5,   1.,  2.5,  5.,  10.};
inline constexpr std::array kReorgDepthBoundsBlocks = {1., 2., 3., 5., 10., 64.};

/// The router's own buckets (`metrics.compat`).
inline constexpr std::array kEndToEndBoundsMilliseconds = {
    1., 2., 5., 10., 25., 50., 100., 250., 500., 1'000., 2'500., 5'000., 10'000., 30'000.};

using LatencyHistogram = Histogram<kLatencyBoundsSeconds>;
using EndToEndHistogram = Histogram<kEndToEndBoundsMilliseconds>;
using ReorgDepthHistogram = Histogram<kReorgDepthBoundsBlocks>;

}  // namespace headway::health
