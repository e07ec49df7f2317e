#pragma once

#include "base/result.h"
#include "chains/fault.h"
#include "chains/observation.h"

namespace headway::chains {

/// True if the fault says that the node does not have the method it was asked by.
bool SaysNoSuchMethod(const Fault& fault);

/// The answer to a question that either works or does not, of which `fault` came back: "no" where
/// the node lacks the method, and nothing where the fault says nothing about that.
base::Result<Observation, Fault> AbilityOfFault(const Fault& fault);

}  // namespace headway::chains
