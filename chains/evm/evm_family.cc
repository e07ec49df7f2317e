#include "chains/evm/evm_family.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/limits.h"
#include "chains/classify.h"
#include "chains/json_rpc.h"

namespace headway::chains::evm {
namespace {

constexpr std::string_view kHexPrefix = "0x";
constexpr std::size_t kHashDigits = 64;

bool IsHexDigit(char symbol) {
  return (symbol >= '0' && symbol <= '9') || (symbol >= 'a' && symbol <= 'f') ||
         (symbol >= 'A' && symbol <= 'F');
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
    digits.at(at) = static_cast<char>(symbol >= 'A' && symbol <= 'F' ? symbol - 'A' + 'a' : symbol);
  }
  return BlockHash::FromText({digits.data(), digits.size()});
}

std::optional<std::uint64_t> QuantityOf(const std::optional<json::Value>& value) {
  const auto text = value ? value->String() : std::nullopt;
  return text ? ParseQuantity(*text) : std::nullopt;
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
  }
  return std::nullopt;
}

void EvmFamily::WriteRequest(const Probe& probe, std::string& body) const {
  if (probe.kind == ProbeKind::kHead) {
    WriteJsonRpcRequest("eth_blockNumber", "[]", body);
    return;
  }
  constexpr std::string_view kOpen = R"(["0x)";
  constexpr std::string_view kClose = R"(",false])";
  constexpr std::size_t kMaxDigits = 16;
  std::array<char, kOpen.size() + kMaxDigits + kClose.size()> params{};
  char* end = std::copy(kOpen.begin(), kOpen.end(), params.data());
  end = std::to_chars(end, end + kMaxDigits, probe.height.value, 16).ptr;
  end = std::copy(kClose.begin(), kClose.end(), end);
  WriteJsonRpcRequest("eth_getBlockByNumber",
                      {params.data(), static_cast<std::size_t>(end - params.data())}, body);
}

base::Result<Observation, Fault> EvmFamily::ReadReply(const Probe& probe, const Reply& reply,
                                                      json::Reader& reader) const {
  const auto result = ReadJsonRpcResult(FamilyId::kEvm, reply, reader);
  if (!result) return result.error();
  return probe.kind == ProbeKind::kHead ? ReadHead(result.value())
                                        : ReadBlock(probe.height, result.value());
}

}  // namespace headway::chains::evm
