#pragma once

#include "exporter/snapshot.h"
#include "json/writer.h"

namespace headway::exporter {

/// The member `scores` of an endpoint's object: passable QoS of this epoch and of the one before,
/// reputation. Left out before the first poll.
void WriteScores(const Snapshot::Endpoint& endpoint, const Snapshot::Chain& chain,
                 json::Writer& writer);

}  // namespace headway::exporter
