#pragma once

#include <string>

#include "exporter/check_report.h"

namespace headway::exporter {

/// One JSON document (docs/check.md). What is not known is absent, never 0 or null.
std::string CheckReportAsJson(const CheckReport& report);

}  // namespace headway::exporter
