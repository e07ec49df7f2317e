#pragma once

#include <cstddef>
#include <optional>

#include "base/ids.h"
#include "chains/block_tracker.h"

namespace headway::fuzz {

/// A block tracker that is asked after each step whether its promises hold.
class CheckedTracker {
 public:
  explicit CheckedTracker(chains::TrackerPolicy policy) : tracker_(policy) {}

  std::optional<base::BlockHeight> head() const { return tracker_.head(); }
  std::optional<base::BlockHeight> NextBlock() const { return tracker_.NextBlock(); }

  /// Drops the questions of the poll before, if there are any.
  void OnHead(const chains::HeadObservation& observation);
  void OnBlock(const chains::BlockObservation& block);
  void OnBlockFault();

 private:
  void Check(const chains::TrackerUpdate& update);

  chains::BlockTracker tracker_;
  std::size_t questions_ = 0;  // of the poll under way
};

}  // namespace headway::fuzz
