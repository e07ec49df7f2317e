#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "exporter/listener_view.h"
#include "exporter/log.h"
#include "lava/listener_check.h"
#include "lava/listener_watch.h"
#include "probes/curl_transport.h"
#include "probes/event_loop.h"

namespace headway::exporter {

/// The watch over the provider's listeners on a thread of its own, with connections of its own
/// (docs/adr/0020): polling never waits for it. Without listeners there is no thread.
class ListenerWorker {
 public:
  /// Clock and log outlive it, and may be used from any thread. `seed`: see ListenerWatch.
  ListenerWorker(std::vector<lava::ListenerPlan> plans, const lava::ListenerPolicy& policy,
                 std::uint64_t seed, const base::Clock& clock, const Log& log);
  ListenerWorker(const ListenerWorker&) = delete;
  ListenerWorker& operator=(const ListenerWorker&) = delete;
  /// Ends the checks under way.
  ~ListenerWorker();

  /// Goes on with other listeners. What is gone is gone from Latest at once. Not from several
  /// threads.
  void Reload(std::vector<lava::ListenerPlan> plans);

  // Any thread.

  /// Never null.
  std::shared_ptr<const ListenerViews> Latest() const;
  /// The same once each was checked, or `at_most` has passed.
  std::shared_ptr<const ListenerViews> AwaitAll(base::Duration at_most) const;

 private:
  struct Orders {
    std::optional<std::vector<lava::ListenerPlan>> plans;
    bool stop = false;
  };

  void Run();
  Orders TakeOrders();
  void Publish(ListenerViews views);
  void LogChanges(const ListenerViews& before, const ListenerViews& after) const;

  const base::Clock& clock_;
  const Log& log_;
  probes::EventLoop events_;
  probes::CurlTransport transport_;
  lava::ListenerWatch watch_;  // of the thread
  mutable std::mutex mutex_;
  mutable std::condition_variable published_;
  Orders orders_;                                // guarded by mutex_
  std::shared_ptr<const ListenerViews> latest_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace headway::exporter
