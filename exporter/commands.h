#pragma once

#include "exporter/cli.h"

namespace headway::exporter {

/// Executes what the command line says. Returns the exit code: 0 done, 1 failed, 2 bad input.
int Execute(const CommandLine& line);

}  // namespace headway::exporter
