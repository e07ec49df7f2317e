// What people see at `/` of the Lava chain, as markup.
#include "exporter/lava_section.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporter/sample_lava.h"
#include "tests/exporter/section_sample.h"
#include "tests/exporter/watch_sample.h"

namespace headway::exporter {
namespace {

using lava::LavaView;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

LavaView::Row OkRow(const std::string& spec) {
  LavaView::Row row;
  row.provider = "lava@1ours";
  row.spec = spec;
  row.risk = lava::JailRisk{.complaint_cu = 4, .serviced_cu = 10};
  row.forecast = 0.2;
  row.stake.emplace().stake = 5'000'000;
  row.jailed = false;
  row.exempt = {.frozen = false, .is_new = false, .few_providers = false};
  return row;
}

/// A watch that has read all there is.
LavaView WatchedView(std::vector<LavaView::Row> rows) {
  LavaView view;
  view.rows = std::move(rows);
  view.chain_height = 420;
  view.watched_height = 420;
  view.epoch = 400;
  view.last_success = SampleNow().wall - seconds(5);
  return view;
}

ShownSection ShownOf(std::shared_ptr<const LavaSample> lava) {
  const auto snapshot = WatchSample();
  snapshot->lava = std::move(lava);
  return ShowSection(*snapshot, &OverviewOfLava, &WriteLavaSection);
}

ShownSection ShownOf(LavaView view) {
  return ShownOf(std::make_shared<const LavaSample>(
      SampleOf(std::make_shared<const LavaView>(std::move(view)))));
}

ShownSection ShownOf(const LavaView::Row& row) { return ShownOf(WatchedView({row})); }

TEST(LavaSection, IsAbsentWhereNobodyAsksTheChain) {
  const ShownSection shown = ShownOf(nullptr);
  EXPECT_EQ(shown.overview.words, "");
  EXPECT_EQ(shown.overview.problems, 0U);
  EXPECT_THAT(shown.section, Not(HasSubstr("<section")));
  EXPECT_THAT(shown.page, Not(HasSubstr("Lava")));
  EXPECT_THAT(shown.page, Not(HasSubstr("lava")));
}

TEST(LavaSection, TellsHowFarTheWatchIs) {
  LavaView view = WatchedView({OkRow("ETH1")});
  view.watched_height = 410;
  view.backfill_remaining = 10;
  const std::string section = ShownOf(std::move(view)).section;
  EXPECT_THAT(section, HasSubstr("<dt>Watched height</dt><dd>410 of 420, 10 blocks behind</dd>"));
  EXPECT_THAT(section, HasSubstr("<dt>Last success</dt><dd><time datetime=\"2025-12-31T23:59:55."
                                 "000Z\">5 s ago</time></dd>"));
  EXPECT_THAT(section, HasSubstr("<dt>Blocks of the past to be read</dt><dd>10</dd>"));
  EXPECT_THAT(section, HasSubstr("<span class=\"sign unknown\">the past is being read</span>"));
}

TEST(LavaSection, CallsAnOkProviderOkWithItsFigures) {
  LavaView::Row row = OkRow("ETH1");
  row.stake->delegated = 1'500'000;
  row.tally.last_payment = SampleNow().wall - seconds(30);
  const ShownSection shown = ShownOf(row);
  EXPECT_EQ(shown.overview.words, "1 ok");
  EXPECT_EQ(shown.overview.problems, 0U);
  EXPECT_THAT(shown.section, HasSubstr("<caption>Provider lava@1ours</caption>"));
  EXPECT_THAT(shown.section, HasSubstr("<th scope=\"row\">ETH1</th>"));
  EXPECT_THAT(shown.section, HasSubstr("<tr data-state=\"ok\" data-need=\"\">"));
  EXPECT_THAT(shown.section, HasSubstr("<span class=\"sign good\">ok</span>"));
  EXPECT_THAT(shown.section, HasSubstr("data-label=\"Jail risk\">10 %</td>"));
  EXPECT_THAT(shown.section, HasSubstr("data-label=\"Forecast\">20 %</td>"));
  EXPECT_THAT(shown.section, HasSubstr("<span class=\"faint\">none seen</span>"));
  EXPECT_THAT(shown.section, HasSubstr(">30 s ago</time>"));
  EXPECT_THAT(shown.section, HasSubstr("6.50 LAVA<div class=\"faint\">1.50 LAVA delegated"));
  EXPECT_THAT(shown.page, HasSubstr("All 3 endpoints are well</h1>"));
  EXPECT_THAT(shown.page, HasSubstr("<dt>Lava chain</dt><dd><a href=\"#lava\">1 ok</a></dd>"));
}

TEST(LavaSection, SaysNotKnownOfWhatIsNotKnownAndNeverNought) {
  LavaView::Row row;
  row.provider = "lava@1unknown";
  row.spec = "LAV1";
  LavaView view;
  view.rows = {row};
  const ShownSection shown = ShownOf(std::move(view));
  EXPECT_EQ(shown.overview.words, "1 not known");
  EXPECT_EQ(shown.overview.problems, 0U);
  EXPECT_THAT(shown.section, HasSubstr("<dt>Watched height</dt><dd>not known</dd>"));
  EXPECT_THAT(shown.section, HasSubstr("<dt>Last success</dt><dd>none yet</dd>"));
  EXPECT_THAT(shown.section, HasSubstr("<dt>Blocks of the past to be read</dt><dd>not known</dd>"));
  EXPECT_THAT(shown.section, HasSubstr("<span class=\"sign unknown\">nothing read yet</span>"));
  EXPECT_THAT(shown.section, HasSubstr("<span class=\"sign unknown\">not known</span>"));
  for (const std::string column : {"Jail risk", "Forecast", "Stake"}) {
    EXPECT_THAT(shown.section, HasSubstr("data-label=\"" + column +
                                         "\"><span class=\"faint\">not known</span></td>"));
  }
  EXPECT_THAT(shown.section, Not(HasSubstr(">0")));
}

TEST(LavaSection, SaysThatAProviderIsJailedAndUntilWhen) {
  LavaView::Row row = OkRow("ETH1");
  row.jailed = true;
  row.stake->applied_block = lava::Stake::kNever;
  row.stake->jail_end = SampleNow().wall + seconds(600);
  const ShownSection shown = ShownOf(row);
  EXPECT_EQ(shown.overview.words, "1 jailed");
  EXPECT_THAT(shown.section, HasSubstr("<tr data-state=\"jailed\" data-need=\"problem\">"));
  EXPECT_THAT(shown.section, HasSubstr("its jail ends <time datetime=\"2026-01-01T00:10:00.000Z\">"
                                       "in 10 min</time>"));
  EXPECT_THAT(shown.page, HasSubstr("All 3 endpoints are well, 1 problem on Lava</h1>"));
  EXPECT_THAT(shown.page, HasSubstr("<title>(1) headway</title>"));
}

TEST(LavaSection, CallsFrozenWhoIsFrozenAndNotJailed) {
  LavaView::Row row = OkRow("ETH1");
  row.stake->applied_block = lava::Stake::kNever;
  const ShownSection shown = ShownOf(row);
  EXPECT_EQ(shown.overview.words, "1 frozen");
  EXPECT_EQ(shown.overview.problems, 1U);
  EXPECT_THAT(shown.section, HasSubstr("<span class=\"sign warn\">frozen</span>"));
}

TEST(LavaSection, SeesARiskFromHalfOnAndJailNearFromOneOn) {
  const auto words_at = [](double forecast) {
    LavaView::Row row = OkRow("ETH1");
    row.forecast = forecast;
    return ShownOf(row).overview.words;
  };
  EXPECT_EQ(words_at(0.499), "1 ok");
  EXPECT_EQ(words_at(0.5), "1 at risk of jail");
  EXPECT_EQ(words_at(1), "1 about to be jailed");
  LavaView::Row row = OkRow("ETH1");
  row.risk = lava::JailRisk{.complaint_cu = 20, .serviced_cu = 10};
  row.stake.reset();
  row.jailed.reset();
  EXPECT_EQ(ShownOf(row).overview.words, "1 at risk of jail");
}

TEST(LavaSection, DoesNotCountARiskThatTheChainSpares) {
  LavaView::Row row = OkRow("ETH1");
  row.forecast = 7;
  row.exempt.few_providers = true;
  const ShownSection shown = ShownOf(row);
  EXPECT_EQ(shown.overview.words, "1 ok");
  EXPECT_EQ(shown.overview.problems, 0U);
  EXPECT_THAT(shown.section, HasSubstr("spared whatever the risk: the chain has few providers"));
}

TEST(LavaSection, CountsAWatchThatStandsForMoreThanTenMinutes) {
  LavaView view = WatchedView({OkRow("ETH1")});
  view.last_success = SampleNow().wall - seconds(600);
  EXPECT_EQ(ShownOf(LavaView(view)).overview.problems, 0U);
  view.last_success = SampleNow().wall - seconds(601);
  const ShownSection shown = ShownOf(std::move(view));
  EXPECT_EQ(shown.overview.words, "the watch stands, 1 ok");
  EXPECT_EQ(shown.overview.problems, 1U);
  EXPECT_THAT(shown.section, HasSubstr("data-list=\"Lava chain\" data-need=\"problem\""));
}

TEST(LavaSection, CountsANodeThatHasNeverAnswered) {
  LavaView view = WatchedView({});
  view.last_success.reset();
  EXPECT_EQ(ShownOf(LavaView(view)).overview.words, "nothing read yet");
  view.silent = true;
  const ShownSection shown = ShownOf(std::move(view));
  EXPECT_EQ(shown.overview.words, "the Lava node does not answer");
  EXPECT_EQ(shown.overview.problems, 1U);
}

TEST(LavaSection, CountsANodeThatHasNeverToldABlock) {
  LavaView view = WatchedView({});
  view.last_success.reset();
  view.fetches.at(static_cast<std::size_t>(lava::FetchOutcome::kFailure)) = 10;
  const ShownSection shown = ShownOf(std::move(view));
  EXPECT_EQ(shown.overview.words, "the Lava node tells no blocks");
  EXPECT_EQ(shown.overview.problems, 1U);
}

TEST(LavaSection, PutsTroubleFirstAmongProvidersAndTheirChains) {
  LavaView::Row other = OkRow("ETH1");
  other.provider = "lava@1other";
  LavaView::Row jailed = OkRow("SOLANA");
  jailed.jailed = true;
  const ShownSection shown = ShownOf(WatchedView({other, OkRow("COSMOSHUB"), jailed}));
  EXPECT_EQ(shown.overview.words, "1 jailed, 2 ok");
  const std::string& section = shown.section;
  EXPECT_LT(section.find("lava@1ours"), section.find("lava@1other"));
  EXPECT_LT(section.find("SOLANA"), section.find("COSMOSHUB"));
}

TEST(LavaSection, SaysThatNothingAboutTheProviderWasRead) {
  const ShownSection shown = ShownOf(WatchedView({}));
  EXPECT_EQ(shown.overview.words, "watched");
  EXPECT_THAT(shown.section, HasSubstr("Nothing about the provider has been read yet."));
  EXPECT_THAT(shown.section, Not(HasSubstr("<table")));
}

TEST(LavaSection, ShowsNamesThatLookLikeMarkupAsText) {
  LavaView::Row row = OkRow("<b>\"spec\"");
  row.provider = "<img src=x onerror=alert(1)>";
  const ShownSection shown = ShownOf(row);
  EXPECT_THAT(shown.page, Not(HasSubstr("<img")));
  EXPECT_THAT(shown.page, Not(HasSubstr("<b>")));
  EXPECT_THAT(shown.page, HasSubstr("Provider &lt;img src=x onerror=alert(1)&gt;</caption>"));
  EXPECT_THAT(shown.page, HasSubstr("<th scope=\"row\">&lt;b&gt;&quot;spec&quot;</th>"));
}

TEST(LavaSection, ShowsTheSampleOfTheMetrics) {
  const ShownSection shown = ShownOf(SampleLava(SampleNow().wall));
  EXPECT_EQ(shown.overview.words, "1 jailed, 1 not known");
  EXPECT_EQ(shown.overview.problems, 1U);
}

}  // namespace
}  // namespace headway::exporter
