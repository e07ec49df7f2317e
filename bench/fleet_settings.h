#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.h"
#include "chains/chain_spec.h"
#include "config/settings.h"
#include "exporter/sidecar.h"

namespace headway::bench {

/// A fleet on one chain.
struct FleetShape {
  chains::FamilyId family = chains::FamilyId::kEvm;
  std::uint32_t urls = 1;
  std::uint32_t endpoints_per_url = 1;  // each endpoint lists one URL
  /// Where URL number i lives, as host:port.
  std::function<std::string(std::uint32_t)> host_of;
};

/// Its configuration, with no pause between polls: every URL is due again once it was answered. A
/// head may stand still and nodes may differ: whoever is called bad is polled less.
config::Settings MakeSettings(const FleetShape& shape);

/// Now, on all clocks.
exporter::Instant InstantOf(const base::Clock& clock);

}  // namespace headway::bench
