#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace headway::probes {

/// What a Retry-After header asks for (RFC 9110, 10.2.3): whole seconds, or an HTTP date. A date is
/// measured against the response's own Date header, not against our clock. nullopt: absent, not
/// understood, in the past, or a date that cannot be measured; never negative.
std::optional<base::Duration> ParseRetryAfter(std::string_view retry_after, std::string_view date);

}  // namespace headway::probes
