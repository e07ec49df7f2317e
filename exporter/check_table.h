#pragma once

#include <cstddef>
#include <string>

#include "exporter/check_report.h"

namespace headway::exporter {

struct TableStyle {
  std::size_t columns = 100;  // at least 72; no line is longer
  bool colour = false;        // by escape sequences, for a terminal
};

/// The report for people: a line for each row, with the reason below those that are not healthy,
/// then the warnings and a summary. Long names are cut, long reasons go on in further lines.
std::string CheckTable(const CheckReport& report, const TableStyle& style);

/// The last lines of the table: how many are not healthy, and which chains are dark.
std::string CheckSummary(const CheckReport& report);

}  // namespace headway::exporter
