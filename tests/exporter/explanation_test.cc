// Why something is shown as it is, in words.
#include "exporter/explanation.h"

#include <chrono>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "tests/exporter/watch_sample.h"

namespace headway::exporter {
namespace {

using health::State;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::string WhyAlpha(const Snapshot& snapshot) {
  return ExplainEndpoint(snapshot, kAlpha, SampleNow());
}

/// A poll of alpha so many seconds ago; `error`: none, if it was answered.
void AddPoll(seconds ago, const std::optional<chains::ErrorId>& error, Snapshot& snapshot) {
  health::PollRecord record;
  record.at = SampleNow().wall - ago;
  record.error = error;
  DetailsOf(snapshot).urls.at(kAlpha).history.Add(record);
}

TEST(Explanation, OfAHealthyNodeSaysItsHead) {
  EXPECT_EQ(WhyAlpha(*WatchSample()), "it answers with head 1000");
}

TEST(Explanation, OfANodeThatWasNeverPolledSaysSo) {
  const auto snapshot = WatchSample();
  snapshot->urls[kAlpha].health = {};
  snapshot->endpoints[kAlpha].face.state = State::kUnknown;
  EXPECT_EQ(WhyAlpha(*snapshot), "not polled yet");
  snapshot->urls[kAlpha].health.first_poll_at = SampleNow().mono;
  EXPECT_EQ(WhyAlpha(*snapshot), "no poll has decided anything yet");
}

TEST(Explanation, OfAResetSaysWhatItWasBefore) {
  const auto snapshot = WatchSample();
  snapshot->urls[kAlpha].health.settled = State::kUnknown;
  snapshot->urls[kAlpha].health.decided = false;
  snapshot->urls[kAlpha].before_reset = {.state = State::kStale, .at = SampleNow().wall};
  snapshot->endpoints[kAlpha].face.state = State::kUnknown;
  EXPECT_EQ(WhyAlpha(*snapshot),
            "reset at the epoch boundary at 2026-01-01T00:00:00.000Z, before that stale; the next "
            "conclusive poll decides");
}

TEST(Explanation, OfADeadNodeNamesTheLastErrorAndHowManyPollsFailed) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kUnreachable, *snapshot);
  snapshot->urls[kAlpha].health.failures_in_a_row = 7;
  AddPoll(seconds(1), chains::ErrorId::kConnectionRefused, *snapshot);
  EXPECT_EQ(WhyAlpha(*snapshot),
            "last error PROTOCOL_CONNECTION_REFUSED at 2025-12-31T23:59:59.000Z: nobody listens "
            "there; 7 polls in a row failed");
}

TEST(Explanation, OfAnExpiredCertificateSaysSinceWhen) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kUnreachable, *snapshot);
  AddPoll(seconds(1), chains::ErrorId::kTlsExpired, *snapshot);
  const std::string without = WhyAlpha(*snapshot);
  snapshot->urls[kAlpha].tls.emplace().cert_expiry = SampleNow().wall + seconds(1);
  EXPECT_EQ(WhyAlpha(*snapshot), without) << "it is not valid yet";
  snapshot->urls[kAlpha].tls->cert_expiry = SampleNow().wall - seconds(60);
  EXPECT_EQ(WhyAlpha(*snapshot),
            without + "; the first of its chain ended at 2025-12-31T23:59:00.000Z");
}

TEST(Explanation, OfANodeThatComesBackSaysHowManyGoodPollsAreWanting) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kFailing, *snapshot);
  snapshot->urls[kAlpha].health.against = 1;
  AddPoll(seconds(2), chains::ErrorId::kReplyMalformed, *snapshot);
  AddPoll(seconds(1), std::nullopt, *snapshot);
  EXPECT_EQ(WhyAlpha(*snapshot),
            "last error NODE_REPLY_MALFORMED at 2025-12-31T23:59:58.000Z: the answer is no valid "
            "reply to the question; 1 of 2 good polls in a row that turn it healthy");
}

TEST(Explanation, OfANodeThatIsAboutToFallSaysHowManyBadPollsItTakes) {
  const auto snapshot = WatchSample();
  snapshot->urls[kAlpha].health.against = 2;
  snapshot->urls[kAlpha].health.last_verdict = State::kLagging;
  EXPECT_EQ(WhyAlpha(*snapshot),
            "it answers with head 1000; 2 of 3 bad polls in a row that turn it unhealthy, the last "
            "one lagging");
}

TEST(Explanation, OfALaggingNodeHasHeadReferenceLagAndWhatIsAllowed) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kLagging, *snapshot);
  snapshot->chains[0].reference = base::BlockHeight{1'012};
  EXPECT_EQ(WhyAlpha(*snapshot), "head 1000 is 12 blocks behind the reference 1012; allowed are 2");
  snapshot->chains[0].reference = base::BlockHeight{1'001};
  EXPECT_EQ(WhyAlpha(*snapshot), "head 1000 is 1 block behind the reference 1001; allowed are 2");
}

TEST(Explanation, OfALoneLaggingNodeSaysHowOldItsHeadIs) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kLagging, *snapshot);
  snapshot->chains[0].witnesses = 1;
  DetailsOf(*snapshot).urls[kAlpha].head_block_time = SampleNow().wall - minutes(5);
  EXPECT_EQ(WhyAlpha(*snapshot),
            "head 1000 is the newest that anybody shows, and is of 2025-12-31T23:55:00.000Z by its "
            "own time");
}

TEST(Explanation, OfASyncingNodeSaysBothThatItSaysSoAndThatItLags) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kSyncing, *snapshot);
  snapshot->chains[0].reference = base::BlockHeight{1'012};
  EXPECT_EQ(WhyAlpha(*snapshot),
            "the node says that it is syncing, and head 1000 is 12 blocks behind the reference "
            "1012; allowed are 2");
}

TEST(Explanation, OfAStaleNodeSaysSinceWhenItsHeadStandsAndTheWindow) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kStale, *snapshot);
  DetailsOf(*snapshot).urls[kAlpha].head_since = SampleNow().mono - seconds(150);
  EXPECT_EQ(WhyAlpha(*snapshot),
            "head 1000 stands since 2025-12-31T23:57:30.000Z (150 s); allowed are 120 s");
}

TEST(Explanation, OfAWindowOfAFewSecondsHasTenths) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kStale, *snapshot);
  Snapshot::Details& details = DetailsOf(*snapshot);
  details.urls[kAlpha].head_since = SampleNow().mono - milliseconds(6'890);
  details.chains[0].block_time = milliseconds(100);
  snapshot->chains[0].block_time = milliseconds(550);
  EXPECT_EQ(WhyAlpha(*snapshot),
            "head 1000 stands since 2025-12-31T23:59:53.110Z (6.8 s); allowed are 5.5 s");
}

TEST(Explanation, OfAWrongChainSaysWhatTheNodeToldAndWhatIsExpected) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kWrongChain, *snapshot);
  Snapshot::Details& details = DetailsOf(*snapshot);
  details.urls[kAlpha].identity.told = chains::ChainIdentity::FromText("0x10f7");
  EXPECT_EQ(WhyAlpha(*snapshot), "the node says that its chain is 0x10f7; expected is 0x1");
  details.chains[0].expected = {*chains::ChainIdentity::FromText("0x1"),
                                *chains::ChainIdentity::FromText("0x2")};
  EXPECT_EQ(WhyAlpha(*snapshot), "the node says that its chain is 0x10f7; expected is 0x1 or 0x2");
  details.chains[0].expected.clear();
  details.urls[kAlpha].identity.pinned = chains::ChainIdentity::FromText("0x5");
  EXPECT_EQ(WhyAlpha(*snapshot),
            "the node says that its chain is 0x10f7; expected is 0x5, as it told first");
}

TEST(Explanation, OfAThrottledNodeSaysUntilWhenAndWhatIsBehindIt) {
  const auto snapshot = WatchSample();
  snapshot->urls[kAlpha].health.throttled = true;
  snapshot->urls[kAlpha].holdoff_until = SampleNow().wall + seconds(30);
  snapshot->endpoints[kAlpha].face.state = State::kThrottled;
  EXPECT_EQ(WhyAlpha(*snapshot),
            "the node throttles requests; it is left alone until 2026-01-01T00:00:30.000Z; behind "
            "that healthy");
}

TEST(Explanation, OfAForkTellsHashFromHeight) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kForked, *snapshot);
  snapshot->urls[kAlpha].head = base::BlockHeight{9'000'000};
  EXPECT_EQ(WhyAlpha(*snapshot), "head 9000000 is too far above the reference 1000 to be believed");
  DetailsOf(*snapshot).urls[kAlpha].fork = {.height = {1'200},
                                            .own = *chains::BlockHash::FromText("aa"),
                                            .majority = *chains::BlockHash::FromText("bb"),
                                            .proved_at = {}};
  EXPECT_EQ(WhyAlpha(*snapshot),
            "its block 1200 is aa, and that of most of the chain's nodes is bb");
}

TEST(Explanation, CallsHeadsThatGoBackAndForthWhatTheyAre) {
  const auto snapshot = WatchSample();
  snapshot->urls[kAlpha].goes_back_and_forth = true;
  EXPECT_EQ(
      WhyAlpha(*snapshot),
      "it answers with head 1000; its heads go back and forth, as behind a load balancer over "
      "nodes out of step");
}

TEST(Explanation, NamesTheUrlThatDecidesWhereThereAreSeveral) {
  const auto snapshot = WatchSample();
  auto labels = std::make_shared<LabelBook>(*snapshot->labels);
  labels->endpoints[kAlpha].url_rows = {{kAlpha}, {kBeta}};
  snapshot->labels = labels;
  snapshot->urls[kAlpha].health.gauge = false;
  snapshot->urls[kAlpha].health.settled = State::kFailing;
  EXPECT_EQ(WhyAlpha(*snapshot), "bbbbbbbbbbbb: it answers with head 1000");
}

TEST(Explanation, OfALagIsAgainstWhatTheAnswerWasMeasuredAgainst) {
  const auto snapshot = WatchSample();
  TakeDown(kAlpha, State::kLagging, *snapshot);
  DetailsOf(*snapshot).urls[kAlpha].reference_seen = base::BlockHeight{1'012};
  snapshot->chains[0].reference = base::BlockHeight{1'200};
  EXPECT_EQ(WhyAlpha(*snapshot), "head 1000 is 12 blocks behind the reference 1012; allowed are 2");
}

TEST(Explanation, OfTheLastPollAloneKnowsNoTimesAndNoStreaks) {
  const auto snapshot = WatchSample();
  const auto why = [&] { return ExplainLastPoll(*snapshot, kAlpha, SampleNow()); };
  EXPECT_EQ(why(), "it answers with head 1000");
  TakeDown(kAlpha, State::kUnreachable, *snapshot);
  snapshot->urls[kAlpha].health.against = 1;
  snapshot->urls[kAlpha].health.failures_in_a_row = 7;
  AddPoll(seconds(1), chains::ErrorId::kConnectionRefused, *snapshot);
  EXPECT_EQ(why(), "nobody listens there (PROTOCOL_CONNECTION_REFUSED)");
  snapshot->urls[kAlpha].health.throttled = true;
  AddPoll(seconds(1), chains::ErrorId::kRateLimited, *snapshot);
  EXPECT_EQ(why(), "the node limits the rate of requests (NODE_RATE_LIMITED)");
}

TEST(Explanation, SaysLessWithoutDetailsButNeverNothing) {
  for (const State state : health::kAllStates) {
    const auto snapshot = WatchSample();
    TakeDown(kAlpha, state, *snapshot);
    snapshot->urls[kAlpha].health.against = 1;
    snapshot->details = nullptr;
    EXPECT_FALSE(WhyAlpha(*snapshot).empty()) << health::ToString(state);
  }
}

}  // namespace
}  // namespace headway::exporter
