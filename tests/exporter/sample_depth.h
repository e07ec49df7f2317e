#pragma once

#include "base/random.h"
#include "base/time.h"
#include "exporter/snapshot.h"
#include "health/node_depth.h"

/// What nodes of tests are besides their heads.
namespace headway::exporter {

/// The URL's node has told all that an EVM node can, and has every add-on but archive and trace,
/// all of which are claimed. `at`: when.
void TellEvmDepth(base::WallTime at, Snapshot::Url& url);

/// The same of Solana.
void TellSvmDepth(base::WallTime at, Snapshot::Url& url);

/// Any facts, or none.
void TellRandomDepth(base::Random& random, Snapshot::Url& url);

/// Takes note of a capability that is claimed and proved, or missing.
void Settle(health::Capability capability, bool proved, base::WallTime at, Snapshot::Url& url);

}  // namespace headway::exporter
