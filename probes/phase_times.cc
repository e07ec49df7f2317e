#include "probes/phase_times.h"

#include <algorithm>

namespace headway::probes {
namespace {

using base::Duration;

Duration Span(Duration from, Duration to) { return std::max(to - from, Duration::zero()); }

}  // namespace

health::PhaseTimes PhasesOf(const Milestones& at) {
  health::PhaseTimes phases;
  if (!at.kept) {
    phases.resolve = at.resolved;
    if (at.connected > Duration::zero()) phases.connect = Span(at.resolved, at.connected);
    if (at.tls_done > Duration::zero()) phases.tls = Span(at.connected, at.tls_done);
  }
  if (at.ready > Duration::zero()) {
    const Duration answered = at.first_byte > Duration::zero() ? at.first_byte : at.total;
    phases.wait = Span(at.ready, answered);
    phases.transfer = Span(answered, at.total);
  }
  return phases;
}

}  // namespace headway::probes
