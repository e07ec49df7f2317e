#pragma once

#include <optional>

#include "health/qos.h"
#include "health/reputation.h"

namespace headway::health {

/// What an endpoint's polls are worth to consumers.
struct Scores {
  QosTally qos;  // of the running epoch
  /// Of the last epoch in which it was polled.
  std::optional<QosTally> previous_epoch;
  /// nullopt: not polled yet, or the score clock was set back since.
  std::optional<Reputation> reputation;
};

}  // namespace headway::health
