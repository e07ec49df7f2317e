#include "probes/request_url.h"

#include <gtest/gtest.h>

namespace headway::probes {
namespace {

TEST(RequestUrl, WithoutAPathIsTheUrlItself) {
  EXPECT_EQ(RequestUrl("https://h/lcd/?key=1", ""), "https://h/lcd/?key=1");
  EXPECT_EQ(RequestUrl("https://h", ""), "https://h");
}

TEST(RequestUrl, ThePathGoesBehindThatOfTheUrl) {
  EXPECT_EQ(RequestUrl("https://h/v1/key", "/blocks/latest"), "https://h/v1/key/blocks/latest");
}

TEST(RequestUrl, TwoSlashesBecomeOne) {
  EXPECT_EQ(RequestUrl("https://h/", "/a"), "https://h/a");
  EXPECT_EQ(RequestUrl("https://h/lcd/", "/a"), "https://h/lcd/a");
  EXPECT_EQ(RequestUrl("https://h/lcd/?key=1", "/a"), "https://h/lcd/a?key=1");
}

TEST(RequestUrl, AUrlWithoutAPathGetsOne) {
  EXPECT_EQ(RequestUrl("http://127.0.0.1:1317", "/a"), "http://127.0.0.1:1317/a");
  EXPECT_EQ(RequestUrl("http://127.0.0.1:1317?key=1", "/a"), "http://127.0.0.1:1317/a?key=1");
}

TEST(RequestUrl, TheQueryOfTheUrlStaysBehindThePath) {
  EXPECT_EQ(RequestUrl("https://h/lcd?key=1&net=2", "/a/b"), "https://h/lcd/a/b?key=1&net=2");
}

TEST(RequestUrl, QueriesAreJoined) {
  EXPECT_EQ(RequestUrl("https://h/lcd/?key=1", "/a/b?x=2"), "https://h/lcd/a/b?key=1&x=2");
  EXPECT_EQ(RequestUrl("https://h/lcd", "/a/b?x=2&y=3"), "https://h/lcd/a/b?x=2&y=3");
}

TEST(RequestUrl, AnEmptyQueryIsNone) {
  EXPECT_EQ(RequestUrl("https://h/lcd?", "/a?x=2"), "https://h/lcd/a?x=2");
  EXPECT_EQ(RequestUrl("https://h/lcd?key=1", "/a?"), "https://h/lcd/a?key=1");
  EXPECT_EQ(RequestUrl("https://h/lcd?", "/a?"), "https://h/lcd/a");
}

TEST(RequestUrl, ASecondQuestionMarkBelongsToTheQuery) {
  EXPECT_EQ(RequestUrl("https://h/?a=b?c", "/d?e=?"), "https://h/d?a=b?c&e=?");
}

}  // namespace
}  // namespace headway::probes
