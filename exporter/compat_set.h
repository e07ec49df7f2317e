#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace headway::exporter {

/// The router's own series under its own names (`metrics.compat`), by whose spelling.
enum class CompatSet : std::uint8_t { kLava, kSmartRouter };

/// As `metrics.compat` and `--compat` name it.
std::string_view ToString(CompatSet set);
std::optional<CompatSet> ParseCompatSet(std::string_view name);

/// A series in the set's spelling. Lava's begins with the name of its program; the smart-router's
/// is what follows that.
std::string_view SpelledBy(CompatSet set, std::string_view lava_name);

}  // namespace headway::exporter
