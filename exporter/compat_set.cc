#include "exporter/compat_set.h"

#include "base/check.h"

namespace headway::exporter {

std::string_view ToString(CompatSet set) {
  return set == CompatSet::kLava ? "lava" : "smart-router";
}

std::optional<CompatSet> ParseCompatSet(std::string_view name) {
  for (const CompatSet set : {CompatSet::kLava, CompatSet::kSmartRouter}) {
    if (name == ToString(set)) return set;
  }
  return std::nullopt;
}

std::string_view SpelledBy(CompatSet set, std::string_view lava_name) {
  constexpr std::string_view kProgram = "lava_";
  HEADWAY_CHECK(lava_name.starts_with(kProgram));
  return set == CompatSet::kLava ? lava_name : lava_name.substr(kProgram.size());
}

}  // namespace headway::exporter
