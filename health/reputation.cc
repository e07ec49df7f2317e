#include "health/reputation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace headway::health {
namespace {

// A poll is a probe: consumers give it a quarter of a relay's weight.
constexpr double kPollWeight = 0.25;
constexpr base::Duration kAgeOfTheInitial = std::chrono::hours(24);

constexpr double kInitialAvailability = 1;
constexpr double kInitialLatencySeconds = 0.01;
constexpr double kInitialSyncSeconds = 0.1;

constexpr double kWorstAvailability = 1e-5;
constexpr double kWorstLatencySeconds = 30;
constexpr double kWorstSyncSeconds = 1200;

constexpr double kSyncWeight = 0.3;
constexpr double kFailureCostSeconds = 3;

double RemainsAfter(base::Duration span) {
  return std::exp(-std::numbers::ln2 * base::ToSeconds(span) /
                  base::ToSeconds(DecayedMean::kHalfLife));
}

}  // namespace

DecayedMean::DecayedMean(double initial, ScoreTime now)
    : sum_(initial), as_of_(now - kAgeOfTheInitial) {}

void DecayedMean::Add(double sample, double weight, ScoreTime at) {
  HEADWAY_CHECK(std::isfinite(sample) && sample >= 0 && weight > 0);
  if (at > as_of_) {
    const double remains = RemainsAfter(at - as_of_);
    sum_ *= remains;
    weight_ *= remains;
    as_of_ = at;
  } else {
    weight *= RemainsAfter(as_of_ - at);
  }
  sum_ += sample * weight;
  weight_ += weight;
}

base::Duration BehindBy(std::uint64_t blocks, base::Duration block_time,
                        base::Duration since_reference) {
  if (blocks == 0) return {};
  // Beyond this every sample is the worst one.
  constexpr auto kWorst = std::chrono::duration<double>(kWorstSyncSeconds);
  const base::Duration first = std::min(block_time, since_reference);
  const auto rest = std::chrono::duration<double>(block_time) * static_cast<double>(blocks - 1);
  if (rest >= kWorst) return std::chrono::duration_cast<base::Duration>(kWorst);
  return first + std::chrono::duration_cast<base::Duration>(rest);
}

Reputation::Reputation(ScoreTime now)
    : availability_(kInitialAvailability, now),
      latency_(kInitialLatencySeconds, now),
      sync_(kInitialSyncSeconds, now) {}

void Reputation::Note(const ServiceSample& sample, ScoreTime at) {
  availability_.Add(sample.answered ? 1 : 0, kPollWeight, at);
  // Who does not answer has no latency, and nothing to be behind with.
  if (!sample.answered) return;
  latency_.Add(std::clamp(base::ToSeconds(sample.latency), 0.0, kWorstLatencySeconds), kPollWeight,
               at);
  sync_.Add(std::clamp(base::ToSeconds(sample.behind), 0.0, kWorstSyncSeconds), kPollWeight, at);
}

double Reputation::Score() const {
  const double available = std::max(availability(), kWorstAvailability);
  return latency_seconds() + sync_seconds() * kSyncWeight +
         (1 / available - 1) * kFailureCostSeconds;
}

std::optional<double> BenchmarkOf(std::span<const double> ascending_scores) {
  if (ascending_scores.empty()) return std::nullopt;
  constexpr std::size_t kOneIn = 10;
  return ascending_scores[(ascending_scores.size() + kOneIn - 1) / kOneIn - 1];
}

double PairingScore(double score, double benchmark) {
  constexpr double kBest = 2;
  constexpr double kWorst = 0.5;
  if (score <= benchmark) return kBest;
  return kWorst + benchmark / score * (kBest - kWorst);
}

}  // namespace headway::health
