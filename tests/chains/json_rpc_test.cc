#include "chains/json_rpc.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "chains/classify.h"

namespace headway::chains {
namespace {

Fault FaultOf(int status, std::string_view body) {
  json::Reader reader;
  const auto result =
      ReadJsonRpcResult(FamilyId::kEvm, {.http_status = status, .body = body}, reader);
  EXPECT_FALSE(result.ok()) << body;
  return result.ok() ? Fault{} : result.error();
}

TEST(JsonRpc, ARequestIsOneObjectWithOurIdAndReplacesWhatWasThere) {
  Request request{.method = HttpMethod::kGet, .path = "/left", .body = "by the last request"};
  WriteJsonRpcRequest("eth_blockNumber", "[]", request);
  EXPECT_EQ(request.method, HttpMethod::kPost);
  EXPECT_EQ(request.path, "");
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]})");
}

TEST(JsonRpc, ARequestMayHaveNoParamsOrOnesWithAHeight) {
  Request request;
  WriteJsonRpcRequest("status", {}, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"status"})");
  WriteJsonRpcRequest("status", {}, {31}, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"status"})");
  WriteJsonRpcRequest("block", R"({"height":"{height}"})", {31}, request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"block","params":{"height":"31"}})");
  WriteJsonRpcRequest("block", R"(["{height}"])", request);
  EXPECT_EQ(request.body, R"({"jsonrpc":"2.0","id":1,"method":"block","params":["{height}"]})");
}

TEST(JsonRpc, ResultsOfEveryTypeAreHandedOutNullToo) {
  json::Reader reader;
  for (const char* result : {"null", "0", "\"\"", "[]", "{}", "false"}) {
    const std::string body = std::string(R"({"id":1,"result":)") + result + "}";
    EXPECT_TRUE(ReadJsonRpcResult(FamilyId::kEvm, {.http_status = 200, .body = body}, reader).ok())
        << result;
  }
}

TEST(JsonRpc, EveryStatusFrom200To299MayCarryAResult) {
  json::Reader reader;
  for (int status = 100; status < 600; ++status) {
    const Reply reply{.http_status = status, .body = R"({"id":1,"result":5})"};
    EXPECT_EQ(ReadJsonRpcResult(FamilyId::kEvm, reply, reader).ok(), status / 100 == 2) << status;
  }
}

TEST(JsonRpc, AnErrorMemberIsAFaultWhateverStandsBesideIt) {
  for (const char* error : {R"({"code":-32603,"message":"x"})", R"("text")", "1", "[]", "{}",
                            "false", "true", R"("")"}) {
    const std::string error_text(error);
    EXPECT_EQ(FaultOf(200, R"({"id":1,"result":"0x1","error":)" + error_text + "}").blame,
              Blame::kNode)
        << error;
    EXPECT_EQ(FaultOf(200, R"({"id":null,"error":)" + error_text + "}").blame, Blame::kNode)
        << error;
  }
}

TEST(JsonRpc, ARateLimitHiddenInABodyIsNoRefusal) {
  constexpr std::string_view kBody = R"({"id":1,"error":{"code":429,"message":"slow down"}})";
  for (const int status : {200, 400, 404, 500, 503}) {
    const Fault fault = FaultOf(status, kBody);
    EXPECT_EQ(fault.error, ErrorId::kRateLimited) << status;
    EXPECT_EQ(fault.blame, Blame::kThrottle) << status;
    EXPECT_FALSE(fault.refusal) << status;
  }
}

TEST(JsonRpc, RefusedCredentialsHiddenInABodyAreFound) {
  constexpr std::string_view kBody = R"({"error":{"code":-32000,"message":"invalid API key"}})";
  for (const int status : {200, 400, 404, 500}) {
    EXPECT_EQ(FaultOf(status, kBody).blame, Blame::kAuth) << status;
  }
}

TEST(JsonRpc, AStatusThatSaysWhoHasToActWinsOverTheBody) {
  constexpr std::string_view kLimited = R"({"error":{"code":429,"message":"slow down"}})";
  constexpr std::string_view kRefused = R"({"error":{"code":401,"message":"unauthorized"}})";
  EXPECT_EQ(FaultOf(401, kLimited).error, ErrorId::kAuthFailed);
  EXPECT_EQ(FaultOf(403, kLimited).error, ErrorId::kAuthFailed);
  EXPECT_EQ(FaultOf(429, kRefused).error, ErrorId::kRateLimited);
}

TEST(JsonRpc, AnErrorThatSaysMoreIsHeardBehindTheStatusesOfNodesAlone) {
  constexpr std::string_view kBody = R"({"error":{"code":-32601,"message":"method not found"}})";
  for (const int status : {400, 404, 405, 422, 500}) {
    EXPECT_EQ(FaultOf(status, kBody).error, ErrorId::kMethodNotFound) << status;
    EXPECT_EQ(FaultOf(status, kBody).refusal, status == 500) << status;
  }
  for (const int status : {301, 502, 503, 504, 520}) {
    EXPECT_EQ(FaultOf(status, kBody), ClassifyHttpStatus(status)) << status;
  }
}

TEST(JsonRpc, AnErrorThatSaysNoMoreThanAnyStatusLeavesTheStatusItsSay) {
  for (const char* error :
       {R"({"code":-32600,"message":"invalid request"})", "7",
        R"({"code":-32603,"message":"internal error"})", R"({"code":-32000,"message":"x"})"}) {
    const std::string body = R"({"id":1,"error":)" + std::string(error) + "}";
    for (const int status : {400, 404, 408, 500}) {
      EXPECT_EQ(FaultOf(status, body), ClassifyHttpStatus(status)) << status << ' ' << error;
    }
  }
}

TEST(JsonRpc, ARetryableErrorBehindA4xxIsARefusalAsItIsBehindA200) {
  constexpr std::string_view kBody = R"({"error":{"code":-32000,"message":"node is syncing"}})";
  EXPECT_EQ(FaultOf(400, kBody), (Fault{ErrorId::kSyncing, Blame::kNode, true}));
  EXPECT_EQ(FaultOf(200, kBody), (Fault{ErrorId::kSyncing, Blame::kNode, true}));
}

TEST(JsonRpc, NearsCauseAndADataTextSayWhatTheMessageDoesNot) {
  EXPECT_EQ(
      FaultOf(200, R"({"error":{"code":-32603,"message":"x","data":"node is syncing"}})").error,
      ErrorId::kSyncing);
  EXPECT_EQ(
      FaultOf(200, R"({"error":{"code":-32603,"message":"x","data":{"text":"node is syncing"}}})")
          .error,
      ErrorId::kInternalError);
  EXPECT_EQ(
      FaultOf(200, R"({"error":{"cause":{"name":"node is syncing"},"data":"rate limit"}})").error,
      ErrorId::kSyncing);
}

TEST(JsonRpc, AServerThatWasSpokenToWithoutTlsSaysSoInA400) {
  constexpr std::string_view kGo = "Client sent an HTTP request to an HTTPS server.\n";
  EXPECT_EQ(FaultOf(400, kGo), (Fault{ErrorId::kTlsMismatch, Blame::kNode, false}));
  EXPECT_EQ(FaultOf(500, kGo), ClassifyHttpStatus(500));
  EXPECT_EQ(FaultOf(400, "connection refused"), ClassifyHttpStatus(400));
}

TEST(JsonRpc, WhatIsNoReplyOfOursIsNoRefusal) {
  for (const char* body : {"", "[]", "7", R"({"id":2,"result":1})", R"({"id":1})", "<html>"}) {
    const Fault fault = FaultOf(200, body);
    EXPECT_EQ(fault.blame, Blame::kNode) << body;
    EXPECT_FALSE(fault.refusal) << body;
  }
}

}  // namespace
}  // namespace headway::chains
