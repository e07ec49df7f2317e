#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "exporter/lava_sample.h"
#include "exporter/log.h"
#include "lava/state_file.h"
#include "lava/watcher.h"
#include "probes/curl_transport.h"
#include "probes/event_loop.h"

namespace headway::exporter {

/// The watcher of the Lava chain on a thread, a loop and a transport of its own: however large a
/// block is, reading it holds up nobody's poll. From construction to destruction it runs; what it
/// knows is read through Last. Clock and log outlive it.
class LavaThread {
 public:
  struct Options {
    lava::WatchPlan plan;
    std::string state_file;  // empty: nothing is kept
    std::string user_agent;

    friend bool operator==(const Options&, const Options&) = default;
  };

  /// Reads the state file: one that cannot be used is put aside, with a warning.
  LavaThread(Options options, const base::Clock& clock, const Log& log);
  LavaThread(const LavaThread&) = delete;
  LavaThread& operator=(const LavaThread&) = delete;
  /// Ends requests that are under way, and saves the state. Waits for a block that is being read.
  ~LavaThread();

  const Options& options() const { return options_; }

  /// The last one published, never null. Any thread.
  std::shared_ptr<const LavaSample> Last() const;

 private:
  std::optional<lava::SavedState> LoadState() const;
  void Run();
  void Publish();
  void LogNews();
  void SaveIfDue(bool at_once);

  const Options options_;
  const base::Clock& clock_;
  const Log& log_;
  const std::optional<lava::StateFile> state_file_;
  probes::EventLoop events_;
  probes::CurlTransport transport_;
  lava::Watcher watcher_;  // of the thread, once that runs
  base::MonoTime next_save_{};
  std::array<std::uint64_t, kAllSaveOutcomes.size()> saves_{};
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::shared_ptr<const LavaSample> last_;  // guarded by mutex_
  std::thread thread_;                      // last: it uses all of the above
};

}  // namespace headway::exporter
