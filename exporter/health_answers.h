#pragma once

#include <string_view>

#include "exporter/explanation.h"
#include "exporter/http_server.h"
#include "exporter/snapshot.h"

/// What load balancers and scripts are told, by status code. Pure functions of a snapshot.
namespace headway::exporter {

/// 200 while at least one endpoint of every chain that has endpoints serves, else 503. With
/// `mode=any` in the query it is one of any chain, as the router has it. 503 if there is no
/// endpoint at all.
HttpResponse AnswerOverallHealth(const Snapshot& snapshot, std::string_view query);

/// 200 while somebody serves the chain, else 503; 404 if it has no endpoints or is not known.
HttpResponse AnswerChainHealth(const Snapshot& snapshot, std::string_view spec,
                               std::string_view api_interface);

/// 200 while the last settled verdict on the endpoint is good, blocked or not, else 503; 404 if it
/// is not known.
HttpResponse AnswerEndpointHealth(const Snapshot& snapshot, std::string_view spec,
                                  std::string_view api_interface, std::string_view name,
                                  const ClockReading& now);

/// 200 `false` while a primary serves every chain that has endpoints; else 503 `true` and, a line
/// each, the chains that no primary serves.
HttpResponse AnswerBackupsNeeded(const Snapshot& snapshot);

}  // namespace headway::exporter
