// Routes behind the real server, and scrapes while the loop works: what ThreadSanitizer has to see.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "exporter/fleet_builder.h"
#include "exporter/routes.h"
#include "tests/exporter/http_socket.h"
#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_settings.h"

namespace headway::exporter {
namespace {

FleetBuild SharedUrlFleet() {
  config::Settings settings = SampleSettings();
  settings.endpoints = {SampleEndpoint("alpha", "ETH1", {SampleUrl("aaaaaaaaaaaa")}),
                        SampleEndpoint("beta", "ETH1", {SampleUrl("aaaaaaaaaaaa")})};
  return BuildFleet(settings);
}

/// Each look at it is a second after the last one: no snapshot is ever fresh, so that every scrape
/// has to wait for the loop. Any thread.
class HastyClock final : public base::Clock {
 public:
  base::MonoTime Mono() const override { return base::MonoTime(std::chrono::seconds(++looks_)); }
  base::WallTime Wall() const override { return base::WallTime(std::chrono::seconds(++looks_)); }

 private:
  mutable std::atomic<std::int64_t> looks_ = 0;
};

/// The loop and the server of the program, with polls that always answer at once.
class Program {
 public:
  Program()
      : build_(SharedUrlFleet()),
        fleet_(build_.fleet, health::FleetPolicy{}, 1, clock_.Wall()),
        board_(TakeAfterFirstPoll(), clock_, [this] { Wake(); }) {
    auto server = HttpServer::Start({.host = "127.0.0.1", .port = 0},
                                    MakeRoutes({.board = board_,
                                                .instruments = instruments_,
                                                .control = control_,
                                                .time_warp = time_warp_,
                                                .clock = clock_,
                                                .telemetry_path = "/metrics",
                                                .version = "1"}),
                                    log_);
    EXPECT_TRUE(server.ok());
    if (server.ok()) server_ = std::move(server).value();
    loop_ = std::thread([this] { Run(); });
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    server_.reset();
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    loop_.join();
  }

  std::uint16_t port() const { return server_->port(); }

 private:
  std::shared_ptr<const Snapshot> Take(SnapshotDepth depth = SnapshotDepth::kScrape) {
    return TakeSnapshot(fleet_, build_.labels, {}, clock_.Mono(), depth);
  }

  std::shared_ptr<const Snapshot> TakeAfterFirstPoll() {
    Poll();
    return Take();
  }

  void Wake() {
    {
      const std::lock_guard lock(mutex_);
      woken_ = true;
    }
    wake_.notify_all();
  }

  void Run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      Poll();
      if (const auto depth = board_.Wanted()) board_.Publish(Take(*depth));
      lock.lock();
      wake_.wait_for(lock, std::chrono::milliseconds(1), [this] { return woken_ || stopping_; });
      woken_ = false;
    }
  }

  void Poll() {
    health::ProbeReport report;
    report.finished_at = clock_.Mono();
    report.finished_wall = clock_.Wall();
    report.outcome =
        chains::HeadObservation{.head = base::BlockHeight{++head_}, .block_height = {}, .hash = {}};
    report.head = base::BlockHeight{head_};
    report.tracker.head_changed = true;
    fleet_.Apply(report);
  }

  const HastyClock clock_;
  const Log log_{LogLevel::kError, LogFormat::kLogfmt};
  const FleetBuild build_;
  health::Fleet fleet_;  // of the loop thread, once it runs
  std::uint64_t head_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false;
  bool stopping_ = false;
  SnapshotBoard board_;
  ProcessInstruments instruments_{"1", "g++"};
  Control control_{[] {}};
  TimeWarp time_warp_;
  std::unique_ptr<HttpServer> server_;
  std::thread loop_;
};

/// One program for all: to stop its server takes two seconds.
class ProgramOverHttp : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { program = std::make_unique<Program>(); }
  static void TearDownTestSuite() { program.reset(); }

  static std::uint16_t port() { return program->port(); }

  static std::unique_ptr<Program> program;
};

std::unique_ptr<Program> ProgramOverHttp::program;

TEST_F(ProgramOverHttp, AnswersGetAndHeadOnEachPath) {
  for (const char* const path : {"/", "/metrics", "/livez", "/readyz", "/-/healthy", "/-/ready"}) {
    const RawResponse get = Ask(port(), path);
    EXPECT_EQ(get.status, 200) << path;
    EXPECT_FALSE(get.body.empty()) << path;
    EXPECT_TRUE(get.HasHeader("Content-Length: " + std::to_string(get.body.size()))) << path;
    const RawResponse head = Ask(port(), path, "HEAD");
    EXPECT_EQ(head.status, 200) << path;
    EXPECT_EQ(head.body, "") << path;
  }
}

TEST_F(ProgramOverHttp, AnswersOtherMethodsWith405AndWhatIsAllowed) {
  for (const char* const method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
    const RawResponse response = Ask(port(), "/metrics", method);
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_TRUE(response.HasHeader("Allow: GET, HEAD")) << method;
  }
}

TEST_F(ProgramOverHttp, MatchesPathsExactlyAndPassesOverTheQuery) {
  for (const char* const path : {"/metricsfoo", "/metrics/sub", "/metrics/", "/livezz", "/etc"}) {
    EXPECT_EQ(Ask(port(), path).status, 404) << path;
  }
  EXPECT_EQ(Ask(port(), "/metrics?name=a&b").status, 200);
  EXPECT_EQ(Ask(port(), "/livez?").status, 200);
}

TEST_F(ProgramOverHttp, NamesTheFormatOfTheMetrics) {
  EXPECT_TRUE(
      Ask(port(), "/metrics").HasHeader("Content-Type: text/plain; version=0.0.4; charset=utf-8"));
  // What Prometheus 2 sends.
  const std::string request =
      " /metrics HTTP/1.1\r\nHost: h\r\nAccept: application/openmetrics-text;version=1.0.0,"
      "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,"
      "*/*;q=0.1\r\nAccept-Encoding: gzip\r\n\r\n";
  const RawResponse scrape = AskRaw(port(), "GET" + request);
  EXPECT_TRUE(
      scrape.HasHeader("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8"));
  EXPECT_TRUE(scrape.HasHeader("Vary: Accept"));
  EXPECT_TRUE(scrape.body.ends_with("\n# EOF\n"));
  const RawResponse head = AskRaw(port(), "HEAD" + request);
  EXPECT_TRUE(
      head.HasHeader("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8"));
  EXPECT_EQ(head.body, "");
}

TEST_F(ProgramOverHttp, ScrapesAreOneConsistentPictureEachWhileTheLoopWorks) {
  std::atomic<int> good = 0;
  std::atomic<double> most_polls = 0;
  std::vector<std::thread> scrapers;
  scrapers.reserve(4);
  for (int scraper = 0; scraper < 4; ++scraper) {
    scrapers.emplace_back([&] {
      double last = 0;
      for (int scrape = 0; scrape < 10; ++scrape) {
        const ParsedExposition parsed = ParseExposition(Ask(port(), "/metrics").body);
        const std::string series = "endpoint_fetch_latest_success_total";
        const double alpha = parsed.ValueOf(series, {{"endpoint_id", "alpha"}});
        const double beta = parsed.ValueOf(series, {{"endpoint_id", "beta"}});
        const double head = parsed.ValueOf("endpoint_latest_block", {{"endpoint_id", "beta"}});
        const double polls = parsed.ValueOf("url_polls_total", {{"outcome", "success"}});
        const bool is_consistent = alpha == beta && alpha == polls && alpha == head;
        if (parsed.problems.empty() && is_consistent && alpha >= last) ++good;
        last = alpha;
      }
      most_polls = std::max(most_polls.load(), last);
    });
  }
  for (std::thread& scraper : scrapers) scraper.join();
  EXPECT_EQ(good, 40);
  EXPECT_GT(most_polls, 10) << "the loop stood still";
}

}  // namespace
}  // namespace headway::exporter
