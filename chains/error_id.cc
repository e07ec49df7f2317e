#include "chains/error_id.h"

#include "base/check.h"

namespace headway::chains {
namespace {

constexpr std::string_view kInternal = "internal";
constexpr std::string_view kExternal = "external";

// id, code, name, category, rate limit, retryable
constexpr std::array<ErrorClass, kErrorCount> kRegistry = {{
    {ErrorId::kUnknown, 0, "UNKNOWN_ERROR", kExternal, false, true},
    {ErrorId::kConnectionTimeout, 1001, "PROTOCOL_CONNECTION_TIMEOUT", kInternal, false, true},
    {ErrorId::kConnectionRefused, 1002, "PROTOCOL_CONNECTION_REFUSED", kInternal, false, true},
    {ErrorId::kDnsFailure, 1003, "PROTOCOL_DNS_FAILURE", kInternal, false, true},
    {ErrorId::kTlsMismatch, 1004, "PROTOCOL_TLS_MISMATCH", kInternal, false, false},
    {ErrorId::kConnectionReset, 1005, "PROTOCOL_CONNECTION_RESET", kInternal, false, true},
    {ErrorId::kConnectionClosed, 1006, "PROTOCOL_CONNECTION_CLOSED", kInternal, false, true},
    {ErrorId::kNetworkUnreachable, 1009, "PROTOCOL_NETWORK_UNREACHABLE", kInternal, false, true},
    {ErrorId::kMethodNotFound, 2001, "NODE_METHOD_NOT_FOUND", kExternal, false, false},
    {ErrorId::kMethodNotSupported, 2002, "NODE_METHOD_NOT_SUPPORTED", kExternal, false, true},
    {ErrorId::kInternalError, 2003, "NODE_INTERNAL_ERROR", kExternal, false, true},
    {ErrorId::kServerError, 2004, "NODE_SERVER_ERROR", kExternal, false, true},
    {ErrorId::kRateLimited, 2005, "NODE_RATE_LIMITED", kExternal, true, true},
    {ErrorId::kServiceUnavailable, 2006, "NODE_SERVICE_UNAVAILABLE", kExternal, false, true},
    {ErrorId::kSyncing, 2007, "NODE_SYNCING", kExternal, false, true},
    {ErrorId::kEndpointNotFound, 2009, "NODE_ENDPOINT_NOT_FOUND", kExternal, false, false},
    {ErrorId::kMethodNotAllowed, 2010, "NODE_METHOD_NOT_ALLOWED", kExternal, false, false},
    {ErrorId::kLimitExceeded, 2011, "NODE_LIMIT_EXCEEDED", kExternal, true, false},
    {ErrorId::kResourceNotFound, 2012, "NODE_RESOURCE_NOT_FOUND", kExternal, false, true},
    {ErrorId::kResourceUnavailable, 2013, "NODE_RESOURCE_UNAVAILABLE", kExternal, false, true},
    {ErrorId::kGatewayTimeout, 2014, "NODE_GATEWAY_TIMEOUT", kExternal, false, true},
    {ErrorId::kBadGateway, 2015, "NODE_BAD_GATEWAY", kExternal, false, true},
    {ErrorId::kSolanaUnhealthy, 2150, "NODE_SOLANA_UNHEALTHY", kExternal, false, true},
    {ErrorId::kBlockNotFound, 3201, "CHAIN_BLOCK_NOT_FOUND", kExternal, false, true},
    {ErrorId::kStatePruned, 3204, "CHAIN_STATE_PRUNED", kExternal, false, true},
    {ErrorId::kSolanaMissingLongTerm, 3302, "CHAIN_SOLANA_MISSING_LONG_TERM", kExternal, false,
     false},
    {ErrorId::kSolanaLedgerJump, 3303, "CHAIN_SOLANA_LEDGER_JUMP", kExternal, false, true},
    {ErrorId::kSolanaBlockStatusUnavailable, 3309, "CHAIN_SOLANA_BLOCK_STATUS_UNAVAILABLE",
     kExternal, false, true},
    {ErrorId::kSolanaMinContextSlot, 3311, "CHAIN_SOLANA_MIN_CONTEXT_SLOT_NOT_REACHED", kExternal,
     false, true},
    {ErrorId::kParseError, 4001, "USER_PARSE_ERROR", kExternal, false, false},
    {ErrorId::kInvalidRequest, 4002, "USER_INVALID_REQUEST", kExternal, false, false},
    {ErrorId::kInvalidParams, 4003, "USER_INVALID_PARAMS", kExternal, false, false},
    {ErrorId::kRequestTooLarge, 4006, "USER_REQUEST_TOO_LARGE", kExternal, false, false},
    {ErrorId::kAuthFailed, 9001, "NODE_AUTH_FAILED", kExternal, false, false},
    {ErrorId::kPlanRequired, 9002, "NODE_PLAN_REQUIRED", kExternal, false, false},
    {ErrorId::kBadRequest, 9003, "NODE_BAD_REQUEST", kExternal, false, false},
    {ErrorId::kRequestTimeout, 9004, "NODE_REQUEST_TIMEOUT", kExternal, false, true},
    {ErrorId::kRedirected, 9005, "NODE_REDIRECTED", kExternal, false, false},
    {ErrorId::kHttpStatus, 9006, "NODE_HTTP_STATUS", kExternal, false, true},
    {ErrorId::kReplyMalformed, 9007, "NODE_REPLY_MALFORMED", kExternal, false, true},
    {ErrorId::kReplyTooLarge, 9008, "NODE_REPLY_TOO_LARGE", kExternal, false, true},
    {ErrorId::kReplyWrongId, 9009, "NODE_REPLY_WRONG_ID", kExternal, false, true},
    {ErrorId::kHeadZero, 9010, "NODE_HEAD_ZERO", kExternal, false, true},
    {ErrorId::kRequestNotSent, 9011, "HEADWAY_REQUEST_NOT_SENT", kInternal, false, false},
    {ErrorId::kTlsExpired, 9012, "NODE_TLS_EXPIRED", kInternal, false, false},
    {ErrorId::kTlsUntrusted, 9013, "NODE_TLS_UNTRUSTED", kInternal, false, false},
    {ErrorId::kTlsNameMismatch, 9014, "NODE_TLS_NAME_MISMATCH", kInternal, false, false},
}};

constexpr bool RowsAreInOrder() {
  for (std::size_t row = 0; row < kErrorCount; ++row) {
    if (kRegistry.at(row).id != static_cast<ErrorId>(row)) return false;
  }
  return true;
}
static_assert(RowsAreInOrder());

}  // namespace

const std::array<ErrorClass, kErrorCount>& ErrorRegistry() { return kRegistry; }

const ErrorClass& Describe(ErrorId id) {
  const auto row = static_cast<std::size_t>(id);
  HEADWAY_CHECK(row < kErrorCount);
  return kRegistry.at(row);
}

}  // namespace headway::chains
