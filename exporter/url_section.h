#pragma once

#include <cstddef>
#include <optional>

#include "exporter/page_parts.h"

/// What the page of an endpoint says of each of its URLs.
namespace headway::exporter {

/// State, streaks, what the node is, and its last polls, under a heading of its own. Links to the
/// other endpoints that share the URL with `endpoint`.
void WriteUrlSection(HtmlWriter& html, const PageContext& page, base::UrlIndex url,
                     std::size_t endpoint);

/// The fact of what it was before the last epoch took it back, where that says more than its state.
void WriteBeforeReset(HtmlWriter& html, const std::optional<health::BeforeReset>& before,
                      const ClockReading& now);

}  // namespace headway::exporter
