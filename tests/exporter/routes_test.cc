// What is answered on which path, without sockets.
#include "exporter/routes.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_snapshots.h"
#include "tests/support/manual_clock.h"

namespace headway::exporter {
namespace {

std::shared_ptr<const Snapshot> SampleAt(base::MonoTime at, bool ready) {
  auto snapshot = std::make_shared<Snapshot>(*FullSnapshot());
  snapshot->taken_at = at;
  snapshot->ready = ready;
  return snapshot;
}

/// Routes over one snapshot that is always fresh: the clock stands.
class Routes {
 public:
  explicit Routes(bool ready = true, const std::string& telemetry_path = "/metrics",
                  const std::string& prefix = "")
      : board_(SampleAt(clock_.Mono(), ready), clock_, [] {}),
        handler_(MakeRoutes({.board = board_,
                             .instruments = instruments_,
                             .clock = clock_,
                             .telemetry_path = telemetry_path,
                             .prefix = prefix,
                             .version = "1.2.3"})) {}

  HttpResponse Ask(std::string_view path, std::string_view method = "GET") {
    return handler_({.method = method, .path = path, .query = {}});
  }

 private:
  testing::ManualClock clock_;
  SnapshotBoard board_;
  ProcessInstruments instruments_{"1.2.3", "g++"};
  HttpServer::Handler handler_;
};

constexpr std::array kPaths = {"/", "/metrics", "/livez", "/readyz", "/-/ready", "/-/healthy"};

TEST(Routes, AnswerGetAndHeadOnEachPath) {
  Routes routes;
  for (const char* const path : kPaths) {
    for (const char* const method : {"GET", "HEAD"}) {
      const HttpResponse response = routes.Ask(path, method);
      EXPECT_EQ(response.status, 200) << method << ' ' << path;
      EXPECT_FALSE(response.body.empty()) << path;
    }
  }
}

TEST(Routes, AnswerOtherMethodsWith405AndWhatIsAllowed) {
  Routes routes;
  for (const char* const path : kPaths) {
    for (const char* const method :
         {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW", "get", ""}) {
      const HttpResponse response = routes.Ask(path, method);
      EXPECT_EQ(response.status, 405) << method << ' ' << path;
      ASSERT_EQ(response.headers.size(), 1U);
      EXPECT_EQ(response.headers[0].first, "Allow");
      EXPECT_EQ(response.headers[0].second, "GET, HEAD");
    }
  }
}

TEST(Routes, MatchPathsExactly) {
  Routes routes;
  for (const char* const path :
       {"", "/metricsfoo", "/metrics/", "/metrics/sub", "/Metrics", "//metrics", "/livez/x",
        "/readyzz", "/-", "/-/", "/favicon.ico", "/../etc/passwd", "*", "/index.html"}) {
    EXPECT_EQ(routes.Ask(path).status, 404) << path;
    EXPECT_EQ(routes.Ask(path, "POST").status, 404) << path;
  }
}

TEST(Routes, ServeTheMetricsOnTheTelemetryPathAlone) {
  Routes routes(true, "/custom/path");
  EXPECT_TRUE(ParseExposition(routes.Ask("/custom/path").body).Has("endpoint_info"));
  EXPECT_EQ(routes.Ask("/metrics").status, 404);
  EXPECT_NE(routes.Ask("/").body.find("/custom/path"), std::string::npos);
}

TEST(Routes, LetTheTelemetryPathBeTheRoot) {
  Routes routes(true, "/");
  EXPECT_TRUE(ParseExposition(routes.Ask("/").body).Has("endpoint_info"));
}

TEST(Routes, ServeTheSnapshotAndTheProcessInOneWellFormedExposition) {
  Routes routes(true, "/metrics", "pre_");
  const HttpResponse response = routes.Ask("/metrics");
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  const ParsedExposition parsed = ParseExposition(response.body);
  EXPECT_EQ(parsed.problems, std::vector<std::string>());
  EXPECT_TRUE(parsed.Has("pre_endpoint_overall_health"));
  EXPECT_EQ(parsed.ValueOf("headway_build_info", {{"version", "1.2.3"}}), 1);
  EXPECT_TRUE(parsed.Has("process_resident_memory_bytes"));
}

TEST(Routes, CountEachScrapeForTheNextOne) {
  Routes routes;
  const std::string series = "headway_scrape_duration_seconds_count";
  EXPECT_EQ(ParseExposition(routes.Ask("/metrics").body).ValueOf(series), 0);
  routes.Ask("/readyz");
  EXPECT_EQ(ParseExposition(routes.Ask("/metrics").body).ValueOf(series), 1);
}

TEST(Routes, AreNotReadyUntilTheFirstRoundIsDone) {
  Routes not_ready(false);
  for (const char* const path : {"/readyz", "/-/ready"}) {
    EXPECT_EQ(not_ready.Ask(path).status, 503) << path;
  }
  for (const char* const path : {"/livez", "/-/healthy", "/metrics", "/"}) {
    EXPECT_EQ(not_ready.Ask(path).status, 200) << path;
  }
}

TEST(Routes, SummariseTheEndpointsOnTheFrontPage) {
  Routes routes;
  const std::string page = routes.Ask("/").body;
  EXPECT_NE(page.find("headway 1.2.3"), std::string::npos);
  EXPECT_NE(page.find("2 of 3 endpoints healthy, 2 URLs polled"), std::string::npos) << page;
  EXPECT_NE(page.find("healthy  head 21000000"), std::string::npos) << page;
  EXPECT_NE(page.find("SOLANA/jsonrpc  sol  unreachable\n"), std::string::npos) << page;
}

}  // namespace
}  // namespace headway::exporter
