#include "probes/response_head.h"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace headway::probes {
namespace {

using std::chrono::seconds;

constexpr base::WallTime kNow{seconds(946'684'740)};

TEST(ResponseHead, AnEmptyLineCompletesIt) {
  ResponseHead head;
  EXPECT_TRUE(head.Take("HTTP/1.1 200 OK\r\n"));
  EXPECT_FALSE(head.complete());
  EXPECT_TRUE(head.Take("\r\n"));
  EXPECT_TRUE(head.complete());
}

TEST(ResponseHead, BehindAnInterimOneComesAnother) {
  ResponseHead head;
  head.Take("HTTP/1.1 103 Early Hints\r\n");
  head.Take("\r\n");
  head.Take("HTTP/1.1 200 OK\r\n");
  EXPECT_FALSE(head.complete());
}

TEST(ResponseHead, NamesAreOfAnyLetterCaseAndValuesAreTrimmed) {
  ResponseHead head;
  head.Take("rETRY-aFTER:\t 17 \r\n");
  EXPECT_EQ(head.RetryAfter(kNow), seconds(17));
}

TEST(ResponseHead, OtherNamesAreNotTaken) {
  ResponseHead head;
  head.Take("Retry-After-All: 17\r\n");
  head.Take("X-Retry-After: 17\r\n");
  head.Take("Retry-After\r\n");
  EXPECT_EQ(head.RetryAfter(kNow), std::nullopt);
}

TEST(ResponseHead, ADateIsMeasuredAgainstTheResponsesOwn) {
  ResponseHead head;
  head.Take("Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n");
  head.Take("Date: Fri, 31 Dec 1999 23:58:59 GMT\r\n");
  EXPECT_EQ(head.RetryAfter(kNow), seconds(60));
}

TEST(ResponseHead, AllLinesTogetherAreBounded) {
  ResponseHead head;
  EXPECT_TRUE(head.Take(std::string(base::limits::kMaxReplyHeaderBytes - 1, 'a')));
  EXPECT_TRUE(head.Take("a"));
  EXPECT_FALSE(head.Take("a"));
}

TEST(ResponseHead, ClearForgetsEverything) {
  ResponseHead head;
  head.Take(std::string(base::limits::kMaxReplyHeaderBytes - 40, 'a'));
  head.Take("Retry-After: 17\r\n");
  head.Take("\r\n");
  head.Clear();
  EXPECT_FALSE(head.complete());
  EXPECT_EQ(head.RetryAfter(kNow), std::nullopt);
  EXPECT_TRUE(head.Take(std::string(base::limits::kMaxReplyHeaderBytes, 'a')));
}

TEST(ResponseHead, KeepsTheHeadersAndTrailersThatAreWanted) {
  constexpr std::array<std::string_view, 3> kNames = {"grpc-status", "x-late", "x-absent"};
  ResponseHead head;
  head.Want(kNames);
  for (const char* const line : {"HTTP/2 200 \r\n", "Grpc-Status:  0 \r\n", "X-Other: 1\r\n",
                                 "\r\n", "x-late: of the trailers\r\n", "\r\n"}) {
    EXPECT_TRUE(head.Take(line));
  }
  ASSERT_EQ(head.received().size(), 2U);
  EXPECT_EQ(head.received()[0].name, "grpc-status");
  EXPECT_EQ(head.received()[0].value, "0");
  EXPECT_EQ(head.received()[1].name, "x-late");
  EXPECT_EQ(head.received()[1].value, "of the trailers");
}

TEST(ResponseHead, OfSeveralHeadersOfOneNameTheFirstIsKept) {
  constexpr std::array<std::string_view, 1> kNames = {"x-key"};
  ResponseHead head;
  head.Want(kNames);
  head.Take("X-Key: first\r\n");
  head.Take("X-Key: second\r\n");
  ASSERT_EQ(head.received().size(), 1U);
  EXPECT_EQ(head.received()[0].value, "first");
}

TEST(ResponseHead, NothingIsKeptOfAnInterimResponse) {
  constexpr std::array<std::string_view, 1> kNames = {"x-key"};
  ResponseHead head;
  head.Want(kNames);
  for (const char* const line :
       {"HTTP/1.1 103 Early Hints\r\n", "X-Key: hint\r\n", "\r\n", "HTTP/1.1 200 OK\r\n"}) {
    head.Take(line);
  }
  EXPECT_TRUE(head.received().empty());
}

TEST(ResponseHead, KeptValuesAreCut) {
  constexpr std::array<std::string_view, 1> kNames = {"x-key"};
  ResponseHead head;
  head.Want(kNames);
  EXPECT_TRUE(head.Take("x-key: " + std::string(5'000, 'a') + "\r\n"));
  ASSERT_EQ(head.received().size(), 1U);
  EXPECT_EQ(head.received()[0].value, std::string(base::limits::kMaxKeptHeaderBytes, 'a'));
}

TEST(ResponseHead, ClearWantsNothingAnyMore) {
  constexpr std::array<std::string_view, 1> kNames = {"x-key"};
  ResponseHead head;
  head.Want(kNames);
  head.Take("x-key: 1\r\n");
  head.Clear();
  EXPECT_TRUE(head.received().empty());
  head.Take("x-key: 1\r\n");
  EXPECT_TRUE(head.received().empty());
}

}  // namespace
}  // namespace headway::probes
