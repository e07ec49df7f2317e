// The HTTP server over real sockets: what reaches a handler, and what clients can do to it.
#include "exporter/http_server.h"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/system_clock.h"
#include "tests/exporter/http_socket.h"

namespace headway::exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Log& QuietLog() {
  static const Log log(LogLevel::kError, LogFormat::kLogfmt);
  return log;
}

std::unique_ptr<HttpServer> Serve(HttpServer::Handler handler) {
  auto server = HttpServer::Start({.host = "127.0.0.1", .port = 0}, std::move(handler), QuietLog());
  EXPECT_TRUE(server.ok());
  return server.ok() ? std::move(server).value() : nullptr;
}

HttpResponse Echo(const HttpRequest& request) {
  HttpResponse response;
  response.headers.emplace_back("X-Method", request.method);
  response.headers.emplace_back("X-Path", request.path);
  response.headers.emplace_back("X-Query", request.query);
  response.headers.emplace_back("X-Accept", '[' + std::string(request.accept) + ']');
  response.body = "body";
  return response;
}

/// One server for the tests that leave it as it was: to stop one takes two seconds.
class EchoServer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server = Serve(Echo); }
  static void TearDownTestSuite() { server.reset(); }

  static std::uint16_t port() { return server->port(); }

  static std::unique_ptr<HttpServer> server;
};

std::unique_ptr<HttpServer> EchoServer::server;

TEST_F(EchoServer, HandsMethodPathAndQueryToTheHandler) {
  const RawResponse response = Ask(port(), "/a/b?c=d&e");
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.HasHeader("X-Method: GET")) << response.headers;
  EXPECT_TRUE(response.HasHeader("X-Path: /a/b")) << response.headers;
  EXPECT_TRUE(response.HasHeader("X-Query: c=d&e")) << response.headers;
  EXPECT_TRUE(response.HasHeader("Content-Length: 4")) << response.headers;
  EXPECT_TRUE(response.HasHeader("Connection: close")) << response.headers;
  EXPECT_EQ(response.body, "body");
}

std::string WithHeader(const std::string& line) {
  return "GET / HTTP/1.1\r\nHost: h\r\n" + line + "\r\n\r\n";
}

TEST_F(EchoServer, HandsTheAcceptHeaderToTheHandler) {
  const auto accept_of = [](const std::string& line) { return AskRaw(port(), WithHeader(line)); };
  EXPECT_TRUE(
      accept_of("accept: text/plain;q=0.5, */*").HasHeader("X-Accept: [text/plain;q=0.5, */*]"));
  EXPECT_TRUE(accept_of("X-Other: a").HasHeader("X-Accept: []"));
  EXPECT_TRUE(accept_of("Accept-Encoding: gzip").HasHeader("X-Accept: []"));
  EXPECT_TRUE(accept_of("Accept:").HasHeader("X-Accept: []"));
}

TEST_F(EchoServer, TakesAnAcceptHeaderThatIsTooLongForNone) {
  const auto answer_to = [](std::size_t size) {
    return AskRaw(port(), WithHeader("Accept: " + std::string(size, 'x')));
  };
  const std::size_t limit = base::limits::kMaxAcceptHeaderBytes;
  EXPECT_TRUE(answer_to(limit).HasHeader("X-Accept: [" + std::string(limit, 'x') + ']'));
  const RawResponse too_long = answer_to(limit + 1);
  EXPECT_EQ(too_long.status, 200);
  EXPECT_TRUE(too_long.HasHeader("X-Accept: []"));
}

TEST_F(EchoServer, DecodesAPathOnceAndLeavesItAsItIs) {
  for (const auto& [sent, path] : std::vector<std::pair<std::string, std::string>>{
           {"/x/a%2F%2Fb", "/x/a//b"},
           {"/x/%2Flead", "/x//lead"},
           {"/x/a%5Cb", "/x/a\\b"},
           {"/x/a%2F.%2Fb", "/x/a/./b"},
           {"/x/https%3A%2F%2Ffoo%2Fbar", "/x/https://foo/bar"},
           {"/x/a%252Fb+c", "/x/a%2Fb+c"},
           {"/x/../y", "/x/../y"}}) {
    const RawResponse response = Ask(port(), sent);
    EXPECT_TRUE(response.HasHeader("X-Path: " + path)) << sent << ": " << response.headers;
  }
}

// Decoded, it would end the path before its end.
TEST_F(EchoServer, RefusesAPathWithAZeroByte) {
  for (const char* const path : {"/x%00", "/x%00/y", "/%00", "/x%%00", "/x%2500%00?q"}) {
    const RawResponse response = Ask(port(), path);
    EXPECT_EQ(response.status, 400) << path << ": " << response.headers;
    EXPECT_EQ(Ask(port(), path, "HEAD").body, "") << path;
  }
  EXPECT_TRUE(Ask(port(), "/x%2500").HasHeader("X-Path: /x%00"));
  EXPECT_EQ(Ask(port(), "/x?q=%00").status, 200);
}

TEST_F(EchoServer, LeavesTheBodyOutOfAnAnswerToHead) {
  const RawResponse response = Ask(port(), "/", "HEAD");
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.HasHeader("Content-Length: 4")) << response.headers;
  EXPECT_EQ(response.body, "");
}

TEST_F(EchoServer, LetsEveryKnownMethodReachTheHandler) {
  for (const char* const method : {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
    const RawResponse response = Ask(port(), "/", method);
    EXPECT_EQ(response.status, 200) << method;
    EXPECT_TRUE(response.HasHeader(std::string("X-Method: ") + method)) << response.headers;
  }
}

TEST_F(EchoServer, AnswersAPostWithABodyItDoesNotRead) {
  const std::string body(10'000, 'x');
  const RawResponse response =
      AskRaw(port(), "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000\r\n\r\n" + body);
  EXPECT_EQ(response.status, 200);
}

TEST_F(EchoServer, RefusesAMethodThatDoesNotExistAndLivesOn) {
  const RawResponse response = Ask(port(), "/", "BREW");
  EXPECT_EQ(response.status, 400) << response.headers;
  EXPECT_EQ(Ask(port(), "/").status, 200);
}

TEST_F(EchoServer, RefusesWhatIsNoHttpAndLivesOn) {
  const std::array<std::string, 6> bad = {"\r\n\r\n",
                                          "GET\r\n\r\n",
                                          "GET / HTTP/9.9\r\n\r\n",
                                          std::string("\x16\x03\x01\x02\x00\x01", 6) + "\r\n\r\n",
                                          "GET /\xff HTTP/1.1\r\nHost: h\r\n\r\n",
                                          "GET / HTTP/1.1\r\nno colon\r\n\r\n"};
  for (const std::string& request : bad) {
    EXPECT_NE(AskRaw(port(), request).status, 200) << request;
    EXPECT_EQ(Ask(port(), "/").status, 200);
  }
}

TEST_F(EchoServer, RefusesHeadersThatAreTooLarge) {
  const std::string request =
      "GET / HTTP/1.1\r\nHost: h\r\nX-Large: " + std::string(40'000, 'x') + "\r\n\r\n";
  EXPECT_NE(AskRaw(port(), request).status, 200);
  EXPECT_EQ(Ask(port(), "/").status, 200);
}

TEST(HttpServer, TurnsWhateverAHandlerThrowsInto500) {
  const auto server = Serve([](const HttpRequest& request) -> HttpResponse {
    if (request.path == "/standard") throw std::runtime_error("broken");
    if (request.path == "/other") throw 7;
    return {};
  });
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(Ask(server->port(), "/standard").status, 500);
  EXPECT_EQ(Ask(server->port(), "/other").status, 500);
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("request handler failed"),
            std::string::npos);
  EXPECT_EQ(Ask(server->port(), "/").status, 200);
}

TEST_F(EchoServer, SaysWhatCannotBeHadWhenThePortIsInUse) {
  const auto second = HttpServer::Start({.host = "127.0.0.1", .port = port()}, Echo, QuietLog());
  ASSERT_FALSE(second.ok());
  const std::string expected = "cannot listen on 127.0.0.1:" + std::to_string(port()) + ": ";
  EXPECT_TRUE(second.error().starts_with(expected)) << second.error();
  EXPECT_GT(second.error().size(), expected.size());
  EXPECT_EQ(Ask(port(), "/").status, 200);
}

TEST(HttpServer, FreesItsPortWhenItEnds) {
  auto server = Serve(Echo);
  const std::uint16_t port = server->port();
  server.reset();
  EXPECT_FALSE(HttpSocket(port).connected());
}

TEST(HttpServer, CanBeStartedTwiceInOneProcess) {
  const auto first = Serve(Echo);
  const auto second = Serve([](const HttpRequest&) {
    HttpResponse response;
    response.body = "second";
    return response;
  });
  EXPECT_EQ(Ask(first->port(), "/").body, "body");
  EXPECT_EQ(Ask(second->port(), "/").body, "second");
}

TEST(HttpServer, RunsHandlersSideBySide) {
  std::mutex mutex;
  std::condition_variable changed;
  int inside = 0;
  const auto server = Serve([&](const HttpRequest&) {
    std::unique_lock lock(mutex);
    ++inside;
    changed.notify_all();
    HttpResponse response;
    // Four at once, or one of them gives up.
    if (!changed.wait_for(lock, seconds(20), [&] { return inside >= 4; })) response.status = 503;
    return response;
  });
  std::atomic<int> answered = 0;
  std::vector<std::thread> clients;
  clients.reserve(4);
  for (int client = 0; client < 4; ++client) {
    clients.emplace_back([&] { answered += Ask(server->port(), "/").status == 200 ? 1 : 0; });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(answered, 4);
}

TEST_F(EchoServer, AnswersWhileTwoConnectionsIdle) {
  const HttpSocket first(port());
  const HttpSocket second(port());
  const base::SystemClock clock;
  const base::MonoTime start = clock.Mono();
  EXPECT_EQ(Ask(port(), "/").status, 200);
  EXPECT_LT(clock.Mono() - start, seconds(1));
}

TEST_F(EchoServer, AnswersThoughAsManyConnectionsIdleAsThereAreWorkers) {
  std::vector<std::unique_ptr<HttpSocket>> idle;
  for (int client = 0; client < 8; ++client) {
    idle.push_back(std::make_unique<HttpSocket>(port()));
    ASSERT_TRUE(idle.back()->connected());
  }
  const base::SystemClock clock;
  const base::MonoTime start = clock.Mono();
  EXPECT_EQ(Ask(port(), "/").status, 200);
  // A scraper waits ten seconds.
  EXPECT_LT(clock.Mono() - start, seconds(8));
}

TEST_F(EchoServer, GivesUpOnAClientThatNeverFinishesItsHeaders) {
  HttpSocket slow(port());
  ASSERT_TRUE(slow.Send("GET / HTTP/1.1\r\n"));
  const base::SystemClock clock;
  const base::MonoTime start = clock.Mono();
  // A few bytes every now and then must not keep it waiting.
  while (!slow.IsReadable(milliseconds(200)) && clock.Mono() - start < seconds(15)) {
    if (!slow.Send("X-Slow: 1\r\n")) break;
  }
  EXPECT_LT(clock.Mono() - start, seconds(10));
}

}  // namespace
}  // namespace headway::exporter
