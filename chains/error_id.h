#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace headway::chains {

/// Rows of the error registry: what a node or the way to it can answer, by the router's names and
/// codes (reference/semantics.md, section 7; without what only the router's own sessions raise);
/// from kAuthFailed on they are headway's own, for what the router has no rule for.
enum class ErrorId : std::uint8_t {
  kUnknown,
  kConnectionTimeout,
  kConnectionRefused,
  kDnsFailure,
  kTlsMismatch,
  kConnectionReset,
  kConnectionClosed,
  kDeadlineExceeded,
  kRequestCanceled,
  kNetworkUnreachable,
  kMethodNotFound,
  kMethodNotSupported,
  kInternalError,
  kServerError,
  kRateLimited,
  kServiceUnavailable,
  kSyncing,
  kUnimplemented,
  kEndpointNotFound,
  kMethodNotAllowed,
  kLimitExceeded,
  kResourceNotFound,
  kResourceUnavailable,
  kGatewayTimeout,
  kBadGateway,
  kBitcoinWarmup,
  kBitcoinInitialDownload,
  kBitcoinNotConnected,
  kSolanaUnhealthy,
  kNonceTooLow,
  kNonceTooHigh,
  kInsufficientFunds,
  kGasTooLow,
  kGasLimitExceeded,
  kTxUnderpriced,
  kTxAlreadyKnown,
  kTxReplacementUnderpriced,
  kMempoolFull,
  kTxTooLarge,
  kMaxFeeBelowBase,
  kInvalidSequence,
  kInsufficientFee,
  kTxRejected,
  kDoubleSpend,
  kInvalidSignature,
  kExecutionReverted,
  kOutOfGas,
  kStackOverflow,
  kInvalidOpcode,
  kWriteProtection,
  kContractSizeExceeded,
  kAccountNotFound,
  kZkevmOutOfCounters,
  kBlockNotFound,
  kTxNotFound,
  kReceiptNotFound,
  kStatePruned,
  kLogResponseTooLarge,
  kSolanaMissingLongTerm,
  kSolanaLedgerJump,
  kSolanaBlockhashNotFound,
  kSolanaSimulationFailed,
  kSolanaSignatureVerifyFailed,
  kSolanaExcludedFromIndex,
  kSolanaSignatureLengthMismatch,
  kSolanaBlockStatusUnavailable,
  kSolanaTxVersionUnsupported,
  kSolanaMinContextSlot,
  kStarknetFailedToReceiveTx,
  kStarknetClassNotFound,
  kStarknetCompilationFailed,
  kStarknetClassAlreadyDeclared,
  kStarknetContractError,
  kStarknetTxExecError,
  kStarknetInvalidNonce,
  kStarknetInsufficientFee,
  kStarknetInsufficientBalance,
  kStarknetValidationFailure,
  kStarknetContractNotFound,
  kStarknetBlockNotFound,
  kStarknetTxHashNotFound,
  kStarknetDuplicateTx,
  kStarknetTxVersionUnsupported,
  kStarknetUnexpectedError,
  kBitcoinVerifyError,
  kBitcoinVerifyRejected,
  kBitcoinAlreadyInChain,
  kBitcoinWalletInsufficientFunds,
  kNearUnknownBlock,
  kNearUnknownChunk,
  kNearInvalidShardId,
  kNearNotSyncedYet,
  kParseError,
  kInvalidRequest,
  kInvalidParams,
  kInvalidBlockFormat,
  kInvalidAddress,
  kRequestTooLarge,
  kInvalidHex,
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

/// What an error means for whoever asked.
enum class SubCategory : std::uint8_t {
  kNone,
  kUnsupportedMethod,  // of this node: asking again is useless
  kUserError,          // of the request: asking anybody again is useless
  kRateLimit,          // of the node's patience: it is well, and wants to be left alone
};

constexpr std::string_view ToString(SubCategory sub_category) {
  constexpr std::array<std::string_view, 4> kNames = {"none", "unsupported_method", "user_error",
                                                      "rate_limit"};
  return kNames.at(static_cast<std::size_t>(sub_category));
}

struct ErrorClass {
  ErrorId id;
  std::uint16_t code;  // the router's number; headway's own start at 9001
  std::string_view name;
  std::string_view category;  // internal: on the way to the node; external: the node's answer
  SubCategory sub_category;
  bool retryable;
  /// For people: a clause without capital and full stop, as in "the last poll failed: nobody
  /// listens there".
  std::string_view meaning;
};

/// The registry, in the order of ErrorId. Which text, code or status leads to which row is
/// chains/error_rules.h.
const std::array<ErrorClass, kErrorCount>& ErrorRegistry();

const ErrorClass& Describe(ErrorId id);

}  // namespace headway::chains
