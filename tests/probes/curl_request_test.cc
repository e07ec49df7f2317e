// What goes over the wire, over which connection, and what is measured of it.

#include <chrono>
#include <cstdlib>
#include <future>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/curl_rig.h"
#include "tests/probes/raw_server.h"

namespace headway::probes {
namespace {

using base::Duration;
using chains::HttpMethod;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// The first request that `target` causes, as it came.
std::string Sent(HttpTarget target, const std::string& path = "",
                 const CurlRig::Request& request = {}) {
  std::promise<std::string> seen;
  const RawServer server([&seen](RawConnection& connection) {
    seen.set_value(connection.ReadRequest());
    connection.Write(Ok("{}"));
  });
  CurlRig rig;
  rig.Target(0) = std::move(target);
  EXPECT_EQ(rig.Ask(server.url() + path, request).http_status, 200);
  return seen.get_future().get();
}

/// Changes a variable of the environment for as long as it lives.
class Environment {
 public:
  Environment(std::string name, const std::string& value) : name_(std::move(name)) {
    setenv(name_.c_str(), value.c_str(), 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { unsetenv(name_.c_str()); }

 private:
  const std::string name_;
};

TEST(CurlRequest, PostsTheBodyAsJson) {
  const std::string request = Sent({}, "/v1/key?network=main", {.body = R"({"id":1})"});
  EXPECT_THAT(request, StartsWith("POST /v1/key?network=main HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nHost: 127.0.0.1:"));
  EXPECT_THAT(request, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nAccept: application/json\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nContent-Length: 8\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nUser-Agent: headway/test\r\n"));
  EXPECT_TRUE(request.ends_with("\r\n\r\n{\"id\":1}")) << request;
}

TEST(CurlRequest, AGetHasNeitherBodyNorContentType) {
  HttpTarget target;
  target.headers = {{"X-Key", "k"}};
  const std::string request =
      Sent(target, "/lcd/?key=1", {.method = HttpMethod::kGet, .path = "/blocks/latest?x=2"});
  EXPECT_THAT(request, StartsWith("GET /lcd/blocks/latest?key=1&x=2 HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nAccept: application/json\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nX-Key: k\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("Content-")));
  EXPECT_TRUE(request.ends_with("\r\n\r\n")) << request;
}

TEST(CurlRequest, APostMayHaveAPath) {
  const std::string request = Sent({}, "/v1", {.path = "/wallet/getnowblock", .body = "{}"});
  EXPECT_THAT(request, StartsWith("POST /v1/wallet/getnowblock HTTP/1.1\r\n"));
  EXPECT_TRUE(request.ends_with("\r\n\r\n{}")) << request;
}

TEST(CurlRequest, PathsAndVerbsOfOneSlotDoNotMix) {
  const RawServer server([](RawConnection& connection) {
    while (true) {
      const std::string request = connection.ReadRequest();
      if (request.empty()) return;
      const bool has_type = request.find("Content-Type") != std::string::npos;
      connection.Write(Ok(request.substr(0, request.find(" HTTP")) + (has_type ? " typed" : "") +
                          request.substr(request.find("\r\n\r\n") + 4)));
    }
  });
  CurlRig rig;
  const CurlRig::Request post{.body = "{}"};
  const CurlRig::Request get{.method = HttpMethod::kGet, .path = "/a"};
  EXPECT_EQ(rig.Ask(server.url(), post).body, "POST / typed{}");
  EXPECT_EQ(rig.Ask(server.url(), get).body, "GET /a");
  EXPECT_EQ(rig.Ask(server.url(), {.method = HttpMethod::kGet}).body, "GET /");
  EXPECT_EQ(rig.Ask(server.url(), get).body, "GET /a");
  EXPECT_EQ(rig.Ask(server.url(), post).body, "POST / typed{}");
  EXPECT_EQ(server.accepted(), 1);
}

TEST(CurlRequest, SendsNoCredentialsThatWereNotGiven) {
  EXPECT_THAT(Sent({}), Not(HasSubstr("Authorization")));
}

TEST(CurlRequest, SendsTheHeadersOfTheTarget) {
  HttpTarget target;
  target.headers = {{"Authorization", "Bearer t0ken"}, {"X-Key", "a: b"}, {"X-Empty", ""}};
  const std::string request = Sent(target);
  EXPECT_THAT(request, HasSubstr("\r\nAuthorization: Bearer t0ken\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nX-Key: a: b\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nX-Empty:\r\n"));
}

TEST(CurlRequest, SendsUserinfoAsBasicAuthentication) {
  HttpTarget target;
  target.userinfo = "user:pass:word";
  // base64 of user:pass:word
  EXPECT_THAT(Sent(target), HasSubstr("\r\nAuthorization: Basic dXNlcjpwYXNzOndvcmQ=\r\n"));
  target.userinfo = "user";
  EXPECT_THAT(Sent(target), HasSubstr("\r\nAuthorization: Basic dXNlcjo=\r\n"));
}

TEST(CurlRequest, NeverAsksForAContinue) {
  EXPECT_THAT(Sent({}, "", {.body = std::string(2'000'000, 'a')}), Not(HasSubstr("Expect")));
}

TEST(CurlRequest, IgnoresProxiesOfTheEnvironment) {
  const ClosedPort closed;
  const std::string proxy = "http://127.0.0.1:" + std::to_string(closed.port());
  const Environment http("http_proxy", proxy);
  const Environment all("ALL_PROXY", proxy);
  EXPECT_THAT(Sent({}), StartsWith("POST / HTTP/1.1\r\n"));
}

TEST(CurlRequest, ConnectionsAreKept) {
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  for (int request = 0; request < 5; ++request) {
    EXPECT_EQ(rig.Ask(server.url()).http_status, 200);
  }
  EXPECT_EQ(server.accepted(), 1);
}

TEST(CurlRequest, AFreshConnectionIsANewOne) {
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  rig.Ask(server.url());
  EXPECT_EQ(rig.Ask(server.url(), {.fresh_connection = true}).http_status, 200);
  EXPECT_EQ(server.accepted(), 2);
  EXPECT_EQ(rig.Ask(server.url()).http_status, 200);
  EXPECT_EQ(server.accepted(), 2);
}

TEST(CurlRequest, AKeptConnectionThatDiedIsReplacedUnnoticed) {
  const RawServer server(AnswerOnce(Ok("{}")));
  CurlRig rig;
  for (int request = 1; request <= 3; ++request) {
    EXPECT_EQ(rig.Ask(server.url()).http_status, 200);
    EXPECT_EQ(server.accepted(), request);
  }
}

TEST(CurlRequest, BytesAreThoseOnTheWire) {
  const std::string response = Ok(std::string(5'000, 'a'), "X-Padding: b\r\n");
  // Small bodies go with the head, large ones after it.
  for (const std::size_t body_bytes : {0U, 70U, 3'000U, 65'535U, 65'536U, 65'537U, 1'000'000U}) {
    std::promise<std::size_t> seen;
    const RawServer server([&](RawConnection& connection) {
      seen.set_value(connection.ReadRequest().size());
      connection.Write(response);
    });
    CurlRig rig;
    const Outcome outcome = rig.Ask(server.url(), {.body = std::string(body_bytes, 'c')});
    EXPECT_EQ(outcome.figures.bytes_sent, seen.get_future().get()) << body_bytes;
    EXPECT_EQ(outcome.figures.bytes_received, response.size());
  }
}

TEST(CurlRequest, PhasesFitIntoTheLatency) {
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  for (int request = 0; request < 3; ++request) {
    const base::MonoTime begin = rig.Now();
    const Outcome outcome = rig.Ask(server.url());
    const Duration elapsed = rig.Now() - begin;
    const health::PhaseTimes& phases = outcome.figures.phases;
    EXPECT_GT(phases.wait, Duration::zero());
    EXPECT_GE(phases.transfer, Duration::zero());
    EXPECT_EQ(phases.tls, Duration::zero());
    EXPECT_LE(phases.resolve + phases.connect + phases.tls + phases.wait + phases.transfer,
              outcome.figures.latency);
    EXPECT_LE(outcome.figures.latency, elapsed);
    // Only the first of them had to connect.
    EXPECT_EQ(phases.connect > Duration::zero(), request == 0);
    EXPECT_EQ(phases.resolve > Duration::zero(), request == 0);
  }
}

TEST(CurlRequest, ASlotFollowsItsTarget) {
  const RawServer server([](RawConnection& connection) {
    while (true) {
      const std::string request = connection.ReadRequest();
      if (request.empty()) return;
      const bool is_new = request.find("X-Key: new") != std::string::npos;
      connection.Write(Ok(is_new ? "new" : "old"));
    }
  });
  CurlRig rig;
  rig.Target(0).headers = {{.name = "X-Key", .value = "old"}};
  EXPECT_EQ(rig.Ask(server.url()).body, "old");
  // At the same address: what a reload frees and makes anew.
  rig.Target(0).headers = {{.name = "X-Key", .value = "new"}};
  EXPECT_EQ(rig.Ask(server.url()).body, "new");
  EXPECT_EQ(server.accepted(), 1);
}

TEST(CurlRequest, BodiesOfTwoUrlsDoNotMix) {
  const RawServer one(AnswerEach(Ok("one")));
  const RawServer two(AnswerEach(Ok("two")));
  CurlRig rig;
  rig.Target(1).url = one.url();
  rig.Target(2).url = two.url();
  rig.Start(1);
  rig.Start(2);
  EXPECT_EQ(rig.Await(2).body, "two");
  EXPECT_EQ(rig.Await(1).body, "one");
}

TEST(CurlRequest, RetryAfterDatesAreMeasuredAgainstTheNodesOwnClock) {
  const RawServer server(AnswerOnce(
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
      "Date: Fri, 31 Dec 1999 23:58:59 GMT\r\nRETRY-AFTER: Fri, 31 Dec 1999 23:59:59 GMT\r\n\r\n"));
  CurlRig rig;
  EXPECT_EQ(rig.Ask(server.url()).retry_after, seconds(60));
}

}  // namespace
}  // namespace headway::probes
