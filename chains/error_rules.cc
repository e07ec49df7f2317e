#include "chains/error_rules.h"

#include <algorithm>

#include "chains/error_text.h"

namespace headway::chains {
namespace {

constexpr ErrorRule Code(std::int64_t code, ErrorId error) {
  return {.error = error, .kind = ErrorRule::Kind::kCode, .code = code};
}

constexpr ErrorRule Text(std::string_view text, ErrorId error) {
  return {.error = error, .kind = ErrorRule::Kind::kText, .text = text};
}

constexpr ErrorRule Pattern(bool (*pattern)(std::string_view), ErrorId error) {
  return {.error = error, .kind = ErrorRule::Kind::kPattern, .pattern = pattern};
}

// What quotes others: behind "execution reverted" stand the words of a contract, which may be
// anything; and the Cosmos SDK ends every bad signature with ": unauthorized".
constexpr std::array kQuotingRules = {
    Text("execution reverted", ErrorId::kExecutionReverted),
    Text("signature verification failed", ErrorId::kInvalidSignature),
};

// Who has to act, before all else: gateways say it beside any code at all. 401 to 429 are HTTP
// statuses that they put into `error.code` of a 200; -32429 is a provider's.
constexpr std::array kActorRules = {
    Text("rate limit", ErrorId::kRateLimited),
    Text("too many requests", ErrorId::kRateLimited),
    Text("enhance_your_calm", ErrorId::kRateLimited),
    Text("unauthorized", ErrorId::kAuthFailed),
    Text("invalid api key", ErrorId::kAuthFailed),
    Text("must be authenticated", ErrorId::kAuthFailed),
    Code(429, ErrorId::kRateLimited),
    Code(-32429, ErrorId::kRateLimited),
    Code(401, ErrorId::kAuthFailed),
    Code(402, ErrorId::kPlanRequired),
    Code(403, ErrorId::kAuthFailed),
};

// A gateway's words for its own connection to the node. From "no such host" on they are headway's:
// the router has these rows, and no rule that leads to them.
constexpr std::array kConnectionRules = {
    Text("client.timeout exceeded", ErrorId::kConnectionTimeout),
    Text("i/o timeout", ErrorId::kConnectionTimeout),
    Pattern(&SaysDeadlineExceeded, ErrorId::kDeadlineExceeded),
    Pattern(&SaysCanceled, ErrorId::kRequestCanceled),
    Pattern(&SaysGoAway, ErrorId::kConnectionReset),
    Pattern(&SaysStreamError, ErrorId::kConnectionReset),
    Text("connection refused", ErrorId::kConnectionRefused),
    Text("network is unreachable", ErrorId::kNetworkUnreachable),
    Text("host is unreachable", ErrorId::kNetworkUnreachable),
    Text("no route to host", ErrorId::kNetworkUnreachable),
    Text("connection reset", ErrorId::kConnectionReset),
    Text("connection termination", ErrorId::kConnectionReset),
    Text("no such host", ErrorId::kDnsFailure),
    Text("getaddrinfo", ErrorId::kDnsFailure),
    Text("name or service not known", ErrorId::kDnsFailure),
    Text("failure in name resolution", ErrorId::kDnsFailure),
    Text("certificate has expired", ErrorId::kTlsExpired),
    Text("certificate signed by unknown authority", ErrorId::kTlsUntrusted),
    Text("self-signed certificate", ErrorId::kTlsUntrusted),
    Text("self signed certificate", ErrorId::kTlsUntrusted),
    Text("unable to get local issuer certificate", ErrorId::kTlsUntrusted),
    Text("unable to verify the first certificate", ErrorId::kTlsUntrusted),
    Text("certificate is valid for", ErrorId::kTlsNameMismatch),
    Text("does not match certificate", ErrorId::kTlsNameMismatch),
    Text("tls: ", ErrorId::kTlsMismatch),
    Text("x509: ", ErrorId::kTlsMismatch),
    Text("tls handshake", ErrorId::kTlsMismatch),
    Text("ssl handshake", ErrorId::kTlsMismatch),
    Text("http request to an https server", ErrorId::kTlsMismatch),
    Text("http request was sent to https port", ErrorId::kTlsMismatch),
    Text("http response to https client", ErrorId::kTlsMismatch),
    Text("unexpected eof", ErrorId::kConnectionClosed),
    Text(": eof", ErrorId::kConnectionClosed),
    Text("socket hang up", ErrorId::kConnectionClosed),
    Text("broken pipe", ErrorId::kConnectionClosed),
    Text("connection closed", ErrorId::kConnectionClosed),
};

// Solana's numbers mean other things than everybody else's. A simulation that failed says why.
constexpr std::array kSvmRules = {
    Text("blockhash not found", ErrorId::kSolanaBlockhashNotFound),
    Text("missing in long-term storage", ErrorId::kSolanaMissingLongTerm),
    Code(-32001, ErrorId::kStatePruned),
    Code(-32002, ErrorId::kSolanaSimulationFailed),
    Code(-32003, ErrorId::kSolanaSignatureVerifyFailed),
    Code(-32004, ErrorId::kBlockNotFound),
    Code(-32005, ErrorId::kSolanaUnhealthy),
    Code(-32007, ErrorId::kSolanaLedgerJump),
    Code(-32009, ErrorId::kSolanaMissingLongTerm),
    Code(-32010, ErrorId::kSolanaExcludedFromIndex),
    Code(-32013, ErrorId::kSolanaSignatureLengthMismatch),
    Code(-32014, ErrorId::kSolanaBlockStatusUnavailable),
    Code(-32015, ErrorId::kSolanaTxVersionUnsupported),
    Code(-32016, ErrorId::kSolanaMinContextSlot),
};

// The texts come with -26, which says less.
constexpr std::array kBitcoinRules = {
    Text("already spent", ErrorId::kDoubleSpend),
    Text("double spend", ErrorId::kDoubleSpend),
    Text("txn-mempool-conflict", ErrorId::kDoubleSpend),
    Code(-28, ErrorId::kBitcoinWarmup),
    Code(-10, ErrorId::kBitcoinInitialDownload),
    Code(-9, ErrorId::kBitcoinNotConnected),
    Code(-25, ErrorId::kBitcoinVerifyError),
    Code(-26, ErrorId::kBitcoinVerifyRejected),
    Code(-27, ErrorId::kBitcoinAlreadyInChain),
    Code(-6, ErrorId::kBitcoinWalletInsufficientFunds),
};

constexpr std::array kStarknetRules = {
    Code(1, ErrorId::kStarknetFailedToReceiveTx),
    Code(28, ErrorId::kStarknetClassNotFound),
    Code(56, ErrorId::kStarknetCompilationFailed),
    Code(51, ErrorId::kStarknetClassAlreadyDeclared),
    Code(40, ErrorId::kStarknetContractError),
    Code(41, ErrorId::kStarknetTxExecError),
    Code(52, ErrorId::kStarknetInvalidNonce),
    Code(53, ErrorId::kStarknetInsufficientFee),
    Code(54, ErrorId::kStarknetInsufficientBalance),
    Code(55, ErrorId::kStarknetValidationFailure),
    Code(20, ErrorId::kStarknetContractNotFound),
    Code(24, ErrorId::kStarknetBlockNotFound),
    Code(29, ErrorId::kStarknetTxHashNotFound),
    Code(59, ErrorId::kStarknetDuplicateTx),
    Code(61, ErrorId::kStarknetTxVersionUnsupported),
    Code(63, ErrorId::kStarknetUnexpectedError),
};

// All of them come with -32000.
constexpr std::array kNearRules = {
    Text("unknown_block", ErrorId::kNearUnknownBlock),
    Text("unknown_chunk", ErrorId::kNearUnknownChunk),
    Text("invalid_shard_id", ErrorId::kNearInvalidShardId),
    Text("not_synced_yet", ErrorId::kNearNotSyncedYet),
};

// The last four are CometBFT's and the SDK's words for heights they do not have; headway's rules.
constexpr std::array kCosmosRules = {
    Text("account sequence mismatch", ErrorId::kInvalidSequence),
    Text("insufficient fee", ErrorId::kInsufficientFee),
    Pattern(&SaysAccountNotFound, ErrorId::kAccountNotFound),
    Text("equal to the current blockchain height", ErrorId::kBlockNotFound),
    Text("bigger then the chain length", ErrorId::kBlockNotFound),
    Text("lowest height is", ErrorId::kStatePruned),
    Text("failed to load state at height", ErrorId::kStatePruned),
};

// Words of rippled and Clio; headway's rules.
constexpr std::array kXrpRules = {
    Text("toobusy", ErrorId::kRateLimited),       Text("slowdown", ErrorId::kRateLimited),
    Text("nonetwork", ErrorId::kSyncing),         Text("nocurrent", ErrorId::kSyncing),
    Text("noclosed", ErrorId::kSyncing),          Text("lgrnotfound", ErrorId::kBlockNotFound),
    Text("unknowncmd", ErrorId::kMethodNotFound),
};

// Two numbers that nobody uses for anything else, then texts about the request.
constexpr std::array kCallRules = {
    Code(-32601, ErrorId::kMethodNotFound),
    Code(-32700, ErrorId::kParseError),
    Text("method not found", ErrorId::kMethodNotFound),
    Text("unknown method", ErrorId::kMethodNotFound),
    Pattern(&SaysMethodDoesNotExist, ErrorId::kMethodNotFound),
    Pattern(&SaysInvalidMethod, ErrorId::kMethodNotFound),
    Text("method not supported", ErrorId::kMethodNotSupported),
    Pattern(&SaysMethodIsNotAvailable, ErrorId::kMethodNotSupported),
    Pattern(&SaysMethodIsBlocked, ErrorId::kMethodNotSupported),
    Text("hex string without 0x prefix", ErrorId::kInvalidBlockFormat),
    Text("invalid block number", ErrorId::kInvalidBlockFormat),
    Text("invalid block hash", ErrorId::kInvalidBlockFormat),
    Text("bad address checksum", ErrorId::kInvalidAddress),
    Text("invalid address", ErrorId::kInvalidAddress),
    Text("hex string has odd length", ErrorId::kInvalidHex),
    Text("hex string of odd length", ErrorId::kInvalidHex),  // go-ethereum's wording of today
    Text("invalid hex", ErrorId::kInvalidHex),
    Text("nonce too low", ErrorId::kNonceTooLow),
    Text("nonce is too low", ErrorId::kNonceTooLow),
    Text("nonce too high", ErrorId::kNonceTooHigh),
    Text("nonce is too high", ErrorId::kNonceTooHigh),
    Text("insufficient funds", ErrorId::kInsufficientFunds),
    Text("insufficientfunds", ErrorId::kInsufficientFunds),
    Text("insufficient maxfeeper", ErrorId::kInsufficientFunds),
    Text("insufficient sender balance", ErrorId::kInsufficientFunds),
    Text("intrinsic gas too low", ErrorId::kGasTooLow),
    Text("intrinsicgas", ErrorId::kGasTooLow),
    Text("gas limit below intrinsic gas", ErrorId::kGasTooLow),
    Text("exceeds block gas limit", ErrorId::kGasLimitExceeded),
    Text("replacement transaction underpriced", ErrorId::kTxReplacementUnderpriced),
    Text("could not replace existing tx", ErrorId::kTxReplacementUnderpriced),
    Text("underpriced", ErrorId::kTxUnderpriced),
    Text("fee too low", ErrorId::kTxUnderpriced),
    Text("already known", ErrorId::kTxAlreadyKnown),
    Text("alreadyknown", ErrorId::kTxAlreadyKnown),
    Text("txpool is full", ErrorId::kMempoolFull),
    Text("max fee per gas less than block base fee", ErrorId::kMaxFeeBelowBase),
};

constexpr std::array kSyncingRules = {
    Text("node is syncing", ErrorId::kSyncing),
    Text("node is still syncing", ErrorId::kSyncing),
    Text("node is currently syncing", ErrorId::kSyncing),  // a beacon node's wording
    Text("catching up to the chain", ErrorId::kSyncing),
};

constexpr std::array kExecutionRules = {
    Text("oversized data", ErrorId::kTxTooLarge),
    Text("transaction size exceeds", ErrorId::kTxTooLarge),
    Text("tx too large", ErrorId::kTxTooLarge),
    Text("invalid signature", ErrorId::kInvalidSignature),
    Text("out of gas", ErrorId::kOutOfGas),
    Text("stack limit reached", ErrorId::kStackOverflow),
    Text("invalid opcode", ErrorId::kInvalidOpcode),
    Text("write protection", ErrorId::kWriteProtection),
    Text("max code size exceeded", ErrorId::kContractSizeExceeded),
    Text("out of counters", ErrorId::kZkevmOutOfCounters),
};

// "has been pruned" is headway's rule.
constexpr std::array kStateRules = {
    Pattern(&SaysBlockNotFound, ErrorId::kBlockNotFound),
    Text("transaction not found", ErrorId::kTxNotFound),
    Text("receipt not found", ErrorId::kReceiptNotFound),
    Text("missing trie node", ErrorId::kStatePruned),
    Text("historical state", ErrorId::kStatePruned),
    Text("has been pruned", ErrorId::kStatePruned),
    Text("response is too big", ErrorId::kLogResponseTooLarge),
    Text("exceeded max limit", ErrorId::kLogResponseTooLarge),
};

// The drawers into which nodes and gateways put whatever has no number of its own.
constexpr std::array kDrawerRules = {
    Text("unexpected end of json input", ErrorId::kConnectionReset),
    Text("all attempts exhausted", ErrorId::kServerError),
    Code(-32600, ErrorId::kInvalidRequest),
    Code(-32602, ErrorId::kInvalidParams),
    Code(-32603, ErrorId::kInternalError),
    Code(-32001, ErrorId::kResourceNotFound),
    Code(-32002, ErrorId::kResourceUnavailable),
    Code(-32003, ErrorId::kTxRejected),
    Code(-32004, ErrorId::kMethodNotSupported),
    Code(-32005, ErrorId::kLimitExceeded),
    Code(-32000, ErrorId::kServerError),
};

// The last three are gRPC's, as a gateway in front of it words them.
constexpr std::array kRestTextRules = {
    Text("endpoint not found", ErrorId::kEndpointNotFound),
    Text("route not found", ErrorId::kEndpointNotFound),
    Text("path not found", ErrorId::kEndpointNotFound),
    Text("method not allowed", ErrorId::kMethodNotAllowed),
    Text("unimplemented", ErrorId::kUnimplemented),
    Text("not implemented", ErrorId::kUnimplemented),
    Text("service not found", ErrorId::kUnimplemented),
};

struct StatusRule {
  int status;
  ErrorId error;
  bool quoted;  // also where no HTTP status belongs
};

// From 520 on: what a content delivery network says of the server behind it.
constexpr std::array kStatusRules = {
    StatusRule{400, ErrorId::kBadRequest, false},
    StatusRule{401, ErrorId::kAuthFailed, true},
    StatusRule{402, ErrorId::kPlanRequired, false},
    StatusRule{403, ErrorId::kAuthFailed, true},
    StatusRule{404, ErrorId::kEndpointNotFound, true},
    StatusRule{405, ErrorId::kMethodNotAllowed, true},
    StatusRule{408, ErrorId::kRequestTimeout, false},
    StatusRule{413, ErrorId::kRequestTooLarge, true},
    StatusRule{429, ErrorId::kRateLimited, true},
    StatusRule{500, ErrorId::kInternalError, true},
    StatusRule{501, ErrorId::kUnimplemented, false},
    StatusRule{502, ErrorId::kBadGateway, true},
    StatusRule{503, ErrorId::kServiceUnavailable, true},
    StatusRule{504, ErrorId::kGatewayTimeout, true},
    StatusRule{520, ErrorId::kServerError, true},
    StatusRule{521, ErrorId::kServerError, true},
    StatusRule{522, ErrorId::kGatewayTimeout, true},
    StatusRule{523, ErrorId::kServerError, true},
    StatusRule{524, ErrorId::kGatewayTimeout, true},
    StatusRule{525, ErrorId::kServerError, true},
    StatusRule{526, ErrorId::kServerError, true},
    StatusRule{527, ErrorId::kServerError, true},
    StatusRule{530, ErrorId::kServerError, true},
};

const StatusRule* FindStatus(std::int64_t status) {
  const auto* const rule =
      std::find_if(kStatusRules.begin(), kStatusRules.end(),
                   [status](const StatusRule& each) { return each.status == status; });
  return rule == kStatusRules.end() ? nullptr : rule;
}

ErrorRules FamilyRules(FamilyId family) {
  switch (family) {
    case FamilyId::kSvm:
      return kSvmRules;
    case FamilyId::kBitcoin:
      return kBitcoinRules;
    case FamilyId::kStarknet:
      return kStarknetRules;
    case FamilyId::kNear:
      return kNearRules;
    case FamilyId::kTendermint:
      return kCosmosRules;
    case FamilyId::kXrp:
      return kXrpRules;
    default:
      return {};
  }
}

}  // namespace

bool ErrorRule::Holds(std::int64_t error_code, std::string_view lower_case_text) const {
  switch (kind) {
    case Kind::kCode:
      return code == error_code;
    case Kind::kText:
      return lower_case_text.find(text) != std::string_view::npos;
    case Kind::kPattern:
      return pattern(lower_case_text);
  }
  return false;
}

std::array<ErrorRules, kJsonRpcRuleSets> JsonRpcRules(FamilyId family) {
  return {kQuotingRules, kActorRules,     kConnectionRules, FamilyRules(family), kCallRules,
          kSyncingRules, kExecutionRules, kStateRules,      kDrawerRules};
}

std::array<ErrorRules, kRestRuleSets> RestRules(FamilyId family) {
  return {kQuotingRules,  kActorRules,   kConnectionRules, FamilyRules(family),
          kRestTextRules, kSyncingRules, kStateRules};
}

ErrorRules ConnectionRules() { return kConnectionRules; }

std::optional<ErrorId> FirstMatch(std::span<const ErrorRules> sets, std::int64_t code,
                                  std::string_view lower_case_text) {
  for (const ErrorRules rules : sets) {
    for (const ErrorRule& rule : rules) {
      if (rule.Holds(code, lower_case_text)) return rule.error;
    }
  }
  return std::nullopt;
}

ErrorId ErrorOfStatus(int status) {
  if (const StatusRule* const rule = FindStatus(status)) return rule->error;
  if (status >= 500) return ErrorId::kServerError;
  if (status >= 300 && status < 400) return ErrorId::kRedirected;
  return ErrorId::kHttpStatus;
}

std::optional<ErrorId> ErrorOfQuotedStatus(std::int64_t number) {
  const StatusRule* const rule = FindStatus(number);
  if (rule == nullptr || !rule->quoted) return std::nullopt;
  return rule->error;
}

}  // namespace headway::chains
