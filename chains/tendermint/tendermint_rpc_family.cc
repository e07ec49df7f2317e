#include "chains/tendermint/tendermint_rpc_family.h"

#include <string_view>

#include "base/check.h"
#include "chains/classify.h"
#include "chains/json_rpc.h"
#include "chains/read_value.h"
#include "chains/tendermint/tendermint_reading.h"

namespace headway::chains::tendermint {
namespace {

base::Result<Observation, Fault> ReadPeers(const json::Value& result) {
  const auto peers = ReadDecimal(result.Find("n_peers"));
  if (!peers) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(PeersObservation{*peers});
}

base::Result<Observation, Fault> ReadEarliest(const json::Value& status) {
  const auto height = ReadHeight(status.Point("/sync_info/earliest_block_height"));
  if (!height) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(HeightObservation{*height});
}

/// One of the questions that `status` answers.
base::Result<Observation, Fault> ReadStatus(ProbeKind kind, const json::Value& status) {
  switch (kind) {
    case ProbeKind::kIdentity:
      return IdentityOf(status.Point("/node_info/network"));
    case ProbeKind::kSyncing:
      return SyncingOf(status.Point("/sync_info/catching_up"));
    case ProbeKind::kClient:
      return ClientOf(ReadText(status.Point("/node_info/version")).value_or(""));
    case ProbeKind::kEarliest:
      return ReadEarliest(status);
    case ProbeKind::kTxIndex:
      return TxIndexOf(status.Point("/node_info/other/tx_index"));
    default:
      return HeadOf(status.Point("/sync_info/latest_block_height"),
                    HashInHex(status.Point("/sync_info/latest_block_hash")));
  }
}

}  // namespace

std::optional<std::string_view> TendermintRpcFamily::MethodOf(ProbeKind kind) const {
  switch (kind) {
    case ProbeKind::kHead:
    case ProbeKind::kIdentity:
    case ProbeKind::kSyncing:
    case ProbeKind::kClient:
    case ProbeKind::kEarliest:
    case ProbeKind::kTxIndex:
      return "status";
    case ProbeKind::kBlock:
      return "block";
    case ProbeKind::kPeers:
      return "net_info";
    default:
      return std::nullopt;
  }
}

void TendermintRpcFamily::WriteRequest(const Probe& probe, Request& request) const {
  const auto method = MethodOf(probe.kind);
  HEADWAY_CHECK(method.has_value());
  // 64-bit numbers are text in this RPC, in requests too.
  constexpr std::string_view kAtHeight = R"({"height":"{height}"})";
  WriteJsonRpcRequest(*method, probe.kind == ProbeKind::kBlock ? kAtHeight : "{}", probe.height,
                      request);
}

base::Result<Observation, Fault> TendermintRpcFamily::ReadReply(const Probe& probe,
                                                                const Reply& reply,
                                                                json::Reader& reader) const {
  HEADWAY_CHECK(MethodOf(probe.kind).has_value());
  const auto result = ReadJsonRpcResult(FamilyId::kTendermint, reply, reader);
  if (!result) return result.error();
  switch (probe.kind) {
    case ProbeKind::kBlock:
      return BlockOf(probe.height, HashInHex(result.value().Point("/block_id/hash")),
                     result.value().Point("/block/header"), HashInHex);
    case ProbeKind::kPeers:
      return ReadPeers(result.value());
    default:
      return ReadStatus(probe.kind, result.value());
  }
}

std::optional<ChainIdentity> TendermintRpcFamily::CanonicalIdentity(
    std::string_view configured) const {
  return NetworkOf(configured);
}

}  // namespace headway::chains::tendermint
