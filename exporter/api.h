#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "exporter/explanation.h"
#include "exporter/snapshot.h"
#include "json/writer.h"

/// What `/api/v1` and `/health` say in JSON. Pure. Facts that are not known are left out; times are
/// RFC 3339 in UTC; of a URL nothing is shown but scheme, host, port and url_id.
namespace headway::exporter {

/// `/api/v1/endpoints`, `/api/v1/urls`, `/api/v1/chains`, `/api/v1/epochs`.
void WriteEndpoints(const Snapshot& snapshot, json::Writer& writer);
void WriteUrls(const Snapshot& snapshot, json::Writer& writer);
void WriteChains(const Snapshot& snapshot, json::Writer& writer);
void WriteEpochs(const Snapshot& snapshot, json::Writer& writer);

/// One endpoint, with all that explains its verdict: reasons in words, streaks, and the last polls
/// of each of its URLs, newest first, if the snapshot has details.
void WriteEndpointExplained(const Snapshot& snapshot, std::size_t endpoint, const ClockReading& now,
                            json::Writer& writer);

/// The short of it, for load balancers: `healthy` is the last settled verdict.
void WriteEndpointHealth(const Snapshot& snapshot, std::size_t endpoint, const ClockReading& now,
                         json::Writer& writer);
void WriteChainHealth(const Snapshot& snapshot, std::size_t chain, json::Writer& writer);

std::optional<std::size_t> FindEndpoint(const LabelBook& labels, std::string_view spec,
                                        std::string_view api_interface, std::string_view name);
std::optional<std::size_t> FindChain(const LabelBook& labels, std::string_view spec,
                                     std::string_view api_interface);

}  // namespace headway::exporter
