#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "tests/sim/node_model.h"

namespace headway::sim {

/// The rules of docs/health.md for one URL, written from the page in the plainest way: remembers
/// what each poll was in truth and works the shown state out of that. Shares no code with health/.
class NaiveHealth {
 public:
  void Poll(Truth truth, base::MonoTime at);

  bool gauge() const { return gauge_; }
  const std::string& shown() const { return shown_; }

 private:
  static constexpr int kFall = 3;
  static constexpr int kRise = 2;
  static constexpr base::Duration kThrottledGrace = std::chrono::minutes(10);

  bool gauge_ = true;
  std::string shown_ = "unknown";
  std::string behind_ = "unknown";  // what is shown when throttling ends
  bool first_conclusive_seen_ = false;
  int bad_in_a_row_ = 0;
  int good_in_a_row_ = 0;
  std::optional<base::MonoTime> grace_since_;  // last answer, or the first poll without one
};

}  // namespace headway::sim
