// What people see at `/` of the provider's listeners, as markup.
#include "exporter/listener_section.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporter/sample_listeners.h"
#include "tests/exporter/section_sample.h"
#include "tests/exporter/watch_sample.h"

namespace headway::exporter {
namespace {

using lava::Problem;
using std::chrono::hours;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

ShownSection ShownOf(std::shared_ptr<const ListenerViews> views) {
  const auto snapshot = WatchSample();
  snapshot->listeners.of_provider = std::move(views);
  return ShowSection(*snapshot, &OverviewOfListeners, &WriteListenerSection);
}

ShownSection ShownOf(const ListenerView& view) {
  return ShownOf(std::make_shared<const ListenerViews>(ListenerViews{view}));
}

ListenerView GoodListener() { return SampleListeners(SampleNow().wall)->front(); }

TEST(ListenerSection, IsAbsentWhereThereAreNoListeners) {
  for (const auto& views :
       {std::shared_ptr<const ListenerViews>(), std::make_shared<const ListenerViews>()}) {
    const ShownSection shown = ShownOf(views);
    EXPECT_EQ(shown.overview.words, "");
    EXPECT_EQ(shown.overview.problems, 0U);
    EXPECT_THAT(shown.section, Not(HasSubstr("<section")));
    EXPECT_THAT(shown.page, Not(HasSubstr("consumers see")));
    EXPECT_THAT(shown.page, Not(HasSubstr("/api/v1/listeners")));
  }
}

TEST(ListenerSection, ShowsAGoodListenerWithItsFindings) {
  const ShownSection shown = ShownOf(GoodListener());
  EXPECT_EQ(shown.overview.words, "1 good");
  EXPECT_EQ(shown.overview.problems, 0U);
  EXPECT_THAT(shown.section, HasSubstr("<caption>1 listener of the provider</caption>"));
  EXPECT_THAT(shown.section, HasSubstr("<tr data-state=\"good\" data-need=\"\">"));
  EXPECT_THAT(shown.section, HasSubstr("<th scope=\"row\">provider.test:2220</th>"));
  EXPECT_THAT(shown.section, HasSubstr("data-label=\"Chain\">ETH1 jsonrpc</td>"));
  EXPECT_THAT(shown.section, HasSubstr("a provider of version 5.5.1 answers"));
  EXPECT_THAT(shown.section, HasSubstr("its port is not 443"));
  EXPECT_THAT(shown.section, HasSubstr(">in 10 d</time>"));
  EXPECT_THAT(shown.section, HasSubstr("data-label=\"Latest block\">21000001</td>"));
  EXPECT_THAT(shown.section, HasSubstr(">20 s ago</time>"));
}

TEST(ListenerSection, PutsProblemsFirstWithTheirReasonAndCountsThem) {
  const ShownSection shown = ShownOf(SampleListeners(SampleNow().wall));
  EXPECT_EQ(shown.overview.words, "1 with a problem, 1 not known, 1 good");
  EXPECT_EQ(shown.overview.problems, 1U);
  const std::string& section = shown.section;
  EXPECT_THAT(section, HasSubstr("<span class=\"sign bad\">problem</span>"));
  EXPECT_THAT(section, HasSubstr("its certificate has expired or is not valid yet"));
  EXPECT_LT(section.find("provider.test:443"), section.find("new.test:443"));
  EXPECT_LT(section.find("new.test:443"), section.find("provider.test:2220"));
  EXPECT_THAT(shown.page, HasSubstr("All 3 endpoints are well, 1 problem on Lava</h1>"));
  EXPECT_THAT(shown.page, HasSubstr("<a href=\"#listeners\">1 with a problem, 1 not known, 1 "
                                    "good</a>"));
}

TEST(ListenerSection, SaysNotKnownOfWhatWasNotFoundOutAndNeverNought) {
  const ShownSection shown = ShownOf(SampleListeners(SampleNow().wall)->at(2));
  EXPECT_THAT(shown.section, HasSubstr("it was not checked yet"));
  for (const std::string column : {"Certificate ends", "Latest block"}) {
    EXPECT_THAT(shown.section, HasSubstr("data-label=\"" + column +
                                         "\"><span class=\"faint\">not known</span></td>"));
  }
  EXPECT_THAT(shown.section, HasSubstr("<span class=\"faint\">none yet</span>"));
  EXPECT_THAT(shown.section, Not(HasSubstr(">0")));
}

TEST(ListenerSection, HoldsNothingAgainstAListenerThatHeadwayCouldNotAsk) {
  ListenerView view = GoodListener();
  view.result.emplace().problem = Problem::kNotSent;
  const ShownSection shown = ShownOf(view);
  EXPECT_EQ(shown.overview.words, "1 not known");
  EXPECT_THAT(shown.section, HasSubstr("headway itself could not send"));
}

TEST(ListenerSection, TellsWhoShutsOutBrowsersFromWhoDoesNotAnswer) {
  ListenerView view = GoodListener();
  view.result->problem = Problem::kCorsOrigin;
  EXPECT_EQ(ShownOf(view).overview.words, "1 not for browsers");
  view.result->problem = Problem::kNoTrailers;
  EXPECT_EQ(ShownOf(view).overview.words, "1 with a problem");
}

TEST(ListenerSection, CountsACertificateThatEndsWithinAWeek) {
  ListenerView view = GoodListener();
  view.result->certificate->cert_expiry = SampleNow().wall + hours(7 * 24) + seconds(1);
  EXPECT_EQ(ShownOf(view).overview.words, "1 good");
  view.result->certificate->cert_expiry = SampleNow().wall + hours(7 * 24);
  const ShownSection shown = ShownOf(view);
  EXPECT_EQ(shown.overview.words, "1 whose certificate ends");
  EXPECT_EQ(shown.overview.problems, 1U);
}

TEST(ListenerSection, SaysThatNoTlsIsWanted) {
  ListenerView view = GoodListener();
  view.result->tls.reset();
  view.result->certificate.reset();
  EXPECT_THAT(ShownOf(view).section, HasSubstr("<span class=\"faint\">no TLS</span>"));
}

TEST(ListenerSection, ShowsNamesThatLookLikeMarkupAsText) {
  ListenerView view = GoodListener();
  view.host = "<img src=x onerror=alert(1)>";
  view.spec = "<b>";
  view.result->version = "<script>";
  const std::string page = ShownOf(view).page;
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">&lt;img src=x onerror=alert(1)&gt;</th>"));
}

}  // namespace
}  // namespace headway::exporter
