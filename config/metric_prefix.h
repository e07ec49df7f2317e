#pragma once

#include <algorithm>
#include <string_view>

#include "config/ascii.h"

namespace headway::config {

/// Whether it is what may begin the name of a metric, or nothing.
inline bool IsMetricPrefix(std::string_view prefix) {
  return prefix.empty() ||
         (!IsAsciiDigit(prefix.front()) && std::all_of(prefix.begin(), prefix.end(), [](char byte) {
           return IsAsciiLetter(byte) || IsAsciiDigit(byte) || byte == '_' || byte == ':';
         }));
}

}  // namespace headway::config
