#pragma once

#include <functional>
#include <memory>

#include "probes/event_loop.h"

namespace headway::exporter {

struct SignalHandlers {
  std::function<void()> stop;    // SIGTERM, SIGINT
  std::function<void()> reload;  // SIGHUP
};

/// Signals as events of the loop: the handlers run on the loop thread, one at a time. From its
/// construction to its end no listed signal ends the process by itself.
class Signals {
 public:
  /// Keeps the listed signals waiting from now on until a Signals exists, so that none ends a
  /// program that is still starting. Main thread, before any other is started.
  static void Hold();

  Signals(probes::EventLoop& loop, SignalHandlers handlers);
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headway::exporter
