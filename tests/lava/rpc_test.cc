#include "lava/rpc.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/lava/block_json.h"

namespace headway::lava {
namespace {

using chains::TransportFault;
using testing::RpcAnswer;
using testing::RpcError;

probes::Completion Reply(std::string_view body, int status = 200) {
  probes::Completion reply;
  reply.http_status = status;
  reply.body = body;
  return reply;
}

AskFault FaultOf(std::string_view body, int status = 200) {
  json::Reader reader;
  return ReadResults(Reply(body, status), 9, {}, reader).error();
}

TEST(LavaRequests, AreJsonRpcWithTheHeightAsText) {
  chains::Request request;
  WriteResultsRequest(12, request);
  EXPECT_EQ(request.body,
            R"({"jsonrpc":"2.0","id":1,"method":"block_results","params":{"height":"12"}})");
  WriteHeaderRequest(12, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"header","params":{"height":"12"}})");
}

TEST(LavaStatus, IsReadWithNetworkAndHeights) {
  json::Reader reader;
  const std::string body = RpcAnswer(testing::StatusResult(100, 7, "lava-mainnet-1"));
  const auto status = ReadStatus(Reply(body), reader);
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status.value().network, "lava-mainnet-1");
  EXPECT_EQ(status.value().height, 100U);
  EXPECT_EQ(status.value().earliest, 7U);
}

TEST(LavaStatus, WithoutAHeightOrANetworkIsNone) {
  json::Reader reader;
  for (const std::string& body :
       {RpcAnswer(testing::StatusResult(0)), RpcAnswer(testing::StatusResult(1, 1, "")),
        RpcAnswer(testing::StatusResult(1, 1, std::string(500, 'x'))), RpcAnswer("{}"),
        RpcAnswer("[]"), std::string("<html>")}) {
    EXPECT_EQ(ReadStatus(Reply(body), reader).error(), AskFault::kUnreadable) << body;
  }
}

TEST(LavaResults, OfAnotherHeightAreNotTaken) {
  EXPECT_EQ(FaultOf(RpcAnswer(testing::ResultOf({.height = 8}))), AskFault::kUnreadable);
  json::Reader reader;
  const std::string body = RpcAnswer(testing::ResultOf({.height = 9}));
  EXPECT_TRUE(ReadResults(Reply(body), 9, {}, reader).ok());
}

TEST(LavaResults, SayWhyTheyAreNotThere) {
  EXPECT_EQ(FaultOf(RpcError("height 9 is not available, lowest height is 50"), 500),
            AskFault::kPruned);
  EXPECT_EQ(FaultOf(RpcError("height 9 must be less than or equal to the current blockchain "
                             "height 8")),
            AskFault::kNotYet);
  EXPECT_EQ(FaultOf(RpcError("could not find results for height #9")), AskFault::kNoResults);
  EXPECT_EQ(FaultOf(RpcError("node is not persisting abci responses")), AskFault::kPruned);
  EXPECT_EQ(FaultOf(RpcError("node is not persisting finalize block responses")),
            AskFault::kPruned);
  EXPECT_EQ(FaultOf(RpcError("something else")), AskFault::kRefused);
  EXPECT_EQ(FaultOf("{}", 429), AskFault::kThrottled);
  EXPECT_EQ(FaultOf("<html>", 503), AskFault::kUnreachable);
  EXPECT_EQ(FaultOf("{}", 404), AskFault::kUnreachable);
  EXPECT_EQ(FaultOf("{}"), AskFault::kUnreadable);
  EXPECT_EQ(FaultOf(R"({"result":)"), AskFault::kUnreadable);
}

TEST(LavaResults, SayWhatTheTransportSays) {
  json::Reader reader;
  probes::Completion reply;
  reply.fault = TransportFault::kTooLarge;
  EXPECT_EQ(ReadResults(reply, 9, {}, reader).error(), AskFault::kTooLarge);
  reply.fault = TransportFault::kTimeout;
  EXPECT_EQ(ReadResults(reply, 9, {}, reader).error(), AskFault::kUnreachable);
}

TEST(LavaResults, WithMoreValuesThanAllowedAreTooLarge) {
  json::Reader reader({.max_bytes = 1'000, .max_values = 100});
  std::string many = "[1";
  for (int value = 0; value < 200; ++value) many += ",1";
  const std::string body = RpcAnswer(many + "]");
  EXPECT_EQ(ReadResults(Reply(body), 9, {}, reader).error(), AskFault::kTooLarge);
}

TEST(LavaHeader, TellsTheTimeOfItsHeightOnly) {
  json::Reader reader;
  const std::string body =
      RpcAnswer(R"({"header":{"height":"9","time":"2026-01-01T00:00:00.5Z"}})");
  EXPECT_EQ(ReadHeaderTime(Reply(body), 9, reader).value(),
            base::WallTime(std::chrono::milliseconds(1'767'225'600'500)));
  EXPECT_EQ(ReadHeaderTime(Reply(body), 8, reader).error(), AskFault::kUnreadable);
}

}  // namespace
}  // namespace headway::lava
