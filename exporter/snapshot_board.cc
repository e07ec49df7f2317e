#include "exporter/snapshot_board.h"

#include <utility>

namespace headway::exporter {

SnapshotBoard::SnapshotBoard(std::shared_ptr<const Snapshot> first, const base::Clock& clock,
                             std::function<void()> wake)
    : clock_(clock), wake_(std::move(wake)), last_(std::move(first)) {}

std::shared_ptr<const Snapshot> SnapshotBoard::Fresh() {
  std::unique_lock lock(mutex_);
  if (clock_.Mono() - last_->taken_at < kFreshFor) return last_;
  const std::shared_ptr<const Snapshot> old = last_;
  wanted_.store(true, std::memory_order_release);
  lock.unlock();
  wake_();
  lock.lock();
  published_.wait_for(lock, kLongestWait, [&] { return last_ != old; });
  return last_;
}

std::shared_ptr<const Snapshot> SnapshotBoard::Last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

void SnapshotBoard::Publish(std::shared_ptr<const Snapshot> snapshot) {
  {
    const std::lock_guard lock(mutex_);
    last_.swap(snapshot);
    wanted_.store(false, std::memory_order_release);
  }
  published_.notify_all();
}

}  // namespace headway::exporter
