#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace headway::probes {

/// What a Retry-After header asks for (RFC 9110, 10.2.3): whole seconds, or an HTTP date. A date is
/// measured against the response's own Date header, and only without one against our clock, `now`.
/// nullopt: absent, not understood, or in the past; never negative.
std::optional<base::Duration> ParseRetryAfter(std::string_view retry_after, std::string_view date,
                                              base::WallTime now);

}  // namespace headway::probes
