#include "chains/error_text.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/random.h"
#include "chains/classify.h"

namespace headway::chains {
namespace {

using base::limits::kMaxErrorTextBytes;

TEST(ErrorText, IsInLowerCaseAndLeavesOtherBytesAlone) {
  EXPECT_EQ(ErrorText("AZaz09 \xC3\x84[", "").lower_case(), "azaz09 \xC3\x84[");
}

TEST(ErrorText, PutsTheDetailOnALineOfItsOwn) {
  EXPECT_EQ(ErrorText("Message", "Detail").lower_case(), "message\ndetail");
  EXPECT_EQ(ErrorText("", "Detail").lower_case(), "\ndetail");
  EXPECT_EQ(ErrorText("", "").lower_case(), "");
}

TEST(ErrorText, KeepsNoMoreThanTheBeginningOfEachText) {
  const std::string message(1'000'000, 'M');
  const std::string detail(1'000'000, 'D');
  EXPECT_EQ(ErrorText(message, detail).lower_case(),
            std::string(kMaxErrorTextBytes, 'm') + "\n" + std::string(kMaxErrorTextBytes, 'd'));
}

TEST(ErrorText, WhatAClassifierDoesNotReadChangesNothing) {
  for (const std::size_t filler : {kMaxErrorTextBytes - 10, kMaxErrorTextBytes - 9}) {
    const std::string text = std::string(filler, ' ') + "rate limit" + std::string(1'000'000, 'x');
    const bool fits = filler + 10 <= kMaxErrorTextBytes;
    const ErrorId expected = fits ? ErrorId::kRateLimited : ErrorId::kUnknown;
    EXPECT_EQ(ClassifyRpcError(FamilyId::kEvm, 0, text).error, expected) << filler;
    EXPECT_EQ(ClassifyRpcError(FamilyId::kEvm, 0, "", text).error, expected) << filler;
    EXPECT_EQ(ClassifyRestError(FamilyId::kEvm, 200, text).error, expected) << filler;
  }
}

struct PatternCase {
  bool (*pattern)(std::string_view);
  std::string_view text;
  bool holds;
};

void ExpectCases(std::initializer_list<PatternCase> cases) {
  for (const PatternCase& each : cases) {
    EXPECT_EQ(each.pattern(each.text), each.holds) << '"' << each.text << '"';
  }
}

TEST(ErrorTextPatterns, MethodDoesNotExist) {
  ExpectCases({
      {&SaysMethodDoesNotExist, "the method eth_foo does not exist/is not available", true},
      {&SaysMethodDoesNotExist, "method does not exist", true},
      {&SaysMethodDoesNotExist, "method system.x does not exist", true},
      {&SaysMethodDoesNotExist, "the account does not exist", false},
      {&SaysMethodDoesNotExist, "does not exist: the method", false},
      {&SaysMethodDoesNotExist, "the method failed. the block does not exist", false},
      {&SaysMethodDoesNotExist, "the method failed, the block does not exist", false},
      {&SaysMethodDoesNotExist, "methodology does not exist", false},
      {&SaysMethodDoesNotExist, "", false},
  });
}

TEST(ErrorTextPatterns, InvalidMethodIsOfTheMethodAlone) {
  ExpectCases({
      {&SaysInvalidMethod, "invalid method", true},
      {&SaysInvalidMethod, "invalid method.", true},
      {&SaysInvalidMethod, "invalid method, sorry", true},
      {&SaysInvalidMethod, "invalid method 'eth_foo'", true},
      {&SaysInvalidMethod, "invalid method \"eth_foo\"", true},
      {&SaysInvalidMethod, "invalid method: eth_foo", true},
      {&SaysInvalidMethod, "invalid method name", true},
      {&SaysInvalidMethod, "error: invalid method  ", true},
      {&SaysInvalidMethod, "invalid method parameters", false},
      {&SaysInvalidMethod, "invalid method names", false},
      {&SaysInvalidMethod, "invalid methods", false},
      {&SaysInvalidMethod, "invalid method parameters; invalid method", true},
      {&SaysInvalidMethod, "invalid", false},
  });
}

TEST(ErrorTextPatterns, MethodIsNotAvailable) {
  ExpectCases({
      {&SaysMethodIsNotAvailable, "this method is not available on the free plan", true},
      {&SaysMethodIsNotAvailable, "the rpc is not available", true},
      {&SaysMethodIsNotAvailable, "this endpoint is not available", true},
      {&SaysMethodIsNotAvailable, "the trace api is not available", true},
      {&SaysMethodIsNotAvailable, "state 0x5f is not available", false},
      {&SaysMethodIsNotAvailable, "is not available: method", false},
      {&SaysMethodIsNotAvailable, "the method failed; the state is not available", false},
      {&SaysMethodIsNotAvailable, "therapist is not available", false},
  });
}

TEST(ErrorTextPatterns, MethodIsBlocked) {
  ExpectCases({
      {&SaysMethodIsBlocked, "rpc method is blocked", true},
      {&SaysMethodIsBlocked, "blocked method", true},
      {&SaysMethodIsBlocked, "the account is blocked", false},
      {&SaysMethodIsBlocked, "method failed. account blocked", false},
      {&SaysMethodIsBlocked, "method unblocked", false},
  });
}

TEST(ErrorTextPatterns, BlockNotFoundWithOneWordBetween) {
  ExpectCases({
      {&SaysBlockNotFound, "block not found", true},
      {&SaysBlockNotFound, "block not found: hash 0x5f", true},
      {&SaysBlockNotFound, "block #17 not found", true},
      {&SaysBlockNotFound, "block 17 not found", true},
      {&SaysBlockNotFound, "block 0x5f not found", true},
      {&SaysBlockNotFound, "block header not found", true},
      {&SaysBlockNotFound, "no block: block #17 not found", true},
      {&SaysBlockNotFound, "blockhash not found", false},
      {&SaysBlockNotFound, "the block was not found", true},
      {&SaysBlockNotFound, "block 17 was not found", false},
      {&SaysBlockNotFound, "block", false},
      {&SaysBlockNotFound, "block #", false},
      {&SaysBlockNotFound, "not found: block", false},
  });
}

TEST(ErrorTextPatterns, AccountNotFound) {
  ExpectCases({
      {&SaysAccountNotFound, "account not found", true},
      {&SaysAccountNotFound, "account cosmos1xyz not found: key not found", true},
      {&SaysAccountNotFound, "accounts not found", false},
  });
}

TEST(ErrorTextPatterns, WordsOfConnections) {
  ExpectCases({
      {&SaysGoAway, "server sent goaway and closed", true},
      {&SaysGoAway, "server sent goaway, errcode=enhance_your_calm", false},
      {&SaysStreamError, "stream error: stream id 7", true},
      {&SaysStreamError, "upstream error", false},
      {&SaysDeadlineExceeded, "context deadline exceeded", true},
      {&SaysDeadlineExceeded, "rpc error: desc = context deadline exceeded", false},
      {&SaysCanceled, "context canceled", true},
      {&SaysCanceled, "rpc error: desc = context canceled", false},
  });
}

TEST(ErrorTextPatterns, NumbersStandAlone) {
  struct {
    std::string_view text;
    int number;  // 0: none
  } const cases[] = {
      {"502", 502},
      {"status 502", 502},
      {"(502)", 502},
      {"status:502.", 502},
      {"502 bad", 502},
      {"was 502, now", 502},
      {"5020", 0},
      {"1502", 0},
      {"0x502", 0},
      {"a502", 0},
      {"502b", 0},
      {"block #502", 0},
      {"502_", 0},
      {"0.502", 0},
      {"502.5", 0},
      {"50", 0},
      {"", 0},
      {"1502 502", 502},
      {"10.0.0.502", 0},
      {"502.", 502},
      {"\xFF"
       "502",
       502},
  };
  for (const auto& each : cases) {
    std::string_view rest = each.text;
    EXPECT_EQ(NextStandAloneNumber(rest).value_or(0), each.number) << each.text;
  }
}

TEST(ErrorTextPatterns, NumbersAreFoundOneAfterAnother) {
  std::string_view rest = "200 and #500, then 404 and 1";
  EXPECT_EQ(NextStandAloneNumber(rest), 200);
  EXPECT_EQ(NextStandAloneNumber(rest), 404);
  EXPECT_EQ(NextStandAloneNumber(rest), std::nullopt);
  EXPECT_EQ(NextStandAloneNumber(rest), std::nullopt);
}

/// Random bytes among the very words that the rules look for.
std::string RandomText(base::Random& random) {
  constexpr std::string_view kPieces[] = {
      "block", "not found", "#",   " ",  "method", "invalid method", "is not available", ".",
      ",",     "502",       "429", "\n", "rpc",    "blocked",        "does not exist",   "account"};
  std::string text;
  for (std::uint64_t pieces = random.Below(30); pieces > 0; --pieces) {
    if (random.Below(3) == 0) {
      text += static_cast<char>(random.Below(256));
    } else {
      text += kPieces[random.Below(std::size(kPieces))];
    }
  }
  return text;
}

TEST(ErrorTextProperties, AnyBytesAtAllAreARowOfTheRegistryAndAlwaysTheSame) {
  base::Random random(20240517);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = RandomText(random);
    const std::string detail = RandomText(random);
    const auto family = static_cast<FamilyId>(random.Below(kFamilyCount));
    const auto code = static_cast<std::int64_t>(random.Below(40'000)) - 33'000;
    const Fault fault = ClassifyRpcError(family, code, text, detail);
    ASSERT_LT(static_cast<std::size_t>(fault.error), kErrorCount);
    ASSERT_EQ(fault, ClassifyRpcError(family, code, text, detail));
    const ErrorClass& row = Describe(fault.error);
    ASSERT_EQ(fault.refusal, row.retryable && row.sub_category != SubCategory::kRateLimit);
    const auto status = static_cast<int>(200 + random.Below(400));
    const Fault rest = ClassifyRestError(family, status, text);
    ASSERT_LT(static_cast<std::size_t>(rest.error), kErrorCount);
    if (rest.blame == Blame::kNode && status >= 300) {
      ASSERT_EQ(rest.refusal, status >= 500);
    }
  }
}

TEST(ErrorTextProperties, AMegabyteOfTheWorstTextIsReadQuicklyAndOnce) {
  for (const std::string_view piece : {"block ", "invalid method ", "method,", "5", "502.", "#",
                                       "block #", "rpc is not available", " "}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    EXPECT_EQ(ClassifyRpcError(FamilyId::kTendermint, 0, text, text),
              ClassifyRpcError(FamilyId::kTendermint, 0, text.substr(0, kMaxErrorTextBytes),
                               text.substr(0, kMaxErrorTextBytes)))
        << piece;
  }
}

}  // namespace
}  // namespace headway::chains
