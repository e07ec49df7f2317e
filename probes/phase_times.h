#pragma once

#include "base/time.h"
#include "health/probe_report.h"

namespace headway::probes {

/// When a request got how far, since its start; zero: not reached, or not needed.
struct Milestones {
  base::Duration resolved{};
  base::Duration connected{};
  base::Duration tls_done{};
  base::Duration ready{};  // the request can be sent
  base::Duration first_byte{};
  base::Duration total{};
  /// The connection was there already. It has the times of these phases too: those of finding it.
  bool kept = false;
};

/// No phase is below zero, whatever the milestones; together they are not above the total.
health::PhaseTimes PhasesOf(const Milestones& at);

}  // namespace headway::probes
