#pragma once

#include <vector>

#include "chains/call.h"

namespace headway::chains::declarative {

/// What keeps the operator's call from being asked or read, all of it. Empty: nothing.
std::vector<CallMistake> MistakesOf(const OwnCall& call);

}  // namespace headway::chains::declarative
