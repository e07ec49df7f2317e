#pragma once

#include <string_view>

/// The files of exporter/page/, as they were when the program was built.
namespace headway::exporter {

extern const std::string_view kPageStylesheet;
extern const std::string_view kPageScript;
extern const std::string_view kPageIcon;

}  // namespace headway::exporter
