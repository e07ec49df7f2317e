#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "chains/classify.h"
#include "chains/error_id.h"
#include "tests/chains/outcome.h"

namespace headway::chains {
namespace {

TEST(ErrorRegistry, NamesAndCodesAreUniqueAndRowsAreInOrder) {
  std::set<std::string_view> names;
  std::set<int> codes;
  for (std::size_t row = 0; row < kErrorCount; ++row) {
    const ErrorClass& entry = ErrorRegistry().at(row);
    EXPECT_EQ(entry.id, static_cast<ErrorId>(row)) << entry.name;
    EXPECT_EQ(&Describe(entry.id), &entry);
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_TRUE(codes.insert(entry.code).second) << entry.name;
  }
}

TEST(ErrorRegistry, NamesAreLabelValuesAndTellTheRange) {
  for (const ErrorClass& entry : ErrorRegistry()) {
    EXPECT_EQ(entry.name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), std::string_view::npos)
        << entry.name;
    const int thousands = entry.code / 1'000;
    EXPECT_EQ(entry.name.starts_with("PROTOCOL_"), thousands == 1) << entry.name;
    EXPECT_EQ(entry.name.starts_with("CHAIN_"), thousands == 3) << entry.name;
    EXPECT_EQ(entry.name.starts_with("USER_"), thousands == 4) << entry.name;
    EXPECT_EQ(entry.name.starts_with("NODE_") || entry.name.starts_with("HEADWAY_"),
              thousands == 2 || thousands == 9)
        << entry.name;
  }
}

TEST(ErrorRegistry, InternalIsWhatTheNodeNeverSaid) {
  for (const ErrorClass& entry : ErrorRegistry()) {
    const bool internal = entry.code / 1'000 == 1 || entry.id >= ErrorId::kRequestNotSent;
    EXPECT_EQ(entry.category, internal ? "internal" : "external") << entry.name;
  }
}

TEST(ErrorRegistry, HeadwaysOwnRowsStandLastAndStartAt9001) {
  for (const ErrorClass& entry : ErrorRegistry()) {
    EXPECT_EQ(entry.code >= 9'001, entry.id >= ErrorId::kAuthFailed) << entry.name;
  }
}

TEST(ErrorRegistry, TwoRowsAreRateLimits) {
  for (const ErrorClass& entry : ErrorRegistry()) {
    const bool expected = entry.id == ErrorId::kRateLimited || entry.id == ErrorId::kLimitExceeded;
    EXPECT_EQ(entry.sub_category == SubCategory::kRateLimit, expected) << entry.name;
  }
}

TEST(ErrorRegistry, HasTheRoutersNumbersAndNames) {
  EXPECT_EQ(Describe(ErrorId::kUnknown).code, 0);
  EXPECT_EQ(Describe(ErrorId::kUnknown).name, "UNKNOWN_ERROR");
  EXPECT_TRUE(Describe(ErrorId::kUnknown).retryable);
  EXPECT_EQ(Describe(ErrorId::kTlsMismatch).code, 1004);
  EXPECT_FALSE(Describe(ErrorId::kTlsMismatch).retryable);
  EXPECT_EQ(Describe(ErrorId::kLimitExceeded).code, 2011);
  EXPECT_FALSE(Describe(ErrorId::kLimitExceeded).retryable);
  EXPECT_EQ(Describe(ErrorId::kSolanaUnhealthy).code, 2150);
  EXPECT_TRUE(Describe(ErrorId::kSolanaUnhealthy).retryable);
  EXPECT_EQ(Describe(ErrorId::kSolanaMissingLongTerm).code, 3302);
  EXPECT_FALSE(Describe(ErrorId::kSolanaMissingLongTerm).retryable);
  EXPECT_EQ(Describe(ErrorId::kRequestTooLarge).name, "USER_REQUEST_TOO_LARGE");
}

TEST(ErrorRegistryDeathTest, ARowThatIsNotThereIsABrokenInvariant) {
  EXPECT_DEATH(static_cast<void>(Describe(static_cast<ErrorId>(kErrorCount))), "CHECK failed");
}

// That the others are reached is proved by what nodes send: error_bodies_test.cc.
TEST(ErrorRegistry, TheRowsOfTheWayAreReachedByItsFaults) {
  std::set<std::string_view> reached;
  for (const TransportFault fault :
       {TransportFault::kDns, TransportFault::kConnectRefused, TransportFault::kUnreachable,
        TransportFault::kTls, TransportFault::kTlsExpired, TransportFault::kTlsUntrusted,
        TransportFault::kTlsNameMismatch, TransportFault::kTimeout, TransportFault::kReset,
        TransportFault::kClosed, TransportFault::kTooLarge, TransportFault::kNotSent}) {
    EXPECT_TRUE(reached.insert(Describe(ClassifyTransport(fault).error).name).second);
  }
  for (const ErrorClass& entry : ErrorRegistry()) {
    const bool of_a_gateway_alone =
        entry.id == ErrorId::kDeadlineExceeded || entry.id == ErrorId::kRequestCanceled;
    const bool of_the_way = entry.category == "internal" && !of_a_gateway_alone;
    EXPECT_EQ(reached.contains(entry.name), of_the_way || entry.id == ErrorId::kReplyTooLarge)
        << entry.name;
  }
}

TEST(ErrorRegistry, AHeadOfZeroIsARowOfItsOwn) {
  EXPECT_EQ(Outcome(Evm(), kHeadProbe, 200, ReplyWith(R"("0x0")")), "NODE_HEAD_ZERO");
}

TEST(ErrorRegistry, SubCategoriesAreThoseOfTheRouter) {
  std::set<std::string_view> unsupported;
  for (const ErrorClass& entry : ErrorRegistry()) {
    EXPECT_EQ(entry.sub_category == SubCategory::kUserError, entry.code / 1'000 == 4) << entry.name;
    if (entry.sub_category != SubCategory::kUnsupportedMethod) continue;
    EXPECT_FALSE(entry.retryable) << entry.name;
    unsupported.insert(entry.name);
  }
  EXPECT_EQ(unsupported,
            (std::set<std::string_view>{"NODE_METHOD_NOT_FOUND", "NODE_UNIMPLEMENTED",
                                        "NODE_ENDPOINT_NOT_FOUND", "NODE_METHOD_NOT_ALLOWED"}));
  EXPECT_EQ(ToString(SubCategory::kNone), "none");
  EXPECT_EQ(ToString(SubCategory::kUnsupportedMethod), "unsupported_method");
  EXPECT_EQ(ToString(SubCategory::kUserError), "user_error");
  EXPECT_EQ(ToString(SubCategory::kRateLimit), "rate_limit");
}

TEST(ErrorRegistry, MeaningsAreClausesAndNoTwoRowsOfTheWayMeanTheSame) {
  std::set<std::string_view> of_the_way;
  for (const ErrorClass& entry : ErrorRegistry()) {
    EXPECT_FALSE(entry.meaning.empty()) << entry.name;
    EXPECT_NE(entry.meaning.back(), '.') << entry.name;
    if (entry.category == "internal") {
      EXPECT_TRUE(of_the_way.insert(entry.meaning).second) << entry.name;
    }
  }
}

}  // namespace
}  // namespace headway::chains
