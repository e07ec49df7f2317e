// What every node does of HTTP and JSON-RPC, whatever its family.
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "devnet/devnet.h"
#include "tests/devnet/devnet_rig.h"
#include "tests/devnet/http_client.h"

namespace headway::devnet {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

using DevnetHttpTest = DevnetRig;

TEST_F(DevnetHttpTest, OneConnectionServesManyRequestsAndBatches) {
  HttpClient client(Add(Node("a", "chain")));
  for (int request = 0; request < 100; ++request) {
    ASSERT_EQ(client.Post(Call("eth_blockNumber")).status, 200U);
  }
  const HttpReply batch =
      client.Post("[" + Call("eth_blockNumber") + "," + Call("eth_chainId", "[]", "2") + "]");
  EXPECT_EQ(batch.content_type, "application/json");
  EXPECT_EQ(batch.body, R"([{"jsonrpc":"2.0","id":1,"result":"0x3e8"},)"
                        R"({"jsonrpc":"2.0","id":2,"result":"0x539"}])");
}

TEST_F(DevnetHttpTest, PipelinedRequestsAreAnsweredInOrder) {
  HttpClient client(Add(Node("a", "chain")));
  client.Send(Call("eth_blockNumber"));
  client.Send(Call("eth_chainId"));
  EXPECT_NE(client.Read().body.find("0x3e8"), std::string::npos);
  EXPECT_NE(client.Read().body.find("0x539"), std::string::npos);
}

TEST_F(DevnetHttpTest, BadRequestsGetTheirJsonRpcError) {
  const std::uint16_t port = Add(Node("a", "chain"));
  EXPECT_NE(PostOnce(port, "nope").body.find("-32700"), std::string::npos);
  EXPECT_NE(PostOnce(port, "{}").body.find("-32600"), std::string::npos);
  EXPECT_NE(PostOnce(port, Call("eth_mine")).body.find("-32601"), std::string::npos);
}

TEST_F(DevnetHttpTest, OnlyPostIsAllowed) {
  HttpClient client(Add(Node("a", "chain")));
  client.SendRaw("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  const HttpReply reply = client.Read();
  EXPECT_EQ(reply.status, 405U);
  EXPECT_EQ(reply.allow, "POST");
  EXPECT_EQ(client.Post(Call("eth_blockNumber")).status, 200U);
}

TEST_F(DevnetHttpTest, OtherMethodsThanGetAndPostAreNotAllowed) {
  HttpClient client(Add(Node("a", "chain")));
  client.SendRaw("PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
  const HttpReply reply = client.Read();
  EXPECT_EQ(reply.status, 405U);
  EXPECT_EQ(reply.allow, "GET, POST");
}

TEST_F(DevnetHttpTest, ABodyAboveOneMebibyteIsRefused) {
  const std::uint16_t port = Add(Node("a", "chain"));
  EXPECT_EQ(PostOnce(port, std::string((1U << 20U) + 1, ' ')).status, 413U);
  EXPECT_EQ(PostOnce(port, std::string(1U << 20U, ' ')).status, 200U);
}

TEST_F(DevnetHttpTest, WhatIsNoHttpEndsOnlyItsOwnConnection) {
  const std::uint16_t port = Add(Node("a", "chain"));
  HttpClient client(port);
  client.SendRaw("\x16\x03\x01 no http\r\n\r\n");
  EXPECT_NE(client.Read().end, HttpReply::End::kComplete);
  EXPECT_EQ(PostOnce(port, Call("eth_blockNumber")).status, 200U);
}

TEST_F(DevnetHttpTest, RequestsAreCountedByNodeAndMethod) {
  const std::uint16_t port = Add(Node("a", "chain"));
  Add(Node("b", "chain"));
  PostOnce(port, Call("eth_chainId"));
  PostOnce(port, "[" + Call("eth_blockNumber") + "," + Call("eth_blockNumber") + "]");
  const std::vector<Devnet::RequestCount> seen = devnet_.Requests("a");
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].method, "eth_blockNumber");
  EXPECT_EQ(seen[0].count, 2U);
  EXPECT_EQ(seen[1].method, "eth_chainId");
  EXPECT_EQ(seen[1].count, 1U);
  EXPECT_TRUE(devnet_.Requests("b").empty());
}

TEST_F(DevnetHttpTest, InventedMethodsDoNotFillTheMemory) {
  HttpClient client(Add(Node("a", "chain")));
  for (int method = 0; method < 200; ++method) {
    client.Post(Call("method_" + std::to_string(method)));
  }
  const std::vector<Devnet::RequestCount> seen = devnet_.Requests("a");
  EXPECT_EQ(seen.size(), 65U);
  std::uint64_t total = 0;
  for (const Devnet::RequestCount& row : seen) total += row.count;
  EXPECT_EQ(total, 200U);
}

TEST_F(DevnetHttpTest, LatencyDelaysAnAnswerWithoutHoldingUpOthers) {
  const std::uint16_t slow = Add(Node("slow", "chain"));
  const std::uint16_t quick = Add(Node("quick", "chain"));
  devnet_.SetLatency("slow", hours(1));
  HttpClient waiting(slow);
  waiting.Send(Call("eth_blockNumber"));
  for (int round_trip = 0; round_trip < kMaxLooks && devnet_.Requests("slow").empty();
       ++round_trip) {
  }
  EXPECT_EQ(PostOnce(quick, Call("eth_blockNumber")).status, 200U);
  EXPECT_TRUE(waiting.IsSilent());
  devnet_.SetLatency("slow", milliseconds(1));
  EXPECT_EQ(PostOnce(slow, Call("eth_blockNumber")).status, 200U);
}

TEST_F(DevnetHttpTest, ATakenPortIsAnErrorAndLeavesNoNodeBehind) {
  NodeOptions second = Node("second", "chain");
  second.port = Add(Node("first", "chain"));
  const base::Result<std::uint16_t, std::string> port = devnet_.AddNode(second);
  ASSERT_FALSE(port.ok());
  EXPECT_NE(port.error().find("cannot listen"), std::string::npos) << port.error();
  second.port = 0;
  EXPECT_TRUE(devnet_.AddNode(second).ok());
}

TEST_F(DevnetHttpTest, AThousandConnectionsAreServedAtOnce) {
  const std::uint16_t port = Add(Node("a", "chain"));
  std::vector<HttpClient> clients;
  clients.reserve(1'000);
  for (int client = 0; client < 1'000; ++client) clients.emplace_back(port);
  for (HttpClient& client : clients) client.Send(Call("eth_blockNumber"));
  for (HttpClient& client : clients) ASSERT_EQ(client.Read().status, 200U);
  for (HttpClient& client : clients) ASSERT_EQ(client.Post(Call("eth_chainId")).status, 200U);
}

}  // namespace
}  // namespace headway::devnet
