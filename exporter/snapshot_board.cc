#include "exporter/snapshot_board.h"

#include <algorithm>
#include <utility>

namespace headway::exporter {
namespace {

bool Has(const Snapshot& snapshot, SnapshotDepth depth) {
  return depth == SnapshotDepth::kScrape || snapshot.details != nullptr;
}

}  // namespace

SnapshotBoard::SnapshotBoard(std::shared_ptr<const Snapshot> first, const base::Clock& clock,
                             std::function<void()> wake)
    : clock_(clock), wake_(std::move(wake)), last_(std::move(first)) {}

std::shared_ptr<const Snapshot> SnapshotBoard::Fresh(SnapshotDepth depth) {
  std::unique_lock lock(mutex_);
  if (Has(*last_, depth) && clock_.Mono() - last_->taken_at < kFreshFor) return last_;
  const std::shared_ptr<const Snapshot> old = last_;
  wanted_ = wanted_ ? std::max(*wanted_, depth) : depth;
  lock.unlock();
  wake_();
  lock.lock();
  published_.wait_for(lock, kLongestWait, [&] { return last_ != old && Has(*last_, depth); });
  return last_;
}

std::shared_ptr<const Snapshot> SnapshotBoard::Last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

std::optional<SnapshotDepth> SnapshotBoard::Wanted() const {
  const std::lock_guard lock(mutex_);
  return wanted_;
}

void SnapshotBoard::Publish(std::shared_ptr<const Snapshot> snapshot) {
  {
    const std::lock_guard lock(mutex_);
    last_.swap(snapshot);
    // Somebody may have come to want more than this one was made for.
    if (wanted_ && Has(*last_, *wanted_)) wanted_.reset();
  }
  published_.notify_all();
}

}  // namespace headway::exporter
