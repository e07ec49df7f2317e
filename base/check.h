#pragma once

namespace headway::base {

/// Prints `file:line: CHECK failed: condition` to standard error and aborts. Never returns.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition) noexcept;

}  // namespace headway::base

/// A broken invariant of ours ends the process, in release builds too: a sidecar that goes on with
/// a state it cannot have would report health that nobody measured. Never use it on input.
#define HEADWAY_CHECK(condition)                       \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::headway::base::CheckFailed(__FILE__, __LINE__, #condition))
