#include "devnet/svm_node.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "devnet/encoding.h"
#include "devnet/slot_schedule.h"

namespace headway::devnet {
namespace {

constexpr std::uint64_t kConfirmedDistance = 2;
constexpr std::uint64_t kFinalizedDistance = 32;
constexpr std::uint64_t kUnhealthyLag = 128;
constexpr std::uint64_t kBlockhashLifetime = 150;  // blocks
constexpr std::string_view kVersion = "2.0.14";
constexpr std::uint64_t kFeatureSet = 607'245'837;

std::string_view VersionOf(const NodeView& node) {
  return node.traits.client.empty() ? kVersion : std::string_view(node.traits.client);
}

Json Text(std::string_view text) { return Json{std::string(text)}; }
Json Number(std::uint64_t value) { return Json{value}; }

/// The newest slot with a block at the commitment named in `config` (an object, or null where the
/// call had none); finalized by default.
RpcResult SlotAt(const NodeView& node, const Json* config) {
  std::uint64_t distance = kFinalizedDistance;
  if (const Json* commitment = config == nullptr ? nullptr : config->Find("commitment")) {
    const std::string* name = commitment->AsString();
    if (name != nullptr && *name == "processed") {
      distance = 0;
    } else if (name != nullptr && *name == "confirmed") {
      distance = kConfirmedDistance;
    } else if (name == nullptr || *name != "finalized") {
      return InvalidParams("Invalid params: unknown commitment");
    }
  }
  const std::uint64_t newest = node.head > distance ? node.head - distance : 0;
  const std::uint64_t slot = SlotSchedule(node.chain.Seed()).LastProduced(newest);

  if (const Json* minimum = config == nullptr ? nullptr : config->Find("minContextSlot")) {
    if (!minimum->AsUint()) return InvalidParams("Invalid params: minContextSlot is no slot");
    if (slot < *minimum->AsUint()) {
      return RpcError{-32016, "Minimum context slot has not been reached",
                      Json{Json::Object{{"contextSlot", Number(slot)}}}};
    }
  }
  return Number(slot);
}

RpcResult GetLatestBlockhash(const NodeView& node, const Json* config) {
  RpcResult at = SlotAt(node, config);
  if (!at.ok()) return at;
  const std::uint64_t slot = at.value().AsUint().value_or(0);
  const std::uint64_t height = SlotSchedule(node.chain.Seed()).BlockHeight(slot);
  return Json{Json::Object{
      {"context",
       Json{Json::Object{{"apiVersion", Text(VersionOf(node))}, {"slot", Number(slot)}}}},
      {"value", Json{Json::Object{{"blockhash", Json{Base58(node.BlockHash(slot))}},
                                  {"lastValidBlockHeight", Number(height + kBlockhashLifetime)}}}},
  }};
}

RpcResult GetBlockHeight(const NodeView& node, const Json* config) {
  RpcResult at = SlotAt(node, config);
  if (!at.ok()) return at;
  const std::uint64_t slot = at.value().AsUint().value_or(0);
  return Number(SlotSchedule(node.chain.Seed()).BlockHeight(slot));
}

RpcResult GetHealth(const NodeView& node) {
  const bool behind = node.lag >= kUnhealthyLag;
  if (!behind && !node.syncing) return Text("ok");
  // How far it is behind is not known before the cluster's slot is.
  if (!behind) return RpcError{-32005, "Node is unhealthy", Json{Json::Object{}}};
  return RpcError{-32005, "Node is behind by " + std::to_string(node.lag) + " slots",
                  Json{Json::Object{{"numSlotsBehind", Number(node.lag)}}}};
}

Json Block(const NodeView& node, std::uint64_t slot) {
  const SlotSchedule slots(node.chain.Seed());
  const std::uint64_t parent = slot == 0 ? 0 : slots.LastProduced(slot - 1);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
      node.chain.BlockTime(slot).time_since_epoch());
  return Json{Json::Object{
      {"blockhash", Json{Base58(node.BlockHash(slot))}},
      {"previousBlockhash", Json{Base58(node.BlockHash(parent))}},
      {"parentSlot", Number(parent)},
      {"blockHeight", Number(slots.BlockHeight(slot))},
      {"blockTime", Number(static_cast<std::uint64_t>(seconds.count()))},
      {"transactions", Json{Json::Array{}}},
      {"rewards", Json{Json::Array{}}},
  }};
}

RpcResult GetBlock(const NodeView& node, const Json& params) {
  const Json* slot = params.At(0);
  if (slot == nullptr || !slot->AsUint()) return InvalidParams("Invalid params: no slot");
  const Json* config = params.At(1);
  const Json* commitment = config == nullptr ? nullptr : config->Find("commitment");
  if (commitment != nullptr && commitment->AsString() != nullptr &&
      *commitment->AsString() == "processed") {
    return InvalidParams("Method does not support commitment below `confirmed`");
  }
  RpcResult newest = SlotAt(node, config);
  if (!newest.ok()) return newest;

  const std::uint64_t number = slot->AsUint().value_or(0);
  if (number > newest.value().AsUint().value_or(0)) {
    return RpcError{-32004, "Block not available for slot " + std::to_string(number), std::nullopt};
  }
  if (number < node.traits.first_block) {
    return RpcError{-32001,
                    "Block " + std::to_string(number) +
                        " cleaned up, does not exist on node. First " +
                        "available block: " + std::to_string(node.traits.first_block),
                    std::nullopt};
  }
  if (SlotSchedule(node.chain.Seed()).IsSkipped(number)) {
    return RpcError{-32007,
                    "Slot " + std::to_string(number) +
                        " was skipped, or missing due to ledger jump to recent snapshot",
                    std::nullopt};
  }
  return Block(node, number);
}

}  // namespace

RpcResult CallSvm(const NodeView& node, const std::string& method, const Json& params) {
  if (method == "getLatestBlockhash") return GetLatestBlockhash(node, params.At(0));
  if (method == "getSlot") return SlotAt(node, params.At(0));
  if (method == "getBlockHeight") return GetBlockHeight(node, params.At(0));
  if (method == "getHealth") return GetHealth(node);
  if (method == "getBlock") return GetBlock(node, params);
  if (method == "getFirstAvailableBlock") return Number(node.traits.first_block);
  if (method == "getGenesisHash") {
    return Json{node.chain_id.empty() ? Base58(node.chain.BlockHash(0)) : node.chain_id};
  }
  if (method == "getVersion") {
    return Json{
        Json::Object{{"solana-core", Text(VersionOf(node))}, {"feature-set", Number(kFeatureSet)}}};
  }
  return RpcError{-32601, "Method not found", std::nullopt};
}

}  // namespace headway::devnet
