#include "exporter/time_warp.h"

#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace headway::exporter {
namespace {

using namespace std::string_view_literals;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

HttpRequest Post(std::string_view body) {
  return {.method = "POST", .path = "/debug/time-warp", .query = {}, .body = body};
}

TEST(TimeWarp, IsZeroUntilSet) {
  TimeWarp warp;
  EXPECT_EQ(warp.offset(), base::Duration::zero());
  warp.Set(seconds(3'600));
  EXPECT_EQ(warp.offset(), seconds(3'600));
}

TEST(TimeWarp, TakesWhatIsWithinADay) {
  struct Row {
    std::string_view body;
    base::Duration offset;
    std::string_view echo;
  };
  const Row rows[] = {
      {R"({"offset_seconds": 0})", seconds(0), "0"},
      {R"({"offset_seconds": -0})", seconds(0), "0"},
      {R"({"offset_seconds": -0.0})", seconds(0), "0"},
      {R"({"offset_seconds": 3600})", seconds(3'600), "3600"},
      {R"({"offset_seconds": 3600.0})", seconds(3'600), "3600"},
      {R"({"offset_seconds": 3.6e3})", seconds(3'600), "3600"},
      {R"({"offset_seconds": 0.25})", milliseconds(250), "0.25"},
      {R"({"offset_seconds": 12345.678})", milliseconds(12'345'678), "12345.678"},
      {R"({"offset_seconds": 1e-999})", seconds(0), "0"},
      {R"({"offset_seconds": 86340})", seconds(86'340), "86340"},
      {R"({"offset_seconds": 86341})", seconds(86'341), "86341"},
      {R"({"offset_seconds": 86399.999})", milliseconds(86'399'999), "86399.999"},
      {R"({"offset_seconds": 86400})", hours(24), "86400"},
      // Without a value the offset is 0.
      {R"({})", seconds(0), "0"},
      {R"({"offset_seconds": null})", seconds(0), "0"},
      {R"(null)", seconds(0), "0"},
      {R"({"offset": 7})", seconds(0), "0"},
      // What nobody asked for is passed over.
      {R"({"why": ["a", {"b": 1}], "offset_seconds": 60, "more": null})", seconds(60), "60"},
      {R"({"offset_seconds": 60} and more)", seconds(60), "60"},
      {R"({"offset_seconds": 60}{"offset_seconds": 70})", seconds(60), "60"},
      {R"({"offset_seconds": 60}]]])", seconds(60), "60"},
      {"\r\n\t {\"offset_seconds\":60}\n\n", seconds(60), "60"},
  };
  for (const Row& row : rows) {
    TimeWarp warp;
    warp.Set(seconds(1));
    const HttpResponse response = AnswerTimeWarp(Post(row.body), warp);
    EXPECT_EQ(response.status, 200) << row.body;
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body, R"({"offset_seconds":)" + std::string(row.echo) +
                                 R"(,"applied_to_chains":true})" + "\n");
    EXPECT_EQ(warp.offset(), row.offset) << row.body;
  }
}

TEST(TimeWarp, RefusesEverythingElseAndStaysAsItWas) {
  struct Row {
    std::string_view body;
    std::string_view message;
  };
  const Row rows[] = {
      {R"({"offset_seconds": -1})", ">= 0"},
      {R"({"offset_seconds": -0.001})", ">= 0"},
      {R"({"offset_seconds": -1e308})", ">= 0"},
      {R"({"offset_seconds": 86401})", "86400"},
      {R"({"offset_seconds": 86401})", "24h"},
      {R"({"offset_seconds": 86400.001})", "86400"},
      {R"({"offset_seconds": 90000})", "86400"},
      {R"({"offset_seconds": 90000})", "24h"},
      {R"({"offset_seconds": 1e308})", "86400"},
      {R"({"offset_seconds": 1e999})", "invalid JSON"},
      {R"({"offset_seconds": -1e999})", "invalid JSON"},
      {R"({"offset_seconds": NaN})", "invalid JSON"},
      {R"({"offset_seconds": Infinity})", "invalid JSON"},
      {R"({"offset_seconds": -Infinity})", "invalid JSON"},
      {R"({"offset_seconds": "3600"})", "invalid JSON"},
      {R"({"offset_seconds": true})", "invalid JSON"},
      {R"({"offset_seconds": [3600]})", "invalid JSON"},
      {R"({"offset_seconds": {}})", "invalid JSON"},
      {R"({"offset_seconds": 0x10})", "invalid JSON"},
      {R"({"offset_seconds": +1})", "invalid JSON"},
      {R"({"offset_seconds": .5})", "invalid JSON"},
      {R"({"offset_seconds": 1.})", "invalid JSON"},
      {R"({"offset_seconds": 1)", "invalid JSON"},
      {R"({"offset_seconds": 1, })", "invalid JSON"},
      {R"({"offset_seconds": 1, "offset_seconds": 2})", "invalid JSON"},
      {R"({offset_seconds: 1})", "invalid JSON"},
      {R"(3600)", "invalid JSON"},
      {R"([])", "invalid JSON"},
      {R"("offset_seconds")", "invalid JSON"},
      {"", "invalid JSON"},
      {"  \n", "invalid JSON"},
      {"\0"sv, "invalid JSON"},
      {"offset_seconds=1", "invalid JSON"},
      {"{\"\xff\":1}", "invalid JSON"},
  };
  for (const Row& row : rows) {
    TimeWarp warp;
    warp.Set(seconds(5));
    const HttpResponse response = AnswerTimeWarp(Post(row.body), warp);
    EXPECT_EQ(response.status, 400) << row.body;
    EXPECT_NE(response.body.find(row.message), std::string::npos) << row.body << response.body;
    EXPECT_EQ(warp.offset(), seconds(5)) << row.body;
  }
}

TEST(TimeWarp, RefusesABodyAboveTheLimitWhateverItSays) {
  TimeWarp warp;
  HttpRequest request = Post("");
  request.body_too_large = true;
  const HttpResponse response = AnswerTimeWarp(request, warp);
  EXPECT_EQ(response.status, 400);
  EXPECT_NE(response.body.find("invalid JSON"), std::string::npos) << response.body;
  EXPECT_NE(response.body.find("1024"), std::string::npos) << response.body;
}

TEST(TimeWarp, TakesABodyOfExactlyTheLimit) {
  TimeWarp warp;
  std::string body = R"({"offset_seconds":60})";
  body.resize(base::limits::kMaxRequestBodyBytes, '[');
  EXPECT_EQ(AnswerTimeWarp(Post(body), warp).status, 200);
  EXPECT_EQ(warp.offset(), seconds(60));
}

TEST(TimeWarp, MayBeSetBack) {
  TimeWarp warp;
  EXPECT_EQ(AnswerTimeWarp(Post(R"({"offset_seconds":60})"), warp).status, 200);
  EXPECT_EQ(AnswerTimeWarp(Post(R"({"offset_seconds":0})"), warp).status, 200);
  EXPECT_EQ(warp.offset(), base::Duration::zero());
}

TEST(TimeWarp, IsSetByPostOnly) {
  for (const char* const method : {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    TimeWarp warp;
    HttpRequest request = Post(R"({"offset_seconds":60})");
    request.method = method;
    const HttpResponse response = AnswerTimeWarp(request, warp);
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(response.body, "POST only\n");
    ASSERT_EQ(response.headers.size(), 1U);
    EXPECT_EQ(response.headers[0].first, "Allow");
    EXPECT_EQ(response.headers[0].second, "POST");
    EXPECT_EQ(warp.offset(), base::Duration::zero()) << method;
  }
}

TEST(DebugTime, ShowsBothTimesInUtcWithNanoseconds) {
  TimeWarp warp;
  // 2024-02-29T23:30:00Z: a leap day, and the offset goes beyond its end.
  const base::WallTime now{seconds(1'709'249'400) + base::Duration(1'002'003)};
  EXPECT_EQ(AnswerDebugTime(warp, now).body,
            R"({"real_time":"2024-02-29T23:30:00.001002003Z",)"
            R"("effective_time":"2024-02-29T23:30:00.001002003Z","offset_seconds":0})"
            "\n");
  warp.Set(seconds(3'600) + milliseconds(500));
  const HttpResponse response = AnswerDebugTime(warp, now);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body,
            R"({"real_time":"2024-02-29T23:30:00.001002003Z",)"
            R"("effective_time":"2024-03-01T00:30:00.501002003Z","offset_seconds":3600.5})"
            "\n");
}

}  // namespace
}  // namespace headway::exporter
