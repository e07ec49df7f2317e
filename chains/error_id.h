#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace headway::chains {

/// Rows of the error registry. Names and meanings are those of the router's registry
/// (reference/semantics.md, section 7); from kAuthFailed on they are headway's own, for what the
/// router has no rule for.
enum class ErrorId : std::uint8_t {
  kUnknown,
  kConnectionTimeout,
  kConnectionRefused,
  kDnsFailure,
  kTlsMismatch,
  kConnectionReset,
  kConnectionClosed,
  kNetworkUnreachable,
  kMethodNotFound,
  kMethodNotSupported,
  kInternalError,
  kServerError,
  kRateLimited,
  kServiceUnavailable,
  kSyncing,
  kEndpointNotFound,
  kMethodNotAllowed,
  kLimitExceeded,
  kResourceNotFound,
  kResourceUnavailable,
  kGatewayTimeout,
  kBadGateway,
  kSolanaUnhealthy,
  kBlockNotFound,
  kStatePruned,
  kSolanaMissingLongTerm,
  kSolanaLedgerJump,
  kSolanaBlockStatusUnavailable,
  kSolanaMinContextSlot,
  kParseError,
  kInvalidRequest,
  kInvalidParams,
  kRequestTooLarge,
  kAuthFailed,
  kPlanRequired,
  kBadRequest,
  kRequestTimeout,
  kRedirected,
  kHttpStatus,
  kReplyMalformed,
  kReplyTooLarge,
  kReplyWrongId,
  kHeadZero,
  kRequestNotSent,
  kTlsExpired,
  kTlsUntrusted,
  kTlsNameMismatch,
};

inline constexpr std::size_t kErrorCount = static_cast<std::size_t>(ErrorId::kTlsNameMismatch) + 1;

struct ErrorClass {
  ErrorId id;
  std::uint16_t code;  // the router's number; headway's own start at 9001
  std::string_view name;
  std::string_view category;  // internal: on the way to the node; external: the node's answer
  bool rate_limit;
  bool retryable;
};

/// The registry, in the order of ErrorId.
const std::array<ErrorClass, kErrorCount>& ErrorRegistry();

const ErrorClass& Describe(ErrorId id);

}  // namespace headway::chains
