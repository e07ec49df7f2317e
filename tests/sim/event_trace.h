#pragma once

#include <string>

#include "exporter/snapshot.h"
#include "health/event.h"
#include "tests/sim/naive_poll.h"

namespace headway::sim {

/// One line of a trace.
std::string TextOf(const health::Event& event, const exporter::LabelBook& book);
std::string TextOf(const NaivePoll& poll);

}  // namespace headway::sim
