// What a pass is told as: rows in order, warnings, counts.
#include "exporter/check_report.h"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporter/sample_listeners.h"
#include "tests/exporter/watch_sample.h"

namespace headway::exporter {
namespace {

using health::State;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::StartsWith;

/// The sample after one pass in which everybody answered.
std::shared_ptr<Snapshot> CheckedSample() {
  auto snapshot = WatchSample();
  Snapshot::Details& details = DetailsOf(*snapshot);
  for (std::size_t url = 0; url < snapshot->urls.size(); ++url) {
    snapshot->urls[url].health.serves = true;
    snapshot->urls[url].claims.reset();
    details.urls[url].reference_seen = base::BlockHeight{1'002};
    health::PollRecord record;
    record.latency = milliseconds(120);
    details.urls[url].history.Add(record);
  }
  return snapshot;
}

/// One poll of the URL failed, with the state that comes of it.
void Fail(std::size_t url, State state, chains::ErrorId error, Snapshot& snapshot) {
  TakeDown(url, state, snapshot);
  snapshot.urls[url].health.serves = false;
  snapshot.urls[url].head.reset();
  Snapshot::UrlDetails& details = DetailsOf(snapshot).urls[url];
  details.reference_seen.reset();
  health::PollRecord record;
  record.error = error;
  record.latency = seconds(3);
  details.history.Add(record);
}

CheckReport ReportOf(const Snapshot& snapshot) {
  return MakeCheckReport(snapshot, SampleNow(), seconds(3));
}

std::vector<std::string> NamesOf(const CheckReport& report) {
  std::vector<std::string> names;
  for (const CheckRow& row : report.rows) names.push_back(row.endpoint);
  return names;
}

std::vector<std::string> KindsOf(const CheckReport& report) {
  std::vector<std::string> kinds;
  for (const CheckWarning& each : report.warnings) {
    kinds.push_back(each.spec + ' ' + std::string(each.kind));
  }
  return kinds;
}

TEST(CheckReport, OfAHealthyNodeHasItsHeadItsLagAndItsLatency) {
  const CheckReport report = ReportOf(*CheckedSample());
  const CheckRow& alpha = report.rows.at(0);
  EXPECT_EQ(alpha.endpoint, "alpha");
  EXPECT_EQ(alpha.spec, "ETH1");
  EXPECT_EQ(alpha.api_interface, "jsonrpc");
  EXPECT_EQ(alpha.roles, std::vector<std::string_view>{"primary"});
  EXPECT_EQ(alpha.url_id, "aaaaaaaaaaaa");
  EXPECT_EQ(alpha.url, "https://a.test:443");
  EXPECT_EQ(alpha.host, "a.test:443");
  EXPECT_TRUE(alpha.healthy);
  EXPECT_EQ(alpha.state, State::kHealthy);
  EXPECT_EQ(alpha.head, 1'000U);
  EXPECT_EQ(alpha.lag, 2U);
  EXPECT_EQ(alpha.latency, milliseconds(120));
  EXPECT_EQ(alpha.error, "");
  EXPECT_EQ(alpha.reason, "it answers with head 1000");
  EXPECT_TRUE(report.AllHealthy());
  EXPECT_EQ(report.endpoints, 3U);
  EXPECT_EQ(report.endpoints_not_healthy, 0U);
}

TEST(CheckReport, OfAFailedNodeHasTheErrorInWordsAndByName) {
  const auto snapshot = CheckedSample();
  Fail(kBeta, State::kUnreachable, chains::ErrorId::kConnectionTimeout, *snapshot);
  const CheckReport report = ReportOf(*snapshot);
  const CheckRow& beta = report.rows.at(0);
  EXPECT_EQ(beta.endpoint, "beta/2");
  EXPECT_FALSE(beta.healthy);
  EXPECT_FALSE(beta.head.has_value());
  EXPECT_FALSE(beta.lag.has_value());
  EXPECT_EQ(beta.latency, seconds(3));
  EXPECT_EQ(beta.error, "PROTOCOL_CONNECTION_TIMEOUT");
  EXPECT_EQ(beta.reason, "no complete answer came in time (PROTOCOL_CONNECTION_TIMEOUT)");
  EXPECT_FALSE(report.AllHealthy());
  EXPECT_EQ(report.endpoints_not_healthy, 1U);
  EXPECT_EQ(report.urls_not_healthy, 1U);
  EXPECT_EQ(report.spare_urls_not_healthy, 0U);
}

TEST(CheckReport, ShowsWhatIsWrongFirstAndPrimariesBeforeBackups) {
  const auto snapshot = CheckedSample();
  EXPECT_EQ(NamesOf(ReportOf(*snapshot)), (std::vector<std::string>{"alpha", "beta/2", "sol"}));
  Fail(kSol, State::kFailing, chains::ErrorId::kInternalError, *snapshot);
  EXPECT_EQ(NamesOf(ReportOf(*snapshot)), (std::vector<std::string>{"sol", "alpha", "beta/2"}));
}

TEST(CheckReport, AThrottledNodeIsNotHealthy) {
  const auto snapshot = CheckedSample();
  snapshot->urls[kAlpha].health.throttled = true;
  EXPECT_FALSE(ReportOf(*snapshot).AllHealthy());
}

TEST(CheckReport, AHeadOfAnotherChainIsNotCompared) {
  const auto snapshot = CheckedSample();
  TakeDown(kAlpha, State::kWrongChain, *snapshot);
  snapshot->urls[kAlpha].standing = health::Standing::kWrong;
  snapshot->urls[kAlpha].health.serves = false;
  const CheckReport report = ReportOf(*snapshot);
  EXPECT_EQ(report.rows.at(0).endpoint, "alpha");
  EXPECT_FALSE(report.rows.at(0).head.has_value());
  EXPECT_FALSE(report.rows.at(0).lag.has_value());
}

TEST(CheckReport, AReferenceUrlHasARowAndBelongsToNobody) {
  const auto snapshot = CheckedSample();
  auto labels = std::make_shared<LabelBook>(*snapshot->labels);
  labels->endpoints.pop_back();
  snapshot->labels = labels;
  snapshot->endpoints.pop_back();
  snapshot->urls[kSol].endpoints = 0;
  snapshot->chains[1].crews = {};
  Fail(kBeta, State::kFailing, chains::ErrorId::kInternalError, *snapshot);
  snapshot->urls[kSol].health.serves = false;
  const CheckReport report = ReportOf(*snapshot);
  EXPECT_EQ(NamesOf(report), (std::vector<std::string>{"beta/2", "", "alpha"}));
  EXPECT_EQ(report.rows.at(1).roles, std::vector<std::string_view>{"reference"});
  EXPECT_EQ(report.chains.size(), 1U);
  EXPECT_EQ(report.endpoints, 2U);
  EXPECT_EQ(report.spare_urls_not_healthy, 1U);
}

TEST(CheckReport, AnEndpointIsHealthyWithOneHealthyUrl) {
  const auto snapshot = CheckedSample();
  auto labels = std::make_shared<LabelBook>(*snapshot->labels);
  labels->endpoints[kAlpha].url_rows = {{kAlpha}, {kBeta}};
  snapshot->labels = labels;
  snapshot->urls[kAlpha].health.serves = false;
  snapshot->urls[kAlpha].health.settled = State::kFailing;
  const CheckReport report = ReportOf(*snapshot);
  EXPECT_EQ(report.endpoints_not_healthy, 0U);
  EXPECT_EQ(report.urls_not_healthy, 1U);
  EXPECT_EQ(report.spare_urls_not_healthy, 1U);
  EXPECT_FALSE(report.AllHealthy());
}

TEST(CheckReport, ChainsHaveATierByWhoIsHealthy) {
  const auto snapshot = CheckedSample();
  EXPECT_EQ(ReportOf(*snapshot).chains.at(0).serving_tier, 2);
  Fail(kAlpha, State::kFailing, chains::ErrorId::kInternalError, *snapshot);
  EXPECT_EQ(ReportOf(*snapshot).chains.at(0).serving_tier, 1);
  Fail(kBeta, State::kFailing, chains::ErrorId::kInternalError, *snapshot);
  EXPECT_EQ(ReportOf(*snapshot).chains.at(0).serving_tier, 0);
}

TEST(CheckReport, WarnsOfTheOnlyUrlOfAChain) {
  EXPECT_EQ(KindsOf(ReportOf(*CheckedSample())), std::vector<std::string>{"SOLANA one_url"});
}

TEST(CheckReport, WarnsOfAChainOnBackupsAlone) {
  const auto snapshot = CheckedSample();
  Fail(kAlpha, State::kFailing, chains::ErrorId::kInternalError, *snapshot);
  EXPECT_EQ(KindsOf(ReportOf(*snapshot)),
            (std::vector<std::string>{"ETH1 backups_only", "SOLANA one_url"}));
}

TEST(CheckReport, WarnsOfUrlsOfOneHost) {
  const auto snapshot = CheckedSample();
  auto labels = std::make_shared<LabelBook>(*snapshot->labels);
  labels->urls[kBeta].host = labels->urls[kAlpha].host;
  snapshot->labels = labels;
  EXPECT_EQ(KindsOf(ReportOf(*snapshot)).at(0), "ETH1 one_host");
}

TEST(CheckReport, WarnsOfEndpointsThatShareAUrlAndNamesThem) {
  const auto snapshot = CheckedSample();
  auto labels = std::make_shared<LabelBook>(*snapshot->labels);
  labels->endpoints[kBeta].url_rows = {{kAlpha}, {kBeta}};
  snapshot->labels = labels;
  snapshot->urls[kAlpha].endpoints = 2;
  const CheckReport report = ReportOf(*snapshot);
  EXPECT_EQ(KindsOf(report).at(0), "ETH1 shared_url");
  EXPECT_EQ(report.warnings.at(0).text,
            "alpha and beta/2 list the same URL of a.test:443: they fail together");
}

TEST(CheckReport, WarnsOfAReferenceThatNobodyConfirms) {
  const auto snapshot = CheckedSample();
  snapshot->chains[0].witnesses = 1;
  EXPECT_EQ(KindsOf(ReportOf(*snapshot)).at(0), "ETH1 one_witness");
}

TEST(CheckReport, WarnsOfAChainWhoseNewestBlockIsOld) {
  const auto snapshot = CheckedSample();
  DetailsOf(*snapshot).urls[kAlpha].head_block_time = SampleNow().wall - minutes(60);
  DetailsOf(*snapshot).urls[kBeta].head_block_time = SampleNow().wall - minutes(50);
  const CheckReport report = ReportOf(*snapshot);
  EXPECT_EQ(KindsOf(report).at(0), "ETH1 old_head");
  EXPECT_EQ(report.warnings.at(0).text,
            "the newest block that anybody shows is of 2025-12-31T23:10:00.000Z by its own time");
  DetailsOf(*snapshot).urls[kBeta].head_block_time = SampleNow().wall - seconds(50);
  EXPECT_EQ(KindsOf(ReportOf(*snapshot)), std::vector<std::string>{"SOLANA one_url"});
}

TEST(CheckReport, SaysThatAHealthyNodeDidNotTellItsChain) {
  const auto snapshot = CheckedSample();
  snapshot->urls[kAlpha].asks_identity = true;
  snapshot->urls[kAlpha].standing = health::Standing::kUnknown;
  EXPECT_EQ(ReportOf(*snapshot).rows.at(0).notes,
            std::vector<std::string>{"it did not answer which chain it is on"});
}

TEST(CheckReport, SaysWhatIsClaimedOfANodeAndMissing) {
  const auto snapshot = CheckedSample();
  constexpr auto kDebug = static_cast<std::size_t>(health::Capability::kDebug);
  snapshot->urls[kAlpha].claims.set(kDebug);
  snapshot->urls[kAlpha].depth.capabilities.at(kDebug).proved =
      health::Told<bool>{.fact = false, .at = SampleNow().wall};
  const CheckReport report = ReportOf(*snapshot);
  EXPECT_EQ(report.rows.at(0).notes,
            std::vector<std::string>{"debug: claimed, but the node has no such methods"});
  EXPECT_TRUE(report.AllHealthy());
}

TEST(CheckReport, SaysWhatTimeDidNotSufficeToVerify) {
  const auto snapshot = CheckedSample();
  snapshot->urls[kAlpha].claims.set(static_cast<std::size_t>(health::Capability::kTrace));
  EXPECT_EQ(ReportOf(*snapshot).rows.at(0).notes,
            std::vector<std::string>{"trace: claimed, not verified yet"});
}

TEST(CheckReport, SaysWhenACertificateEndsThatEndsSoon) {
  const auto snapshot = CheckedSample();
  const auto notes_of = [&](base::WallTime expiry) {
    snapshot->urls[kAlpha].tls = health::TlsFacts{.cert_expiry = expiry};
    return ReportOf(*snapshot).rows.at(0).notes;
  };
  constexpr std::chrono::hours kDay(24);
  EXPECT_EQ(notes_of(SampleNow().wall + 5 * kDay),
            std::vector<std::string>{
                "a certificate of its chain ends in 5 days, at 2026-01-06T00:00:00.000Z"});
  EXPECT_THAT(notes_of(SampleNow().wall + kDay),
              ElementsAre(StartsWith("a certificate of its chain ends in 1 day,")));
  EXPECT_TRUE(notes_of(SampleNow().wall + 22 * kDay).empty());
  EXPECT_THAT(notes_of(SampleNow().wall - kDay),
              ElementsAre("a certificate of its chain ended at 2025-12-31T00:00:00.000Z"));
}

TEST(CheckReport, ListenersWithAProblemComeFirstAndMakeTheReportABadOne) {
  const auto snapshot = CheckedSample();
  EXPECT_TRUE(ReportOf(*snapshot).AllHealthy());
  snapshot->listeners.of_provider = SampleListeners(SampleNow().wall);
  const CheckReport report = ReportOf(*snapshot);
  ASSERT_EQ(report.listeners.size(), 3U);
  EXPECT_EQ(report.listeners[0].problem, "certificate_expired");
  EXPECT_EQ(report.listeners[0].host, "provider.test:443");
  EXPECT_EQ(report.listeners[1].problem, "not_checked");
  EXPECT_EQ(report.listeners[2].problem, "none");
  EXPECT_TRUE(report.listeners[2].good);
  EXPECT_EQ(report.listeners[2].latest_block, 21'000'001U);
  EXPECT_EQ(report.listeners[2].version, "5.5.1");
  EXPECT_EQ(report.listeners_not_good, 2U);
  EXPECT_FALSE(report.AllHealthy());
}

TEST(CheckReport, NamesOfTheFileAreMadeSafeToPrint) {
  const auto snapshot = CheckedSample();
  auto labels = std::make_shared<LabelBook>(*snapshot->labels);
  labels->endpoints[kAlpha].name = "al\x1B[31mpha\n";
  snapshot->labels = labels;
  EXPECT_EQ(ReportOf(*snapshot).rows.at(0).endpoint, "al [31mpha ");
}

}  // namespace
}  // namespace headway::exporter
