#pragma once

#include <string>

namespace headway::exporter {

/// Of this build: the project's version, and the compiler that made it.
std::string Version();
std::string Compiler();

/// What every request says of the program that sends it.
std::string UserAgent();

}  // namespace headway::exporter
