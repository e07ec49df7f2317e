#include "lava/follower.h"

#include <chrono>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headway::lava {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using Kind = Ask::Kind;

constexpr base::MonoTime kStart{std::chrono::hours(1)};

/// A follower, with the time.
class Rig {
 public:
  explicit Rig(std::optional<std::uint64_t> done = std::nullopt, std::uint64_t backfill = 10)
      : follower(Policy(backfill), done) {}

  static FollowPolicy Policy(std::uint64_t backfill) {
    FollowPolicy policy;
    policy.backfill_blocks = backfill;
    return policy;
  }

  std::vector<Ask> Asks() {
    std::vector<Ask> asks;
    while (const auto ask = follower.Next(now)) asks.push_back(*ask);
    return asks;
  }
  void TellStatus(std::uint64_t height, std::uint64_t earliest = 1) {
    const auto asks = Asks();
    ASSERT_TRUE(!asks.empty() && asks.front().kind == Kind::kStatus);
    follower.OnStatus({.network = "n", .height = height, .earliest = earliest}, now);
  }
  void WaitUntilDue() { now = std::max(now, follower.NextDeadline()); }
  /// Fails a height whenever it is asked for, until it is given up; how often that was.
  int FailUntilGivenUp(std::uint64_t height, AskFault fault) {
    for (int tries = 0; tries < 1'000; ++tries) {
      for (const Ask& ask : Asks()) {
        if (ask.kind == Kind::kStatus) {
          follower.OnStatus({.network = "n", .height = height, .earliest = 1}, now);
        } else {
          follower.OnBlockFailed(height, fault, now, std::nullopt);
          if (const auto step = follower.TakeStep()) {
            last_reason = std::get<Step::NotRead>(step->outcome).reason;
            return ++failed_;
          }
          ++failed_;
        }
      }
      WaitUntilDue();
    }
    return -1;
  }

  Follower follower;
  base::MonoTime now = kStart;
  NotReadReason last_reason = NotReadReason::kPruned;

 private:
  int failed_ = 0;
};

TEST(Follower, AsksForTheStatusFirstAndForNothingElse) {
  Rig rig;
  const auto asks = rig.Asks();
  ASSERT_EQ(asks.size(), 1U);
  EXPECT_EQ(asks.front().kind, Kind::kStatus);
  EXPECT_EQ(rig.follower.head(), std::nullopt);
}

TEST(Follower, BeginsWithTheLastBlocksAndSaysHowManyRemain) {
  Rig rig;
  rig.TellStatus(100);
  EXPECT_EQ(rig.follower.backfill_remaining(), 10U);
  const auto asks = rig.Asks();
  ASSERT_EQ(asks.size(), 4U) << "bounded concurrency";
  EXPECT_EQ(asks.front().height, 91U);
  EXPECT_EQ(asks.back().height, 94U);
}

TEST(Follower, BeginsWithTheFirstBlockOfAYoungChain) {
  Rig rig;
  rig.TellStatus(3);
  EXPECT_EQ(rig.Asks().front().height, 1U);
}

TEST(Follower, GoesOnWhereItStopped) {
  Rig rig(40);
  rig.TellStatus(100);
  EXPECT_EQ(rig.Asks().front().height, 41U) << "however long ago that was";
  EXPECT_EQ(rig.follower.backfill_remaining(), 60U);
}

TEST(Follower, HandsBlocksOutInOrderHoweverTheyCome) {
  Rig rig;
  rig.TellStatus(100);
  rig.Asks();
  for (const std::uint64_t height : {94U, 92U, 93U}) rig.follower.OnBlock(height, {}, false);
  EXPECT_FALSE(rig.follower.TakeStep().has_value()) << "91 is still under way";
  rig.follower.OnBlock(91, {}, false);
  for (std::uint64_t height = 91; height <= 94; ++height) {
    EXPECT_EQ(rig.follower.TakeStep().value().height, height);
  }
  EXPECT_FALSE(rig.follower.TakeStep().has_value());
  EXPECT_EQ(rig.follower.done(), 94U);
}

TEST(Follower, AsksWhenABlockWasMadeWhereThatIsWanted) {
  Rig rig;
  rig.TellStatus(100);
  rig.Asks();
  rig.follower.OnBlock(91, {}, true);
  EXPECT_FALSE(rig.follower.TakeStep().has_value());
  const auto asks = rig.Asks();
  ASSERT_EQ(asks.size(), 1U);
  EXPECT_EQ(asks.front().kind, Kind::kHeader);
  rig.follower.OnHeader(91, base::WallTime(seconds(5)));
  EXPECT_EQ(std::get<Step::Block>(rig.follower.TakeStep().value().outcome).time,
            base::WallTime(seconds(5)));
}

TEST(Follower, ReadsEachHeightOnceWhateverComesTwice) {
  Rig rig;
  rig.TellStatus(100);
  rig.Asks();
  rig.follower.OnBlock(91, {}, false);
  rig.follower.OnBlock(91, {}, false);
  ASSERT_TRUE(rig.follower.TakeStep().has_value());
  rig.follower.OnBlock(91, {}, false);
  EXPECT_FALSE(rig.follower.TakeStep().has_value());
}

TEST(Follower, AsksForNoBlockWhileTheStatusDoesNotCome) {
  Rig rig;
  rig.TellStatus(100);
  rig.Asks();
  rig.follower.OnBlockFailed(91, AskFault::kUnreachable, rig.now, std::nullopt);
  rig.WaitUntilDue();
  rig.Asks();
  rig.follower.OnStatusFailed(rig.now, std::nullopt);
  rig.WaitUntilDue();
  rig.Asks();
  rig.follower.OnStatusFailed(rig.now, std::nullopt);
  for (int hour = 0; hour < 24; ++hour) {
    rig.now += std::chrono::hours(1);
    for (const Ask& ask : rig.Asks()) {
      ASSERT_EQ(ask.kind, Kind::kStatus);
      rig.follower.OnStatusFailed(rig.now, std::nullopt);
    }
  }
  EXPECT_EQ(rig.follower.done(), 90U) << "an outage skips nothing";
}

TEST(Follower, WaitsLongerAfterEachFailureUpToAMinute) {
  Rig rig;
  rig.Asks();
  base::Duration last{};
  for (int failure = 0; failure < 12; ++failure) {
    rig.follower.OnStatusFailed(rig.now, std::nullopt);
    const base::Duration wait = rig.follower.NextDeadline() - rig.now;
    EXPECT_GE(wait, last);
    EXPECT_LE(wait, minutes(1));
    last = wait;
    rig.WaitUntilDue();
    rig.Asks();
  }
  EXPECT_EQ(last, minutes(1));
}

TEST(Follower, HoldsOffAsLongAsItIsTold) {
  Rig rig;
  rig.TellStatus(100);
  rig.Asks();
  rig.follower.OnBlockFailed(91, AskFault::kThrottled, rig.now, minutes(5));
  for (const std::uint64_t height : {92U, 93U, 94U}) {
    rig.follower.OnBlockFailed(height, AskFault::kThrottled, rig.now, minutes(5));
  }
  rig.now += minutes(4);
  for (const Ask& ask : rig.Asks()) EXPECT_EQ(ask.kind, Kind::kStatus);
}

TEST(Follower, LetsNoRetryAfterSilenceItForLongerThanFiveMinutes) {
  Rig rig;
  rig.Asks();
  rig.follower.OnStatusFailed(rig.now, std::chrono::hours(24));
  EXPECT_EQ(rig.follower.NextDeadline() - rig.now, minutes(5));
  rig.now += minutes(5);
  rig.TellStatus(100);
  for (const Ask& ask : rig.Asks()) {
    rig.follower.OnBlockFailed(ask.height, AskFault::kThrottled, rig.now, std::chrono::hours(24));
  }
  rig.now += minutes(5);
  EXPECT_THAT(rig.Asks(), ::testing::Contains(::testing::Field(&Ask::kind, Kind::kResults)));
}

TEST(Follower, AsksForALargeBlockAgainAloneAndWithMoreRoom) {
  Rig rig;
  rig.TellStatus(100);
  EXPECT_EQ(rig.Asks().front().max_body, base::limits::kMaxLavaReplyBytes);
  rig.follower.OnBlockFailed(91, AskFault::kTooLarge, rig.now, std::nullopt);
  rig.follower.OnBlockFailed(92, AskFault::kTooLarge, rig.now, std::nullopt);
  const auto asks = rig.Asks();
  ASSERT_FALSE(asks.empty());
  EXPECT_EQ(asks.front().height, 91U);
  EXPECT_EQ(asks.front().max_body, base::limits::kMaxLavaBlockBytes);
  for (std::size_t at = 1; at < asks.size(); ++at) EXPECT_NE(asks.at(at).height, 92U);
}

TEST(Follower, GivesUpOnABlockLargerThanAnyAfterThreeTriesWithRoom) {
  Rig rig(99);
  rig.TellStatus(100);
  EXPECT_EQ(rig.FailUntilGivenUp(100, AskFault::kTooLarge), 4) << "and one without";
  EXPECT_EQ(rig.last_reason, NotReadReason::kBodyTooLarge);
  EXPECT_EQ(rig.follower.done(), 100U);
}

TEST(Follower, GivesUpOnABlockThatMakesNoSenseAfterEightTries) {
  for (const auto& [fault, reason] : {std::pair(AskFault::kUnreadable, NotReadReason::kUnreadable),
                                      std::pair(AskFault::kRefused, NotReadReason::kRefused)}) {
    Rig rig(99);
    rig.TellStatus(100);
    const base::MonoTime before = rig.now;
    EXPECT_EQ(rig.FailUntilGivenUp(100, fault), 8);
    EXPECT_EQ(rig.last_reason, reason);
    EXPECT_GT(rig.now - before, minutes(1)) << "a hiccup does not take that long";
  }
}

TEST(Follower, GivesUpOnABlockThatNeverComesWhileTheStatusDoes) {
  Rig rig(99);
  rig.TellStatus(100);
  EXPECT_EQ(rig.FailUntilGivenUp(100, AskFault::kUnreachable), 30);
  EXPECT_EQ(rig.last_reason, NotReadReason::kUnanswered);
}

TEST(Follower, WaitsForResultsOfAFreshBlockAsLongAsItTakes) {
  Rig rig(99);
  rig.TellStatus(100);
  EXPECT_EQ(rig.FailUntilGivenUp(100, AskFault::kNoResults), -1);
  EXPECT_EQ(rig.follower.done(), 99U);
}

TEST(Follower, TakesResultsThatWereThrownAwayForPruned) {
  Rig rig(49);
  rig.TellStatus(100);
  rig.Asks();
  for (int tries = 0; tries < 8; ++tries) {
    rig.follower.OnBlockFailed(50, AskFault::kNoResults, rig.now, std::nullopt);
    rig.now += minutes(2);
    rig.Asks();
  }
  const auto step = rig.follower.TakeStep();
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(std::get<Step::NotRead>(step->outcome).reason, NotReadReason::kPruned);
}

TEST(Follower, PassesOverWhatTheNodeSaysItNoLongerHasAndSaysSo) {
  Rig rig(40);
  rig.TellStatus(100, 71);
  const auto step = rig.follower.TakeStep();
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(step->height, 41U);
  EXPECT_EQ(std::get<Step::NotRead>(step->outcome).last, 70U);
  EXPECT_EQ(rig.Asks().front().height, 71U);
}

TEST(Follower, KeepsWhatWasReadBeforeTheNodePrunedIt) {
  Rig rig;
  rig.TellStatus(100);
  rig.Asks();
  rig.follower.OnBlock(93, {}, false);
  for (const std::uint64_t height : {91U, 92U, 94U}) {
    rig.follower.OnBlockFailed(height, AskFault::kThrottled, rig.now, std::nullopt);
  }
  rig.now += seconds(10);
  rig.follower.OnStatus({.network = "n", .height = 101, .earliest = 96}, rig.now);
  std::set<std::uint64_t> read;
  std::uint64_t pruned = 0;
  while (const auto step = rig.follower.TakeStep()) {
    if (const auto* const gone = std::get_if<Step::NotRead>(&step->outcome)) {
      pruned += gone->last - step->height + 1;
    } else {
      read.insert(step->height);
    }
  }
  EXPECT_EQ(read, (std::set<std::uint64_t>{93}));
  EXPECT_EQ(pruned, 4U) << "91, 92, 94, 95";
}

TEST(Follower, SurvivesAHeadThatGoesBack) {
  Rig rig(90);
  rig.TellStatus(100);
  for (std::uint64_t height = 91; height <= 100; ++height) {
    rig.Asks();
    rig.follower.OnBlock(height, {}, false);
    ASSERT_TRUE(rig.follower.TakeStep().has_value());
  }
  rig.now += seconds(5);
  rig.TellStatus(50);
  EXPECT_EQ(rig.follower.head(), 50U) << "as told";
  EXPECT_EQ(rig.follower.done(), 100U) << "nothing is counted again";
  EXPECT_TRUE(rig.Asks().empty());
  rig.now += seconds(5);
  rig.TellStatus(101);
  EXPECT_EQ(rig.Asks().front().height, 101U);
}

}  // namespace
}  // namespace headway::lava
