#include "probes/response_head.h"

#include <chrono>
#include <string>

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

}  // namespace
}  // namespace headway::probes
