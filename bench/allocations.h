#pragma once

#include <cstdint>

namespace headway::bench {

/// How often this program has asked for memory so far, by operator new or by malloc, calloc and
/// realloc in code that is linked statically: headway's own and that of header-only libraries. What
/// shared libraries take for themselves (libcurl does) is not seen. For programs that link
/// bench_allocations.
std::uint64_t Allocations();

}  // namespace headway::bench
