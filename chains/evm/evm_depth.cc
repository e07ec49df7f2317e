#include "chains/evm/evm_depth.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/check.h"
#include "base/limits.h"
#include "chains/ability.h"
#include "chains/classify.h"
#include "chains/client_name.h"
#include "chains/evm/evm_family.h"
#include "chains/json_rpc.h"

namespace headway::chains::evm {
namespace {

/// How clients and gateways say that they have no state, or no block, at the height asked for: the
/// message contains both words, in any case.
struct GoneText {
  std::string_view first;
  std::string_view second;
};
constexpr std::array kGoneTexts = {
    GoneText{"missing trie node", ""},                // geth and its descendants, hash scheme
    GoneText{"missingtrienode", ""},                  // Nethermind, in the member `data`
    GoneText{"state", "not available"},               // geth, path scheme
    GoneText{"state", "unavailable"},                 // Besu; geth's tracers
    GoneText{"no state available", ""},               // Nethermind
    GoneText{"state", "haven't been fully indexed"},  // geth, archive of the path scheme
    GoneText{"prun", ""},                             // Erigon, Reth, OpenEthereum, Ethermint
    GoneText{"data before", "not available"},         // Erigon 3
    GoneText{"failed to load state", ""},             // chains of the Cosmos SDK
    GoneText{"archive", ""},  // gateways that have none, or not on this plan
    GoneText{"header not found", ""},
    GoneText{"unknown block", ""},
};

bool ContainsIgnoringCase(std::string_view text, std::string_view lower_case) {
  return std::search(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                     [](char have, char want) {
                       return std::tolower(static_cast<unsigned char>(have)) == want;
                     }) != text.end();
}

bool SaysStateIsGone(std::string_view text) {
  return std::any_of(kGoneTexts.begin(), kGoneTexts.end(), [text](const GoneText& gone) {
    return ContainsIgnoringCase(text, gone.first) && ContainsIgnoringCase(text, gone.second);
  });
}

std::string_view TextMember(const json::Value& object, std::string_view key) {
  const auto member = object.Find(key);
  return member ? member->String().value_or("") : "";
}

/// A whole number of up to 256 bits, as balances are.
bool IsWord(std::string_view text) {
  constexpr std::size_t kMaxDigits = 64;
  if (!text.starts_with("0x")) return false;
  const std::string_view digits = text.substr(2);
  return !digits.empty() && digits.size() <= kMaxDigits &&
         std::all_of(digits.begin(), digits.end(), [](char symbol) {
           return std::isxdigit(static_cast<unsigned char>(symbol)) != 0;
         });
}

base::Result<Observation, Fault> ReadClient(const json::Value& result) {
  const auto told = result.String();
  const auto client = told ? CleanClientName(*told) : std::nullopt;
  if (!client) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(ClientObservation{*client});
}

base::Result<Observation, Fault> ReadPeers(const json::Value& result) {
  const auto text = result.String();
  const auto peers = text ? ParseQuantity(*text) : std::nullopt;
  if (!peers) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(PeersObservation{*peers});
}

base::Result<Observation, Fault> ReadTaggedBlock(const json::Value& result) {
  if (result.IsNull()) return FaultOfReply(ErrorId::kBlockNotFound);
  const auto number = result.Find("number");
  const auto text = number ? number->String() : std::nullopt;
  const auto height = text ? ParseQuantity(*text) : std::nullopt;
  if (!height || *height > base::limits::kMaxBlockHeight) {
    return FaultOfReply(ErrorId::kReplyMalformed);
  }
  return Observation(HeightObservation{.height = {*height}});
}

base::Result<Observation, Fault> Able(bool is_answer) {
  if (!is_answer) return FaultOfReply(ErrorId::kReplyMalformed);
  return Observation(AbilityObservation{.able = true});
}

/// Null is what some clients answer for a block whose state is gone.
base::Result<Observation, Fault> ReadBalance(const json::Value& result) {
  if (result.IsNull()) return Observation(AbilityObservation{.able = false});
  return Able(IsWord(result.String().value_or("")));
}

/// Classes of errors are for what befalls a poll; that state is gone is told in many more words
/// than they know.
base::Result<Observation, Fault> ReadStateFault(const Fault& fault, const Reply& reply,
                                                json::Reader& reader) {
  constexpr Observation kGone(AbilityObservation{.able = false});
  if (fault.error == ErrorId::kStatePruned || fault.error == ErrorId::kBlockNotFound) return kGone;
  if (fault.blame != Blame::kNode) return fault;
  const auto document = reader.Read(reply.body);
  if (!document) return fault;
  const auto error = document.value().Find("error");
  if (!error) return fault;
  const bool gone = SaysStateIsGone(error->String().value_or("")) ||
                    SaysStateIsGone(TextMember(*error, "message")) ||
                    SaysStateIsGone(TextMember(*error, "data"));
  if (gone) return kGone;
  return fault;
}

/// With the mark of the height, where it is of one.
std::string_view ParamsOf(ProbeKind kind) {
  switch (kind) {
    case ProbeKind::kSafe:
      return R"(["safe",false])";
    case ProbeKind::kFinalized:
      return R"(["finalized",false])";
    case ProbeKind::kEarliest:
      return R"(["earliest",false])";
    case ProbeKind::kState:  // the balance of an address that every chain has
      return R"(["0x0000000000000000000000000000000000000000","{hex-height}"])";
    case ProbeKind::kDebug:
    case ProbeKind::kTrace:
      return R"(["latest"])";
    default:
      return "[]";
  }
}

}  // namespace

std::optional<std::string_view> DepthMethodOf(ProbeKind kind) {
  switch (kind) {
    case ProbeKind::kClient:
      return "web3_clientVersion";
    case ProbeKind::kPeers:
      return "net_peerCount";
    case ProbeKind::kSafe:
    case ProbeKind::kFinalized:
    case ProbeKind::kEarliest:
      return "eth_getBlockByNumber";
    case ProbeKind::kState:
      return "eth_getBalance";
    case ProbeKind::kDebug:
      return "debug_getRawHeader";
    case ProbeKind::kTrace:
      return "trace_block";
    case ProbeKind::kBundler:
      return "eth_supportedEntryPoints";
    default:
      return std::nullopt;
  }
}

void WriteDepthRequest(const Probe& probe, Request& request) {
  const auto method = DepthMethodOf(probe.kind);
  HEADWAY_CHECK(method.has_value());
  WriteJsonRpcRequest(*method, ParamsOf(probe.kind), probe.height, request);
}

base::Result<Observation, Fault> ReadDepthReply(const Probe& probe, const Reply& reply,
                                                json::Reader& reader) {
  const auto result = ReadJsonRpcResult(FamilyId::kEvm, reply, reader);
  switch (probe.kind) {
    case ProbeKind::kState:
      return result ? ReadBalance(result.value()) : ReadStateFault(result.error(), reply, reader);
    case ProbeKind::kDebug:
      return result ? Able(result.value().String().value_or("").starts_with("0x"))
                    : AbilityOfFault(result.error());
    case ProbeKind::kTrace:
    case ProbeKind::kBundler:
      return result ? Able(result.value().IsArray()) : AbilityOfFault(result.error());
    default:
      break;
  }
  if (!result) return result.error();
  switch (probe.kind) {
    case ProbeKind::kClient:
      return ReadClient(result.value());
    case ProbeKind::kPeers:
      return ReadPeers(result.value());
    default:
      return ReadTaggedBlock(result.value());
  }
}

}  // namespace headway::chains::evm
