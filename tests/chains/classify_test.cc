#include "chains/classify.h"

#include <string_view>

#include <gtest/gtest.h>

namespace headway::chains {
namespace {

constexpr FamilyId kEvm = FamilyId::kEvm;
constexpr FamilyId kSvm = FamilyId::kSvm;

std::string_view NameOf(const Fault& fault) { return Describe(fault.error).name; }

struct TransportRow {
  TransportFault fault = TransportFault::kNone;
  Fault expected;
};

TEST(ClassifyTransport, FaultsOfTheWayAreTransportAndRefusals) {
  const TransportRow table[] = {
      {TransportFault::kDns, {ErrorId::kDnsFailure, Blame::kTransport, true}},
      {TransportFault::kConnectRefused, {ErrorId::kConnectionRefused, Blame::kTransport, true}},
      {TransportFault::kUnreachable, {ErrorId::kNetworkUnreachable, Blame::kTransport, true}},
      {TransportFault::kTls, {ErrorId::kTlsMismatch, Blame::kTransport, true}},
      {TransportFault::kTlsExpired, {ErrorId::kTlsExpired, Blame::kTransport, true}},
      {TransportFault::kTlsUntrusted, {ErrorId::kTlsUntrusted, Blame::kTransport, true}},
      {TransportFault::kTlsNameMismatch, {ErrorId::kTlsNameMismatch, Blame::kTransport, true}},
      {TransportFault::kTimeout, {ErrorId::kConnectionTimeout, Blame::kTransport, true}},
      {TransportFault::kReset, {ErrorId::kConnectionReset, Blame::kTransport, true}},
      {TransportFault::kClosed, {ErrorId::kConnectionClosed, Blame::kTransport, true}},
  };
  for (const TransportRow& row : table) {
    EXPECT_EQ(ClassifyTransport(row.fault), row.expected) << NameOf(row.expected);
  }
}

TEST(ClassifyTransport, OurOwnLimitsAreNeitherTransportNorRefusals) {
  EXPECT_EQ(ClassifyTransport(TransportFault::kTooLarge),
            (Fault{ErrorId::kReplyTooLarge, Blame::kNode, false}));
  EXPECT_EQ(ClassifyTransport(TransportFault::kNotSent),
            (Fault{ErrorId::kRequestNotSent, Blame::kNode, false}));
}

TEST(ClassifyTransportDeathTest, WhatIsNoFaultIsABrokenInvariant) {
  EXPECT_DEATH(static_cast<void>(ClassifyTransport(TransportFault::kNone)), "CHECK failed");
  EXPECT_DEATH(static_cast<void>(ClassifyTransport(TransportFault::kCancelled)), "CHECK failed");
}

struct StatusRow {
  int status;
  ErrorId error;
  Blame blame;
};

TEST(ClassifyHttpStatus, TellsTheStatusesApart) {
  const StatusRow table[] = {
      {0, ErrorId::kHttpStatus, Blame::kNode},
      {101, ErrorId::kHttpStatus, Blame::kNode},
      {301, ErrorId::kRedirected, Blame::kNode},
      {308, ErrorId::kRedirected, Blame::kNode},
      {400, ErrorId::kBadRequest, Blame::kNode},
      {401, ErrorId::kAuthFailed, Blame::kAuth},
      {402, ErrorId::kPlanRequired, Blame::kAuth},
      {403, ErrorId::kAuthFailed, Blame::kAuth},
      {404, ErrorId::kEndpointNotFound, Blame::kNode},
      {405, ErrorId::kMethodNotAllowed, Blame::kNode},
      {408, ErrorId::kRequestTimeout, Blame::kNode},
      {413, ErrorId::kRequestTooLarge, Blame::kNode},
      {418, ErrorId::kHttpStatus, Blame::kNode},
      {429, ErrorId::kRateLimited, Blame::kThrottle},
      {451, ErrorId::kHttpStatus, Blame::kNode},
      {500, ErrorId::kInternalError, Blame::kNode},
      {501, ErrorId::kUnimplemented, Blame::kNode},
      {502, ErrorId::kBadGateway, Blame::kNode},
      {503, ErrorId::kServiceUnavailable, Blame::kNode},
      {504, ErrorId::kGatewayTimeout, Blame::kNode},
      {520, ErrorId::kServerError, Blame::kNode},
      {521, ErrorId::kServerError, Blame::kNode},
      {522, ErrorId::kGatewayTimeout, Blame::kNode},
      {523, ErrorId::kServerError, Blame::kNode},
      {524, ErrorId::kGatewayTimeout, Blame::kNode},
      {599, ErrorId::kServerError, Blame::kNode},
  };
  for (const StatusRow& row : table) {
    EXPECT_EQ(ClassifyHttpStatus(row.status).error, row.error) << row.status;
    EXPECT_EQ(ClassifyHttpStatus(row.status).blame, row.blame) << row.status;
  }
}

TEST(ClassifyHttpStatus, RefusalsAreThe5xxAndNothingElse) {
  for (int status = 300; status < 600; ++status) {
    EXPECT_EQ(ClassifyHttpStatus(status).refusal, status >= 500) << status;
  }
}

struct CodeRow {
  FamilyId family;
  std::int64_t code;
  ErrorId error;
};

TEST(ClassifyRpcError, TellsCodesApartByFamily) {
  const CodeRow table[] = {
      {kEvm, -32700, ErrorId::kParseError},
      {kEvm, -32600, ErrorId::kInvalidRequest},
      {kEvm, -32601, ErrorId::kMethodNotFound},
      {kEvm, -32602, ErrorId::kInvalidParams},
      {kEvm, -32603, ErrorId::kInternalError},
      {kEvm, -32000, ErrorId::kServerError},
      {kEvm, -32001, ErrorId::kResourceNotFound},
      {kEvm, -32002, ErrorId::kResourceUnavailable},
      {kEvm, -32004, ErrorId::kMethodNotSupported},
      {kEvm, -32005, ErrorId::kLimitExceeded},
      {kEvm, -32007, ErrorId::kUnknown},
      {kEvm, 401, ErrorId::kAuthFailed},
      {kEvm, 402, ErrorId::kPlanRequired},
      {kEvm, 403, ErrorId::kAuthFailed},
      {kEvm, 429, ErrorId::kRateLimited},
      {kEvm, 0, ErrorId::kUnknown},
      {kEvm, 3, ErrorId::kUnknown},
      {kEvm, -32003, ErrorId::kTxRejected},
      {kEvm, -32429, ErrorId::kRateLimited},
      {kEvm, 502, ErrorId::kBadGateway},
      {kSvm, -32001, ErrorId::kStatePruned},
      {kSvm, -32002, ErrorId::kSolanaSimulationFailed},
      {kSvm, -32003, ErrorId::kSolanaSignatureVerifyFailed},
      {kSvm, -32010, ErrorId::kSolanaExcludedFromIndex},
      {kSvm, -32013, ErrorId::kSolanaSignatureLengthMismatch},
      {kSvm, -32015, ErrorId::kSolanaTxVersionUnsupported},
      {kSvm, -32004, ErrorId::kBlockNotFound},
      {kSvm, -32005, ErrorId::kSolanaUnhealthy},
      {kSvm, -32007, ErrorId::kSolanaLedgerJump},
      {kSvm, -32009, ErrorId::kSolanaMissingLongTerm},
      {kSvm, -32014, ErrorId::kSolanaBlockStatusUnavailable},
      {kSvm, -32016, ErrorId::kSolanaMinContextSlot},
      {kSvm, -32601, ErrorId::kMethodNotFound},
      {kSvm, -32000, ErrorId::kServerError},
      {kSvm, 429, ErrorId::kRateLimited},
  };
  for (const CodeRow& row : table) {
    EXPECT_EQ(NameOf(ClassifyRpcError(row.family, row.code, "")), Describe(row.error).name)
        << ToString(row.family) << ' ' << row.code;
  }
}

struct TextRow {
  std::string_view message;
  ErrorId error;
};

constexpr TextRow kTextTable[] = {
    {"rate limit", ErrorId::kRateLimited},
    {"Your RATE LIMIT is reached", ErrorId::kRateLimited},
    {"Too Many Requests, upgrade", ErrorId::kRateLimited},
    {"http2: ENHANCE_YOUR_CALM", ErrorId::kRateLimited},
    {"Unauthorized", ErrorId::kAuthFailed},
    {"Invalid API key given", ErrorId::kAuthFailed},
    {"Must be authenticated!", ErrorId::kAuthFailed},
    {"Client.Timeout exceeded", ErrorId::kConnectionTimeout},
    {"dial tcp: i/o timeout", ErrorId::kConnectionTimeout},
    {"context deadline exceeded", ErrorId::kDeadlineExceeded},
    {"context canceled", ErrorId::kRequestCanceled},
    {"connection refused", ErrorId::kConnectionRefused},
    {"network is unreachable", ErrorId::kNetworkUnreachable},
    {"host is unreachable", ErrorId::kNetworkUnreachable},
    {"no route to host", ErrorId::kNetworkUnreachable},
    {"GOAWAY", ErrorId::kConnectionReset},
    {"stream error", ErrorId::kConnectionReset},
    {"connection reset by peer", ErrorId::kConnectionReset},
    {"connection termination", ErrorId::kConnectionReset},
    {"unexpected end of JSON input", ErrorId::kConnectionReset},
    {"no such host", ErrorId::kDnsFailure},
    {"getaddrinfo EAI_AGAIN", ErrorId::kDnsFailure},
    {"Name or service not known", ErrorId::kDnsFailure},
    {"Temporary failure in name resolution", ErrorId::kDnsFailure},
    {"tls: handshake failure", ErrorId::kTlsMismatch},
    {"x509: malformed certificate", ErrorId::kTlsMismatch},
    {"net/http: TLS handshake timeout", ErrorId::kTlsMismatch},
    {"SSL handshake failed", ErrorId::kTlsMismatch},
    {"server gave HTTP response to HTTPS client", ErrorId::kTlsMismatch},
    {"certificate has expired", ErrorId::kTlsExpired},
    {"certificate signed by unknown authority", ErrorId::kTlsUntrusted},
    {"self-signed certificate in certificate chain", ErrorId::kTlsUntrusted},
    {"self signed certificate", ErrorId::kTlsUntrusted},
    {"unable to get local issuer certificate", ErrorId::kTlsUntrusted},
    {"unable to verify the first certificate", ErrorId::kTlsUntrusted},
    {"certificate is valid for a, not b", ErrorId::kTlsNameMismatch},
    {"Hostname/IP does not match certificate's altnames", ErrorId::kTlsNameMismatch},
    {"unexpected EOF", ErrorId::kConnectionClosed},
    {"Post x: EOF", ErrorId::kConnectionClosed},
    {"socket hang up", ErrorId::kConnectionClosed},
    {"write: broken pipe", ErrorId::kConnectionClosed},
    {"connection closed", ErrorId::kConnectionClosed},
    {"Method not found", ErrorId::kMethodNotFound},
    {"unknown method", ErrorId::kMethodNotFound},
    {"method does not exist", ErrorId::kMethodNotFound},
    {"the method eth_x does not exist", ErrorId::kMethodNotFound},
    {"invalid method", ErrorId::kMethodNotFound},
    {"method not supported", ErrorId::kMethodNotSupported},
    {"the endpoint is not available", ErrorId::kMethodNotSupported},
    {"rpc method blocked", ErrorId::kMethodNotSupported},
    {"hex string without 0x prefix", ErrorId::kInvalidBlockFormat},
    {"invalid block number", ErrorId::kInvalidBlockFormat},
    {"invalid block hash", ErrorId::kInvalidBlockFormat},
    {"bad address checksum", ErrorId::kInvalidAddress},
    {"invalid address", ErrorId::kInvalidAddress},
    {"hex string has odd length", ErrorId::kInvalidHex},
    {"hex string of odd length", ErrorId::kInvalidHex},
    {"invalid hex", ErrorId::kInvalidHex},
    {"nonce too low", ErrorId::kNonceTooLow},
    {"nonce is too low", ErrorId::kNonceTooLow},
    {"nonce too high", ErrorId::kNonceTooHigh},
    {"nonce is too high", ErrorId::kNonceTooHigh},
    {"insufficient funds", ErrorId::kInsufficientFunds},
    {"InsufficientFunds", ErrorId::kInsufficientFunds},
    {"insufficient MaxFeePerGas", ErrorId::kInsufficientFunds},
    {"insufficient sender balance", ErrorId::kInsufficientFunds},
    {"intrinsic gas too low", ErrorId::kGasTooLow},
    {"IntrinsicGas", ErrorId::kGasTooLow},
    {"gas limit below intrinsic gas", ErrorId::kGasTooLow},
    {"exceeds block gas limit", ErrorId::kGasLimitExceeded},
    {"transaction underpriced", ErrorId::kTxUnderpriced},
    {"underpriced", ErrorId::kTxUnderpriced},
    {"fee too low", ErrorId::kTxUnderpriced},
    {"already known", ErrorId::kTxAlreadyKnown},
    {"AlreadyKnown", ErrorId::kTxAlreadyKnown},
    {"replacement transaction underpriced", ErrorId::kTxReplacementUnderpriced},
    {"could not replace existing tx", ErrorId::kTxReplacementUnderpriced},
    {"txpool is full", ErrorId::kMempoolFull},
    {"oversized data", ErrorId::kTxTooLarge},
    {"transaction size exceeds", ErrorId::kTxTooLarge},
    {"tx too large", ErrorId::kTxTooLarge},
    {"max fee per gas less than block base fee", ErrorId::kMaxFeeBelowBase},
    {"invalid signature", ErrorId::kInvalidSignature},
    {"signature verification failed", ErrorId::kInvalidSignature},
    {"node is syncing", ErrorId::kSyncing},
    {"Node is still syncing", ErrorId::kSyncing},
    {"Beacon node is currently syncing", ErrorId::kSyncing},
    {"catching up to the chain", ErrorId::kSyncing},
    {"execution reverted", ErrorId::kExecutionReverted},
    {"out of gas", ErrorId::kOutOfGas},
    {"stack limit reached", ErrorId::kStackOverflow},
    {"invalid opcode", ErrorId::kInvalidOpcode},
    {"write protection", ErrorId::kWriteProtection},
    {"max code size exceeded", ErrorId::kContractSizeExceeded},
    {"out of counters", ErrorId::kZkevmOutOfCounters},
    {"Block not found", ErrorId::kBlockNotFound},
    {"block #17 not found", ErrorId::kBlockNotFound},
    {"transaction not found", ErrorId::kTxNotFound},
    {"receipt not found", ErrorId::kReceiptNotFound},
    {"missing trie node 4ab1", ErrorId::kStatePruned},
    {"required historical state unavailable", ErrorId::kStatePruned},
    {"the block has been pruned", ErrorId::kStatePruned},
    {"response is too big", ErrorId::kLogResponseTooLarge},
    {"exceeded max limit", ErrorId::kLogResponseTooLarge},
    {"all attempts exhausted", ErrorId::kServerError},
};

TEST(ClassifyRpcError, ATextSaysMoreThanAGeneralCode) {
  for (const TextRow& row : kTextTable) {
    for (const std::int64_t code : {0, -32000, -32600, -32603}) {
      EXPECT_EQ(NameOf(ClassifyRpcError(kEvm, code, row.message)), Describe(row.error).name)
          << code << ' ' << row.message;
    }
    EXPECT_EQ(NameOf(ClassifyRpcError(kSvm, -32000, row.message)), Describe(row.error).name)
        << row.message;
  }
}

struct FamilyTextRow {
  FamilyId family;
  std::string_view message;
  ErrorId error;
};

TEST(ClassifyRpcError, AFamilysTextsAreItsOwn) {
  const FamilyTextRow table[] = {
      {kSvm, "Blockhash not found", ErrorId::kSolanaBlockhashNotFound},
      {kSvm, "missing in long-term storage", ErrorId::kSolanaMissingLongTerm},
      {FamilyId::kBitcoin, "already spent", ErrorId::kDoubleSpend},
      {FamilyId::kBitcoin, "double spend", ErrorId::kDoubleSpend},
      {FamilyId::kBitcoin, "txn-mempool-conflict", ErrorId::kDoubleSpend},
      {FamilyId::kNear, "UNKNOWN_BLOCK", ErrorId::kNearUnknownBlock},
      {FamilyId::kNear, "UNKNOWN_CHUNK", ErrorId::kNearUnknownChunk},
      {FamilyId::kNear, "INVALID_SHARD_ID", ErrorId::kNearInvalidShardId},
      {FamilyId::kNear, "NOT_SYNCED_YET", ErrorId::kNearNotSyncedYet},
      {FamilyId::kTendermint, "account sequence mismatch", ErrorId::kInvalidSequence},
      {FamilyId::kTendermint, "insufficient fees", ErrorId::kInsufficientFee},
      {FamilyId::kTendermint, "insufficient fee", ErrorId::kInsufficientFee},
      {FamilyId::kTendermint, "account not found", ErrorId::kAccountNotFound},
      {FamilyId::kTendermint, "height 1 is not available, lowest height is 5",
       ErrorId::kStatePruned},
      {FamilyId::kXrp, "tooBusy", ErrorId::kRateLimited},
      {FamilyId::kXrp, "slowDown", ErrorId::kRateLimited},
      {FamilyId::kXrp, "noNetwork", ErrorId::kSyncing},
      {FamilyId::kXrp, "noCurrent", ErrorId::kSyncing},
      {FamilyId::kXrp, "noClosed", ErrorId::kSyncing},
      {FamilyId::kXrp, "lgrNotFound", ErrorId::kBlockNotFound},
      {FamilyId::kXrp, "unknownCmd", ErrorId::kMethodNotFound},
  };
  for (const FamilyTextRow& row : table) {
    EXPECT_EQ(NameOf(ClassifyRpcError(row.family, -32000, row.message)), Describe(row.error).name)
        << row.message;
    EXPECT_EQ(ClassifyRpcError(kEvm, -32000, row.message).error, ErrorId::kServerError)
        << row.message;
  }
}

TEST(ClassifyRpcError, SolanasOwnCodesSayMoreThanAText) {
  EXPECT_EQ(ClassifyRpcError(kSvm, -32005, "node is syncing").error, ErrorId::kSolanaUnhealthy);
}

TEST(ClassifyRpcError, TextsThatOnlyResembleSayNothing) {
  for (const std::string_view message :
       {"", "rate-limit", "ratelimit", "unauthorised", "the method was not found", "synced",
        "\xFF\xFE rat\xE9 limit"}) {
    EXPECT_EQ(ClassifyRpcError(kEvm, -32000, message).error, ErrorId::kServerError) << message;
  }
}

TEST(ClassifyRpcError, RefusalsAreWhatIsRetryableAndNoRateLimit) {
  EXPECT_TRUE(ClassifyRpcError(kEvm, -32603, "").refusal);
  EXPECT_TRUE(ClassifyRpcError(kEvm, -32000, "").refusal);
  EXPECT_TRUE(ClassifyRpcError(kEvm, 12345, "").refusal) << "unknown is retryable";
  EXPECT_TRUE(ClassifyRpcError(kSvm, -32005, "").refusal);
  EXPECT_FALSE(ClassifyRpcError(kEvm, -32005, "").refusal) << "a rate limit";
  EXPECT_FALSE(ClassifyRpcError(kEvm, 429, "").refusal) << "a rate limit that is retryable";
  EXPECT_FALSE(ClassifyRpcError(kEvm, -32601, "").refusal) << "not retryable";
  EXPECT_FALSE(ClassifyRpcError(kEvm, 401, "").refusal) << "credentials";
}

TEST(ClassifyRpcError, BlameGoesToWhoHasToAct) {
  EXPECT_EQ(ClassifyRpcError(kEvm, 429, "").blame, Blame::kThrottle);
  EXPECT_EQ(ClassifyRpcError(kEvm, -32005, "").blame, Blame::kThrottle);
  EXPECT_EQ(ClassifyRpcError(kSvm, -32005, "").blame, Blame::kNode);
  EXPECT_EQ(ClassifyRpcError(kEvm, 402, "").blame, Blame::kAuth);
  EXPECT_EQ(ClassifyRpcError(kEvm, -32603, "").blame, Blame::kNode);
}

TEST(FaultOfReply, IsTheNodesAndNeverARefusal) {
  for (const ErrorId id : {ErrorId::kReplyMalformed, ErrorId::kReplyTooLarge,
                           ErrorId::kReplyWrongId, ErrorId::kHeadZero, ErrorId::kBlockNotFound}) {
    EXPECT_EQ(FaultOfReply(id), (Fault{id, Blame::kNode, false})) << Describe(id).name;
  }
}

}  // namespace
}  // namespace headway::chains
