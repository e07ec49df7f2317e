#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace headway::config {

/// The longest duration that is accepted: a year of 365 days.
inline constexpr base::Duration kMaxDuration = std::chrono::hours(365 * 24);

/// Durations as Go programs write them: one or more of a decimal number and a unit (ns, us, ms, s,
/// m, h), such as `250ms`, `1.5s`, `1m30s`; also a bare `0`. nullopt: malformed, negative, or
/// longer than kMaxDuration.
std::optional<base::Duration> ParseDuration(std::string_view text);

/// The shortest such text of a whole number of nanoseconds: `15m`, `1m30s`, `250ms`.
std::string FormatDuration(base::Duration duration);

}  // namespace headway::config
