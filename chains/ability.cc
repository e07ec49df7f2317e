#include "chains/ability.h"

namespace headway::chains {

bool SaysNoSuchMethod(const Fault& fault) {
  switch (fault.error) {
    case ErrorId::kMethodNotFound:
    case ErrorId::kMethodNotSupported:
    case ErrorId::kMethodNotAllowed:
      return true;
    default:
      return false;
  }
}

base::Result<Observation, Fault> AbilityOfFault(const Fault& fault) {
  if (SaysNoSuchMethod(fault)) return Observation(AbilityObservation{.able = false});
  return fault;
}

}  // namespace headway::chains
