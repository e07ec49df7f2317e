#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace headway::exporter {

/// Makes `text` the file `path`, all of it or nothing: what was there before stays until the new
/// text is on the disk under another name of the same folder, which no failure leaves behind.
/// Returns the system's words for what went wrong, or nothing.
std::optional<std::string> WriteFile(const std::string& path, std::string_view text);

}  // namespace headway::exporter
