// What libFuzzer calls. Compiled once for each target.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr headway::fuzz::Target kTarget = headway::fuzz::TargetNamed(HEADWAY_FUZZ_TARGET);
  kTarget.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
