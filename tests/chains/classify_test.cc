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
      {kSvm, -32001, ErrorId::kStatePruned},
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
    {"Method not found", ErrorId::kMethodNotFound},
    {"node is syncing", ErrorId::kSyncing},
    {"Node is still syncing", ErrorId::kSyncing},
    {"catching up to the chain", ErrorId::kSyncing},
    {"missing trie node 4ab1", ErrorId::kStatePruned},
    {"required historical state unavailable", ErrorId::kStatePruned},
    {"Block not found", ErrorId::kBlockNotFound},
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
