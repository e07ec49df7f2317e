#pragma once

#include "base/time.h"

namespace headway::base {

/// Seam 1 of 3. Where time comes from. Held by whoever runs a loop (the sidecar's, the Lava
/// watcher's, that of the listeners, a pass of `headway check`), the transports and the reading
/// side of HTTP; the core takes `now` as a parameter. Implementations may be read from any thread
/// and never fail.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  virtual MonoTime Mono() const = 0;
  virtual WallTime Wall() const = 0;
};

}  // namespace headway::base
