#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "base/time.h"
#include "health/service_sample.h"

/// Reputation: what a consumer that picks providers remembers of one, the latest best; and how the
/// chain compares those who serve the same one.
namespace headway::health {

/// Time that scores go by: it never falls, however clocks are set, and a time warp moves it ahead.
using ScoreTime = base::MonoTime;

/// A mean of samples, each of which counts half as much after a half life. The order in which they
/// come does not matter. Begins as one sample of `initial`, a day old.
class DecayedMean {
 public:
  static constexpr base::Duration kHalfLife = std::chrono::hours(1);

  DecayedMean(double initial, ScoreTime now);

  /// `sample` is finite and at least 0; `weight` above 0.
  void Add(double sample, double weight, ScoreTime at);
  double value() const { return sum_ / weight_; }

 private:
  double sum_;
  double weight_ = 1;
  ScoreTime as_of_;  // of the latest sample: sum and weight are discounted to it
};

/// By how much time the head is behind, given how long ago the reference came to its height.
base::Duration BehindBy(std::uint64_t blocks, base::Duration block_time,
                        base::Duration since_reference);

class Reputation {
 public:
  explicit Reputation(ScoreTime now);

  void Note(const ServiceSample& sample, ScoreTime at);

  double availability() const { return availability_.value(); }  // 0 to 1
  double latency_seconds() const { return latency_.value(); }
  double sync_seconds() const { return sync_.value(); }
  /// What a consumer reports to the chain, in seconds that a relay costs: lower is better.
  double Score() const;

 private:
  DecayedMean availability_;
  DecayedMean latency_;
  DecayedMean sync_;
};

/// The score that the best tenth of a chain's endpoints is told by, each weighing the same;
/// nullopt: there are none.
std::optional<double> BenchmarkOf(std::span<const double> ascending_scores);

/// How gladly the chain pairs an endpoint with consumers, from 0.5 to 2: 2 up to the benchmark.
double PairingScore(double score, double benchmark);

}  // namespace headway::health
