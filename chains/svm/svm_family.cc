#include "chains/svm/svm_family.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "chains/classify.h"
#include "chains/json_rpc.h"

namespace headway::chains::svm {
namespace {

constexpr std::string_view kMethod = "getLatestBlockhash";

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
std::optional<BlockHash> ParseBlockhash(const std::optional<json::Value>& value) {
  constexpr std::size_t kShortest = 32;
  constexpr std::size_t kLongest = 44;
  const auto text = value ? value->String() : std::nullopt;
  if (!text || text->size() < kShortest || text->size() > kLongest || !IsBase58(*text)) {
    return std::nullopt;
  }
  return BlockHash::FromText(*text);
}

}  // namespace

std::optional<std::string_view> SvmFamily::MethodOf(ProbeKind kind) const {
  if (kind == ProbeKind::kHead) return kMethod;
  return std::nullopt;
}

void SvmFamily::WriteRequest(const Probe& probe, std::string& body) const {
  HEADWAY_CHECK(probe.kind == ProbeKind::kHead);
  WriteJsonRpcRequest(kMethod, R"([{"commitment":"finalized"}])", body);
}

base::Result<Observation, Fault> SvmFamily::ReadReply(const Probe& probe, const Reply& reply,
                                                      json::Reader& reader) const {
  HEADWAY_CHECK(probe.kind == ProbeKind::kHead);
  const auto result = ReadJsonRpcResult(FamilyId::kSvm, reply, reader);
  if (!result) return result.error();

  const auto slot = UintMember(result.value().Find("context"), "slot");
  const auto value = result.value().Find("value");
  const auto hash = ParseBlockhash(value ? value->Find("blockhash") : std::nullopt);
  if (!slot || *slot > base::limits::kMaxBlockHeight || !hash) {
    return FaultOfReply(ErrorId::kReplyMalformed);
  }
  if (*slot == 0) return FaultOfReply(ErrorId::kHeadZero);

  HeadObservation head{.head = {*slot}, .block_height = {}, .hash = hash};
  const auto expiry = UintMember(value, "lastValidBlockHeight");
  if (expiry && *expiry >= kBlockhashLifetimeBlocks) {
    head.block_height = *expiry - kBlockhashLifetimeBlocks;
  }
  return Observation(head);
}

}  // namespace headway::chains::svm
