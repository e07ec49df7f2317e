#pragma once

#include <optional>
#include <span>

#include "base/ids.h"
#include "base/time.h"
#include "health/state.h"

namespace headway::health {

/// What is shown of a URL, and, folded over its URLs, of an endpoint.
struct Face {
  State state = State::kUnknown;
  bool gauge = true;
  bool enabled = true;
  bool serves = false;        // blocks aside
  bool settled = false;       // there was a settled verdict
  bool settled_good = false;  // the last of them was good
  std::optional<base::BlockHeight> head;
  /// The chain's reference when that head was answered; nullopt: its URL has not answered since.
  std::optional<base::BlockHeight> reference_seen;
  std::optional<base::WallTime> head_block_time;

  friend bool operator==(const Face&, const Face&) = default;
};

/// The endpoint's face. Gauge: 1 if one URL has 1. State: among the URLs whose gauge is the
/// endpoint's, the best one. Head: the highest of the URLs that are on the right chain. `urls` must
/// not be empty.
Face FoldUrls(std::span<const Face> urls);

}  // namespace headway::health
