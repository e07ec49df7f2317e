#include "chains/svm/svm_family.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "chains/classify.h"
#include "chains/json_rpc.h"

namespace headway::chains::svm {
namespace {

// MAX_PROCESSING_AGE of the runtime: blocks until a blockhash expires.
constexpr std::uint64_t kBlockhashLifetimeBlocks = 150;

bool IsBase58(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  return std::all_of(text.begin(), text.end(), [kAlphabet](char symbol) {
    return kAlphabet.find(symbol) != std::string_view::npos;
  });
}

std::optional<std::uint64_t> UintMember(const std::optional<json::Value>& object,
                                        std::string_view key) {
  const auto member = object ? object->Find(key) : std::nullopt;
  if (!member) return std::nullopt;
  return member->Uint64();
}

/// 32 bytes in base 58 are 32 to 44 characters.
bool IsHash(std::string_view text) {
  constexpr std::size_t kShortest = 32;
  constexpr std::size_t kLongest = 44;
  return text.size() >= kShortest && text.size() <= kLongest && IsBase58(text);
}

base::Result<Observation, Fault> ReadHead(const json::Value& result) {
  const auto slot = UintMember(result.Find("context"), "slot");
  const auto value = result.Find("value");
  const auto blockhash = value ? value->Find("blockhash") : std::nullopt;
  const auto hash = blockhash ? blockhash->String() : std::nullopt;
  if (!slot || *slot > base::limits::kMaxBlockHeight || !hash || !IsHash(*hash)) {
    return FaultOfReply(ErrorId::kReplyMalformed);
  }
  if (*slot == 0) return FaultOfReply(ErrorId::kHeadZero);

  HeadObservation head{.head = {*slot}, .block_height = {}, .hash = BlockHash::FromText(*hash)};
  const auto expiry = UintMember(value, "lastValidBlockHeight");
  if (expiry && *expiry >= kBlockhashLifetimeBlocks &&
      *expiry - kBlockhashLifetimeBlocks <= base::limits::kMaxBlockHeight) {
    head.block_height = *expiry - kBlockhashLifetimeBlocks;
  }
  return Observation(head);
}

base::Result<Observation, Fault> ReadIdentity(const json::Value& result) {
  const auto hash = result.String();
  if (!hash || !IsHash(*hash)) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(IdentityObservation{*ChainIdentity::FromText(*hash)});
}

/// A node within its configured distance of the cluster says "ok". One that is behind, or does not
/// know how far, answers with the error whose class is kSolanaUnhealthy: an answer, not a fault.
base::Result<Observation, Fault> ReadSyncing(const base::Result<json::Value, Fault>& result) {
  if (!result) {
    if (result.error().error != ErrorId::kSolanaUnhealthy) return result.error();
    return Observation(SyncingObservation{.syncing = true});
  }
  if (result.value().String() != "ok") return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(SyncingObservation{.syncing = false});
}

}  // namespace

std::optional<std::string_view> SvmFamily::MethodOf(ProbeKind kind) const {
  switch (kind) {
    case ProbeKind::kHead:
      return "getLatestBlockhash";
    case ProbeKind::kIdentity:
      return "getGenesisHash";
    case ProbeKind::kSyncing:
      return "getHealth";
    default:
      return std::nullopt;
  }
}

void SvmFamily::WriteRequest(const Probe& probe, Request& request) const {
  const auto method = MethodOf(probe.kind);
  HEADWAY_CHECK(method.has_value());
  const bool asks_for_head = probe.kind == ProbeKind::kHead;
  WriteJsonRpcRequest(*method, asks_for_head ? R"([{"commitment":"finalized"}])" : "[]", request);
}

base::Result<Observation, Fault> SvmFamily::ReadReply(const Probe& probe, const Reply& reply,
                                                      json::Reader& reader) const {
  HEADWAY_CHECK(MethodOf(probe.kind).has_value());
  const auto result = ReadJsonRpcResult(FamilyId::kSvm, reply, reader);
  if (probe.kind == ProbeKind::kSyncing) return ReadSyncing(result);
  if (!result) return result.error();
  return probe.kind == ProbeKind::kIdentity ? ReadIdentity(result.value())
                                            : ReadHead(result.value());
}

std::optional<ChainIdentity> SvmFamily::CanonicalIdentity(std::string_view configured) const {
  return IsHash(configured) ? ChainIdentity::FromText(configured) : std::nullopt;
}

}  // namespace headway::chains::svm
