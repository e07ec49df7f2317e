// Bodies of requests over real sockets: what a handler sees of them, and what clients can do with
// them.
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/system_clock.h"
#include "exporter/http_server.h"
#include "tests/exporter/http_socket.h"

namespace headway::exporter {
namespace {

using base::limits::kMaxDrainedBodyBytes;
using base::limits::kMaxRequestBodyBytes;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Answers with the body of the request.
HttpResponse Mirror(const HttpRequest& request) {
  HttpResponse response;
  response.headers.emplace_back("X-Too-Large", request.body_too_large ? "yes" : "no");
  response.body = request.body;
  return response;
}

std::string Head(std::string_view headers, std::string_view method = "POST") {
  std::string head(method);
  head += " / HTTP/1.1\r\nHost: h\r\n";
  head += headers;
  return head + "\r\n";
}

std::string WithLength(std::string_view body, std::string_view method = "POST") {
  const std::string header = "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return Head(header, method) + std::string(body);
}

std::string Hex(std::size_t number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (; number > 0; number /= 16) text.insert(text.begin(), kDigits[number % 16]);
  return text;
}

std::string InChunks(const std::vector<std::string>& chunks) {
  std::string request = Head("Transfer-Encoding: chunked\r\n");
  for (const std::string& chunk : chunks) request += Hex(chunk.size()) + "\r\n" + chunk + "\r\n";
  return request + "0\r\n\r\n";
}

/// One server for all tests: to stop one takes two seconds.
class HttpBody : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    static const Log log(LogLevel::kError, LogFormat::kLogfmt);
    auto started = HttpServer::Start({.host = "127.0.0.1", .port = 0}, Mirror, log);
    ASSERT_TRUE(started.ok());
    server = std::move(started).value();
  }
  static void TearDownTestSuite() { server.reset(); }

  static std::uint16_t port() { return server->port(); }

  static void ExpectBody(const std::string& request, std::string_view body) {
    const RawResponse response = AskRaw(port(), request);
    EXPECT_EQ(response.status, 200);
    EXPECT_TRUE(response.HasHeader("X-Too-Large: no")) << response.headers;
    EXPECT_EQ(response.body, body);
  }

  static void ExpectTooLarge(const std::string& request) {
    const RawResponse response = AskRaw(port(), request);
    EXPECT_EQ(response.status, 200);
    EXPECT_TRUE(response.HasHeader("X-Too-Large: yes")) << response.headers;
    EXPECT_EQ(response.body, "");
  }

  static std::unique_ptr<HttpServer> server;
};

std::unique_ptr<HttpServer> HttpBody::server;

TEST_F(HttpBody, ReachesTheHandlerByItsLength) {
  ExpectBody(WithLength(""), "");
  ExpectBody(WithLength("x"), "x");
  ExpectBody(WithLength(R"({"offset_seconds":3600})"), R"({"offset_seconds":3600})");
  const std::string binary("\0\r\n\xff\0", 5);
  ExpectBody(WithLength(binary), binary);
}

TEST_F(HttpBody, ReachesTheHandlerInChunks) {
  ExpectBody(InChunks({}), "");
  ExpectBody(InChunks({"hello"}), "hello");
  ExpectBody(InChunks({"hel", "lo, ", std::string(500, 'x')}), "hello, " + std::string(500, 'x'));
}

TEST_F(HttpBody, IsEmptyWithoutALength) { ExpectBody(Head(""), ""); }

TEST_F(HttpBody, ReachesTheHandlerInPieces) {
  const HttpSocket client(port());
  for (const char piece : WithLength("in pieces")) {
    ASSERT_TRUE(client.Send(std::string_view(&piece, 1)));
  }
  EXPECT_TRUE(client.ReadToEnd().ends_with("\r\n\r\nin pieces"));
}

TEST_F(HttpBody, OfExactlyTheLimitIsHandedOver) {
  const std::string body(kMaxRequestBodyBytes, 'x');
  ExpectBody(WithLength(body), body);
  ExpectBody(InChunks({body}), body);
  ExpectBody(InChunks({body.substr(1), "x"}), body);
}

TEST_F(HttpBody, OfOneByteMoreIsTooLarge) {
  const std::string body(kMaxRequestBodyBytes + 1, 'x');
  ExpectTooLarge(WithLength(body));
  ExpectTooLarge(InChunks({body}));
  ExpectTooLarge(InChunks({body.substr(1), "x"}));
}

TEST_F(HttpBody, FarAboveTheLimitIsAnsweredAndNotReset) {
  const std::string body(kMaxDrainedBodyBytes, 'x');
  ExpectTooLarge(WithLength(body));
  ExpectTooLarge(InChunks({body}));
}

TEST_F(HttpBody, OfMegabytesDoesNotHangTheServer) {
  const base::SystemClock clock;
  const base::MonoTime begin = clock.Mono();
  const HttpSocket client(port());
  // More than all buffers between the two hold; in the end the server closes.
  client.Send(WithLength(std::string(std::size_t{16} << 20U, 'x')));
  client.ReadToEnd();
  EXPECT_LT(clock.Mono() - begin, seconds(10));
  ExpectBody(WithLength("x"), "x");
}

TEST_F(HttpBody, IsReadOfAPostOnly) {
  for (const char* const method : {"GET", "PUT", "DELETE", "PATCH"}) {
    ExpectBody(WithLength("not handed over", method), "");
    ExpectBody(WithLength(std::string(kMaxRequestBodyBytes + 1, 'x'), method), "");
  }
}

TEST_F(HttpBody, ThatEndsEarlyIsABadRequest) {
  for (const std::string& request : {Head("Content-Length: 100\r\n") + "abc",
                                     Head("Transfer-Encoding: chunked\r\n") + "5\r\nabc"}) {
    const base::SystemClock clock;
    const base::MonoTime begin = clock.Mono();
    const RawResponse response = AskRaw(port(), request);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.body, "incomplete or malformed request body\n");
    EXPECT_LT(clock.Mono() - begin, seconds(10));
  }
}

TEST_F(HttpBody, InMalformedChunksIsABadRequest) {
  for (const char* const chunks :
       {"zz\r\nhello\r\n", "-5\r\nhello\r\n", "5\r\nhello!!\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\nhello\r\n"}) {
    EXPECT_EQ(AskRaw(port(), Head("Transfer-Encoding: chunked\r\n") + chunks).status, 400)
        << chunks;
  }
}

TEST_F(HttpBody, WithAnImpossibleLengthIsNotHandedOver) {
  EXPECT_EQ(AskRaw(port(), Head("Content-Length: -5\r\n") + "hello").status, 411);
  ExpectTooLarge(Head("Content-Length: 99999999999999999999\r\n") + "hello");
}

TEST_F(HttpBody, IsWaitedForByAClientThatAsksFirst) {
  const HttpSocket client(port());
  ASSERT_TRUE(client.Send(Head("Content-Length: 5\r\nExpect: 100-continue\r\n")));
  ASSERT_TRUE(client.IsReadable(seconds(20)));
  ASSERT_TRUE(client.Send("hello"));
  const std::string answer = client.ReadToEnd();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\nhello")) << answer;
}

/// A client that sends a byte every now and then must not keep a worker for long.
class DrippingBody : public HttpBody, public ::testing::WithParamInterface<std::string> {};

TEST_P(DrippingBody, IsGivenUpInTime) {
  const HttpSocket slow(port());
  ASSERT_TRUE(slow.Send(GetParam()));
  const base::SystemClock clock;
  const base::MonoTime begin = clock.Mono();
  // The answer alone is not enough: the worker is free when the connection is closed.
  while (slow.Send("0") && !slow.IsClosed(milliseconds(200))) {
    ASSERT_LT(clock.Mono() - begin, seconds(10));
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, DrippingBody,
                         ::testing::Values(Head("Content-Length: 1000\r\n"),
                                           Head("Content-Length: 1000000\r\n"),
                                           Head("Content-Length: 1000000\r\n", "GET")));

}  // namespace
}  // namespace headway::exporter
