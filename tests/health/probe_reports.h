#pragma once

#include <chrono>

#include "base/ids.h"
#include "base/time.h"
#include "health/probe_report.h"

/// Reports as probes would make them, for tests.
namespace headway::health {

inline constexpr base::UrlIndex kFirstUrl{0};

/// Where the clocks of these tests start; neither is zero.
inline constexpr base::MonoTime kMonoStart{std::chrono::hours(1)};
inline constexpr base::WallTime kWallStart{std::chrono::seconds(1'767'225'600)};

/// How a head request of a test ends; the letters are those of the tables.
enum class Ending : char {
  kAnswer = 'h',
  kRefused = 'u',      // nobody listens
  kServerError = 'f',  // HTTP 500
  kMalformed = 'm',    // 200 with something that is no answer
  kAuth = 'a',         // HTTP 401
  kThrottled = 't',    // HTTP 429 without Retry-After
  kCancelled = 'c',
};

/// A finished head request on the first URL, 100 ms long; both clocks show the same progress.
ProbeReport HeadReport(Ending ending, base::Duration since_start);

/// The same of a block request; an answered one is the block at height 100.
ProbeReport BlockReport(Ending ending, base::Duration since_start);

}  // namespace headway::health
