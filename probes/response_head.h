#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace headway::probes {

/// What is kept of the head of a response, which comes line by line. Memory is reused.
class ResponseHead {
 public:
  void Clear();

  /// The next line, with its end. False: all lines together exceed limits::kMaxReplyHeaderBytes.
  bool Take(std::string_view line);

  /// An empty line was the last one; what follows is the body, or the head behind an interim one.
  bool complete() const { return complete_; }

  /// What the response asks for, as ParseRetryAfter reads it.
  std::optional<base::Duration> RetryAfter(base::WallTime now) const;

 private:
  std::size_t bytes_ = 0;
  bool complete_ = false;
  std::string retry_after_;
  std::string date_;
};

}  // namespace headway::probes
