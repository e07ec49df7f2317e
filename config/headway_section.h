#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "chains/chain_spec.h"
#include "config/mapping_reader.h"
#include "config/settings.h"

namespace headway::config {

/// The parts of `headway:` that need the chains to be read, or say what the chains are.
struct HeadwayParts {
  const Node* chains = nullptr;
  const Node* reference_urls = nullptr;
  const Node* lava = nullptr;
  std::optional<std::uint64_t> stale_after_blocks;  // if headway.health sets it
};

/// Reads the `headway` key of the file and the router's own `epoch-duration` into `settings`, all
/// but the parts that it returns.
HeadwayParts ReadHeadwaySection(const Context& context, MappingReader& file, Settings& settings);

/// Reads `headway.lava`.
void ReadLava(const Context& context, const Node& node, std::span<const chains::ChainSpec> chains,
              LavaSettings& lava);

}  // namespace headway::config
