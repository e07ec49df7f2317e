#include "chains/tendermint/tendermint_reading.h"

#include <string>

#include "chains/classify.h"
#include "chains/client_name.h"
#include "chains/read_value.h"
#include "chains/wall_time_text.h"

namespace headway::chains::tendermint {
namespace {

constexpr std::size_t kHashDigits = 64;

std::optional<BlockHash> IfWhole(const std::optional<BlockHash>& hash) {
  return hash && hash->text().size() == kHashDigits ? hash : std::nullopt;
}

std::optional<BlockHash> ParentOf(const json::Value& header, ReadHash read_hash) {
  const auto parent = header.Find("last_block_id");
  if (!parent) return std::nullopt;
  const auto hash = parent->Find("hash");
  const bool has_none = !hash || hash->IsNull() || hash->String() == "";
  return has_none ? BlockHash::FromText(std::string(kHashDigits, '0')) : read_hash(hash);
}

}  // namespace

std::optional<BlockHash> HashInHex(const std::optional<json::Value>& value) {
  return IfWhole(ReadHexHash(value));
}

std::optional<BlockHash> HashInBase64(const std::optional<json::Value>& value) {
  return IfWhole(ReadBase64Hash(value));
}

base::Result<Observation, Fault> HeadOf(const std::optional<json::Value>& height,
                                        const std::optional<BlockHash>& hash) {
  const auto head = ReadHeight(height);
  if (!head) return FaultOfReply(ErrorId::kReplyMalformed);
  if (head->value == 0) return FaultOfReply(ErrorId::kHeadZero);
  if (!hash) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(HeadObservation{.head = *head, .block_height = {}, .hash = hash});
}

base::Result<Observation, Fault> BlockOf(base::BlockHeight asked,
                                         const std::optional<BlockHash>& hash,
                                         const std::optional<json::Value>& header,
                                         ReadHash read_hash) {
  if (!hash || !header) return FaultOfReply(ErrorId::kReplyMalformed);
  const auto parent = ParentOf(*header, read_hash);
  if (ReadHeight(header->Find("height")) != asked || !parent) {
    return FaultOfReply(ErrorId::kReplyMalformed);
  }
  const auto time = ReadText(header->Find("time"));
  return Observation(BlockObservation{.height = asked,
                                      .hash = *hash,
                                      .parent_hash = *parent,
                                      .timestamp = time ? ParseRfc3339(*time) : std::nullopt});
}

std::optional<ChainIdentity> NetworkOf(std::string_view text) {
  constexpr std::size_t kMaxChainIdBytes = 50;
  if (text.size() > kMaxChainIdBytes || text.starts_with("0x") || !IsPrintable(text)) {
    return std::nullopt;
  }
  return ChainIdentity::FromText(text);
}

base::Result<Observation, Fault> IdentityOf(const std::optional<json::Value>& network) {
  const auto text = ReadText(network);
  const auto identity = text ? NetworkOf(*text) : std::nullopt;
  if (!identity) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(IdentityObservation{*identity});
}

base::Result<Observation, Fault> SyncingOf(const std::optional<json::Value>& flag) {
  const auto syncing = flag ? flag->Bool() : std::nullopt;
  if (!syncing) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(SyncingObservation{.syncing = *syncing});
}

base::Result<Observation, Fault> ClientOf(std::string_view told) {
  const auto client = CleanClientName(told);
  if (!client) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(ClientObservation{*client});
}

base::Result<Observation, Fault> TxIndexOf(const std::optional<json::Value>& value) {
  const auto text = ReadText(value);
  if (!text) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(AbilityObservation{.able = *text == "on"});
}

}  // namespace headway::chains::tendermint
