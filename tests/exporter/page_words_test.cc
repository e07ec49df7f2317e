#include "exporter/page_words.h"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/exporter/watch_sample.h"

namespace headway::exporter {
namespace {

using health::State;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto kBackup = static_cast<std::size_t>(health::Role::kBackup);

TEST(PageWords, RoundSpansToTwoUnits) {
  EXPECT_EQ(Roughly(seconds(-4)), "0 s");
  EXPECT_EQ(Roughly(milliseconds(999)), "0 s");
  EXPECT_EQ(Roughly(seconds(59)), "59 s");
  EXPECT_EQ(Roughly(seconds(60)), "1 min");
  EXPECT_EQ(Roughly(seconds(125)), "2 min 5 s");
  EXPECT_EQ(Roughly(hours(3) + seconds(7)), "3 h");
  EXPECT_EQ(Roughly(hours(49) + minutes(59)), "2 d 1 h");
}

TEST(PageWords, SayWhetherAnInstantIsBehindOrAhead) {
  const base::WallTime now = SampleNow().wall;
  EXPECT_EQ(Relative(now - seconds(4), now), "4 s ago");
  EXPECT_EQ(Relative(now, now), "0 s ago");
  EXPECT_EQ(Relative(now + seconds(61), now), "in 1 min 1 s");
}

TEST(PageWords, GiveEachStateAWordAndAShape) {
  EXPECT_EQ(SignOf(State::kHealthy, true).shape, Shape::kGood);
  EXPECT_EQ(SignOf(State::kUnknown, true).shape, Shape::kUnknown);
  EXPECT_EQ(SignOf(State::kThrottled, true).shape, Shape::kWarn);
  EXPECT_EQ(SignOf(State::kThrottled, false).shape, Shape::kBad);
  EXPECT_EQ(SignOf(State::kWrongChain, false).shape, Shape::kBad);
  EXPECT_EQ(SignOf(State::kWrongChain, false).words, "wrong chain");
}

TEST(PageWords, NameTheTierOfAChain) {
  const auto snapshot = WatchSample();
  Snapshot::Chain& chain = snapshot->chains[0];
  EXPECT_EQ(TierOf(chain).words, "primaries serve");
  chain.crews[0] = {.serving = 0, .idle = 1};
  EXPECT_EQ(TierOf(chain).words, "backups only");
  chain.crews[1] = {.serving = 0, .idle = 1};
  EXPECT_EQ(TierOf(chain).words, "dark: nobody serves");
  EXPECT_EQ(TierOf(chain).shape, Shape::kBad);
  chain.crews = {};
  EXPECT_EQ(TierOf(chain).words, "no endpoints");
}

TEST(PageWords, NameThePollThatWasCancelledOrThrottledByThat) {
  health::PollRecord poll;
  poll.verdict = State::kHealthy;
  EXPECT_EQ(SignOf(poll).words, "healthy");
  poll.outcome = health::PollOutcome::kThrottled;
  EXPECT_EQ(SignOf(poll).words, "throttled");
  poll.outcome = health::PollOutcome::kCancelled;
  EXPECT_EQ(SignOf(poll).words, "cancelled");
  EXPECT_EQ(SignOf(health::PollRecord{}).words, "undecided");
}

TEST(PageWords, PutWhatIsDownBeforeWhatIsBlockedBeforeWhatIsUncertain) {
  const auto snapshot = WatchSample();
  EXPECT_EQ(NeedOf(snapshot->endpoints[kBeta]), Need::kNone);
  snapshot->endpoints[kBeta].face.state = State::kUnknown;
  EXPECT_EQ(NeedOf(snapshot->endpoints[kBeta]), Need::kUncertain);
  snapshot->endpoints[kBeta].blocks.at(kBackup).emplace();
  EXPECT_EQ(NeedOf(snapshot->endpoints[kBeta]), Need::kBlocked);
  TakeDown(kBeta, State::kFailing, *snapshot);
  EXPECT_EQ(NeedOf(snapshot->endpoints[kBeta]), Need::kDown);
}

TEST(PageWords, SayWhyAnEndpointIsBlockedAndWhenItIsProbed) {
  const ClockReading now = SampleNow();
  health::Block block;
  block.reason = health::BlockReason::kErrors;
  block.since = now.wall - seconds(62);
  block.probe.at = now.mono + seconds(18);
  EXPECT_EQ(BlockInWords(health::Role::kPrimary, block, now),
            "blocked as primary for 1 min 2 s: too many errors in a row; the next probe in 18 s");
  block.reblocked = true;
  block.probe.fired_after = 7;
  EXPECT_EQ(BlockInWords(health::Role::kBackup, block, now),
            "blocked as backup for 1 min 2 s: too many errors in a row; it was so before this "
            "epoch began; it is being probed");
}

TEST(PageWords, RoundPercentsDownSoThatNoThresholdLooksReachedBeforeItIs) {
  EXPECT_EQ(InPercent(0), "0 %");
  EXPECT_EQ(InPercent(-1), "0 %");
  EXPECT_EQ(InPercent(0.004), "less than 1 %");
  EXPECT_EQ(InPercent(0.29), "29 %");
  EXPECT_EQ(InPercent(0.4999), "49 %");
  EXPECT_EQ(InPercent(1), "100 %");
  EXPECT_EQ(InPercent(10), "1000 %");
  EXPECT_EQ(InPercent(300), "over 1000 %");
}

TEST(PageWords, TellAmountsInLavaWithTwoDigitsWhereItIsNotWhole) {
  EXPECT_EQ(InLava(0), "0 LAVA");
  EXPECT_EQ(InLava(75'000'000'000), "75000 LAVA");
  EXPECT_EQ(InLava(6'500'000), "6.50 LAVA");
  EXPECT_EQ(InLava(1'019'999), "1.01 LAVA");
  EXPECT_EQ(InLava(9'999), "less than 0.01 LAVA");
}

TEST(PageWords, ListWhatThereIs) {
  std::string list;
  AddCount(0, "down", list);
  EXPECT_EQ(list, "");
  AddCount(1, "down", list);
  AddCount(7, "healthy", list);
  EXPECT_EQ(list, "1 down, 7 healthy");
}

}  // namespace
}  // namespace headway::exporter
