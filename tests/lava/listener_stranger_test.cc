#include "lava/listener_stranger.h"

#include <string>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace headway::lava {
namespace {

std::optional<Problem> Recognised(std::string_view body) {
  json::Reader reader;
  return RecogniseNode(body, reader);
}

TEST(ListenerStranger, AnErrorOfJsonRpcIsANode) {
  EXPECT_EQ(Recognised(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}})"),
            Problem::kJsonRpcNode);
}

TEST(ListenerStranger, AStatusIsATendermintNode) {
  EXPECT_EQ(Recognised(R"({"jsonrpc":"2.0","id":1,"result":{"node_info":{"network":"x"}}})"),
            Problem::kTendermintNode);
  EXPECT_EQ(Recognised(R"({"jsonrpc":"2.0","id":1,"result":{"sync_info":{}}})"),
            Problem::kTendermintNode);
}

TEST(ListenerStranger, TheListOfMethodsIsATendermintNode) {
  EXPECT_EQ(Recognised("<html><body><br>Available endpoints:<br><a href=\"//x/status\">"),
            Problem::kTendermintNode);
}

TEST(ListenerStranger, AGatewaysErrorIsARestNode) {
  EXPECT_EQ(Recognised(R"({"code":12,"message":"Not Implemented","details":[]})"),
            Problem::kRestNode);
}

TEST(ListenerStranger, AnythingElseIsNobodyWeKnow) {
  EXPECT_EQ(Recognised(""), std::nullopt);
  EXPECT_EQ(Recognised("<html>It works!</html>"), std::nullopt);
  EXPECT_EQ(Recognised("[]"), std::nullopt);
  EXPECT_EQ(Recognised("{}"), std::nullopt);
  EXPECT_EQ(Recognised(R"({"code":12})"), std::nullopt);
  EXPECT_EQ(Recognised(std::string(100'000, '[')), std::nullopt);
  EXPECT_EQ(Recognised(std::string(base::limits::kMaxReplyBodyBytes + 1, '{')), std::nullopt);
}

TEST(ListenerStranger, TheQuestionIsJsonRpc) {
  json::Reader reader;
  const auto read = reader.Read(kStrangerQuestion);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().Find("method")->String(), "status");
}

}  // namespace
}  // namespace headway::lava
