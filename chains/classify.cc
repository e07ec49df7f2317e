#include "chains/classify.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/check.h"

namespace headway::chains {
namespace {

struct CodeRule {
  std::int64_t code;
  ErrorId error;
};

struct TextRule {
  std::string_view lower_case_text;
  ErrorId error;
};

// Numbers mean different things on Solana (reference/semantics.md, section 7).
constexpr std::array kSvmCodes = {
    CodeRule{-32001, ErrorId::kStatePruned},
    CodeRule{-32004, ErrorId::kBlockNotFound},
    CodeRule{-32005, ErrorId::kSolanaUnhealthy},
    CodeRule{-32007, ErrorId::kSolanaLedgerJump},
    CodeRule{-32009, ErrorId::kSolanaMissingLongTerm},
    CodeRule{-32014, ErrorId::kSolanaBlockStatusUnavailable},
    CodeRule{-32016, ErrorId::kSolanaMinContextSlot},
};

// The last four are HTTP statuses that gateways put into `error.code` of a 200.
constexpr std::array kJsonRpcCodes = {
    CodeRule{-32601, ErrorId::kMethodNotFound},
    CodeRule{-32700, ErrorId::kParseError},
    CodeRule{-32600, ErrorId::kInvalidRequest},
    CodeRule{-32602, ErrorId::kInvalidParams},
    CodeRule{-32603, ErrorId::kInternalError},
    CodeRule{-32001, ErrorId::kResourceNotFound},
    CodeRule{-32002, ErrorId::kResourceUnavailable},
    CodeRule{-32004, ErrorId::kMethodNotSupported},
    CodeRule{-32005, ErrorId::kLimitExceeded},
    CodeRule{429, ErrorId::kRateLimited},
    CodeRule{401, ErrorId::kAuthFailed},
    CodeRule{402, ErrorId::kPlanRequired},
    CodeRule{403, ErrorId::kAuthFailed},
};

// Texts that say more than the number beside them. They come first: gateways send -32000 or -32600
// for everything.
constexpr std::array kTexts = {
    TextRule{"rate limit", ErrorId::kRateLimited},
    TextRule{"too many requests", ErrorId::kRateLimited},
    TextRule{"enhance_your_calm", ErrorId::kRateLimited},
    TextRule{"unauthorized", ErrorId::kAuthFailed},
    TextRule{"invalid api key", ErrorId::kAuthFailed},
    TextRule{"must be authenticated", ErrorId::kAuthFailed},
    TextRule{"method not found", ErrorId::kMethodNotFound},
    TextRule{"node is syncing", ErrorId::kSyncing},
    TextRule{"node is still syncing", ErrorId::kSyncing},
    TextRule{"catching up to the chain", ErrorId::kSyncing},
    TextRule{"missing trie node", ErrorId::kStatePruned},
    TextRule{"historical state", ErrorId::kStatePruned},
    TextRule{"block not found", ErrorId::kBlockNotFound},
};

bool ContainsIgnoringCase(std::string_view text, std::string_view lower_case) {
  return std::search(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                     [](char have, char want) {
                       return std::tolower(static_cast<unsigned char>(have)) == want;
                     }) != text.end();
}

template <std::size_t kCount>
const ErrorId* FindCode(const std::array<CodeRule, kCount>& rules, std::int64_t code) {
  const auto rule = std::find_if(rules.begin(), rules.end(),
                                 [code](const CodeRule& each) { return each.code == code; });
  return rule == rules.end() ? nullptr : &rule->error;
}

Blame BlameOf(ErrorId id) {
  if (Describe(id).rate_limit) return Blame::kThrottle;
  if (id == ErrorId::kAuthFailed || id == ErrorId::kPlanRequired) return Blame::kAuth;
  return Blame::kNode;
}

ErrorId ErrorOfStatus(int status) {
  switch (status) {
    case 400:
      return ErrorId::kBadRequest;
    case 401:
    case 403:
      return ErrorId::kAuthFailed;
    case 402:
      return ErrorId::kPlanRequired;
    case 404:
      return ErrorId::kEndpointNotFound;
    case 405:
      return ErrorId::kMethodNotAllowed;
    case 408:
      return ErrorId::kRequestTimeout;
    case 413:
      return ErrorId::kRequestTooLarge;
    case 429:
      return ErrorId::kRateLimited;
    case 500:
      return ErrorId::kInternalError;
    case 502:
      return ErrorId::kBadGateway;
    case 503:
      return ErrorId::kServiceUnavailable;
    case 504:
    case 522:
    case 524:
      return ErrorId::kGatewayTimeout;
    default:
      break;
  }
  if (status >= 500) return ErrorId::kServerError;
  if (status >= 300 && status < 400) return ErrorId::kRedirected;
  return ErrorId::kHttpStatus;
}

}  // namespace

Fault ClassifyTransport(TransportFault fault) {
  switch (fault) {
    case TransportFault::kDns:
      return {ErrorId::kDnsFailure, Blame::kTransport, true};
    case TransportFault::kConnectRefused:
      return {ErrorId::kConnectionRefused, Blame::kTransport, true};
    case TransportFault::kUnreachable:
      return {ErrorId::kNetworkUnreachable, Blame::kTransport, true};
    case TransportFault::kTls:
      return {ErrorId::kTlsMismatch, Blame::kTransport, true};
    case TransportFault::kTlsExpired:
      return {ErrorId::kTlsExpired, Blame::kTransport, true};
    case TransportFault::kTlsUntrusted:
      return {ErrorId::kTlsUntrusted, Blame::kTransport, true};
    case TransportFault::kTlsNameMismatch:
      return {ErrorId::kTlsNameMismatch, Blame::kTransport, true};
    case TransportFault::kTimeout:
      return {ErrorId::kConnectionTimeout, Blame::kTransport, true};
    case TransportFault::kReset:
      return {ErrorId::kConnectionReset, Blame::kTransport, true};
    case TransportFault::kClosed:
      return {ErrorId::kConnectionClosed, Blame::kTransport, true};
    case TransportFault::kTooLarge:
      return FaultOfReply(ErrorId::kReplyTooLarge);
    case TransportFault::kNotSent:
      return FaultOfReply(ErrorId::kRequestNotSent);
    case TransportFault::kNone:
    case TransportFault::kCancelled:
      break;
  }
  // A request that went well or was cancelled is no fault: the caller has mixed things up.
  HEADWAY_CHECK(fault != TransportFault::kNone && fault != TransportFault::kCancelled);
  return {};
}

Fault ClassifyHttpStatus(int status) {
  const ErrorId error = ErrorOfStatus(status);
  return {error, BlameOf(error), status >= 500};
}

Fault ClassifyRpcError(FamilyId family, std::int64_t code, std::string_view message) {
  ErrorId error = ErrorId::kUnknown;
  const ErrorId* by_code = family == FamilyId::kSvm ? FindCode(kSvmCodes, code) : nullptr;
  if (by_code == nullptr) {
    const auto text = std::find_if(kTexts.begin(), kTexts.end(), [message](const TextRule& rule) {
      return ContainsIgnoringCase(message, rule.lower_case_text);
    });
    if (text != kTexts.end()) by_code = &text->error;
  }
  if (by_code == nullptr) by_code = FindCode(kJsonRpcCodes, code);
  if (by_code != nullptr) {
    error = *by_code;
  } else if (code == -32000) {
    error = ErrorId::kServerError;
  }
  const ErrorClass& row = Describe(error);
  return {error, BlameOf(error), row.retryable && !row.rate_limit};
}

Fault FaultOfReply(ErrorId id) { return {id, BlameOf(id), false}; }

}  // namespace headway::chains
