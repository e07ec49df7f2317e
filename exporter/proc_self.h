#pragma once

#include <cstdint>
#include <optional>

namespace headway::exporter {

/// What Linux's /proc says of this process (proc(5)). A figure that cannot be read is absent.
struct ProcSelf {
  std::optional<double> cpu_seconds;
  std::optional<double> resident_memory_bytes;
  std::optional<double> virtual_memory_bytes;
  std::optional<double> start_time_seconds;  // since the Unix epoch
  std::optional<double> open_fds;
  std::optional<double> max_fds;
};

ProcSelf ReadProcSelf();

}  // namespace headway::exporter
