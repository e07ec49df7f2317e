#pragma once

#include <atomic>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "exporter/http_server.h"

namespace headway::exporter {

/// How far the wall clock of epochs and scores is set ahead, for tests of what happens at their
/// boundaries. Any thread.
class TimeWarp {
 public:
  /// Longest offset, inclusive.
  static constexpr base::Duration kLongest = std::chrono::hours(24);

  /// From zero to kLongest.
  base::Duration offset() const { return base::Duration(offset_.load()); }
  void Set(base::Duration offset) { offset_.store(offset.count()); }

 private:
  std::atomic<base::Duration::rep> offset_ = 0;
};

/// The offset that the body of a POST /debug/time-warp asks for: `{"offset_seconds": 3600}`. A
/// member that is missing or null is 0; others, and what follows the object, are passed over. The
/// error is for whoever asked.
base::Result<base::Duration, std::string> ParseTimeWarp(const HttpRequest& request);

/// The answer to /debug/time-warp: sets the offset, and says which one is in force. 405 for other
/// methods than POST, 400 for a bad body; then the offset stays as it was.
HttpResponse AnswerTimeWarp(const HttpRequest& request, TimeWarp& warp);

/// The answer to /debug/time, whatever the method: `real_time` is `now`, `effective_time` what
/// epochs and scores go by.
HttpResponse AnswerDebugTime(const TimeWarp& warp, base::WallTime now);

}  // namespace headway::exporter
