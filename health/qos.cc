#include "health/qos.h"

#include <algorithm>
#include <cmath>

namespace headway::health {
namespace {

constexpr double kToleratedDowntime = 0.1;
constexpr double kShareAtStake = 0.5;

double RatioOf(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

void QosTally::Note(const ServiceSample& sample, base::Duration relay_timeout) {
  ++polls;
  if (!sample.answered) return;
  ++answered;
  if (sample.latency <= relay_timeout / 2) ++quick;
  if (sample.in_sync) ++in_sync;
}

std::optional<Qos> QosOf(const QosTally& tally) {
  if (tally.polls == 0) return std::nullopt;
  Qos qos;
  qos.availability = RatioOf(tally.answered, tally.polls);
  const double downtime = RatioOf(tally.polls - tally.answered, tally.polls);
  qos.scaled_availability = std::max(0.0, (kToleratedDowntime - downtime) / kToleratedDowntime);
  if (tally.answered > 0) {
    qos.latency = RatioOf(tally.quick, tally.answered);
    qos.sync = RatioOf(tally.in_sync, tally.answered);
    qos.score = std::cbrt(qos.availability * *qos.latency * *qos.sync);
    qos.scaled_score = std::cbrt(qos.scaled_availability * *qos.latency * *qos.sync);
  }
  qos.cu_share = qos.score * kShareAtStake + (1 - kShareAtStake);
  return qos;
}

}  // namespace headway::health
