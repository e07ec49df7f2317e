// Each fault as a client meets it on the wire.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "devnet/devnet.h"
#include "devnet/json.h"
#include "tests/devnet/http_client.h"
#include "tests/devnet/step_clock.h"

namespace headway::devnet {
namespace {

const char kNode[] = "node";

class FaultTest : public testing::Test {
 protected:
  FaultTest() { port_ = AddNode(kNode, NodeFamily::kEvm); }

  std::uint16_t AddNode(const std::string& name, NodeFamily family) {
    NodeOptions options;
    options.name = name;
    options.chain = name;
    options.family = family;
    return devnet_.AddNode(options).value();
  }

  /// Waits until the node has read `count` calls.
  void AwaitRequests(std::uint64_t count) {
    for (int round_trip = 0; round_trip < 100'000; ++round_trip) {
      const std::vector<Devnet::RequestCount> seen = devnet_.Requests(kNode);
      if (!seen.empty() && seen.front().count >= count) return;
    }
    FAIL() << "the node never read " << count << " calls";
  }

  void ExpectHealthy() {
    devnet_.SetFault(kNode, Fault::kNone);
    const HttpReply reply = PostOnce(port_, call_);
    EXPECT_EQ(reply.end, HttpReply::End::kComplete);
    EXPECT_EQ(reply.body, healthy_body_);
  }

  StepClock clock_;
  Devnet devnet_{clock_};
  std::uint16_t port_ = 0;
  const std::string call_ = Call("eth_blockNumber");
  const std::string healthy_body_ = R"({"jsonrpc":"2.0","id":1,"result":"0x3e8"})";
};

TEST_F(FaultTest, ADeadNodeResetsItsConnectionsAndRefusesNewOnes) {
  HttpClient client(port_);
  ASSERT_EQ(client.Post(call_).status, 200U);
  devnet_.SetFault(kNode, Fault::kDead);
  EXPECT_EQ(client.Read().end, HttpReply::End::kReset);
  EXPECT_FALSE(HttpClient(port_).connected());
}

TEST_F(FaultTest, ADeadNodeComesBackOnItsPortAgainAndAgain) {
  for (int life = 0; life < 20; ++life) {
    HttpClient client(port_);
    ASSERT_TRUE(client.connected()) << life;
    ASSERT_EQ(client.Post(call_).body, healthy_body_) << life;
    devnet_.SetFault(kNode, Fault::kDead);
    ASSERT_FALSE(HttpClient(port_).connected()) << life;
    devnet_.SetFault(kNode, Fault::kNone);
  }
}

TEST_F(FaultTest, ADeadNodesPortIsHeldForIt) {
  devnet_.SetFault(kNode, Fault::kDead);
  EXPECT_FALSE(IsPortFree(port_));
  ExpectHealthy();
}

TEST_F(FaultTest, AHangingNodeReadsAndNeverAnswers) {
  devnet_.SetFault(kNode, Fault::kHang);
  HttpClient hung(port_);
  hung.Send(call_);
  AwaitRequests(1);
  ExpectHealthy();
  EXPECT_TRUE(hung.IsSilent());
}

TEST_F(FaultTest, ADrippingNodeSendsOneByteAtATime) {
  devnet_.SetFault(kNode, Fault::kDrip);
  HttpClient client(port_);
  client.Send(call_);
  // Far below a whole reply, which takes minutes; above one byte if this thread was slow.
  EXPECT_LT(client.ReadSome().size(), 30U);
  EXPECT_LT(client.ReadSome().size(), 30U);
  ExpectHealthy();
}

TEST_F(FaultTest, AResettingNodeResetsInsteadOfAnswering) {
  devnet_.SetFault(kNode, Fault::kReset);
  HttpClient client(port_);
  EXPECT_EQ(client.Post(call_).end, HttpReply::End::kReset);
  ExpectHealthy();
}

TEST_F(FaultTest, ATruncatingNodeEndsTheStreamWithinTheBody) {
  devnet_.SetFault(kNode, Fault::kTruncate);
  const HttpReply reply = PostOnce(port_, call_);
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.end, HttpReply::End::kCutShort);
  EXPECT_EQ(reply.body, healthy_body_.substr(0, healthy_body_.size() / 2));
  ExpectHealthy();
}

TEST_F(FaultTest, HttpErrorsComeAsHtmlAndKeepTheConnection) {
  HttpClient client(port_);
  for (const auto& [fault, status] :
       {std::pair{Fault::kHttp400, 400U}, std::pair{Fault::kHttp401, 401U},
        std::pair{Fault::kHttp402, 402U}, std::pair{Fault::kHttp403, 403U},
        std::pair{Fault::kHttp404, 404U}, std::pair{Fault::kHttp408, 408U},
        std::pair{Fault::kHttp413, 413U}, std::pair{Fault::kHttp429, 429U},
        std::pair{Fault::kHttp500, 500U}, std::pair{Fault::kHttp502, 502U},
        std::pair{Fault::kHttp503, 503U}, std::pair{Fault::kHttp504, 504U},
        std::pair{Fault::kRedirect, 302U}}) {
    devnet_.SetFault(kNode, fault);
    const HttpReply reply = client.Post(call_);
    EXPECT_EQ(reply.end, HttpReply::End::kComplete) << status;
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(reply.content_type, "text/html") << status;
    EXPECT_EQ(reply.retry_after, status == 429 ? "2" : "") << status;
    EXPECT_EQ(reply.location, status == 302 ? "/elsewhere" : "") << status;
  }
  devnet_.SetFault(kNode, Fault::kNone);
  EXPECT_EQ(client.Post(call_).body, healthy_body_);
}

TEST_F(FaultTest, RpcErrorsAreThoseOfTheFamily) {
  const std::uint16_t svm = AddNode("svm", NodeFamily::kSvm);
  devnet_.SetFault(kNode, Fault::kRpcError);
  devnet_.SetFault("svm", Fault::kRpcError);
  const HttpReply evm_reply = PostOnce(port_, call_);
  EXPECT_EQ(evm_reply.status, 200U);
  EXPECT_EQ(evm_reply.body,
            R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"internal error"}})");
  const HttpReply svm_reply = PostOnce(svm, Call("getSlot"));
  EXPECT_EQ(svm_reply.status, 200U);
  EXPECT_NE(svm_reply.body.find(R"("code":-32005)"), std::string::npos) << svm_reply.body;
  ExpectHealthy();
}

TEST_F(FaultTest, AMalformedReplyIsAWholeResponseThatIsNoJson) {
  devnet_.SetFault(kNode, Fault::kMalformed);
  const HttpReply reply = PostOnce(port_, call_);
  EXPECT_EQ(reply.end, HttpReply::End::kComplete);
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.content_type, "application/json");
  EXPECT_FALSE(ParseJson(reply.body).has_value());
  ExpectHealthy();
}

TEST_F(FaultTest, AHugeReplyGoesOnForAsLongAsItIsRead) {
  devnet_.SetFault(kNode, Fault::kHuge);
  HttpClient client(port_);
  client.Send(call_);
  EXPECT_EQ(client.Read(std::size_t{16} << 20U).end, HttpReply::End::kTooLarge);
  ExpectHealthy();
}

TEST_F(FaultTest, AHugeReplyEndsWithinSixtyFourMebibytes) {
  devnet_.SetFault(kNode, Fault::kHuge);
  HttpClient client(port_);
  client.Send(call_);
  const HttpReply reply = client.Read(std::size_t{128} << 20U);
  EXPECT_EQ(reply.end, HttpReply::End::kCutShort);
  EXPECT_EQ(reply.body.size(), std::size_t{64} << 20U);
}

TEST_F(FaultTest, AWrongIdComesWithAValidReply) {
  devnet_.SetFault(kNode, Fault::kWrongId);
  const HttpReply reply = PostOnce(port_, Call("eth_blockNumber", "[]", "7"));
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.body, R"({"jsonrpc":"2.0","id":6,"result":"0x3e8"})");
  ExpectHealthy();
}

TEST_F(FaultTest, RequestsThatMetAFaultAreCountedToo) {
  for (const Fault fault : {Fault::kReset, Fault::kHttp500, Fault::kHttp429, Fault::kMalformed,
                            Fault::kRpcError, Fault::kTruncate}) {
    devnet_.SetFault(kNode, fault);
    PostOnce(port_, call_);
  }
  const std::vector<Devnet::RequestCount> seen = devnet_.Requests(kNode);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen.front().method, "eth_blockNumber");
  EXPECT_EQ(seen.front().count, 6U);
}

TEST_F(FaultTest, AnRpcErrorOfChoiceComesUnderTheIdOfTheRequest) {
  devnet_.SetRpcError(kNode, {.code = 4'444,
                              .message = "pruned history unavailable",
                              .data = R"({"why":"too old"})",
                              .status = 403});
  EXPECT_EQ(PostOnce(port_, call_).body, healthy_body_);
  devnet_.SetFault(kNode, Fault::kRpcError);
  const HttpReply reply = PostOnce(port_, Call("eth_blockNumber", "[]", "9"));
  EXPECT_EQ(reply.status, 403U);
  EXPECT_EQ(reply.body, R"({"jsonrpc":"2.0","id":9,"error":{"code":4444,)"
                        R"("message":"pruned history unavailable","data":{"why":"too old"}}})");
  ExpectHealthy();
}

TEST_F(FaultTest, ACannedReplyAnswersEverything) {
  devnet_.SetReply(
      kNode,
      CannedReply{.status = 503, .body = "upstream connect error", .content_type = "text/plain"});
  const HttpReply reply = PostOnce(port_, call_);
  EXPECT_EQ(reply.status, 503U);
  EXPECT_EQ(reply.content_type, "text/plain");
  EXPECT_EQ(reply.body, "upstream connect error");
  devnet_.SetReply(kNode, std::nullopt);
  ExpectHealthy();
}

TEST_F(FaultTest, TheOtherFamiliesHaveTheirOwnInnerErrors) {
  const std::uint16_t tendermint = AddNode("tendermint", NodeFamily::kTendermint);
  const std::uint16_t bitcoin = AddNode("bitcoin", NodeFamily::kBitcoin);
  devnet_.SetFault("tendermint", Fault::kRpcError);
  devnet_.SetFault("bitcoin", Fault::kRpcError);
  EXPECT_NE(PostOnce(tendermint, Call("status", "{}")).body.find("-32603"), std::string::npos);
  EXPECT_EQ(Get(tendermint, "/cosmos/base/tendermint/v1beta1/syncing").status, 500U);
  const HttpReply reply = PostOnce(bitcoin, Call("getblockcount"));
  EXPECT_EQ(reply.status, 500U);
  EXPECT_EQ(reply.body,
            R"({"result":null,"error":{"code":-32000,"message":"internal error"},"id":1})");
}

}  // namespace
}  // namespace headway::devnet
