#include "devnet/json_rpc.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace headway::devnet {
namespace {

/// Answers each call with the name of its method, but `fail` with an error.
RpcResult Echo(const std::string& method, const Json& params) {
  if (method == "fail") return RpcError{-7, "no", params};
  return Json{method};
}

std::string Answer(std::string_view body, ReplyIds ids = ReplyIds::kRight) {
  return AnswerRpc(body, Echo, ids);
}

TEST(JsonRpcTest, RepliesCarryTheIdAsItCame) {
  EXPECT_EQ(Answer(R"({"jsonrpc":"2.0","id":7,"method":"m"})"),
            R"({"jsonrpc":"2.0","id":7,"result":"m"})");
  EXPECT_EQ(Answer(R"({"jsonrpc":"2.0","id":"seven","method":"m"})"),
            R"({"jsonrpc":"2.0","id":"seven","result":"m"})");
  EXPECT_EQ(Answer(R"({"jsonrpc":"2.0","id":null,"method":"m"})"),
            R"({"jsonrpc":"2.0","id":null,"result":"m"})");
  EXPECT_EQ(Answer(R"({"jsonrpc":"2.0","id":-1,"method":"m"})"),
            R"({"jsonrpc":"2.0","id":-1,"result":"m"})");
}

TEST(JsonRpcTest, ErrorsCarryCodeMessageAndData) {
  EXPECT_EQ(Answer(R"({"jsonrpc":"2.0","id":1,"method":"fail","params":[true]})"),
            R"({"jsonrpc":"2.0","id":1,"error":{"code":-7,"message":"no","data":[true]}})");
}

TEST(JsonRpcTest, WhatIsNoJsonIsAParseError) {
  for (const std::string_view body : {"", "{", "nope", "{} {}"}) {
    EXPECT_EQ(Answer(body),
              R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}})")
        << body;
  }
}

TEST(JsonRpcTest, DeepNestingIsAParseErrorAndNoCrash) {
  EXPECT_NE(Answer(std::string(100'000, '[')).find("-32700"), std::string::npos);
}

TEST(JsonRpcTest, WhatIsNoRequestIsInvalid) {
  for (const std::string_view body :
       {"1", "[]", "{}", R"({"id":1,"method":"m"})", R"({"jsonrpc":"1.0","id":1,"method":"m"})",
        R"({"jsonrpc":"2.0","id":1})", R"({"jsonrpc":"2.0","id":1,"method":2})",
        R"({"jsonrpc":"2.0","id":{},"method":"m"})"}) {
    EXPECT_NE(Answer(body).find("-32600"), std::string::npos) << body;
  }
}

TEST(JsonRpcTest, ABatchIsAnsweredInOrderAndInFull) {
  EXPECT_EQ(Answer(R"([{"jsonrpc":"2.0","id":2,"method":"a"},5,)"
                   R"({"jsonrpc":"2.0","id":1,"method":"b"}])"),
            R"([{"jsonrpc":"2.0","id":2,"result":"a"},)"
            R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request"}},)"
            R"({"jsonrpc":"2.0","id":1,"result":"b"}])");
}

TEST(JsonRpcTest, NotificationsGetNoReply) {
  EXPECT_EQ(Answer(R"({"jsonrpc":"2.0","method":"m"})"), "");
  EXPECT_EQ(Answer(R"([{"jsonrpc":"2.0","method":"m"}])"), "");
  EXPECT_EQ(Answer(R"([{"jsonrpc":"2.0","method":"m"},{"jsonrpc":"2.0","id":1,"method":"n"}])"),
            R"([{"jsonrpc":"2.0","id":1,"result":"n"}])");
}

TEST(JsonRpcTest, WrongIdsAreNeverTheRightOnes) {
  EXPECT_EQ(Answer(R"({"jsonrpc":"2.0","id":0,"method":"m"})", ReplyIds::kWrong),
            R"({"jsonrpc":"2.0","id":1,"result":"m"})");
  EXPECT_EQ(Answer(R"({"jsonrpc":"2.0","id":1,"method":"m"})", ReplyIds::kWrong),
            R"({"jsonrpc":"2.0","id":0,"result":"m"})");
  EXPECT_EQ(Answer(R"({"jsonrpc":"2.0","id":"a","method":"m"})", ReplyIds::kWrong),
            R"({"jsonrpc":"2.0","id":0,"result":"m"})");
}

}  // namespace
}  // namespace headway::devnet
