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
  Signals(probes::EventLoop& loop, SignalHandlers handlers);
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headway::exporter
