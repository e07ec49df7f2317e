// What people see of one endpoint, as markup.
#include "exporter/endpoint_page.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporter/sample_depth.h"
#include "tests/exporter/sample_snapshots.h"
#include "tests/exporter/watch_sample.h"

namespace headway::exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kPrimary = static_cast<std::size_t>(health::Role::kPrimary);

std::string PageOf(const Snapshot& snapshot, std::size_t endpoint) {
  const ClockReading now = SampleNow();
  return RenderEndpointPage({.snapshot = snapshot,
                             .now = now,
                             .until_epoch = seconds(61),
                             .version = "1.2.3",
                             .telemetry_path = "/metrics"},
                            endpoint);
}

TEST(EndpointPage, NamesTheEndpointItsVerdictAndItsJson) {
  const auto snapshot = WatchSample();
  TakeDown(kBeta, health::State::kFailing, *snapshot);
  const std::string page = PageOf(*snapshot, kBeta);
  EXPECT_THAT(page, HasSubstr("<title>beta/2 - headway</title>"));
  EXPECT_THAT(page, HasSubstr("<h1>beta/2</h1>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"sign bad\">failing</span> it answers with errors"));
  EXPECT_THAT(page, HasSubstr("<dt>As backup</dt><dd>it does not serve</dd>"));
  EXPECT_THAT(page, HasSubstr("<dt>Next epoch</dt><dd>in 1 min 1 s</dd>"));
  EXPECT_THAT(page, HasSubstr("href=\"/api/v1/endpoints/ETH1/jsonrpc/beta%2F2\""));
}

TEST(EndpointPage, ExplainsABlock) {
  const auto snapshot = WatchSample();
  auto& block = snapshot->endpoints[kAlpha].blocks.at(kPrimary).emplace();
  block.since = SampleNow().wall - seconds(5);
  block.second_chance_given = true;
  const std::string page = PageOf(*snapshot, kAlpha);
  EXPECT_THAT(page, HasSubstr("blocked as primary for 5 s"));
  EXPECT_THAT(page, HasSubstr("2025-12-31T23:59:55.000Z"));
  EXPECT_THAT(page, HasSubstr("second chance"));
}

TEST(EndpointPage, CountsTheStreaksThatMayTurnIt) {
  const auto snapshot = WatchSample();
  snapshot->urls[kAlpha].health.against = 1;
  snapshot->urls[kAlpha].health.refusals = 2;
  const std::string page = PageOf(*snapshot, kAlpha);
  EXPECT_THAT(page, HasSubstr("<dt>Bad polls in a row</dt><dd>1 of 3 that turn it</dd>"));
  EXPECT_THAT(page, HasSubstr("<dt>Refusals</dt><dd>2 since the last answer; 5 disable it</dd>"));
  EXPECT_THAT(page, HasSubstr("<dt>Failures in a row</dt><dd>0; 16 block its"));
}

TEST(EndpointPage, ListsTheLastPollsWithTheirPhasesNewestFirst) {
  const auto snapshot = WatchSample();
  EXPECT_THAT(PageOf(*snapshot, kAlpha), Not(HasSubstr("Last polls")));
  health::PollHistory& history = DetailsOf(*snapshot).urls[kAlpha].history;
  health::PollRecord answered;
  answered.at = SampleNow().wall - seconds(2);
  answered.verdict = health::State::kHealthy;
  answered.head = base::BlockHeight{999};
  answered.latency = milliseconds(13);
  answered.phases.connect = milliseconds(5);
  answered.phases.wait = milliseconds(7);
  history.Add(answered);
  health::PollRecord refused;
  refused.at = SampleNow().wall - seconds(1);
  refused.outcome = health::PollOutcome::kFailure;
  refused.verdict = health::State::kUnreachable;
  refused.error = chains::ErrorId::kConnectionRefused;
  history.Add(refused);
  const std::string page = PageOf(*snapshot, kAlpha);
  EXPECT_LT(page.find("23:59:59.000Z</th>"), page.find("23:59:58.000Z</th>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"number\">999</td><td class=\"number\">13.0 ms</td>"
                              "<td class=\"number\">-</td><td class=\"number\">5.0 ms</td>"
                              "<td class=\"number\">-</td><td class=\"number\">7.0 ms</td>"));
  EXPECT_THAT(page, HasSubstr("(PROTOCOL_CONNECTION_REFUSED)"));
}

TEST(EndpointPage, SaysWhatItWasBeforeTheLastReset) {
  const auto snapshot = WatchSample();
  EXPECT_THAT(PageOf(*snapshot, kAlpha), Not(HasSubstr("Before the last reset")));
  snapshot->endpoints[kAlpha].before_reset = {.state = health::State::kWrongChain,
                                              .at = SampleNow().wall - seconds(9)};
  EXPECT_THAT(PageOf(*snapshot, kAlpha),
              HasSubstr("<dt>Before the last reset</dt><dd>wrong chain</dd>"));
}

TEST(EndpointPage, ShowsScoresAndWhatIsNotKnownOfThem) {
  const auto snapshot = WatchSample();
  EXPECT_THAT(PageOf(*snapshot, kAlpha), Not(HasSubstr("Scores")));
  snapshot->endpoints[kAlpha].qos = health::QosOf({.polls = 4, .answered = 0});
  snapshot->endpoints[kAlpha].reputation = health::Reputation(SampleNow().mono);
  snapshot->chains[0].reputation_benchmark = 0.03;
  const std::string page = PageOf(*snapshot, kAlpha);
  EXPECT_THAT(page, HasSubstr("passable QoS, this epoch</th><td class=\"number\">0.000</td>"
                              "<td class=\"number\">not known</td>"));
  EXPECT_THAT(page, HasSubstr("Pairing score, from 0.5 to 2: "));
}

TEST(EndpointPage, ShowsWhatIsClaimedOfTheNodeAndWhatIsProved) {
  const auto snapshot = WatchSample();
  TellEvmDepth(SampleNow().wall, snapshot->urls[kAlpha]);
  const std::string page = PageOf(*snapshot, kAlpha);
  EXPECT_THAT(page, HasSubstr("<caption>Capabilities</caption>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">archive</th>"));
  EXPECT_THAT(page, HasSubstr("<dt>Client</dt>"));
}

TEST(EndpointPage, LinksTheOthersThatShareAUrl) {
  const auto snapshot = WatchSample();
  auto labels = std::make_shared<LabelBook>(*snapshot->labels);
  labels->endpoints[kBeta].url_rows = labels->endpoints[kAlpha].url_rows;
  snapshot->labels = labels;
  snapshot->urls[kAlpha].endpoints = 2;
  EXPECT_THAT(PageOf(*snapshot, kAlpha),
              HasSubstr("<dt>Shared with</dt><dd><a href=\"/endpoints/ETH1/jsonrpc/beta%2F2\">"
                        "beta/2</a></dd>"));
}

TEST(EndpointPage, ShowsNamesThatLookLikeMarkupAsText) {
  const auto snapshot = WatchSample();
  auto labels = std::make_shared<LabelBook>(*snapshot->labels);
  labels->endpoints[kAlpha].name = "<script>alert(1)</script>";
  labels->urls[kAlpha].url_id = "<b>";
  snapshot->labels = labels;
  const std::string page = PageOf(*snapshot, kAlpha);
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, HasSubstr("<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>"));
}

TEST(EndpointPage, IsWholeWithoutDetailsAndForEachRandomFleet) {
  const auto full = FullSnapshot();
  for (std::size_t row = 0; row < full->endpoints.size(); ++row) {
    EXPECT_TRUE(PageOf(*full, row).ends_with("</html>\n"));
  }
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto random = RandomSnapshot(seed);
    for (std::size_t row = 0; row < random->endpoints.size(); ++row) {
      EXPECT_TRUE(PageOf(*random, row).ends_with("</html>\n")) << seed;
    }
  }
}

TEST(EndpointPage, SaysWhereThereIsNoSuchEndpoint) {
  const ClockReading now = SampleNow();
  const std::string page = RenderMissingPage(
      {.snapshot = *WatchSample(), .now = now, .version = "1.2.3", .telemetry_path = "/metrics"});
  EXPECT_THAT(page, HasSubstr("<h1>No such endpoint</h1>"));
}

}  // namespace
}  // namespace headway::exporter
