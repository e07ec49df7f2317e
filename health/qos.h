#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "health/service_sample.h"

/// Passable QoS: what consumers report of a provider, and what it is paid by. Here from our own
/// polls: each gives 0 or 1 to each of the three, and they are averaged over an epoch.
namespace headway::health {

struct QosTally {
  std::uint64_t polls = 0;
  std::uint64_t answered = 0;
  std::uint64_t quick = 0;    // answered within half of the relay timeout
  std::uint64_t in_sync = 0;  // answered within the chain's allowed lag

  void Note(const ServiceSample& sample, base::Duration relay_timeout);

  friend bool operator==(const QosTally&, const QosTally&) = default;
};

/// All from 0 to 1.
struct Qos {
  double availability = 0;
  /// nullopt: nothing was answered, there is nothing to measure.
  std::optional<double> latency;
  std::optional<double> sync;
  /// Cube root of the product of the three; 0 where nothing was answered.
  double score = 0;
  /// Availability as consumers' code has it, instead of as it is documented: 10 % of polls without
  /// an answer are already 0.
  double scaled_availability = 0;
  double scaled_score = 0;  // `score` with it
  /// Of the CU served, what is paid at `score`: half of it is at stake.
  double cu_share = 0;
};

/// nullopt: there were no polls.
std::optional<Qos> QosOf(const QosTally& tally);

}  // namespace headway::health
