#include "chains/error_rules.h"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "chains/classify.h"

namespace headway::chains {
namespace {

constexpr FamilyId kEvm = FamilyId::kEvm;
constexpr FamilyId kSvm = FamilyId::kSvm;

std::string_view NameOf(ErrorId id) { return Describe(id).name; }

std::vector<FamilyId> AllFamilies() {
  std::vector<FamilyId> families;
  for (std::size_t family = 0; family < kFamilyCount; ++family) {
    families.push_back(static_cast<FamilyId>(family));
  }
  return families;
}

void ExpectReached(const ErrorRule& rule, ErrorId found) {
  EXPECT_EQ(NameOf(found), NameOf(rule.error)) << rule.code << ' ' << rule.text;
}

TEST(ErrorRules, NoRuleOfJsonRpcIsHiddenByAnEarlierOne) {
  for (const FamilyId family : AllFamilies()) {
    for (const ErrorRules rules : JsonRpcRules(family)) {
      for (const ErrorRule& rule : rules) {
        if (rule.kind == ErrorRule::Kind::kPattern) continue;
        // A family's own meaning of a number takes the place of everybody's.
        const bool of_everybody = rules.data() == JsonRpcRules(kEvm).back().data();
        if (family == kSvm && rule.kind == ErrorRule::Kind::kCode && of_everybody) continue;
        ExpectReached(rule, ClassifyRpcError(family, rule.code, rule.text).error);
      }
    }
  }
}

TEST(ErrorRules, NoTextOfRestIsHiddenByAnEarlierOne) {
  for (const FamilyId family : AllFamilies()) {
    for (const ErrorRules rules : RestRules(family)) {
      for (const ErrorRule& rule : rules) {
        if (rule.kind != ErrorRule::Kind::kText) continue;
        ExpectReached(rule, ClassifyRestError(family, 200, rule.text).error);
        ExpectReached(rule, ClassifyRestError(family, 500, rule.text).error);
      }
    }
  }
}

TEST(ErrorRules, TextsAreInLowerCaseAndCodesAreTold) {
  for (const FamilyId family : AllFamilies()) {
    for (const ErrorRules rules : JsonRpcRules(family)) {
      for (const ErrorRule& rule : rules) {
        EXPECT_EQ(rule.text.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), std::string_view::npos)
            << rule.text;
        EXPECT_EQ(rule.kind == ErrorRule::Kind::kText, !rule.text.empty());
        EXPECT_EQ(rule.kind == ErrorRule::Kind::kCode, rule.code != 0);
        EXPECT_EQ(rule.kind == ErrorRule::Kind::kPattern, rule.pattern != nullptr);
      }
    }
  }
}

struct OrderCase {
  FamilyId family;
  std::int64_t code;
  std::string_view message;
  ErrorId error;
};

TEST(ErrorRules, TheEarlierRuleWinsWhereTwoHold) {
  const OrderCase cases[] = {
      // Who has to act, before every code and every other text.
      {kEvm, -32601, "rate limit: method not found", ErrorId::kRateLimited},
      {kEvm, -32602, "unauthorized: invalid address", ErrorId::kAuthFailed},
      {kSvm, -32005, "Too many requests", ErrorId::kRateLimited},
      {FamilyId::kBitcoin, -28, "unauthorized", ErrorId::kAuthFailed},
      {kEvm, 401, "rate limit", ErrorId::kRateLimited},
      // But for what quotes others.
      {kEvm, 3, "execution reverted: Unauthorized()", ErrorId::kExecutionReverted},
      {FamilyId::kTendermint, 4, "signature verification failed: unauthorized",
       ErrorId::kInvalidSignature},
      // Connections, before the family.
      {FamilyId::kStarknet, 63, "connect: connection refused", ErrorId::kConnectionRefused},
      {kEvm, -32000, "goaway: enhance_your_calm", ErrorId::kRateLimited},
      {kEvm, -32000, "dial tcp: lookup x: i/o timeout: no such host", ErrorId::kConnectionTimeout},
      {kEvm, -32000, "x509: certificate has expired", ErrorId::kTlsExpired},
      // The family, before everybody.
      {kSvm, -32002, "block not found", ErrorId::kSolanaSimulationFailed},
      {kSvm, -32005, "node is syncing", ErrorId::kSolanaUnhealthy},
      {FamilyId::kStarknet, 29, "Transaction not found", ErrorId::kStarknetTxHashNotFound},
      {FamilyId::kBitcoin, -6, "Insufficient funds", ErrorId::kBitcoinWalletInsufficientFunds},
      {FamilyId::kNear, -32000, "unknown_block", ErrorId::kNearUnknownBlock},
      // Two exact numbers, before texts.
      {kEvm, -32601, "the method debug_x is not available", ErrorId::kMethodNotFound},
      {kEvm, -32700, "invalid hex", ErrorId::kParseError},
      // Texts, before the drawers.
      {kEvm, -32602, "invalid hex", ErrorId::kInvalidHex},
      {kEvm, -32001, "block not found", ErrorId::kBlockNotFound},
      {kEvm, -32005, "response is too big", ErrorId::kLogResponseTooLarge},
      {kEvm, -32603, "node is syncing", ErrorId::kSyncing},
      {kEvm, -32000, "nonce too low", ErrorId::kNonceTooLow},
      // Within the texts.
      {kEvm, 0, "the method eth_x does not exist/is not available", ErrorId::kMethodNotFound},
      {kEvm, 0, "replacement transaction underpriced", ErrorId::kTxReplacementUnderpriced},
      {kEvm, 0, "method not found, insufficient funds", ErrorId::kMethodNotFound},
      {kEvm, 0, "node is syncing, block not found", ErrorId::kSyncing},
      // Numbers of HTTP last.
      {kEvm, -32000, "upstream said 503", ErrorId::kServerError},
      {kEvm, 503, "block not found", ErrorId::kBlockNotFound},
      {kEvm, 503, "upstream said 502", ErrorId::kServiceUnavailable},
      {kEvm, -32099, "upstream said 200, then 502, then 503", ErrorId::kBadGateway},
  };
  for (const OrderCase& each : cases) {
    EXPECT_EQ(NameOf(ClassifyRpcError(each.family, each.code, each.message).error),
              NameOf(each.error))
        << each.code << ' ' << each.message;
  }
}

TEST(ErrorRules, ANumberOfAFamilyIsNobodyElses) {
  for (const FamilyId family : AllFamilies()) {
    EXPECT_EQ(ClassifyRpcError(family, -28, "").error == ErrorId::kBitcoinWarmup,
              family == FamilyId::kBitcoin);
    EXPECT_EQ(ClassifyRpcError(family, 24, "").error == ErrorId::kStarknetBlockNotFound,
              family == FamilyId::kStarknet);
    EXPECT_EQ(ClassifyRpcError(family, -32005, "").error == ErrorId::kSolanaUnhealthy,
              family == kSvm);
  }
}

TEST(ErrorRules, ADetailSaysAsMuchAsAMessage) {
  EXPECT_EQ(ClassifyRpcError(kEvm, -32603, "Internal error", "missing trie node").error,
            ErrorId::kStatePruned);
  EXPECT_EQ(ClassifyRpcError(kEvm, -32603, "block not", "found").error, ErrorId::kInternalError)
      << "two texts are not one";
}

TEST(ErrorRules, AQuotedStatusIsOneThatIsLikelyToBeOne) {
  EXPECT_EQ(ErrorOfQuotedStatus(502), ErrorId::kBadGateway);
  EXPECT_EQ(ErrorOfQuotedStatus(404), ErrorId::kEndpointNotFound);
  for (const std::int64_t number : {0, 1, 200, 400, 402, 408, 418, 501, 505, 599, 65'536 + 502}) {
    EXPECT_FALSE(ErrorOfQuotedStatus(number).has_value()) << number;
  }
  EXPECT_FALSE(ErrorOfQuotedStatus((std::int64_t{1} << 32U) + 502).has_value());
}

TEST(ClassifyRestError, AStatusThatSaysWhoHasToActIsBelieved) {
  EXPECT_EQ(ClassifyRestError(kEvm, 429, "unauthorized"), ClassifyHttpStatus(429));
  EXPECT_EQ(ClassifyRestError(kEvm, 403, "rate limit"), ClassifyHttpStatus(403));
}

TEST(ClassifyRestError, WithNothingToReadTheStatusSpeaks) {
  for (int status = 300; status < 600; ++status) {
    EXPECT_EQ(ClassifyRestError(kEvm, status, ""), ClassifyHttpStatus(status)) << status;
  }
}

TEST(ClassifyRestError, ARateLimitBehindA500IsNoRefusal) {
  EXPECT_EQ(ClassifyRestError(kEvm, 500, "rate limit exceeded"),
            (Fault{ErrorId::kRateLimited, Blame::kThrottle, false}));
  EXPECT_EQ(ClassifyRestError(kEvm, 500, "invalid api key"),
            (Fault{ErrorId::kAuthFailed, Blame::kAuth, false}));
}

TEST(ClassifyRestError, OnlyA5xxIsARefusalWhateverTheTextSays) {
  EXPECT_EQ(ClassifyRestError(kEvm, 404, "block not found"),
            (Fault{ErrorId::kBlockNotFound, Blame::kNode, false}));
  EXPECT_EQ(ClassifyRestError(kEvm, 500, "not implemented"),
            (Fault{ErrorId::kUnimplemented, Blame::kNode, true}));
}

TEST(ClassifyRestError, AnErrorInA200IsJudgedAsOneOfRpc) {
  EXPECT_EQ(ClassifyRestError(kEvm, 200, "block not found"),
            (Fault{ErrorId::kBlockNotFound, Blame::kNode, true}));
  EXPECT_EQ(ClassifyRestError(kEvm, 200, "not implemented"),
            (Fault{ErrorId::kUnimplemented, Blame::kNode, false}));
  EXPECT_EQ(ClassifyRestError(kEvm, 200, "status 502").error, ErrorId::kBadGateway);
  EXPECT_EQ(ClassifyRestError(kEvm, 200, ""), (Fault{ErrorId::kUnknown, Blame::kNode, true}));
}

}  // namespace
}  // namespace headway::chains
