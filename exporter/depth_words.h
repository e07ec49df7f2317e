#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exporter/snapshot.h"
#include "health/node_depth.h"

/// What verification found out about a claim, in words.
namespace headway::exporter {

/// proved, missing, unknown: in one word.
std::string_view StandingOf(const health::CapabilityFact& fact);

/// As in "archive: claimed, but there is no state below block 19000000", without the name.
std::string WordsOn(health::Capability capability, const Snapshot::Url& url);

/// What is claimed of the URL's node and missing, or could not be verified: one line each.
std::vector<std::string> NotesOn(const Snapshot::Url& url);

}  // namespace headway::exporter
