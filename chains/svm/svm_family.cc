#include "chains/svm/svm_family.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "base/limits.h"
#include "chains/classify.h"
#include "chains/client_name.h"
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

/// The node's own version and the set of consensus features it was built with.
base::Result<Observation, Fault> ReadClient(const json::Value& result) {
  const auto core = result.Find("solana-core");
  const auto version = core ? core->String() : std::nullopt;
  if (!version || version->empty()) return FaultOfReply(ErrorId::kReplyMalformed);
  std::string told = "solana-core/";
  told += version->substr(0, base::limits::kMaxInlineTextBytes);
  const auto features = UintMember(result, "feature-set");
  if (features) told += " feature-set/" + std::to_string(*features);
  return Observation(ClientObservation{*CleanClientName(told)});
}

/// Slots and first blocks; 0 is one of them.
base::Result<Observation, Fault> ReadHeight(const json::Value& result) {
  const auto height = result.Uint64();
  if (!height || *height > base::limits::kMaxBlockHeight) {
    return FaultOfReply(ErrorId::kReplyMalformed);
  }
  return Observation(HeightObservation{.height = {*height}});
}

std::string_view ParamsOf(ProbeKind kind) {
  switch (kind) {
    case ProbeKind::kHead:
      return R"([{"commitment":"finalized"}])";
    case ProbeKind::kConfirmed:
      return R"([{"commitment":"confirmed"}])";
    case ProbeKind::kProcessed:
      return R"([{"commitment":"processed"}])";
    default:
      return "[]";
  }
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
    case ProbeKind::kClient:
      return "getVersion";
    case ProbeKind::kProcessed:
    case ProbeKind::kConfirmed:
      return "getSlot";
    case ProbeKind::kEarliest:
      return "getFirstAvailableBlock";
    default:
      return std::nullopt;
  }
}

void SvmFamily::WriteRequest(const Probe& probe, Request& request) const {
  const auto method = MethodOf(probe.kind);
  HEADWAY_CHECK(method.has_value());
  WriteJsonRpcRequest(*method, ParamsOf(probe.kind), request);
}

base::Result<Observation, Fault> SvmFamily::ReadReply(const Probe& probe, const Reply& reply,
                                                      json::Reader& reader) const {
  HEADWAY_CHECK(MethodOf(probe.kind).has_value());
  const auto result = ReadJsonRpcResult(FamilyId::kSvm, reply, reader);
  if (probe.kind == ProbeKind::kSyncing) return ReadSyncing(result);
  if (!result) return result.error();
  switch (probe.kind) {
    case ProbeKind::kHead:
      return ReadHead(result.value());
    case ProbeKind::kIdentity:
      return ReadIdentity(result.value());
    case ProbeKind::kClient:
      return ReadClient(result.value());
    default:
      return ReadHeight(result.value());
  }
}

std::optional<ChainIdentity> SvmFamily::CanonicalIdentity(std::string_view configured) const {
  return IsHash(configured) ? ChainIdentity::FromText(configured) : std::nullopt;
}

}  // namespace headway::chains::svm
