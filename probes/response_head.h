#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "probes/request_extras.h"

namespace headway::probes {

/// What is kept of the head of a response, which comes line by line. Memory is reused.
class ResponseHead {
 public:
  void Clear();

  /// Keeps these headers and trailers too, until Clear. The names, in lower case, must live as
  /// long.
  void Want(std::span<const std::string_view> names);

  /// The next line, with its end. False: all lines together exceed limits::kMaxReplyHeaderBytes.
  bool Take(std::string_view line);

  /// An empty line was the last one; what follows is the body, or the head behind an interim one.
  bool complete() const { return complete_; }

  /// What the response asks for, as ParseRetryAfter reads it.
  std::optional<base::Duration> RetryAfter(base::WallTime now) const;

  /// Those of the wanted ones that came; valid until Take or Clear. Of interim responses: none.
  std::span<const ReceivedHeader> received() const { return received_; }

 private:
  void TakeWanted(std::string_view line);

  std::size_t bytes_ = 0;
  bool complete_ = false;
  std::string retry_after_;
  std::string date_;
  std::span<const std::string_view> wanted_;
  std::vector<ReceivedHeader> received_;
  std::vector<std::string> values_;  // of received_; with room for all, so that they stay
};

}  // namespace headway::probes
