#pragma once

#include "chains/fault.h"
#include "chains/observation.h"
#include "chains/probe_kind.h"

namespace headway::fuzz {

/// A fault that a node's answer may be.
void CheckFaultOfNode(const chains::Fault& fault);

/// An observation that an answer to a probe of this kind may be: the alternative of its kind, with
/// everything in its bounds.
void CheckObservation(chains::ProbeKind kind, const chains::Observation& observation);

}  // namespace headway::fuzz
