#pragma once

#include <optional>
#include <span>

#include "base/ids.h"
#include "base/time.h"
#include "health/state.h"

namespace headway::health {

/// What an endpoint's fold reads of one of its URLs.
struct UrlFace {
  State state = State::kUnknown;
  bool gauge = true;
  bool enabled = true;
  bool serves = false;
  std::optional<base::BlockHeight> head;
  std::optional<base::WallTime> head_block_time;
};

/// What an endpoint is, given its URLs.
struct EndpointFace {
  State state = State::kUnknown;
  bool gauge = true;
  bool enabled = true;
  bool serves = false;
  std::optional<base::BlockHeight> head;
  std::optional<base::WallTime> head_block_time;

  friend bool operator==(const EndpointFace&, const EndpointFace&) = default;
};

/// Gauge: 1 if one URL has 1. State: among the URLs whose gauge is the endpoint's, the best one.
/// Head: the highest of the URLs that are on the right chain. `urls` must not be empty.
EndpointFace FoldUrls(std::span<const UrlFace> urls);

}  // namespace headway::health
