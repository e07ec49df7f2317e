#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "chains/call.h"

namespace headway::chains {

/// How the nodes of a chain speak. The closed list of the catalogue; which of them are spoken by
/// this program, over which API interface, is `FindFamily`'s answer (chains/family_registry.h).
enum class FamilyId : std::uint8_t {
  kEvm,
  kSvm,
  kTendermint,
  kAptos,
  kAvalancheP,
  kBeacon,
  kBitcoin,
  kCardano,
  kNear,
  kStarknet,
  kStellar,
  kSui,
  kTon,
  kTron,
  kXrp,
  kOther,        // APIs without a head of their own
  kDeclarative,  // what the operator says to ask; no chain of the catalogue
};

inline constexpr std::size_t kFamilyCount = 17;

/// The families by their key in the catalogue and in `headway.chains.*.family`, in enum order.
inline constexpr std::array<std::string_view, kFamilyCount> kFamilyKeys = {
    "evm",     "svm",     "tendermint", "aptos",    "avalanche-p", "beacon",
    "bitcoin", "cardano", "near",       "starknet", "stellar",     "sui",
    "ton",     "tron",    "xrp",        "other",    "declarative",
};

constexpr std::string_view ToString(FamilyId family) {
  return kFamilyKeys.at(static_cast<std::size_t>(family));
}

constexpr std::optional<FamilyId> ParseFamily(std::string_view key) {
  for (std::size_t index = 0; index < kFamilyCount; ++index) {
    if (kFamilyKeys.at(index) == key) return static_cast<FamilyId>(index);
  }
  return std::nullopt;
}

/// What the catalogue knows of one chain. Overridden key by key by `headway.chains`.
struct ChainSpec {
  std::string id;    // as in the router's `chain-id`: ETH1, SOLANA, …
  std::string name;  // for people
  FamilyId family = FamilyId::kOther;
  /// A family that some of its nodes' interfaces belong to, where `family` has no such interface:
  /// chains of the Cosmos SDK with an EVM inside answer as both.
  std::optional<FamilyId> second_family;
  base::Duration average_block_time{};
  std::uint64_t allowed_block_lag = 0;  // blocks behind the reference that are still in sync
  std::uint32_t blocks_in_finalization_proof = 0;
  /// Chain ids, genesis hashes or network names any of which is right; empty: not known. An
  /// interface goes by those that its family can have.
  std::vector<std::string> expected_chain_ids;
  /// Of kDeclarative: over which API interface what is asked. No calls: they are not known, because
  /// the configuration says them wrongly.
  std::string own_interface;
  std::vector<OwnCall> own_calls;
  std::uint32_t blocks_to_save = 10;      // window of fork detection; SVM trackers force it to 1
  std::uint64_t stale_after_blocks = 10;  // 0 switches the stale verdict off
};

}  // namespace headway::chains
