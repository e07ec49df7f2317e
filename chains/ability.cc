#include "chains/ability.h"

namespace headway::chains {

bool SaysNoSuchMethod(const Fault& fault) {
  // "Not supported" is asked again of other nodes, so that the registry does not count it there.
  return Describe(fault.error).sub_category == SubCategory::kUnsupportedMethod ||
         fault.error == ErrorId::kMethodNotSupported;
}

base::Result<Observation, Fault> AbilityOfFault(const Fault& fault) {
  if (SaysNoSuchMethod(fault)) return Observation(AbilityObservation{.able = false});
  return fault;
}

}  // namespace headway::chains
