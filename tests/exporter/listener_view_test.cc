#include "exporter/listener_view.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporter/sample_listeners.h"

namespace headway::exporter {
namespace {

using lava::Problem;
using std::chrono::hours;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr base::WallTime kNow{seconds(1'700'000'000)};

ListenerView Sample() { return SampleListeners(kNow)->front(); }

TEST(ListenerPlans, AreThoseOfTheSettings) {
  config::Settings settings;
  config::ProviderListener& listener = settings.lava.provider_endpoints.emplace_back();
  listener.spec = "ETH1";
  listener.api_interface = "jsonrpc";
  listener.host = "h:443";
  listener.target.url = "https://h:443/";
  listener.network = "lava-testnet-2";
  const auto plans = ListenerPlansOf(settings);
  ASSERT_THAT(plans, SizeIs(1));
  EXPECT_EQ(plans[0].spec, "ETH1");
  EXPECT_EQ(plans[0].api_interface, "jsonrpc");
  EXPECT_EQ(plans[0].host, "h:443");
  EXPECT_EQ(plans[0].target.url, "https://h:443/");
  EXPECT_EQ(plans[0].network, "lava-testnet-2");
}

TEST(ListenerViews, HaveLabelsThatAreSafeToShow) {
  const auto views = SampleListeners(kNow);
  EXPECT_EQ(views->at(0).labels.text(),
            R"(spec="ETH1",api_interface="jsonrpc",host="provider.test:2220")");
  EXPECT_EQ(views->at(0).version.text(), R"(version="5.5.1")");
  EXPECT_EQ(views->at(1).version.text(), R"(version="5.5\" \\")");
  EXPECT_TRUE(views->at(2).version.empty());
}

TEST(ListenerViews, OfOtherPlansKeepWhatIsKnown) {
  const auto known = SampleListeners(kNow);
  lava::ListenerPlan same;
  same.spec = "LAVA";
  same.api_interface = "jsonrpc";
  same.host = "provider.test:443";
  lava::ListenerPlan other = same;
  other.host = "other.test:443";
  const std::vector<lava::ListenerPlan> plans = {other, same};
  const ListenerViews views = ViewsOf(plans, *known);
  ASSERT_THAT(views, SizeIs(2));
  EXPECT_EQ(views[0].host, "other.test:443");
  EXPECT_FALSE(views[0].result.has_value());
  EXPECT_EQ(views[1].result->problem, Problem::kCertificateExpired);
}

TEST(ExplainListener, SaysWhatAGoodOneAnswers) {
  EXPECT_EQ(ExplainListener(Sample()), "a provider of version 5.5.1 answers, with block 21000001");
}

TEST(ExplainListener, SaysThatNothingIsKnownYet) {
  EXPECT_EQ(ExplainListener(SampleListeners(kNow)->at(2)), "it was not checked yet");
}

TEST(ExplainListener, AddsWhatHelpsToTheWordsOnAProblem) {
  ListenerView view = Sample();
  view.result->problem = Problem::kProbeRefused;
  view.result->grpc_status = 2;
  EXPECT_THAT(ExplainListener(view), HasSubstr("(gRPC status 2)"));
  view.result->problem = Problem::kCorsHeaders;
  view.result->cors_refused = {"GET", "PUT"};
  EXPECT_THAT(ExplainListener(view), HasSubstr("(GET, PUT)"));
  view.result->problem = Problem::kWrongGuid;
  EXPECT_EQ(ExplainListener(view), lava::WordsOn(Problem::kWrongGuid));
  EXPECT_THAT(ExplainListener(SampleListeners(kNow)->at(1)),
              HasSubstr("(its end: 2023-11-14T22:12:20.000Z)"));
}

TEST(NotesOnListener, AreOfPortVerificationsAndAnEndThatIsNear) {
  ListenerView view = Sample();
  EXPECT_THAT(NotesOnListener(view, kNow),
              ElementsAre(HasSubstr("not 443"), HasSubstr("its certificate ends at")));
  view.result->port_recommended = true;
  view.result->certificate->cert_expiry = kNow + hours(22 * 24);
  EXPECT_THAT(NotesOnListener(view, kNow), IsEmpty());
  EXPECT_THAT(NotesOnListener(SampleListeners(kNow)->at(1), kNow),
              ElementsAre("it says that its own nodes failed: pruning, chain-id"));
  EXPECT_THAT(NotesOnListener(SampleListeners(kNow)->at(2), kNow), IsEmpty());
}

}  // namespace
}  // namespace headway::exporter
