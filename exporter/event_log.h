#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/log.h"
#include "exporter/snapshot.h"
#include "health/event.h"
#include "health/fleet.h"

/// What happened, for whoever reads nothing but the log: a node that dies, its block, the epoch
/// that passes over it, its release.
namespace headway::exporter {

/// A line of the log before it is written.
struct EventLine {
  LogLevel level = LogLevel::kInfo;
  std::string_view message;  // a constant
  std::vector<std::pair<std::string_view, std::string>> fields;
};

/// `event` and `labels` are of `fleet` as it is now.
EventLine LineOf(const health::Event& event, const LabelBook& labels, const health::Fleet& fleet);

void LogEvents(std::span<const health::Event> events, const LabelBook& labels,
               const health::Fleet& fleet, const Log& log);

}  // namespace headway::exporter
