#pragma once

#include <cstddef>
#include <string>

#include "exporter/check.h"

/// What is shown otherwise, or only, where a person looks.
namespace headway::exporter {

/// Whether what is written to `descriptor` may have colours: it is a terminal that has some, as
/// TERM says, and the environment does not ask for none (https://no-color.org).
bool TakesColour(int descriptor);

/// The same of a terminal; the values of NO_COLOR and TERM, null if they are not set.
bool TakesColour(const char* no_color, const char* term);

/// Columns of the terminal behind `descriptor`; 80 if there is none or it does not say.
std::size_t TerminalColumns(int descriptor);

/// One line without its end, which a terminal of `columns`, which is above 1, shows as one: of 79
/// columns at the most.
std::string ProgressLine(const CheckProgress& progress, std::size_t columns);

}  // namespace headway::exporter
