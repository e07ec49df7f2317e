// What people see at `/`, as markup.
#include "exporter/status_page.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/fleet_builder.h"
#include "tests/exporter/sample_settings.h"
#include "tests/exporter/sample_snapshots.h"
#include "tests/exporter/watch_sample.h"

namespace headway::exporter {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kPrimary = static_cast<std::size_t>(health::Role::kPrimary);

std::string PageOf(const Snapshot& snapshot) {
  const ClockReading now = SampleNow();
  return RenderStatusPage({.snapshot = snapshot,
                           .now = now,
                           .until_epoch = seconds(725),
                           .version = "1.2.3",
                           .telemetry_path = "/metrics"});
}

std::size_t CountOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// `polls` polls in the history of each URL, every second one a failure.
void FillHistories(std::size_t polls, Snapshot& snapshot) {
  for (Snapshot::UrlDetails& url : DetailsOf(snapshot).urls) {
    for (std::size_t poll = 0; poll < polls; ++poll) {
      health::PollRecord record;
      record.verdict = poll % 2 == 0 ? health::State::kHealthy : health::State::kUnreachable;
      url.history.Add(record);
    }
  }
}

TEST(StatusPage, SummarisesTheFleet) {
  const auto snapshot = WatchSample();
  const std::string page = PageOf(*snapshot);
  EXPECT_THAT(page, HasSubstr("<h1 id=\"headline\">All 3 endpoints are well</h1>"));
  EXPECT_THAT(page, HasSubstr("<dd>2 with primaries</dd>"));
  EXPECT_THAT(page, HasSubstr("<dd>3 healthy</dd>"));
  EXPECT_THAT(page, HasSubstr("<dt>Epoch 70177</dt><dd>the next in 12 min 5 s</dd>"));
  EXPECT_THAT(page, HasSubstr("<title>headway</title>"));
  EXPECT_THAT(page, HasSubstr("headway 1.2.3, as of 2026-01-01T00:00:00.000Z"));
}

TEST(StatusPage, TellsInWordsWhoIsDownAndWhoServesInstead) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, health::State::kUnreachable, *snapshot);
  const std::string page = PageOf(*snapshot);
  EXPECT_THAT(page, HasSubstr("1 of 3 endpoints needs attention</h1>"));
  EXPECT_THAT(page, HasSubstr("<title>(1) headway</title>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"sign warn\">backups only</span>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"sign bad\">unreachable</span>"));
  EXPECT_THAT(page, HasSubstr("no complete answer comes"));
}

TEST(StatusPage, TellsForHowLongOverResetsSomebodyHasBeenDown) {
  const auto snapshot = WatchSample();
  EXPECT_THAT(PageOf(*snapshot), Not(HasSubstr("down for")));
  TakeDown(kAlpha, health::State::kUnknown, *snapshot);
  snapshot->endpoints[kAlpha].ledger.down_since = SampleNow().wall - std::chrono::hours(73);
  EXPECT_THAT(PageOf(*snapshot),
              HasSubstr("unknown</span><div class=\"since\">down for 3 d 1 h</div>"));
}

TEST(StatusPage, MarksRowsAndChainsForTheFilter) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, health::State::kWrongChain, *snapshot);
  const std::string page = PageOf(*snapshot);
  EXPECT_THAT(page, HasSubstr("<tr data-state=\"wrong chain\" data-need=\"down\">"));
  EXPECT_THAT(page, HasSubstr("<tr data-state=\"healthy\" data-need=\"\">"));
  EXPECT_THAT(page, HasSubstr("data-chain=\"ETH1 jsonrpc\""));
  EXPECT_THAT(page, HasSubstr("data-chain=\"SOLANA jsonrpc\""));
}

TEST(StatusPage, PutsTroubleFirst) {
  const auto snapshot = WatchSample();
  std::string page = PageOf(*snapshot);
  EXPECT_LT(page.find("ETH1 jsonrpc"), page.find("SOLANA jsonrpc"));
  EXPECT_LT(page.find(">alpha<"), page.find(">beta/2<"));
  TakeDown(kBeta, health::State::kFailing, *snapshot);
  page = PageOf(*snapshot);
  EXPECT_LT(page.find(">beta/2<"), page.find(">alpha<"));
  TakeDown(kSol, health::State::kFailing, *snapshot);
  page = PageOf(*snapshot);
  EXPECT_THAT(page, HasSubstr("dark: nobody serves"));
  EXPECT_LT(page.find("SOLANA jsonrpc"), page.find("ETH1 jsonrpc"));
}

TEST(StatusPage, SaysOfABlockedEndpointWhy) {
  const auto snapshot = WatchSample();
  auto& block = snapshot->endpoints[kAlpha].blocks.at(kPrimary).emplace();
  block.since = SampleNow().wall - seconds(5);
  const std::string page = PageOf(*snapshot);
  EXPECT_THAT(page, HasSubstr("<span class=\"sign bad\">blocked</span>"));
  EXPECT_THAT(page, HasSubstr("blocked as primary for 5 s: no connection to its nodes"));
  EXPECT_THAT(page, HasSubstr("data-need=\"blocked\""));
}

TEST(StatusPage, LinksEachEndpointToItsPage) {
  const std::string page = PageOf(*WatchSample());
  EXPECT_THAT(page, HasSubstr("<a href=\"/endpoints/ETH1/jsonrpc/beta%2F2\">beta/2</a>"));
}

TEST(StatusPage, ShowsOfAUrlItsHostAndIdAndThatItIsShared) {
  const auto snapshot = WatchSample();
  std::string page = PageOf(*snapshot);
  EXPECT_THAT(page, HasSubstr("https://a.test:443"));
  EXPECT_THAT(page, HasSubstr("<code>aaaaaaaaaaaa</code>"));
  EXPECT_THAT(page, Not(HasSubstr("shared by")));
  snapshot->urls[kAlpha].endpoints = 3;
  EXPECT_THAT(PageOf(*snapshot), HasSubstr("<span class=\"shared\">shared by 3</span>"));
}

TEST(StatusPage, DrawsTheLastPollsAndSaysThemInWords) {
  const auto snapshot = WatchSample();
  EXPECT_THAT(PageOf(*snapshot), Not(HasSubstr("<svg")));
  FillHistories(4, *snapshot);
  const std::string page = PageOf(*snapshot);
  EXPECT_THAT(page, HasSubstr("aria-label=\"last 4 polls: 2 unreachable, 2 healthy; the newest: "
                              "unreachable\""));
  EXPECT_THAT(page, HasSubstr("<path class=\"good\""));
  EXPECT_THAT(page, HasSubstr("<path class=\"bad\""));
}

TEST(StatusPage, ShowsNamesThatLookLikeMarkupAsText) {
  const auto snapshot = WatchSample();
  auto labels = std::make_shared<LabelBook>(*snapshot->labels);
  constexpr const char* kHostile = "<img src=x onerror=alert(1)>\"'&";
  labels->endpoints[kAlpha].name = kHostile;
  labels->chains[0].spec = kHostile;
  labels->urls[kAlpha].origin = kHostile;
  snapshot->labels = labels;
  const std::string page = PageOf(*snapshot);
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_EQ(CountOf(page, "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"), 4U);
}

TEST(StatusPage, HoldsNoScriptOrStyleOfItsOwnAndNothingFromElsewhere) {
  const std::string page = PageOf(*FullSnapshot());
  EXPECT_THAT(page, Not(HasSubstr("<style")));
  EXPECT_THAT(page, Not(HasSubstr(" style=")));
  EXPECT_THAT(page, Not(HasSubstr("src=\"http")));
  EXPECT_THAT(page, Not(HasSubstr("href=\"http")));
  EXPECT_EQ(CountOf(page, "<script"), 1U);
  EXPECT_THAT(page, HasSubstr("<script src=\"/static/headway.js\" defer=\"\"></script>"));
}

TEST(StatusPage, IsWholeForAnEmptyFleet) {
  Snapshot empty;
  empty.labels = std::make_shared<LabelBook>();
  empty.ready = true;
  const std::string page = PageOf(empty);
  EXPECT_THAT(page, HasSubstr("No endpoints are watched"));
  EXPECT_TRUE(page.ends_with("</html>\n"));
}

TEST(StatusPage, SaysThatTheFirstRoundIsUnderWayAndThatAReloadFailed) {
  const auto snapshot = WatchSample();
  EXPECT_THAT(PageOf(*snapshot), Not(HasSubstr("class=\"notice\"")));
  snapshot->ready = false;
  snapshot->self.last_reload_successful = false;
  const std::string page = PageOf(*snapshot);
  EXPECT_THAT(page, HasSubstr("first round over all URLs is not done"));
  EXPECT_THAT(page, HasSubstr("configuration was not reloaded"));
}

TEST(StatusPage, NamesAChainThatHasReferenceUrlsAlone) {
  const auto snapshot = WatchSample();
  snapshot->endpoints.pop_back();
  snapshot->chains[1].crews = {};
  const std::string page = PageOf(*snapshot);
  EXPECT_THAT(page, HasSubstr("no endpoints"));
  EXPECT_EQ(CountOf(page, "<table"), 1U);
}

Snapshot LargeFleet(std::size_t endpoints) {
  config::Settings settings = SampleSettings();
  for (std::size_t each = 0; each < endpoints; ++each) {
    const std::string name = "provider-" + std::to_string(each);
    settings.endpoints.push_back(
        SampleEndpoint(name, "ETH1", {SampleUrl(name, name + ".nodes.example:443")}));
  }
  const FleetBuild build = BuildFleet(settings);
  const health::Fleet fleet(build.fleet, health::FleetPolicy{}, 1, SampleNow().wall);
  Snapshot snapshot =
      *TakeSnapshot(fleet, build.labels, {}, SampleNow().mono, SnapshotDepth::kHistories);
  FillHistories(health::PollHistory::kKept, snapshot);
  return snapshot;
}

TEST(StatusPage, TakesLessThan2000BytesForAnEndpoint) {
  const std::string page = PageOf(LargeFleet(1'000));
  EXPECT_EQ(CountOf(page, "<tr data-state"), 1'000U);
  EXPECT_LT(page.size(), 2'000'000U);
}

TEST(StatusPage, LeavesOutWhatIsBeyondItsBoundAndSaysSo) {
  const std::string page = PageOf(LargeFleet(kMaxEndpointsOnPage + 5));
  EXPECT_EQ(CountOf(page, "<tr data-state"), kMaxEndpointsOnPage);
  EXPECT_THAT(page, HasSubstr("5 endpoints more, which this page has no room for"));
}

}  // namespace
}  // namespace headway::exporter
