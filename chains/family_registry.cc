#include "chains/family_registry.h"

#include <algorithm>
#include <deque>
#include <span>
#include <vector>

#include "chains/declarative/call_check.h"
#include "chains/declarative/call_table.h"
#include "chains/declarative/declarative_family.h"
#include "chains/evm/evm_family.h"
#include "chains/svm/svm_family.h"
#include "chains/tendermint/cosmos_rest_family.h"
#include "chains/tendermint/tendermint_rpc_family.h"

namespace headway::chains {
namespace {

struct Entry {
  FamilyId family;
  std::string_view api_interface;
  const ChainFamily* speaker;
};

std::vector<Entry> MakeEntries() {
  static const evm::EvmFamily evm;
  static const svm::SvmFamily svm;
  static const tendermint::TendermintRpcFamily tendermint_rpc;
  static const tendermint::CosmosRestFamily cosmos_rest;
  static std::deque<declarative::DeclarativeFamily> tables;  // entries point into it
  std::vector<Entry> entries = {
      {FamilyId::kEvm, "jsonrpc", &evm},
      {FamilyId::kSvm, "jsonrpc", &svm},
      {FamilyId::kTendermint, "tendermintrpc", &tendermint_rpc},
      {FamilyId::kTendermint, "rest", &cosmos_rest},
  };
  for (const declarative::CallTable& table : declarative::BuiltInTables()) {
    entries.push_back({table.family, table.api_interface, &tables.emplace_back(table)});
  }
  return entries;
}

std::span<const Entry> Entries() {
  static const std::vector<Entry> entries = MakeEntries();
  return entries;
}

bool Speaks(const ChainSpec& chain, FamilyId family) {
  return chain.family == family || chain.second_family == family;
}

bool HasOwnCallsOver(const ChainSpec& chain, std::string_view api_interface) {
  return !chain.own_calls.empty() && chain.own_interface == api_interface;
}

/// Of the chain's own, for the caller alone: everybody who asks gets another one.
std::shared_ptr<const ChainFamily> OwnFamily(const ChainSpec& chain,
                                             std::string_view api_interface) {
  if (!HasOwnCallsOver(chain, api_interface)) return nullptr;
  return std::make_shared<declarative::DeclarativeFamily>(chain.own_calls);
}

}  // namespace

const ChainFamily* FindFamily(FamilyId family, std::string_view api_interface) {
  const auto entries = Entries();
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& each) {
    return each.family == family && each.api_interface == api_interface;
  });
  return entry == entries.end() ? nullptr : entry->speaker;
}

std::optional<FamilyId> FamilyOver(const ChainSpec& chain, std::string_view api_interface) {
  if (chain.family == FamilyId::kDeclarative) {
    return HasOwnCallsOver(chain, api_interface) ? std::optional(chain.family) : std::nullopt;
  }
  if (FindFamily(chain.family, api_interface) != nullptr) return chain.family;
  const auto second = chain.second_family;
  return second && FindFamily(*second, api_interface) != nullptr ? second : std::nullopt;
}

std::shared_ptr<const ChainFamily> FindFamily(const ChainSpec& chain,
                                              std::string_view api_interface) {
  const auto family = FamilyOver(chain, api_interface);
  if (!family) return nullptr;
  if (*family == FamilyId::kDeclarative) return OwnFamily(chain, api_interface);
  // Of what lives as long as the program nobody is the owner.
  return {std::shared_ptr<const ChainFamily>(), FindFamily(*family, api_interface)};
}

std::vector<CallMistake> MistakesOf(const OwnCall& call) { return declarative::MistakesOf(call); }

bool CanHaveIdentity(const ChainSpec& chain, std::string_view identity) {
  if (chain.family == FamilyId::kDeclarative) {
    const auto own = OwnFamily(chain, chain.own_interface);
    return own == nullptr || own->CanonicalIdentity(identity).has_value();
  }
  const auto entries = Entries();
  bool is_spoken = false;
  for (const Entry& entry : entries) {
    if (!Speaks(chain, entry.family)) continue;
    is_spoken = true;
    if (entry.speaker->CanonicalIdentity(identity)) return true;
  }
  return !is_spoken;
}

}  // namespace headway::chains
