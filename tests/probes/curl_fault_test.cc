// What a node can do to us, and what the transport makes of it. Nothing of it may take memory or
// time without bound.

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "devnet/devnet.h"
#include "tests/probes/curl_rig.h"
#include "tests/probes/raw_server.h"

namespace headway::probes {
namespace {

using base::limits::kMaxReplyBodyBytes;
using base::limits::kMaxReplyHeaderBytes;
using chains::TransportFault;
using devnet::Fault;
using std::chrono::milliseconds;
using std::chrono::seconds;

const char kNode[] = "node";
constexpr std::size_t kSocketSlackBytes = std::size_t{64} << 10U;

class CurlFaultTest : public ::testing::Test {
 protected:
  /// One exchange with a devnet node that misbehaves like this.
  Outcome AskNode(Fault fault, base::Duration timeout = seconds(20)) {
    devnet_.SetFault(kNode, fault);
    return rig_.Ask(url_, {.timeout = timeout});
  }

  /// One exchange with a server that reads the request, writes this and closes.
  Outcome AskRaw(const std::string& bytes, base::Duration timeout = seconds(20)) {
    const RawServer server(AnswerOnce(bytes));
    CurlRig rig;
    return rig.Ask(server.url(), {.timeout = timeout});
  }

  static void ExpectFault(const Outcome& outcome, TransportFault fault) {
    EXPECT_EQ(outcome.fault, fault);
    EXPECT_EQ(outcome.http_status, 0);
    EXPECT_EQ(outcome.body, "");
    EXPECT_EQ(outcome.retry_after, std::nullopt);
  }

  static std::string Port(devnet::Devnet& devnet) {
    devnet::NodeOptions options;
    options.name = kNode;
    options.chain = kNode;
    return std::to_string(devnet.AddNode(options).value());
  }

  devnet::Devnet devnet_;
  const std::string url_ = "http://127.0.0.1:" + Port(devnet_);
  CurlRig rig_;
};

TEST_F(CurlFaultTest, AHealthyNodeAnswers) {
  const Outcome outcome = AskNode(Fault::kNone);
  EXPECT_EQ(outcome.fault, TransportFault::kNone);
  EXPECT_EQ(outcome.http_status, 200);
  EXPECT_TRUE(outcome.body.starts_with(R"({"jsonrpc":"2.0","id":1,"result":"0x)")) << outcome.body;
}

TEST_F(CurlFaultTest, ADeadNodeRefuses) {
  ExpectFault(AskNode(Fault::kDead), TransportFault::kConnectRefused);
}

TEST_F(CurlFaultTest, ANodeThatDiesBetweenTwoRequestsRefusesTheSecond) {
  ASSERT_EQ(AskNode(Fault::kNone).http_status, 200);
  ExpectFault(AskNode(Fault::kDead), TransportFault::kConnectRefused);
  EXPECT_EQ(AskNode(Fault::kNone).http_status, 200);
}

TEST_F(CurlFaultTest, AHangingNodeTimesOutInTime) {
  const base::MonoTime begin = rig_.Now();
  const Outcome outcome = AskNode(Fault::kHang, milliseconds(150));
  ExpectFault(outcome, TransportFault::kTimeout);
  EXPECT_GE(rig_.Now() - begin, milliseconds(149));
  EXPECT_LT(rig_.Now() - begin, seconds(10));
  EXPECT_GE(outcome.figures.latency, milliseconds(149));
}

TEST_F(CurlFaultTest, ADrippingNodeTimesOutAsAWhole) {
  ExpectFault(AskNode(Fault::kDrip, milliseconds(150)), TransportFault::kTimeout);
}

TEST_F(CurlFaultTest, AResettingNodeIsAReset) {
  ExpectFault(AskNode(Fault::kReset), TransportFault::kReset);
}

TEST_F(CurlFaultTest, ATruncatedBodyIsAClosedConnection) {
  ExpectFault(AskNode(Fault::kTruncate), TransportFault::kClosed);
}

TEST_F(CurlFaultTest, AnEndlessBodyIsCutAtTheLimit) {
  const Outcome outcome = AskNode(Fault::kHuge);
  ExpectFault(outcome, TransportFault::kTooLarge);
  EXPECT_LE(outcome.figures.bytes_received, kMaxReplyBodyBytes + kSocketSlackBytes);
}

TEST_F(CurlFaultTest, HttpErrorsAreCompleteResponses) {
  EXPECT_EQ(AskNode(Fault::kHttp500).http_status, 500);
  EXPECT_EQ(AskNode(Fault::kHttp401).http_status, 401);
  const Outcome throttled = AskNode(Fault::kHttp429);
  EXPECT_EQ(throttled.http_status, 429);
  EXPECT_EQ(throttled.fault, TransportFault::kNone);
  EXPECT_EQ(throttled.retry_after, seconds(2));
  EXPECT_FALSE(throttled.body.empty());
  EXPECT_EQ(AskNode(Fault::kNone).retry_after, std::nullopt);
}

TEST_F(CurlFaultTest, RedirectsAreNotFollowed) {
  EXPECT_EQ(AskNode(Fault::kRedirect).http_status, 302);
  const auto seen = devnet_.Requests(kNode);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen.front().count, 1U);
}

TEST_F(CurlFaultTest, ABodyOfExactlyTheLimitIsTaken) {
  const Outcome outcome = AskRaw(Ok(std::string(kMaxReplyBodyBytes, 'a')));
  EXPECT_EQ(outcome.fault, TransportFault::kNone);
  EXPECT_EQ(outcome.body.size(), kMaxReplyBodyBytes);
}

TEST_F(CurlFaultTest, OneByteAboveTheLimitIsTooLarge) {
  ExpectFault(AskRaw(Ok(std::string(kMaxReplyBodyBytes + 1, 'a'))), TransportFault::kTooLarge);
}

TEST_F(CurlFaultTest, ARequestMayAllowMoreOrLess) {
  const std::string answer = Ok(std::string(kMaxReplyBodyBytes + 1, 'a'));
  const RawServer more(AnswerOnce(answer));
  EXPECT_EQ(rig_.Ask(more.url(), {.max_body = kMaxReplyBodyBytes + 1}).body.size(),
            kMaxReplyBodyBytes + 1);
  const RawServer less(AnswerOnce(Ok("0123456789")));
  ExpectFault(rig_.Ask(less.url(), {.max_body = 9}), TransportFault::kTooLarge);
}

TEST_F(CurlFaultTest, AnAnnouncedGigabyteIsCutAtTheLimit) {
  const RawServer server([](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
    const std::string piece(1U << 16U, 'a');
    while (connection.Write(piece)) {
    }
  });
  const Outcome outcome = rig_.Ask(server.url());
  ExpectFault(outcome, TransportFault::kTooLarge);
  EXPECT_LE(outcome.figures.bytes_received, kMaxReplyBodyBytes + kSocketSlackBytes);
}

TEST_F(CurlFaultTest, EndlessTinyChunksAreCutAtTheLimit) {
  const RawServer server([](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    std::string chunks;
    for (int count = 0; count < 4'096; ++count) chunks += "1\r\na\r\n";
    while (connection.Write(chunks)) {
    }
  });
  ExpectFault(rig_.Ask(server.url()), TransportFault::kTooLarge);
}

TEST_F(CurlFaultTest, ManyHeadersAreTooLarge) {
  std::string headers;
  while (headers.size() <= kMaxReplyHeaderBytes)
    headers += "X-Padding: " + std::string(90, 'a') + "\r\n";
  ExpectFault(AskRaw(Ok("{}", headers)), TransportFault::kTooLarge);
}

TEST_F(CurlFaultTest, HeadersBelowTheLimitAreTaken) {
  std::string headers;
  while (headers.size() < kMaxReplyHeaderBytes - 1'024) {
    headers += "X-Padding: " + std::string(90, 'a') + "\r\n";
  }
  EXPECT_EQ(AskRaw(Ok("{}", headers)).http_status, 200);
}

TEST_F(CurlFaultTest, OneEndlessHeaderIsTooLarge) {
  const RawServer server([](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nX-Padding: ");
    const std::string piece(1U << 14U, 'a');
    while (connection.Write(piece)) {
    }
  });
  ExpectFault(rig_.Ask(server.url()), TransportFault::kTooLarge);
}

TEST_F(CurlFaultTest, EndlessInterimResponsesAreTooLarge) {
  const RawServer server([](RawConnection& connection) {
    connection.ReadRequest();
    while (
        connection.Write("HTTP/1.1 102 Processing\r\nX-Padding: aaaaaaaaaaaaaaaaaaaaaa\r\n\r\n")) {
    }
  });
  ExpectFault(rig_.Ask(server.url()), TransportFault::kTooLarge);
}

TEST_F(CurlFaultTest, AnInterimResponseIsPassedOver) {
  const Outcome outcome = AskRaw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Ok("{}"));
  EXPECT_EQ(outcome.http_status, 200);
  EXPECT_EQ(outcome.body, "{}");
}

TEST_F(CurlFaultTest, WhatIsNoHttpIsAClosedConnection) {
  ExpectFault(AskRaw("SSH-2.0-OpenSSH_9.2p1\r\n"), TransportFault::kClosed);
  ExpectFault(AskRaw(std::string("\x00\x01\x02\xff", 4)), TransportFault::kClosed);
}

TEST_F(CurlFaultTest, HttpOfVersionZeroNineIsRefused) {
  ExpectFault(AskRaw("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}"), TransportFault::kClosed);
}

TEST_F(CurlFaultTest, AnEmptyResponseIsAClosedConnection) {
  ExpectFault(AskRaw(""), TransportFault::kClosed);
}

TEST_F(CurlFaultTest, AResponseCutWithinItsHeadIsAClosedConnection) {
  ExpectFault(AskRaw("HTTP/1.1 200 OK\r\nContent-Le"), TransportFault::kClosed);
}

TEST_F(CurlFaultTest, AChunkedBodyCutShortIsAClosedConnection) {
  ExpectFault(AskRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
              TransportFault::kClosed);
}

TEST_F(CurlFaultTest, NobodyListeningIsARefusal) {
  const ClosedPort closed;
  ExpectFault(rig_.Ask("http://127.0.0.1:" + std::to_string(closed.port())),
              TransportFault::kConnectRefused);
}

TEST_F(CurlFaultTest, ANameThatCannotBeIsADnsFault) {
  // 64 characters are one too many for a label: no name server is asked.
  ExpectFault(rig_.Ask("http://" + std::string(64, 'a') + ".invalid"), TransportFault::kDns);
}

TEST_F(CurlFaultTest, TlsToAPlainPortIsATlsFault) {
  const RawServer server([](RawConnection& connection) {
    connection.Write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  });
  ExpectFault(rig_.Ask("https://127.0.0.1:" + std::to_string(server.port())), TransportFault::kTls);
}

TEST_F(CurlFaultTest, WhatCannotBeSentIsNotBlamedOnTheNode) {
  for (const std::string url : {"", "http://", "http://127.0.0.1:99999", "http://a b",
                                "ftp://127.0.0.1", "file:///etc/hostname", "gopher://127.0.0.1"}) {
    CurlRig rig;
    ExpectFault(rig.Ask(url), TransportFault::kNotSent);
  }
}

TEST_F(CurlFaultTest, AMissingCaFileIsOurFaultAndNotTheNodes) {
  rig_.Target(0).tls.ca_cert_path = "no-such-file.pem";
  ExpectFault(rig_.Ask("https://" + url_.substr(7)), TransportFault::kNotSent);
}

TEST_F(CurlFaultTest, AfterEveryFaultTheNextRequestIsAnswered) {
  for (const Fault fault : {Fault::kReset, Fault::kTruncate, Fault::kHuge, Fault::kHang,
                            Fault::kHttp500, Fault::kMalformed, Fault::kDead}) {
    AskNode(fault, fault == Fault::kHang ? milliseconds(50) : base::Duration(seconds(20)));
    EXPECT_EQ(AskNode(Fault::kNone).http_status, 200) << static_cast<int>(fault);
  }
}

}  // namespace
}  // namespace headway::probes
