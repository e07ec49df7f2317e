// What requests with extras have beyond those of polls: HTTP/2, other verbs and headers, and the
// headers and trailers that they bring back.

#include <array>
#include <chrono>
#include <future>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/probes/certificates.h"
#include "tests/probes/curl_rig.h"
#include "tests/probes/http2_server.h"
#include "tests/probes/raw_server.h"
#include "tests/probes/tls_server.h"

namespace headway::probes {
namespace {

using chains::HttpMethod;
using chains::TransportFault;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

constexpr std::array<std::string_view, 2> kWanted = {"grpc-status", "x-trailer"};
constexpr RequestExtras kHttp2{.http2 = true, .wanted = kWanted};

/// The request that these extras make, over HTTP/1.1, as it came.
std::string Sent(HttpMethod method, const RequestExtras& extras, HttpTarget target = {}) {
  std::promise<std::string> seen;
  const RawServer server([&seen](RawConnection& connection) {
    seen.set_value(connection.ReadRequest());
    connection.Write(Ok("{}"));
  });
  CurlRig rig;
  rig.Target(0) = std::move(target);
  EXPECT_EQ(rig.Ask(server.url(), {.method = method, .body = "", .extras = extras}).http_status,
            200);
  return seen.get_future().get();
}

TEST(CurlHttp2, HeadersBodyAndTrailersComeBack) {
  std::vector<std::string> bodies;
  const RawServer server(SpeakHttp2({.headers = {{":status", "200"}, {"x-other", "1"}},
                                     .data = {"one", "two"},
                                     .trailers = {{"grpc-status", "0"}, {"x-trailer", "late"}}},
                                    [&](const std::string& body) { bodies.push_back(body); }));
  CurlRig rig;
  for (int request = 0; request < 2; ++request) {
    const Outcome outcome = rig.Ask(server.url(), {.body = "question", .extras = kHttp2});
    EXPECT_EQ(outcome.fault, TransportFault::kNone);
    EXPECT_EQ(outcome.http_status, 200);
    EXPECT_TRUE(outcome.http2);
    EXPECT_EQ(outcome.body, "onetwo");
    EXPECT_THAT(outcome.headers, ElementsAre(Pair("grpc-status", "0"), Pair("x-trailer", "late")));
  }
  EXPECT_EQ(server.accepted(), 2);
  EXPECT_THAT(bodies, ElementsAre("question", "question"));
}

TEST(CurlHttp2, AResponseMayBeTrailersAlone) {
  const RawServer server(SpeakHttp2({.headers = {{":status", "200"}, {"grpc-status", "12"}}}));
  CurlRig rig;
  const Outcome outcome = rig.Ask(server.url(), {.extras = kHttp2});
  EXPECT_EQ(outcome.http_status, 200);
  EXPECT_THAT(outcome.headers, ElementsAre(Pair("grpc-status", "12")));
}

TEST(CurlHttp2, AStreamThatIsResetIsAReset) {
  const RawServer server(SpeakHttp2({.data = {"half"}, .resets = true}));
  CurlRig rig;
  const Outcome outcome = rig.Ask(server.url(), {.extras = kHttp2});
  EXPECT_EQ(outcome.fault, TransportFault::kReset);
  EXPECT_THAT(outcome.headers, IsEmpty());
}

TEST(CurlHttp2, ABodyThatIsTooLargeIsCutOff) {
  const std::vector<std::string> data(base::limits::kMaxReplyBodyBytes / 16'384 + 1,
                                      std::string(16'384, 'a'));
  const RawServer server(SpeakHttp2({.data = data, .trailers = {{"grpc-status", "0"}}}));
  CurlRig rig;
  EXPECT_EQ(rig.Ask(server.url(), {.extras = kHttp2}).fault, TransportFault::kTooLarge);
}

TEST(CurlHttp2, AServerThatDoesNotSpeakItIsNoAnswer) {
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  const Outcome outcome = rig.Ask(server.url(), {.extras = kHttp2});
  EXPECT_NE(outcome.fault, TransportFault::kNone);
  EXPECT_EQ(outcome.http_status, 0);
}

TEST(CurlHttp2, BehindTlsTheServerMayChooseHttp1) {
  const Certificate authority = Issue({.may_issue = true});
  const TextFile trusted(authority.certificate);
  const TlsServer server(Issue({.issuer = &authority}));
  CurlRig rig;
  rig.Target(0).tls.ca_cert_path = trusted.path();
  const Outcome outcome = rig.Ask(server.url(), {.extras = kHttp2});
  EXPECT_EQ(outcome.http_status, 200);
  EXPECT_FALSE(outcome.http2);
  EXPECT_TRUE(outcome.tls.has_value());
}

TEST(CurlHttp2, APollOfTheSameSlotIsAsItWasBefore) {
  std::string polled;
  std::string other;
  const RawServer server([&](RawConnection& connection) {
    polled = connection.ReadRequest();
    connection.Write(Ok("{}", "grpc-status: 0\r\n"));
    other = connection.ReadRequest();
    connection.Write(Ok("{}", "grpc-status: 0\r\n"));
    EXPECT_EQ(connection.ReadRequest(), polled);
    connection.Write(Ok("{}", "grpc-status: 0\r\n"));
  });
  CurlRig rig;
  EXPECT_THAT(rig.Ask(server.url()).headers, IsEmpty());
  const RequestExtras extras{.verb = RequestExtras::Verb::kPut, .wanted = kWanted};
  EXPECT_THAT(rig.Ask(server.url(), {.extras = extras}).headers,
              ElementsAre(Pair("grpc-status", "0")));
  EXPECT_THAT(rig.Ask(server.url()).headers, IsEmpty());
  EXPECT_THAT(other, StartsWith("PUT / "));
  EXPECT_EQ(server.accepted(), 1);
}

TEST(CurlExtras, VerbsGoOverTheWireWithTheHeadersGivenAndThoseOfTheTarget) {
  const std::array<HttpHeader, 1> headers = {{{.name = "x-grpc-web", .value = "1"}}};
  HttpTarget target;
  target.headers = {{.name = "X-Key", .value = "k"}};
  const std::string request =
      Sent(HttpMethod::kGet, {.verb = RequestExtras::Verb::kOptions, .headers = headers}, target);
  EXPECT_THAT(request, StartsWith("OPTIONS / HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nx-grpc-web: 1\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nX-Key: k\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("json")));
}

TEST(CurlExtras, APutWithoutBodySaysSo) {
  const std::string request = Sent(HttpMethod::kPost, {.verb = RequestExtras::Verb::kPut});
  EXPECT_THAT(request, StartsWith("PUT / HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nContent-Length: 0\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("Content-Type")));
}

TEST(CurlExtras, AContentTypeOfItsOwnIsTheOnlyOne) {
  const std::array<HttpHeader, 1> headers = {
      {{.name = "content-type", .value = "application/grpc"}}};
  const std::string request = Sent(HttpMethod::kPost, {.headers = headers});
  EXPECT_THAT(request, HasSubstr("\r\ncontent-type: application/grpc\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("Content-Type")));
}

}  // namespace
}  // namespace headway::probes
