// The JSON of the API, exactly.
#include "exporter/api.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/api_listeners.h"
#include "tests/exporter/sample_depth.h"
#include "tests/exporter/sample_listeners.h"
#include "tests/exporter/watch_sample.h"

namespace headway::exporter {
namespace {

using health::State;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kPrimary = static_cast<std::size_t>(health::Role::kPrimary);
constexpr auto kBackup = static_cast<std::size_t>(health::Role::kBackup);

std::string Written(const Snapshot& snapshot, void (*write)(const Snapshot&, json::Writer&)) {
  json::Writer writer;
  write(snapshot, writer);
  return writer.Take();
}

std::string Explained(const Snapshot& snapshot, std::size_t endpoint) {
  json::Writer writer;
  WriteEndpointExplained(snapshot, endpoint, SampleNow(), writer);
  return writer.Take();
}

/// What stands between two texts of a document.
std::string Between(const std::string& text, const std::string& first, const std::string& behind) {
  const std::size_t begin = text.find(first);
  const std::size_t end = text.find(behind, begin);
  if (begin == std::string::npos || end == std::string::npos) return "(not there) " + text;
  return text.substr(begin, end - begin);
}

void BlockAlpha(Snapshot& snapshot) {
  TakeDown(kAlpha, State::kUnreachable, snapshot);
  snapshot.endpoints[kAlpha].blocks.at(kPrimary) =
      health::Block{.reason = health::BlockReason::kDisconnections,
                    .since = SampleNow().wall - seconds(90),
                    .reblocked = true,
                    .second_chance_given = false,
                    .probe = {.at = SampleNow().mono + seconds(12), .fired_after = {}}};
}

TEST(ApiListeners, ShowWhatIsKnownAndLeaveOutTheRest) {
  const auto snapshot = WatchSample();
  EXPECT_EQ(Written(*snapshot, &WriteListeners), R"({"listeners":[]})");
  snapshot->listeners.of_provider = SampleListeners(SampleNow().wall);
  EXPECT_EQ(
      Written(*snapshot, &WriteListeners),
      R"({"listeners":[{"spec":"ETH1","api_interface":"jsonrpc","host":"provider.test:2220",)"
      R"("reason":"a provider of version 5.5.1 answers, with block 21000001","problem":"none",)"
      R"("checked_at":"2025-12-31T23:59:40.000Z","reachable":true,"tls":true,)"
      R"("tls_version":"1.3","cert_expiry":"2026-01-11T00:00:00.000Z","probe_success":true,)"
      R"("probe_seconds":0.041,"grpc_status":0,"latest_block":21000001,)"
      R"("chain_id_matches":true,"version":"5.5.1","cors_ok":true,"port_recommended":false},)"
      R"({"spec":"LAVA","api_interface":"jsonrpc","host":"provider.test:443",)"
      R"("reason":"its certificate has expired or is not valid yet )"
      R"~((its end: 2025-12-31T23:59:00.000Z)","problem":"certificate_expired",)~"
      R"("checked_at":"2025-12-31T23:59:20.000Z","reachable":true,"tls":false,)"
      R"("tls_version":"1.3","cert_expiry":"2025-12-31T23:59:00.000Z","probe_success":true,)"
      R"("probe_seconds":0.041,"grpc_status":0,"latest_block":21000001,)"
      R"("chain_id_matches":true,"version":"5.5\" \\",)"
      R"("failed_verifications":["pruning","chain-id"],"cors_ok":true,)"
      R"("port_recommended":true},)"
      R"({"spec":"SOLANA","api_interface":"jsonrpc","host":"new.test:443",)"
      R"("reason":"it was not checked yet"}]})");
}

TEST(ApiEndpoints, ListsEachWithStateRolesAndFacts) {
  const auto snapshot = WatchSample();
  BlockAlpha(*snapshot);
  snapshot->endpoints[kAlpha].face.enabled = false;
  snapshot->endpoints[kAlpha].ledger.epoch_resets = 3;
  snapshot->endpoints[kAlpha].ledger.last_transition = SampleNow().wall - seconds(95);
  snapshot->endpoints.pop_back();
  EXPECT_EQ(
      Written(*snapshot, &WriteEndpoints),
      R"({"endpoints":[{"spec":"ETH1","api_interface":"jsonrpc","endpoint_id":"alpha",)"
      R"("state":"unreachable","healthy":false,"roles":{"primary":{"serves":false,"blocked":true,)"
      R"("block":{"reason":"disconnections","since":"2025-12-31T23:58:30.000Z","reblocked":true)"
      R"(}}},"enabled":false,"latest_block":1000,"block_lag":0,)"
      R"("last_transition":"2025-12-31T23:58:25.000Z","epoch_resets":3,"urls":["aaaaaaaaaaaa"]},)"
      R"({"spec":"ETH1","api_interface":"jsonrpc","endpoint_id":"beta/2",)"
      R"("state":"healthy","healthy":true,"roles":{"backup":{"serves":true,"blocked":false}},)"
      R"("enabled":true,"latest_block":1000,"block_lag":0,"epoch_resets":0,)"
      R"("urls":["bbbbbbbbbbbb"]}]})");
}

TEST(ApiUrls, ShowsNothingOfAUrlButItsOriginAndId) {
  const auto snapshot = WatchSample();
  snapshot->urls.resize(1);
  snapshot->urls[0].holdoff_until = SampleNow().wall + seconds(5);
  EXPECT_EQ(Written(*snapshot, &WriteUrls),
            R"({"urls":[{"spec":"ETH1","api_interface":"jsonrpc","url_id":"aaaaaaaaaaaa",)"
            R"("url":"https://a.test:443","state":"healthy","healthy":true,"enabled":true,)"
            R"("connection_healthy":true,"latest_block":1000,)"
            R"("heads_go_back_and_forth":false,"rollbacks":0,"reorgs":0,)"
            R"("held_off_until":"2026-01-01T00:00:05.000Z","identity":"right",)"
            R"("failures_in_a_row":0,"endpoints":1,"depth":{},"capabilities":{"pruning":)"
            R"({"standing":"unknown","words":"not verified yet"}}}]})");
}

TEST(ApiUrls, ShowVersionOfTlsAndEndOfTheCertificate) {
  const auto snapshot = WatchSample();
  EXPECT_THAT(Written(*snapshot, &WriteUrls), Not(HasSubstr("tls")));
  snapshot->urls[0].tls = {.cert_expiry = SampleNow().wall + seconds(86'400),
                           .version = health::TlsVersion::kTls12};
  const std::string shown = R"("tls":{"version":"1.2","cert_expiry":"2026-01-02T00:00:00.000Z"})";
  EXPECT_THAT(Written(*snapshot, &WriteUrls), HasSubstr(shown));
  EXPECT_THAT(Explained(*snapshot, kAlpha), HasSubstr(shown));
}

TEST(ApiChains, ShowsTierCrewsAndReference) {
  const auto snapshot = WatchSample();
  BlockAlpha(*snapshot);
  snapshot->chains[0].reference_changed = SampleNow().wall - seconds(3);
  snapshot->chains.resize(1);
  EXPECT_EQ(Written(*snapshot, &WriteChains),
            R"({"chains":[{"spec":"ETH1","api_interface":"jsonrpc","serving_tier":1,)"
            R"("endpoints":{"primary":{"serving":0,"not_serving":1},)"
            R"("backup":{"serving":1,"not_serving":0}},"reference_block":1000,)"
            R"("reference_block_changed":"2025-12-31T23:59:57.000Z","corroborating_urls":2,)"
            R"("halted":false,"block_time_seconds":12.0}]})");
}

TEST(ApiChains, HaveNoTierWithReferenceUrlsAlone) {
  const auto snapshot = WatchSample();
  snapshot->chains[0].crews = {};
  EXPECT_EQ(Between(Written(*snapshot, &WriteChains), R"({"spec":"ETH1")", R"("reference_block")"),
            R"({"spec":"ETH1","api_interface":"jsonrpc","endpoints":{"primary":{"serving":0,)"
            R"("not_serving":0},"backup":{"serving":0,"not_serving":0}},)");
}

TEST(ApiEpochs, ShowsTheRunningEpochAndWhatWasCrossed) {
  EXPECT_EQ(Written(*WatchSample(), &WriteEpochs),
            R"({"epoch":70177,"start":"2026-01-01T00:00:00.000Z","end":"2026-01-01T00:15:00.000Z",)"
            R"("duration_seconds":900.0,"boundaries":4,"skipped":1})");
}

TEST(ApiEndpoint, ExplainsItselfExactly) {
  const auto snapshot = WatchSample();
  BlockAlpha(*snapshot);
  snapshot->endpoints[kAlpha].before_reset = {.state = State::kFailing,
                                              .at = SampleNow().wall - seconds(60)};
  health::UrlHealth& health = snapshot->urls[kAlpha].health;
  health.refusals = 6;
  health.enabled = false;
  health.failures_in_a_row = 6;
  Snapshot::UrlDetails& details = DetailsOf(*snapshot).urls[kAlpha];
  details.head_since = SampleNow().mono - seconds(100);
  details.identity.told = chains::ChainIdentity::FromText("0x1");
  details.history.Add({.at = SampleNow().wall - seconds(1),
                       .outcome = health::PollOutcome::kFailure,
                       .verdict = State::kUnreachable,
                       .error = chains::ErrorId::kConnectionRefused,
                       .head = {},
                       .latency = milliseconds(2),
                       .phases = {.resolve = milliseconds(1)}});
  EXPECT_EQ(
      Explained(*snapshot, kAlpha),
      R"({"spec":"ETH1","api_interface":"jsonrpc","endpoint_id":"alpha","state":"unreachable",)"
      R"("healthy":false,"reason":"last error PROTOCOL_CONNECTION_REFUSED at )"
      R"(2025-12-31T23:59:59.000Z: nobody listens there; 6 polls in a row failed",)"
      R"("notes":[],"settled_healthy":false,)"
      R"("roles":{"primary":{"serves":false,"blocked":true,"block":)"
      R"({"reason":"disconnections","since":"2025-12-31T23:58:30.000Z","reblocked":true,)"
      R"("second_chance_given":false,"probing":false,"next_probe":"2026-01-01T00:00:12.000Z"}}},)"
      R"("enabled":true,"latest_block":1000,"block_lag":0,"epoch_resets":0,)"
      R"("before_reset":{"state":"failing","at":"2025-12-31T23:59:00.000Z"},)"
      R"("reference_block":1000,"urls":[{"url_id":"aaaaaaaaaaaa","url":"https://a.test:443",)"
      R"("state":"unreachable","healthy":false,"enabled":false,"connection_healthy":true,)"
      R"("latest_block":1000,"heads_go_back_and_forth":false,"rollbacks":0,"reorgs":0,)"
      R"("reason":"last error PROTOCOL_CONNECTION_REFUSED at )"
      R"(2025-12-31T23:59:59.000Z: nobody listens there; 6 polls in a row failed",)"
      R"("identity":{"asked":true,"standing":"right","told":"0x1","expected":["0x1"]},)"
      R"("depth":{},"capabilities":{"pruning":{"standing":"unknown","words":"not verified yet"}},)"
      R"("head_since":"2025-12-31T23:58:20.000Z","stale_after_seconds":120.0,)"
      R"("allowed_block_lag":2,"streaks":{"against":0,"fall":3,"rise":2,"refusals":6,)"
      R"("disable_after":5,"failures_in_a_row":6,"block_after":16},"polls":[)"
      R"({"at":"2025-12-31T23:59:59.000Z","outcome":"failure","verdict":"unreachable",)"
      R"("error":"PROTOCOL_CONNECTION_REFUSED","meaning":"nobody listens there",)"
      R"("latency_seconds":0.002,"phases_seconds":{"resolve":0.001,"connect":0.0,"tls":0.0,)"
      R"("wait":0.0,"transfer":0.0}}]}]})");
}

TEST(ApiEndpoint, ShowsTheScoresOnceThereArePolls) {
  const auto snapshot = WatchSample();
  EXPECT_THAT(Explained(*snapshot, kAlpha), Not(HasSubstr("scores")));
  Snapshot::Endpoint& alpha = snapshot->endpoints[kAlpha];
  alpha.qos = health::QosOf({.polls = 2, .answered = 2, .quick = 2, .in_sync = 2});
  alpha.previous_epoch_qos = health::QosOf({.polls = 4, .answered = 0});
  alpha.reputation = health::Reputation(base::MonoTime());
  snapshot->chains[0].reputation_benchmark = 0.04;
  EXPECT_THAT(
      Explained(*snapshot, kAlpha),
      HasSubstr(
          R"("scores":{"qos":{"availability":1.0,"latency":1.0,"sync":1.0,"score":1.0,)"
          R"("availability_scaled":1.0,"score_scaled":1.0,"cu_share":1.0},)"
          R"("qos_of_previous_epoch":{"availability":0.0,"score":0.0,"availability_scaled":0.0,)"
          R"("score_scaled":0.0,"cu_share":0.5},)"
          R"("reputation":{"availability":1.0,"latency_seconds":0.01,"sync_seconds":0.1,)"
          R"("score":0.04,"pairing_score":2.0}},"urls":)"));
}

TEST(ApiEndpoint, ListsTheLast20PollsNewestFirst) {
  const auto snapshot = WatchSample();
  Snapshot::UrlDetails& details = DetailsOf(*snapshot).urls[kAlpha];
  for (std::uint64_t poll = 1; poll <= 23; ++poll) {
    health::PollRecord record;
    record.at = SampleNow().wall + seconds(poll);
    record.head = base::BlockHeight{poll};
    details.history.Add(record);
  }
  std::string heads;
  const std::string text = Explained(*snapshot, kAlpha);
  for (std::size_t at = text.find(R"("head":)"); at != std::string::npos;
       at = text.find(R"("head":)", at + 1)) {
    heads += text.substr(at + 7, text.find(',', at) - at - 7) + ' ';
  }
  EXPECT_EQ(heads, "23 22 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 ");
}

TEST(ApiEndpoint, SaysWhenAProbeIsUnderWayInsteadOfWhenItComes) {
  const auto snapshot = WatchSample();
  BlockAlpha(*snapshot);
  snapshot->endpoints[kAlpha].blocks.at(kPrimary)->probe.fired_after = 7;
  EXPECT_EQ(Between(Explained(*snapshot, kAlpha), R"("second_chance_given")", "}}}"),
            R"("second_chance_given":false,"probing":true)");
}

TEST(ApiEndpoint, ShowsEachRoleOfAnEndpointThatHasBoth) {
  const auto snapshot = WatchSample();
  Snapshot::Endpoint& alpha = snapshot->endpoints[kAlpha];
  alpha.roles = {true, true};
  alpha.serves = {true, false};
  alpha.blocks.at(kBackup) = health::Block{.reason = health::BlockReason::kWrongChain,
                                           .since = SampleNow().wall,
                                           .probe = {.at = SampleNow().mono, .fired_after = 1}};
  EXPECT_EQ(Between(Explained(*snapshot, kAlpha), R"("roles")", R"("enabled")"),
            R"("roles":{"primary":{"serves":true,"blocked":false},"backup":{"serves":false,)"
            R"("blocked":true,"block":{"reason":"wrong_chain","since":"2026-01-01T00:00:00.000Z",)"
            R"("reblocked":false,"second_chance_given":false,"probing":true}}},)");
}

TEST(ApiEndpoint, IsThereWithoutDetailsToo) {
  const auto snapshot = WatchSample();
  snapshot->details = nullptr;
  EXPECT_EQ(Between(Explained(*snapshot, kAlpha), R"("urls":[)", "]}"),
            R"("urls":[{"url_id":"aaaaaaaaaaaa","url":"https://a.test:443","state":"healthy",)"
            R"("healthy":true,"enabled":true,"connection_healthy":true,"latest_block":1000,)"
            R"("heads_go_back_and_forth":false,"rollbacks":0,"reorgs":0,)"
            R"("reason":"it answers with head 1000","identity":{"asked":true,"standing":"right"},)"
            R"("depth":{},"capabilities":{"pruning":{"standing":"unknown",)"
            R"("words":"not verified yet"}}})");
}

TEST(ApiDepth, OfAnEvmNodeHasEachFactWithItsTime) {
  const auto snapshot = WatchSample();
  TellEvmDepth(SampleNow().wall - seconds(60), snapshot->urls[kAlpha]);
  EXPECT_EQ(
      Between(Written(*snapshot, &WriteUrls), R"("depth")", R"(},{"spec")"),
      R"("depth":{"client":{"value":"Geth/v1.14.12","at":"2025-12-31T23:59:00.000Z"},)"
      R"("peers":{"value":25,"at":"2025-12-31T23:59:00.000Z"},)"
      R"("syncing":{"value":false,"at":"2025-12-31T23:59:00.000Z"},)"
      R"("safe_block":{"value":20999968,"head":21000000,"at":"2025-12-31T23:59:00.000Z"},)"
      R"("finalized_block":{"value":20999936,"head":21000000,"at":"2025-12-31T23:59:00.000Z"},)"
      R"("finalized_block_lag":64,)"
      R"("first_available_block":{"value":0,"head":21000000,"at":"2025-12-31T23:59:00.000Z"},)"
      R"("oldest_state_block":{"value":19000000,"at":"2025-12-31T23:59:00.000Z"}},)"
      R"("capabilities":{)"
      R"("pruning":{"standing":"proved","words":"proved","at":"2025-12-31T23:59:00.000Z"},)"
      R"("archive":{"standing":"missing","words":"claimed, but there is no state below block )"
      R"(19000000","at":"2025-12-31T23:59:00.000Z"},"debug":{"standing":"proved",)"
      R"("words":"claimed and proved","at":"2025-12-31T23:59:00.000Z"},"trace":{"standing":)"
      R"("missing","words":"claimed, but the node has no such methods",)"
      R"("at":"2025-12-31T23:59:00.000Z"},"bundler":{"standing":"proved",)"
      R"("words":"claimed and proved","at":"2025-12-31T23:59:00.000Z"}})");
}

TEST(ApiDepth, OfASolanaNodeHasItsSlots) {
  const auto snapshot = WatchSample();
  TellSvmDepth(SampleNow().wall, snapshot->urls[kSol]);
  EXPECT_EQ(
      Between(Explained(*snapshot, kSol), R"("processed_slot")", R"(,"first_available_block")"),
      R"("processed_slot":{"value":341197281,"head":341197247,"at":"2026-01-01T00:00:00.000Z"},)"
      R"("confirmed_slot":{"value":341197279,"head":341197247,"at":"2026-01-01T00:00:00.000Z"},)"
      R"("finalized_block_lag":34,"block_height":319325214)");
}

TEST(ApiDepth, AHealthyEndpointNotesWhatIsClaimedAndMissing) {
  const auto snapshot = WatchSample();
  TellEvmDepth(SampleNow().wall, snapshot->urls[kAlpha]);
  EXPECT_EQ(Between(Explained(*snapshot, kAlpha), R"("reason")", R"(,"settled_healthy")"),
            R"("reason":"it answers with head 1000",)"
            R"("notes":["archive: claimed, but there is no state below block 19000000",)"
            R"("trace: claimed, but the node has no such methods"])");
}

TEST(ApiHealth, OfAnEndpointGoesByTheSettledVerdictAndSaysTheStateBeside) {
  const auto snapshot = WatchSample();
  // After an optimistic reset: the gauge is 1 and nothing is settled anew.
  snapshot->endpoints[kBeta].settled_good = false;
  json::Writer writer;
  WriteEndpointHealth(*snapshot, kBeta, SampleNow(), writer);
  EXPECT_EQ(writer.Take(),
            R"({"spec":"ETH1","api_interface":"jsonrpc","endpoint_id":"beta/2","healthy":false,)"
            R"("state":"healthy","reason":"it answers with head 1000",)"
            R"("roles":{"backup":{"serves":true,"blocked":false}}})");
}

TEST(ApiHealth, OfAChainIsItsTierAndItsCrews) {
  json::Writer writer;
  WriteChainHealth(*WatchSample(), 1, writer);
  EXPECT_EQ(writer.Take(),
            R"({"spec":"SOLANA","api_interface":"jsonrpc","serving_tier":2,"endpoints":)"
            R"({"primary":{"serving":1,"not_serving":0},"backup":{"serving":0,"not_serving":0}}})");
}

TEST(ApiNames, AreFoundByAllOfThem) {
  const auto snapshot = WatchSample();
  const LabelBook& labels = *snapshot->labels;
  EXPECT_EQ(FindEndpoint(labels, "ETH1", "jsonrpc", "beta/2"), kBeta);
  EXPECT_EQ(FindEndpoint(labels, "ETH1", "rest", "beta/2"), std::nullopt);
  EXPECT_EQ(FindEndpoint(labels, "SOLANA", "jsonrpc", "beta/2"), std::nullopt);
  EXPECT_EQ(FindEndpoint(labels, "ETH1", "jsonrpc", "beta"), std::nullopt);
  EXPECT_EQ(FindChain(labels, "SOLANA", "jsonrpc"), 1U);
  EXPECT_EQ(FindChain(labels, "SOLANA", "rest"), std::nullopt);
}

TEST(ApiNames, OfAnyBytesBecomeValidText) {
  const auto snapshot = WatchSample();
  auto labels = std::make_shared<LabelBook>(*snapshot->labels);
  labels->endpoints[kSol].name = "s\"o\xff\nl";
  snapshot->labels = labels;
  EXPECT_NE(Written(*snapshot, &WriteEndpoints).find("\"endpoint_id\":\"s\\\"o\xEF\xBF\xBD l\""),
            std::string::npos);
}

}  // namespace
}  // namespace headway::exporter
