// What is answered on which path, without sockets.
#include "exporter/routes.h"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_snapshots.h"
#include "tests/exporter/watch_sample.h"
#include "tests/support/manual_clock.h"

namespace headway::exporter {
namespace {

using Command = Control::Command;

constexpr auto kBackup = static_cast<std::size_t>(health::Role::kBackup);

struct Switches {
  std::string telemetry_path = "/metrics";
  bool enable_lifecycle = false;
  bool enable_debug = false;
};

/// Routes over one snapshot that is always fresh: the clock stands.
class Routes {
 public:
  explicit Routes(const Snapshot& snapshot, const Switches& switches = {})
      : board_(FreshCopy(snapshot), clock_, [] {}),
        handler_(MakeRoutes({.board = board_,
                             .instruments = instruments_,
                             .control = control_,
                             .time_warp = time_warp_,
                             .clock = clock_,
                             .telemetry_path = switches.telemetry_path,
                             .enable_lifecycle = switches.enable_lifecycle,
                             .enable_debug = switches.enable_debug,
                             .version = "1.2.3"})) {}

  /// `target` is a path with or without a query.
  HttpResponse Ask(std::string_view target, std::string_view method = "GET",
                   std::string_view body = {}) {
    const std::size_t mark = target.find('?');
    const std::string_view query =
        mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    return handler_(
        {.method = method, .path = target.substr(0, mark), .query = query, .body = body});
  }
  HttpResponse Scrape(std::string_view accept) {
    return handler_({.method = "GET", .path = "/metrics", .query = {}, .accept = accept});
  }
  HttpResponse SendTooMuch(std::string_view path) {
    return handler_(
        {.method = "POST", .path = path, .query = {}, .body = {}, .body_too_large = true});
  }

  /// What the loop says to each command that comes.
  void AnswerCommands(const Control::Outcome& outcome) { loop_says_ = outcome; }
  const std::vector<Command>& commands() const { return commands_; }
  base::Duration offset() const { return time_warp_.offset(); }

 private:
  std::shared_ptr<const Snapshot> FreshCopy(const Snapshot& snapshot) const {
    auto copy = std::make_shared<Snapshot>(snapshot);
    copy->taken_at = clock_.Mono();
    return copy;
  }

  void Wake() {
    if (!loop_says_) return;
    while (const auto command = control_.TakePending()) {
      commands_.push_back(*command);
      control_.Answer(*command, *loop_says_);
    }
  }

  testing::ManualClock clock_;
  SnapshotBoard board_;
  ProcessInstruments instruments_{"1.2.3", "g++"};
  std::optional<Control::Outcome> loop_says_;
  std::vector<Command> commands_;
  Control control_{[this] { Wake(); }, std::chrono::milliseconds(1)};
  TimeWarp time_warp_;
  HttpServer::Handler handler_;
};

constexpr std::array kReadPaths = {"/",
                                   "/endpoints/ETH1/jsonrpc/alpha",
                                   "/static/headway.css",
                                   "/static/headway.js",
                                   "/static/headway.svg",
                                   "/metrics",
                                   "/livez",
                                   "/readyz",
                                   "/-/ready",
                                   "/-/healthy",
                                   "/metrics/overall-health",
                                   "/metrics/health-overall",
                                   "/health/ETH1/jsonrpc",
                                   "/health/ETH1/jsonrpc/alpha",
                                   "/health/ETH1/jsonrpc/beta/2",
                                   "/status/backups_needed",
                                   "/api/v1/endpoints",
                                   "/api/v1/endpoints/ETH1/jsonrpc/beta/2",
                                   "/api/v1/urls",
                                   "/api/v1/chains",
                                   "/api/v1/epochs"};

TEST(Routes, AnswerGetAndHeadOnEachPath) {
  Routes routes(*WatchSample());
  for (const char* const path : kReadPaths) {
    for (const char* const method : {"GET", "HEAD"}) {
      const HttpResponse response = routes.Ask(path, method);
      EXPECT_EQ(response.status, 200) << method << ' ' << path;
      EXPECT_FALSE(response.body.empty()) << path;
    }
  }
}

TEST(Routes, AnswerOtherMethodsWith405AndWhatIsAllowed) {
  Routes routes(*WatchSample());
  for (const char* const path : kReadPaths) {
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

TEST(Routes, AnswerNothingOnOtherPaths) {
  Routes routes(*WatchSample());
  for (const char* const path : {"",
                                 "/metricsfoo",
                                 "/metrics/",
                                 "/metrics/sub",
                                 "/Metrics",
                                 "//metrics",
                                 "/livez/x",
                                 "/readyzz",
                                 "/-",
                                 "/-/",
                                 "/favicon.ico",
                                 "/../etc/passwd",
                                 "*",
                                 "/index.html",
                                 "/endpoints",
                                 "/endpoints/ETH1/jsonrpc",
                                 "/static/",
                                 "/static/other.js",
                                 "/health",
                                 "/health/ETH1",
                                 "/status",
                                 "/api/v1",
                                 "/api/v1/endpoints/",
                                 "/api/v1/endpoints/ETH1",
                                 "/api/v1/endpoints/ETH1/jsonrpc",
                                 "/api/v2/endpoints",
                                 "/debug/time-warp",
                                 "/debug/time"}) {
    EXPECT_EQ(routes.Ask(path).status, 404) << path;
    EXPECT_EQ(routes.Ask(path, "POST").status, 404) << path;
  }
}

TEST(Routes, ServeTheMetricsOnTheTelemetryPathAlone) {
  Routes routes(*FullSnapshot(), {.telemetry_path = "/custom/path"});
  EXPECT_TRUE(ParseExposition(routes.Ask("/custom/path").body).Has("endpoint_info"));
  EXPECT_EQ(routes.Ask("/metrics").status, 404);
  EXPECT_NE(routes.Ask("/").body.find("/custom/path"), std::string::npos);
}

TEST(Routes, LetTheTelemetryPathBeTheRoot) {
  Routes routes(*FullSnapshot(), {.telemetry_path = "/"});
  EXPECT_TRUE(ParseExposition(routes.Ask("/").body).Has("endpoint_info"));
}

TEST(Routes, ServeTheSnapshotAndTheProcessInOneWellFormedExposition) {
  Snapshot snapshot = *FullSnapshot();
  auto labels = std::make_shared<LabelBook>(*snapshot.labels);
  labels->metrics = {.prefix = "pre_", .compat = {"lava"}};
  snapshot.labels = labels;
  Routes routes(snapshot);
  const HttpResponse response = routes.Ask("/metrics");
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  const ParsedExposition parsed = ParseExposition(response.body);
  EXPECT_EQ(parsed.problems, std::vector<std::string>());
  EXPECT_TRUE(parsed.Has("pre_endpoint_overall_health"));
  EXPECT_TRUE(parsed.Has("lava_rpc_endpoint_overall_health"));
  EXPECT_EQ(parsed.ValueOf("headway_build_info", {{"version", "1.2.3"}}), 1);
  EXPECT_TRUE(parsed.Has("process_resident_memory_bytes"));
}

std::string HeaderOf(const HttpResponse& response, std::string_view name) {
  for (const auto& [each, value] : response.headers) {
    if (each == name) return value;
  }
  return "";
}

TEST(Routes, ServeTheMetricsInTheFormatThatIsAskedFor) {
  Routes routes(*FullSnapshot());
  const HttpResponse open_metrics =
      routes.Scrape("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
  EXPECT_EQ(open_metrics.content_type,
            "application/openmetrics-text; version=1.0.0; charset=utf-8");
  EXPECT_EQ(HeaderOf(open_metrics, "Vary"), "Accept");
  const ParsedExposition parsed =
      ParseExposition(open_metrics.body, ExpositionFormat::kOpenMetrics100);
  EXPECT_EQ(parsed.problems, std::vector<std::string>());
  EXPECT_TRUE(parsed.Has("endpoint_overall_health"));
  EXPECT_TRUE(parsed.Has("process_cpu_seconds_total"));

  const HttpResponse text = routes.Scrape("text/plain");
  EXPECT_EQ(text.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(HeaderOf(text, "Vary"), "Accept");
  EXPECT_EQ(ParseExposition(text.body).problems, std::vector<std::string>());
}

TEST(Routes, CountEachScrapeForTheNextOne) {
  Routes routes(*FullSnapshot());
  const std::string series = "headway_scrape_duration_seconds_count";
  EXPECT_EQ(ParseExposition(routes.Ask("/metrics").body).ValueOf(series), 0);
  routes.Ask("/readyz");
  EXPECT_EQ(ParseExposition(routes.Ask("/metrics").body).ValueOf(series), 1);
}

TEST(Routes, AreNotReadyUntilTheFirstRoundIsDone) {
  const auto snapshot = WatchSample();
  snapshot->ready = false;
  Routes not_ready(*snapshot);
  for (const char* const path : {"/readyz", "/-/ready"}) {
    EXPECT_EQ(not_ready.Ask(path).status, 503) << path;
  }
  for (const char* const path : {"/livez", "/-/healthy", "/metrics", "/"}) {
    EXPECT_EQ(not_ready.Ask(path).status, 200) << path;
  }
}

TEST(OverallHealth, AsksForSomebodyWhoServesOnEveryChain) {
  const auto snapshot = WatchSample();
  for (const char* const path : {"/metrics/overall-health", "/metrics/health-overall"}) {
    EXPECT_EQ(Routes(*snapshot).Ask(path).body, "Health status OK\n");
  }
  TakeDown(kAlpha, health::State::kFailing, *snapshot);
  EXPECT_EQ(Routes(*snapshot).Ask("/metrics/overall-health").status, 200);
  TakeDown(kSol, health::State::kFailing, *snapshot);
  const HttpResponse response = Routes(*snapshot).Ask("/metrics/overall-health");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, "Unhealthy\n");
}

TEST(OverallHealth, InModeAnyAsksForOneChainOnly) {
  const auto snapshot = WatchSample();
  TakeDown(kSol, health::State::kFailing, *snapshot);
  Routes one_chain(*snapshot);
  EXPECT_EQ(one_chain.Ask("/metrics/overall-health?mode=any").status, 200);
  EXPECT_EQ(one_chain.Ask("/metrics/health-overall?a=b&mode=any&c").status, 200);
  EXPECT_EQ(one_chain.Ask("/metrics/overall-health?mode=all").status, 503);
  EXPECT_EQ(one_chain.Ask("/metrics/overall-health?mode=").status, 503);
  EXPECT_EQ(one_chain.Ask("/metrics/overall-health?amode=any").status, 503);
  EXPECT_EQ(one_chain.Ask("/metrics/overall-health?mode=some").status, 400);
  TakeDown(kAlpha, health::State::kFailing, *snapshot);
  TakeDown(kBeta, health::State::kFailing, *snapshot);
  EXPECT_EQ(Routes(*snapshot).Ask("/metrics/overall-health?mode=any").status, 503);
}

TEST(OverallHealth, LeavesOutChainsWithReferenceUrlsAloneAndIsNotHealthyWithoutAnyOther) {
  const auto snapshot = WatchSample();
  snapshot->chains[1].crews = {};
  EXPECT_EQ(Routes(*snapshot).Ask("/metrics/overall-health").status, 200);
  snapshot->chains[0].crews = {};
  EXPECT_EQ(Routes(*snapshot).Ask("/metrics/overall-health").status, 503);
  EXPECT_EQ(Routes(*snapshot).Ask("/metrics/overall-health?mode=any").status, 503);
}

TEST(ChainHealth, GoesByTheServingTier) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, health::State::kFailing, *snapshot);
  EXPECT_EQ(Routes(*snapshot).Ask("/health/ETH1/jsonrpc").status, 200);
  TakeDown(kBeta, health::State::kFailing, *snapshot);
  const HttpResponse response = Routes(*snapshot).Ask("/health/ETH1/jsonrpc");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_TRUE(
      response.body.starts_with(R"({"spec":"ETH1","api_interface":"jsonrpc","serving_tier":0,)"))
      << response.body;
  EXPECT_EQ(Routes(*snapshot).Ask("/health/SOLANA/jsonrpc").status, 200);
}

TEST(ChainHealth, IsNotThereForUnknownChainsAndThoseWithoutEndpoints) {
  const auto snapshot = WatchSample();
  for (const char* const path :
       {"/health/ETH2/jsonrpc", "/health/ETH1/rest", "/health/BASE/jsonrpc"}) {
    EXPECT_EQ(Routes(*snapshot).Ask(path).status, 404) << path;
  }
  snapshot->chains[1].crews = {};
  EXPECT_EQ(Routes(*snapshot).Ask("/health/SOLANA/jsonrpc").status, 404);
}

TEST(EndpointHealth, GoesByTheLastSettledVerdictBlockedOrReset) {
  const auto snapshot = WatchSample();
  snapshot->endpoints[kBeta].blocks.at(kBackup).emplace();
  EXPECT_EQ(Routes(*snapshot).Ask("/health/ETH1/jsonrpc/beta/2").status, 200);
  TakeDown(kAlpha, health::State::kUnreachable, *snapshot);
  // As an optimistic boundary leaves it.
  snapshot->endpoints[kAlpha].face.gauge = true;
  snapshot->endpoints[kAlpha].face.state = health::State::kUnknown;
  const HttpResponse response = Routes(*snapshot).Ask("/health/ETH1/jsonrpc/alpha");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_NE(response.body.find(R"("healthy":false,"state":"unknown")"), std::string::npos);
}

TEST(EndpointHealth, IsNotThereForUnknownNames) {
  Routes routes(*WatchSample());
  for (const char* const path :
       {"/health/ETH1/jsonrpc/beta", "/health/SOLANA/jsonrpc/alpha", "/health/ETH1/rest/alpha",
        "/health/ETH1/jsonrpc/alpha/", "/api/v1/endpoints/ETH1/jsonrpc/none"}) {
    EXPECT_EQ(routes.Ask(path).status, 404) << path;
  }
}

TEST(BackupsNeeded, IsFalseWhileAPrimaryServesEveryChain) {
  const auto snapshot = WatchSample();
  HttpResponse response = Routes(*snapshot).Ask("/status/backups_needed");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "false\n");
  TakeDown(kBeta, health::State::kFailing, *snapshot);
  EXPECT_EQ(Routes(*snapshot).Ask("/status/backups_needed").status, 200);
  TakeDown(kAlpha, health::State::kFailing, *snapshot);
  response = Routes(*snapshot).Ask("/status/backups_needed");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, "true\nETH1/jsonrpc\n");
  TakeDown(kSol, health::State::kFailing, *snapshot);
  EXPECT_EQ(Routes(*snapshot).Ask("/status/backups_needed").body,
            "true\nETH1/jsonrpc\nSOLANA/jsonrpc\n");
  snapshot->chains[1].crews = {};
  EXPECT_EQ(Routes(*snapshot).Ask("/status/backups_needed").body, "true\nETH1/jsonrpc\n");
}

TEST(Pages, AreHtmlThatMayLoadWhatHeadwayServesAndNothingElse) {
  Routes routes(*WatchSample());
  for (const char* const path : {"/", "/endpoints/ETH1/jsonrpc/beta/2", "/endpoints/X/y/z"}) {
    const HttpResponse page = routes.Ask(path);
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8") << path;
    EXPECT_EQ(HeaderOf(page, "Content-Security-Policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
              "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
        << path;
    EXPECT_EQ(HeaderOf(page, "Referrer-Policy"), "no-referrer") << path;
  }
}

TEST(Pages, OfAnEndpointAreFoundByItsNamesAndOfNobodyAre404) {
  Routes routes(*WatchSample());
  const HttpResponse page = routes.Ask("/endpoints/ETH1/jsonrpc/beta/2");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("<h1>beta/2</h1>"), std::string::npos);
  EXPECT_EQ(routes.Ask("/endpoints/ETH1/jsonrpc/nobody").status, 404);
  EXPECT_EQ(routes.Ask("/endpoints/SOLANA/jsonrpc/alpha").status, 404);
}

TEST(Pages, CountDownToTheEpochByTheClockThatIsWarped) {
  Routes routes(*WatchSample(), {.enable_debug = true});
  EXPECT_NE(routes.Ask("/").body.find("the next in 15 min<"), std::string::npos);
  EXPECT_EQ(routes.Ask("/debug/time-warp", "POST", R"({"offset_seconds":60})").status, 200);
  EXPECT_NE(routes.Ask("/").body.find("the next in 14 min<"), std::string::npos);
}

TEST(Pages, HaveTheirFilesFromTheProgram) {
  Routes routes(*WatchSample());
  EXPECT_EQ(routes.Ask("/static/headway.css").content_type, "text/css; charset=utf-8");
  EXPECT_EQ(routes.Ask("/static/headway.js").content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(routes.Ask("/static/headway.svg").content_type, "image/svg+xml");
}

TEST(Commands, AreForbiddenUnlessEnabled) {
  Routes routes(*WatchSample());
  routes.AnswerCommands({.ok = true, .message = "done"});
  for (const char* const path : {"/-/reload", "/-/quit"}) {
    EXPECT_EQ(routes.Ask(path, "POST").status, 403) << path;
  }
  EXPECT_TRUE(routes.commands().empty());
}

TEST(Commands, TakePostAlone) {
  Routes routes(*WatchSample(), {.enable_lifecycle = true});
  for (const char* const path : {"/-/reload", "/-/quit"}) {
    for (const char* const method : {"GET", "HEAD", "PUT"}) {
      const HttpResponse response = routes.Ask(path, method);
      EXPECT_EQ(response.status, 405) << method << ' ' << path;
      ASSERT_EQ(response.headers.size(), 1U);
      EXPECT_EQ(response.headers[0].second, "POST");
    }
    EXPECT_EQ(routes.SendTooMuch(path).status, 413);
  }
}

TEST(Commands, AnswerWithWhatTheLoopSays) {
  Routes routes(*WatchSample(), {.enable_lifecycle = true});
  routes.AnswerCommands({.ok = true, .message = "reloaded"});
  HttpResponse response = routes.Ask("/-/reload", "POST");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "reloaded\n");
  EXPECT_EQ(routes.Ask("/-/quit", "POST").status, 200);
  routes.AnswerCommands({.ok = false, .message = "the file has errors"});
  response = routes.Ask("/-/reload", "POST");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body, "the file has errors\n");
  EXPECT_EQ(routes.commands(), (std::vector{Command::kReload, Command::kQuit, Command::kReload}));
}

TEST(Commands, SayThatTheLoopIsLateInsteadOfWaitingForEver) {
  Routes routes(*WatchSample(), {.enable_lifecycle = true});
  EXPECT_EQ(routes.Ask("/-/reload", "POST").status, 503);
}

TEST(DebugClock, IsThereOnlyWhenEnabled) {
  Routes routes(*WatchSample(), {.enable_debug = true});
  EXPECT_EQ(routes.Ask("/debug/time-warp", "POST", R"({"offset_seconds":60})").status, 200);
  EXPECT_EQ(routes.offset(), std::chrono::seconds(60));
  EXPECT_EQ(routes.Ask("/debug/time").status, 200);
  EXPECT_EQ(routes.Ask("/debug/time", "POST").status, 200);
  const HttpResponse response = routes.Ask("/debug/time-warp");
  EXPECT_EQ(response.status, 405);
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.headers[0].second, "POST");
  EXPECT_EQ(routes.SendTooMuch("/debug/time-warp").status, 400);
}

}  // namespace
}  // namespace headway::exporter
