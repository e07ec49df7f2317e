// headway.chains.*.requests: chains of the operator's own.
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/fake_inputs.h"

namespace headway::config {
namespace {

using chains::HashFormat;
using chains::OwnCall;
using chains::ProbeKind;
using chains::TimeFormat;
using chains::ValueFormat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// A file with the chain OWN, whose keys besides `family` and `average-block-time` are given, and
/// one node of it.
LoadResult LoadOwn(std::string_view keys, const FakeInputs& world = {}) {
  std::string text =
      "direct-rpc:\n"
      "  - {name: a, chain-id: OWN, api-interface: rest, node-urls: [{url: http://h}]}\n"
      "headway:\n"
      "  chains:\n"
      "    OWN:\n"
      "      family: declarative\n"
      "      average-block-time: 5s\n";
  text += keys;
  return Load(text, world);
}

const chains::ChainSpec& Own(const LoadResult& result) {
  EXPECT_EQ(Lines(result.diagnostics), "");
  for (const chains::ChainSpec& chain : result.settings.value().chains) {
    if (chain.id == "OWN") return chain;
  }
  ADD_FAILURE();
  return result.settings->chains.front();
}

constexpr std::string_view kHead =
    "      api-interface: rest\n"
    "      requests:\n"
    "        head: {method: GET, path: /status, pointer: /height}\n";

/// The findings about one more request.
std::string FindingsOf(std::string_view request) {
  const LoadResult result = LoadOwn(std::string(kHead) + "        " + std::string(request) + '\n');
  EXPECT_FALSE(result.settings.has_value());
  return Lines(result.diagnostics);
}

TEST(HeadwayRequests, AreReadWithAllTheirKeys) {
  const LoadResult result = LoadOwn(R"(
      api-interface: rest
      expected-chain-id: own-1
      requests:
        head:
          method: GET
          path: /status
          pointer: /node/height
          format: hex
          hash: /node/hash
          hash-format: text
        block:
          method: POST
          path: /block
          params: '{"at": {height}}'
          pointer: /height
          hash: /hash
          parent-hash: /parent
          time: /time
          time-format: rfc3339
        identity: {method: own_network, params: '[]', pointer: "", format: base64}
        syncing: {method: GET, path: /status, pointer: /state, synced: [ready, leading]}
        client: {method: GET, path: /version, pointer: /v}
        peers: {method: GET, path: /peers, pointer: /count, format: decimal}
        safe: {method: GET, path: /safe, pointer: /h}
        finalized: {method: GET, path: /final, pointer: /h}
        earliest: {method: GET, path: /first, pointer: /h}
)");
  const chains::ChainSpec& chain = Own(result);
  EXPECT_EQ(chain.family, chains::FamilyId::kDeclarative);
  EXPECT_EQ(chain.own_interface, "rest");
  ASSERT_THAT(chain.own_calls, SizeIs(9));
  const OwnCall& head = chain.own_calls[0];
  EXPECT_EQ(head.kind, ProbeKind::kHead);
  EXPECT_EQ(head.method, "GET /status");
  EXPECT_EQ(head.pointer, "/node/height");
  EXPECT_EQ(head.format, ValueFormat::kHex);
  EXPECT_EQ(head.hash, "/node/hash");
  EXPECT_EQ(head.hash_format, HashFormat::kText);
  const OwnCall& block = chain.own_calls[1];
  EXPECT_EQ(block.method, "POST /block");
  EXPECT_EQ(block.params, R"({"at": {height}})");
  EXPECT_EQ(block.parent_hash, "/parent");
  EXPECT_EQ(block.time, "/time");
  EXPECT_EQ(block.time_format, TimeFormat::kRfc3339);
  EXPECT_EQ(block.format, ValueFormat::kDecimal);
  const OwnCall& identity = chain.own_calls[2];
  EXPECT_EQ(identity.method, "own_network");
  EXPECT_EQ(identity.pointer, "");
  EXPECT_EQ(identity.format, ValueFormat::kBase64);
  EXPECT_THAT(chain.own_calls[3].yes, ElementsAre("ready", "leading", "", ""));
  EXPECT_EQ(chain.own_calls[8].kind, ProbeKind::kEarliest);
  EXPECT_THAT(result.settings->endpoints, SizeIs(1)) << "its node is watched";
}

TEST(HeadwayRequests, AnIdentityIsTextWhereNothingElseIsSaid) {
  const LoadResult result =
      LoadOwn(std::string(kHead) + "        identity: {method: GET, path: /id, pointer: /id}\n");
  EXPECT_EQ(Own(result).own_calls[1].format, ValueFormat::kText);
}

TEST(HeadwayRequests, MayBeOfAChainOfTheCatalogue) {
  const LoadResult result = Load(
      "direct-rpc:\n"
      "  - {name: a, chain-id: PUREAPI, api-interface: rest, node-urls: [{url: http://h}]}\n"
      "headway:\n"
      "  chains:\n"
      "    PUREAPI:\n"
      "      family: declarative\n" +
      std::string(kHead));
  ASSERT_EQ(Lines(result.diagnostics), "");
  EXPECT_THAT(result.settings->endpoints, SizeIs(1));
}

TEST(HeadwayRequests, OfAnotherInterfaceThanTheNodesAreWarnedOf) {
  const LoadResult result = LoadOwn(
      "      api-interface: jsonrpc\n"
      "      requests: {head: {method: own_head, pointer: \"\"}}\n");
  ASSERT_TRUE(result.settings.has_value());
  EXPECT_THAT(Lines(result.diagnostics),
              HasSubstr("headway does not speak the api-interface rest of OWN"));
}

TEST(HeadwayRequests, AllMistakesAreReportedAtOnceEachAtItsPlace) {
  const LoadResult result = LoadOwn(R"(
      api-interface: grpc
      requests:
        haed: {}
        block: {path: /b, pointer: h, hash: /x}
        identity: {method: GET, pointer: /id, format: string}
        syncing: {method: GET, path: /s, pointer: /s}
        client: {method: Get, path: /v, pointer: /v, fromat: text}
        peers: {method: GET, path: /bad path, pointer: count}
)");
  EXPECT_FALSE(result.settings.has_value());
  EXPECT_EQ(Lines(result.diagnostics),
            "test.yml:9:22: error: headway.chains.OWN.api-interface must be \"jsonrpc\", "
            "\"tendermintrpc\" or \"rest\", not \"grpc\"\n"
            "test.yml:11:9: error: headway.chains.OWN.requests.head is missing, without "
            "which nothing is watched\n"
            "test.yml:11:9: error: unknown key \"haed\" in headway.chains.OWN.requests (did "
            "you mean \"head\"?)\n"
            "test.yml:12:16: error: headway.chains.OWN.requests.block.method is missing\n"
            "test.yml:12:16: error: headway.chains.OWN.requests.block.parent-hash is missing\n"
            "test.yml:13:19: error: headway.chains.OWN.requests.identity.path is missing, "
            "which GET needs\n"
            "test.yml:13:55: error: headway.chains.OWN.requests.identity.format must be "
            "\"decimal\", \"hex\", \"base64\" or \"text\", not \"string\"\n"
            "test.yml:14:18: error: headway.chains.OWN.requests.syncing.synced must be one "
            "to 4 texts that a node which is not syncing says, as in [\"false\"]\n"
            "test.yml:15:37: error: headway.chains.OWN.requests.client.path goes with the "
            "methods GET and POST only (did you mean \"GET\"?)\n"
            "test.yml:15:54: error: unknown key \"fromat\" in "
            "headway.chains.OWN.requests.client\n"
            "test.yml:16:36: error: headway.chains.OWN.requests.peers.path must have no blank\n"
            "test.yml:16:56: error: headway.chains.OWN.requests.peers.pointer must be a JSON "
            "pointer\n"
            "");
}

TEST(HeadwayRequests, MustHaveAHeadAndAnInterface) {
  EXPECT_THAT(Lines(LoadOwn("").diagnostics),
              HasSubstr("headway.chains.OWN.api-interface is missing, which the family declarative "
                        "needs"));
  EXPECT_THAT(Lines(LoadOwn("      api-interface: rest\n").diagnostics),
              HasSubstr("headway.chains.OWN.requests is missing"));
  EXPECT_THAT(Lines(LoadOwn("      api-interface: rest\n      requests: {}\n").diagnostics),
              HasSubstr("headway.chains.OWN.requests.head is missing"));
  EXPECT_THAT(Lines(LoadOwn("      api-interface: rest\n      requests: [head]\n").diagnostics),
              HasSubstr("headway.chains.OWN.requests must be a mapping"));
}

TEST(HeadwayRequests, GoWithTheFamilyDeclarativeAlone) {
  const LoadResult result = Load(WithHeadway(
      "  chains: {ETH1: {requests: {head: {method: x, pointer: /}}, api-interface: rest}}\n"));
  EXPECT_EQ(Lines(result.diagnostics),
            "test.yml:4:29: error: headway.chains.ETH1.requests goes with the family declarative "
            "only\n"
            "test.yml:4:77: error: headway.chains.ETH1.api-interface goes with the family "
            "declarative only\n");
  EXPECT_THAT(
      Lines(Load(WithHeadway("  chains: {ETH1: {family: [evm, declarative]}}\n")).diagnostics),
      HasSubstr("family: declarative stands alone"));
}

TEST(HeadwayRequests, ShowNoVariable) {
  FakeInputs world;
  world.environment = {{"KEY", "s3cret"}};
  const LoadResult result = LoadOwn(R"(
      api-interface: rest
      requests:
        head: {method: GET, path: "/${KEY}/status", pointer: /height}
)",
                                    world);
  EXPECT_EQ(Lines(result.diagnostics),
            "test.yml:11:35: error: headway.chains.OWN.requests.head.path must not come from a "
            "variable, because requests are shown in metrics: what is secret goes into the URL of "
            "a node\n");
}

TEST(HeadwayRequests, OfTheWrongShapeAreSaidToBe) {
  EXPECT_THAT(FindingsOf("peers: /peers"), HasSubstr("peers must be a mapping"));
  EXPECT_THAT(FindingsOf("peers: {method: [GET], path: /p, pointer: /p}"),
              HasSubstr("peers.method must be a single value"));
  EXPECT_THAT(FindingsOf("peers: {method: GET, path: /p}"), HasSubstr("peers.pointer is missing"));
  EXPECT_THAT(FindingsOf("peers: {method: GET, path: /p, pointer: /p, format: text}"),
              HasSubstr("peers.format must be \"decimal\" or \"hex\""));
  EXPECT_THAT(FindingsOf("syncing: {method: GET, path: /p, pointer: /p, synced: [a,b,c,d,e]}"),
              HasSubstr("synced must be one to 4 texts"));
  EXPECT_THAT(FindingsOf("client: {method: GET, path: /p, pointer: /p, format: text}"),
              HasSubstr("unknown key \"format\""));
  EXPECT_THAT(FindingsOf("block: {method: GET, path: /p, pointer: /p, hash: /h, parent-hash: /q, "
                         "time: /t, time-format: unix}"),
              HasSubstr("time-format must be \"seconds\""));
}

TEST(HeadwayRequests, OfAChainWithMistakesBringNoWarningsOfItsNodes) {
  const LoadResult result = LoadOwn("      api-interface: rest\n      requests: {}\n");
  EXPECT_THAT(result.diagnostics, SizeIs(1));
}

TEST(HeadwayRequests, AnExpectedIdThatNoRequestAsksForIsAnErrorThatSaysSo) {
  const LoadResult result = LoadOwn(std::string(kHead) + "      expected-chain-id: own-1\n");
  EXPECT_FALSE(result.settings.has_value());
  EXPECT_EQ(Lines(result.diagnostics),
            "test.yml:11:26: error: headway.chains.OWN.expected-chain-id needs an identity among "
            "the requests: without one no node is asked which chain it is on\n");
}

}  // namespace
}  // namespace headway::config
