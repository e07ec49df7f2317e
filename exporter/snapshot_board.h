#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "exporter/snapshot.h"

namespace headway::exporter {

/// Where scrapes and the loop meet. A scrape asks for a fresh snapshot; the loop makes one at its
/// next turn. Polling never waits for a scrape, and a scrape waits for the loop a moment at most.
class SnapshotBoard {
 public:
  /// A snapshot younger than this is fresh enough: many scrapers cost no more than a few snapshots
  /// a second.
  static constexpr base::Duration kFreshFor = std::chrono::milliseconds(200);
  static constexpr base::Duration kLongestWait = std::chrono::milliseconds(500);

  /// `first` is shown until the loop publishes. `wake` ends the loop's sleep, from any thread.
  SnapshotBoard(std::shared_ptr<const Snapshot> first, const base::Clock& clock,
                std::function<void()> wake);

  // Any thread.

  /// A snapshot of that depth made after this call, or a fresh one, or the last one if the loop is
  /// late; that may be of less depth.
  std::shared_ptr<const Snapshot> Fresh(SnapshotDepth depth = SnapshotDepth::kScrape);
  std::shared_ptr<const Snapshot> Last() const;

  // Loop thread.

  /// The depth of the snapshot that somebody waits for; nullopt: nobody does.
  std::optional<SnapshotDepth> Wanted() const;
  void Publish(std::shared_ptr<const Snapshot> snapshot);

 private:
  const base::Clock& clock_;
  const std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable published_;
  std::optional<SnapshotDepth> wanted_;   // guarded by mutex_
  std::shared_ptr<const Snapshot> last_;  // guarded by mutex_
};

}  // namespace headway::exporter
