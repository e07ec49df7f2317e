#pragma once

#include "base/clock.h"

namespace headway::base {

/// The machine's clocks. The one place in the program that reads them.
class SystemClock final : public Clock {
 public:
  MonoTime Mono() const override;
  WallTime Wall() const override;
};

}  // namespace headway::base
