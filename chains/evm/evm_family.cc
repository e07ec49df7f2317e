#include "chains/evm/evm_family.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/check.h"
#include "base/limits.h"
#include "chains/classify.h"
#include "chains/evm/evm_depth.h"
#include "chains/json_rpc.h"

namespace headway::chains::evm {
namespace {

constexpr std::string_view kHexPrefix = "0x";
constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kMaxChainIdDigits = 64;  // 256 bits, as all numbers of the EVM

bool IsHexDigit(char symbol) {
  return (symbol >= '0' && symbol <= '9') || (symbol >= 'a' && symbol <= 'f') ||
         (symbol >= 'A' && symbol <= 'F');
}

char ToLowerHexDigit(char symbol) {
  return static_cast<char>(symbol >= 'A' && symbol <= 'F' ? symbol - 'A' + 'a' : symbol);
}

/// A 32-byte hash, with its prefix dropped and in lower case.
std::optional<BlockHash> ParseHash(const std::optional<json::Value>& value) {
  const auto text = value ? value->String() : std::nullopt;
  if (!text || text->size() != kHexPrefix.size() + kHashDigits || !text->starts_with(kHexPrefix)) {
    return std::nullopt;
  }
  std::array<char, kHashDigits> digits{};
  for (std::size_t at = 0; at < kHashDigits; ++at) {
    const char symbol = (*text)[kHexPrefix.size() + at];
    if (!IsHexDigit(symbol)) return std::nullopt;
    digits.at(at) = ToLowerHexDigit(symbol);
  }
  return BlockHash::FromText({digits.data(), digits.size()});
}

std::optional<std::uint64_t> QuantityOf(const std::optional<json::Value>& value) {
  const auto text = value ? value->String() : std::nullopt;
  return text ? ParseQuantity(*text) : std::nullopt;
}

std::optional<ChainIdentity> IdentityOfHex(std::string_view digits) {
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), IsHexDigit)) return std::nullopt;
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (digits.size() > kMaxChainIdDigits) return std::nullopt;
  std::array<char, kHexPrefix.size() + kMaxChainIdDigits> text{};
  char* end = std::copy(kHexPrefix.begin(), kHexPrefix.end(), text.data());
  end = std::transform(digits.begin(), digits.end(), end, ToLowerHexDigit);
  return ChainIdentity::FromText({text.data(), static_cast<std::size_t>(end - text.data())});
}

std::optional<ChainIdentity> IdentityOfDecimal(std::string_view digits) {
  std::uint64_t value = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value);
  if (error != std::errc() || end != last) return std::nullopt;
  std::array<char, 16> hex{};
  const char* const hex_end = std::to_chars(hex.data(), hex.data() + hex.size(), value, 16).ptr;
  return IdentityOfHex({hex.data(), static_cast<std::size_t>(hex_end - hex.data())});
}

base::Result<Observation, Fault> ReadHead(const json::Value& result) {
  const auto height = QuantityOf(result);
  if (!height || *height > base::limits::kMaxBlockHeight) {
    return FaultOfReply(ErrorId::kReplyMalformed);
  }
  if (*height == 0) return FaultOfReply(ErrorId::kHeadZero);
  return Observation(HeadObservation{.head = {*height}, .block_height = {}, .hash = {}});
}

base::Result<Observation, Fault> ReadBlock(base::BlockHeight asked, const json::Value& result) {
  // The specification's answer for a block the node does not have.
  if (result.IsNull()) return FaultOfReply(ErrorId::kBlockNotFound);
  const auto number = QuantityOf(result.Find("number"));
  const auto hash = ParseHash(result.Find("hash"));
  const auto parent = ParseHash(result.Find("parentHash"));
  if (number != asked.value || !hash || !parent) return FaultOfReply(ErrorId::kReplyMalformed);

  BlockObservation block{.height = asked, .hash = *hash, .parent_hash = *parent, .timestamp = {}};
  // Seconds since 1970; one that does not fit the program's own time is no time.
  constexpr std::uint64_t kLatestSecond = 9'000'000'000;
  const auto seconds = QuantityOf(result.Find("timestamp"));
  if (seconds && *seconds <= kLatestSecond) {
    block.timestamp = base::WallTime(std::chrono::seconds(*seconds));
  }
  return Observation(block);
}

/// The specification has no leading zeros and small letters only. Chain ids are compared by value,
/// so that a node that writes them otherwise is not called one of another chain.
base::Result<Observation, Fault> ReadIdentity(const json::Value& result) {
  const auto text = result.String();
  if (!text || !text->starts_with(kHexPrefix)) return FaultOfReply(ErrorId::kReplyMalformed);
  const auto identity = IdentityOfHex(text->substr(kHexPrefix.size()));
  if (!identity) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(IdentityObservation{*identity});
}

/// False, or an object whose members differ from client to client. True is not in the
/// specification; it can mean one thing only.
base::Result<Observation, Fault> ReadSyncing(const json::Value& result) {
  if (result.IsObject()) return Observation(SyncingObservation{.syncing = true});
  const auto flag = result.Bool();
  if (!flag) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(SyncingObservation{.syncing = *flag});
}

}  // namespace

std::optional<std::uint64_t> ParseQuantity(std::string_view text) {
  constexpr std::size_t kMaxDigits = 16;
  if (!text.starts_with(kHexPrefix)) return std::nullopt;
  const std::string_view digits = text.substr(kHexPrefix.size());
  if (digits.empty() || digits.size() > kMaxDigits) return std::nullopt;
  if (digits.front() == '0' && digits.size() > 1) return std::nullopt;
  if (!std::all_of(digits.begin(), digits.end(), IsHexDigit)) return std::nullopt;
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

std::optional<std::string_view> EvmFamily::MethodOf(ProbeKind kind) const {
  switch (kind) {
    case ProbeKind::kHead:
      return "eth_blockNumber";
    case ProbeKind::kBlock:
      return "eth_getBlockByNumber";
    case ProbeKind::kIdentity:
      return "eth_chainId";
    case ProbeKind::kSyncing:
      return "eth_syncing";
    default:
      return DepthMethodOf(kind);
  }
}

void EvmFamily::WriteRequest(const Probe& probe, Request& request) const {
  if (DepthMethodOf(probe.kind)) {
    WriteDepthRequest(probe, request);
    return;
  }
  constexpr std::string_view kAtHeight = R"(["{hex-height}",false])";
  const std::string_view method = MethodOf(probe.kind).value_or("");
  WriteJsonRpcRequest(method, probe.kind == ProbeKind::kBlock ? kAtHeight : "[]", probe.height,
                      request);
}

base::Result<Observation, Fault> EvmFamily::ReadReply(const Probe& probe, const Reply& reply,
                                                      json::Reader& reader) const {
  if (DepthMethodOf(probe.kind)) return ReadDepthReply(probe, reply, reader);
  const auto result = ReadJsonRpcResult(FamilyId::kEvm, reply, reader);
  if (!result) return result.error();
  switch (probe.kind) {
    case ProbeKind::kHead:
      return ReadHead(result.value());
    case ProbeKind::kBlock:
      return ReadBlock(probe.height, result.value());
    case ProbeKind::kIdentity:
      return ReadIdentity(result.value());
    case ProbeKind::kSyncing:
      return ReadSyncing(result.value());
    default:
      break;
  }
  HEADWAY_CHECK(!MethodOf(probe.kind).has_value());
  return FaultOfReply(ErrorId::kReplyMalformed);
}

std::optional<ChainIdentity> EvmFamily::CanonicalIdentity(std::string_view configured) const {
  const bool is_hex = configured.starts_with("0x") || configured.starts_with("0X");
  return is_hex ? IdentityOfHex(configured.substr(kHexPrefix.size()))
                : IdentityOfDecimal(configured);
}

}  // namespace headway::chains::evm
