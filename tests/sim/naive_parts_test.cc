#include <chrono>

#include <gtest/gtest.h>

#include "tests/sim/naive_epochs.h"
#include "tests/sim/naive_url.h"

namespace headway::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr base::WallTime kNoon{seconds(1'767'268'800)};
constexpr base::MonoTime kNow{hours(1)};

void Tell(std::uint64_t head, base::MonoTime now, NaiveUrl& url) {
  HearHead(head, {.blocks_to_save = 10, .stride = 100}, url);
  url.head = url.tracked;
  BearWitness(now, url);
}

TEST(NaiveEpochs, EachDurationIsOneBoundary) {
  NaiveEpochs epochs(hours(1), kNoon);
  EXPECT_FALSE(epochs.IsBoundary(kNoon + minutes(59)));
  EXPECT_TRUE(epochs.IsBoundary(kNoon + minutes(60)));
  EXPECT_FALSE(epochs.IsBoundary(kNoon + minutes(61)));
}

TEST(NaiveEpochs, SkippedOnesAreOneBoundary) {
  NaiveEpochs epochs(hours(1), kNoon);
  const auto before = epochs.number();
  EXPECT_TRUE(epochs.IsBoundary(kNoon + hours(5)));
  EXPECT_EQ(epochs.number(), before + 5);
  EXPECT_FALSE(epochs.IsBoundary(kNoon + hours(5)));
}

TEST(NaiveEpochs, AShortStepBackReopensNothing) {
  NaiveEpochs epochs(hours(1), kNoon);
  EXPECT_TRUE(epochs.IsBoundary(kNoon + minutes(61)));
  EXPECT_FALSE(epochs.IsBoundary(kNoon + minutes(10)));
  EXPECT_FALSE(epochs.IsBoundary(kNoon + minutes(62)));
  EXPECT_TRUE(epochs.IsBoundary(kNoon + minutes(120)));
}

TEST(NaiveEpochs, ALongStepBackIsOneBoundaryWithTheLowerNumber) {
  NaiveEpochs epochs(hours(1), kNoon);
  const auto before = epochs.number();
  EXPECT_TRUE(epochs.IsBoundary(kNoon - minutes(90)));
  EXPECT_EQ(epochs.number(), before - 2);
}

TEST(NaiveHead, ALowerOneIsTakenWithTheSecondPollBelow) {
  NaiveUrl url;
  Tell(100, kNow, url);
  Tell(97, kNow + seconds(1), url);
  EXPECT_EQ(url.head, 100U);
  Tell(96, kNow + seconds(2), url);
  EXPECT_EQ(url.head, 100U);
  Tell(98, kNow + seconds(3), url);
  EXPECT_EQ(url.head, 98U);
}

TEST(NaiveHead, ALowerOneIsTakenAtOnceWhereItsBlockIsProvedToBeAnother) {
  NaiveUrl url;
  const auto block = [&url](std::uint64_t height, const char* hash) {
    Told told;
    told.height = height;
    told.hash = hash;
    HearBlock(told, {.blocks_to_save = 10, .stride = 100}, url);
  };
  Tell(99, kNow, url);
  block(99, "a");
  Tell(100, kNow, url);
  block(100, "b");
  Tell(99, kNow, url);
  block(99, "a");
  EXPECT_EQ(url.head, 100U);
  block(99, "c");
  url.head = url.tracked;
  EXPECT_EQ(url.head, 99U);
}

TEST(NaiveHead, TheBlockTimeIsTheLowerMedianOfFiveOrMoreRises) {
  NaiveUrl url;
  base::MonoTime at = kNow;
  Tell(100, at, url);
  std::uint64_t head = 100;
  for (const int gap : {2, 2, 9, 4}) {
    at += seconds(gap);
    Tell(++head, at, url);
  }
  EXPECT_EQ(MeasuredBlockTime(url), std::nullopt);
  at += seconds(30);
  head += 2;
  Tell(head, at, url);
  EXPECT_EQ(MeasuredBlockTime(url), seconds(4));
}

TEST(NaiveHistory, RefusalsCountSinceTheLastAnswerOrBoundary) {
  NaiveUrl url;
  url.history.push_back({.wire = Wire::kTransport, .refusal = true});
  url.history.push_back({.wire = Wire::kThrottled});
  url.history.push_back({.wire = Wire::kTransport, .refusal = true});
  EXPECT_EQ(RefusalsInARow(url), 2);
  EXPECT_EQ(FailedInARow(url), 2);
  url.history.back().boundary_since = true;
  url.history.push_back({.wire = Wire::kTransport, .refusal = true});
  EXPECT_EQ(RefusalsInARow(url), 1);
  EXPECT_EQ(FailedInARow(url), 3);
  url.history.push_back({.answered = true, .good = true});
  EXPECT_EQ(RefusalsInARow(url), 0);
  EXPECT_EQ(FailedInARow(url), 0);
}

}  // namespace
}  // namespace headway::sim
