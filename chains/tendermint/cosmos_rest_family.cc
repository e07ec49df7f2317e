#include "chains/tendermint/cosmos_rest_family.h"

#include <string>

#include "base/check.h"
#include "chains/height_text.h"
#include "chains/read_value.h"
#include "chains/rest.h"
#include "chains/tendermint/tendermint_reading.h"

namespace headway::chains::tendermint {
namespace {

constexpr std::string_view kVerb = "GET ";
constexpr std::string_view kLatest = "GET /cosmos/base/tendermint/v1beta1/blocks/latest";
constexpr std::string_view kByHeight = "GET /cosmos/base/tendermint/v1beta1/blocks/{height}";
constexpr std::string_view kNodeInfo = "GET /cosmos/base/tendermint/v1beta1/node_info";
constexpr std::string_view kSyncing = "GET /cosmos/base/tendermint/v1beta1/syncing";

/// `block` is called deprecated since v0.46, and `sdk_block` is not there before.
std::optional<json::Value> HeaderOf(const json::Value& document) {
  const auto header = document.Point("/block/header");
  return header ? header : document.Point("/sdk_block/header");
}

base::Result<Observation, Fault> ReadHead(const json::Value& document) {
  const auto header = HeaderOf(document);
  return HeadOf(header ? header->Find("height") : std::nullopt,
                HashInBase64(document.Point("/block_id/hash")));
}

/// The application, which is what differs among nodes of a chain: `gaiad/v25.1.0`.
base::Result<Observation, Fault> ReadClient(const json::Value& document) {
  const auto name = ReadText(document.Point("/application_version/app_name"));
  const auto version = ReadText(document.Point("/application_version/version"));
  if (!version) {
    return ClientOf(ReadText(document.Point("/default_node_info/version")).value_or(""));
  }
  std::string told = name ? std::string(*name) + '/' : std::string();
  told += *version;
  return ClientOf(told);
}

}  // namespace

std::optional<std::string_view> CosmosRestFamily::MethodOf(ProbeKind kind) const {
  switch (kind) {
    case ProbeKind::kHead:
      return kLatest;
    case ProbeKind::kBlock:
      return kByHeight;
    case ProbeKind::kIdentity:
    case ProbeKind::kClient:
    case ProbeKind::kTxIndex:
      return kNodeInfo;
    case ProbeKind::kSyncing:
      return kSyncing;
    default:
      return std::nullopt;
  }
}

void CosmosRestFamily::WriteRequest(const Probe& probe, Request& request) const {
  const auto method = MethodOf(probe.kind);
  HEADWAY_CHECK(method.has_value());
  WriteGetRequest({}, request);
  AppendWithHeight(method->substr(kVerb.size()), probe.height, request.path);
}

base::Result<Observation, Fault> CosmosRestFamily::ReadReply(const Probe& probe, const Reply& reply,
                                                             json::Reader& reader) const {
  HEADWAY_CHECK(MethodOf(probe.kind).has_value());
  const auto result = ReadRestDocument(FamilyId::kTendermint, reply, reader);
  if (!result) return result.error();
  const json::Value document = result.value();
  switch (probe.kind) {
    case ProbeKind::kBlock:
      return BlockOf(probe.height, HashInBase64(document.Point("/block_id/hash")),
                     HeaderOf(document), HashInBase64);
    case ProbeKind::kIdentity:
      return IdentityOf(document.Point("/default_node_info/network"));
    case ProbeKind::kSyncing:
      return SyncingOf(document.Find("syncing"));
    case ProbeKind::kClient:
      return ReadClient(document);
    case ProbeKind::kTxIndex:
      return TxIndexOf(document.Point("/default_node_info/other/tx_index"));
    default:
      return ReadHead(document);
  }
}

std::optional<ChainIdentity> CosmosRestFamily::CanonicalIdentity(
    std::string_view configured) const {
  return NetworkOf(configured);
}

}  // namespace headway::chains::tendermint
