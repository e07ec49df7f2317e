#include "exporter/version.h"

namespace headway::exporter {

std::string Version() { return HEADWAY_VERSION; }
std::string Compiler() { return "g++ " __VERSION__; }
std::string UserAgent() { return "headway/" + Version(); }

}  // namespace headway::exporter
