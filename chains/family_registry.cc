#include "chains/family_registry.h"

#include "chains/evm/evm_family.h"
#include "chains/svm/svm_family.h"

namespace headway::chains {

const ChainFamily* FindFamily(FamilyId family, std::string_view api_interface) {
  static const evm::EvmFamily evm_family;
  static const svm::SvmFamily svm_family;
  if (api_interface != "jsonrpc") return nullptr;
  switch (family) {
    case FamilyId::kEvm:
      return &evm_family;
    case FamilyId::kSvm:
      return &svm_family;
    default:
      return nullptr;
  }
}

}  // namespace headway::chains
