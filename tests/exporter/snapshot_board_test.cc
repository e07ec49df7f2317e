#include "exporter/snapshot_board.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/system_clock.h"
#include "tests/support/manual_clock.h"

namespace headway::exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::shared_ptr<const Snapshot> TakenAt(base::MonoTime at,
                                        SnapshotDepth depth = SnapshotDepth::kScrape) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->taken_at = at;
  if (depth == SnapshotDepth::kHistories) {
    snapshot->details = std::make_shared<Snapshot::Details>();
  }
  return snapshot;
}

TEST(SnapshotBoard, HandsOutAFreshSnapshotWithoutWakingTheLoop) {
  testing::ManualClock clock;
  int wakes = 0;
  const auto first = TakenAt(clock.Mono());
  SnapshotBoard board(first, clock, [&] { ++wakes; });
  EXPECT_EQ(board.Fresh(), first);
  clock.Advance(milliseconds(199));
  EXPECT_EQ(board.Fresh(), first);
  EXPECT_EQ(wakes, 0);
  EXPECT_FALSE(board.Wanted().has_value());
}

TEST(SnapshotBoard, AsksTheLoopForANewOneAfter200Milliseconds) {
  testing::ManualClock clock;
  SnapshotBoard* loop_side = nullptr;
  std::shared_ptr<const Snapshot> next;
  int wakes = 0;
  SnapshotBoard board(TakenAt(clock.Mono()), clock, [&] {
    ++wakes;
    EXPECT_EQ(loop_side->Wanted(), SnapshotDepth::kScrape);
    loop_side->Publish(next);
  });
  loop_side = &board;
  clock.Advance(milliseconds(200));
  next = TakenAt(clock.Mono());
  EXPECT_EQ(board.Fresh(), next);
  EXPECT_EQ(board.Last(), next);
  EXPECT_FALSE(board.Wanted().has_value());
  EXPECT_EQ(board.Fresh(), next);
  EXPECT_EQ(wakes, 1);
}

TEST(SnapshotBoard, ShowsTheLastOneWithoutAskingForANewOne) {
  testing::ManualClock clock;
  int wakes = 0;
  const auto first = TakenAt(clock.Mono());
  SnapshotBoard board(first, clock, [&] { ++wakes; });
  clock.Advance(seconds(60));
  EXPECT_EQ(board.Last(), first);
  EXPECT_EQ(wakes, 0);
}

TEST(SnapshotBoard, HandsOutTheLastOneWhenTheLoopDoesNotAnswer) {
  testing::ManualClock clock;
  const auto first = TakenAt(clock.Mono());
  SnapshotBoard board(first, clock, [] {});
  clock.Advance(seconds(60));
  const base::SystemClock real;
  const base::MonoTime start = real.Mono();
  EXPECT_EQ(board.Fresh(), first);
  const base::Duration waited = real.Mono() - start;
  EXPECT_GE(waited, SnapshotBoard::kLongestWait);
  EXPECT_LT(waited, seconds(10));
  EXPECT_EQ(board.Wanted(), SnapshotDepth::kScrape);
}

TEST(SnapshotBoard, AsksTheLoopForDetailsThatAFreshSnapshotDoesNotHave) {
  testing::ManualClock clock;
  SnapshotBoard* loop_side = nullptr;
  const auto detailed = TakenAt(clock.Mono(), SnapshotDepth::kHistories);
  SnapshotBoard board(TakenAt(clock.Mono()), clock, [&] {
    EXPECT_EQ(loop_side->Wanted(), SnapshotDepth::kHistories);
    loop_side->Publish(detailed);
  });
  loop_side = &board;
  EXPECT_EQ(board.Fresh(SnapshotDepth::kHistories), detailed);
  EXPECT_FALSE(board.Wanted().has_value());
}

TEST(SnapshotBoard, ShowsScrapesADetailedSnapshotWhileItIsFreshAndLetsItGoThen) {
  testing::ManualClock clock;
  SnapshotBoard* loop_side = nullptr;
  const auto detailed = TakenAt(clock.Mono(), SnapshotDepth::kHistories);
  SnapshotBoard board(detailed, clock, [&] { loop_side->Publish(TakenAt(clock.Mono())); });
  loop_side = &board;
  EXPECT_EQ(board.Fresh(), detailed);
  clock.Advance(seconds(1));
  EXPECT_EQ(board.Fresh()->details, nullptr);
  EXPECT_EQ(board.Last()->details, nullptr);
}

TEST(SnapshotBoard, KeepsWantingDetailsWhenTheLoopPublishesWithout) {
  testing::ManualClock clock;
  SnapshotBoard* loop_side = nullptr;
  const auto shallow = TakenAt(clock.Mono());
  SnapshotBoard board(TakenAt(clock.Mono()), clock, [&] {
    loop_side->Publish(shallow);
    EXPECT_EQ(loop_side->Wanted(), SnapshotDepth::kHistories);
  });
  loop_side = &board;
  EXPECT_EQ(board.Fresh(SnapshotDepth::kHistories), shallow);
  EXPECT_EQ(board.Wanted(), SnapshotDepth::kHistories);
}

TEST(SnapshotBoard, AnswersAllWhoWaitWithOneSnapshot) {
  constexpr int kScrapers = 8;
  testing::ManualClock clock;
  std::atomic<int> wakes = 0;
  SnapshotBoard board(TakenAt(clock.Mono()), clock, [&] {
    ++wakes;
    wakes.notify_all();
  });
  clock.Advance(seconds(60));
  const auto next = TakenAt(clock.Mono());
  std::atomic<int> got_it = 0;
  std::vector<std::thread> scrapers;
  scrapers.reserve(kScrapers);
  for (int scraper = 0; scraper < kScrapers; ++scraper) {
    scrapers.emplace_back([&] { got_it += board.Fresh() == next ? 1 : 0; });
  }
  wakes.wait(0);
  board.Publish(next);
  for (std::thread& scraper : scrapers) scraper.join();
  EXPECT_EQ(got_it, kScrapers);
  EXPECT_LE(wakes, kScrapers);
}

TEST(SnapshotBoard, NeverHandsOutATornOrOlderSnapshotWhileTheLoopPublishes) {
  const base::SystemClock clock;
  std::atomic<bool> done = false;
  SnapshotBoard board(TakenAt(clock.Mono()), clock, [] {});
  std::thread loop([&] {
    while (!done) {
      board.Publish(TakenAt(clock.Mono()));
      std::this_thread::yield();
    }
  });
  std::vector<std::thread> scrapers;
  scrapers.reserve(4);
  std::atomic<int> went_back = 0;
  for (int scraper = 0; scraper < 4; ++scraper) {
    scrapers.emplace_back([&] {
      base::MonoTime last{};
      for (int scrape = 0; scrape < 2'000; ++scrape) {
        const base::MonoTime taken = board.Fresh()->taken_at;
        if (taken < last) ++went_back;
        last = taken;
      }
    });
  }
  for (std::thread& scraper : scrapers) scraper.join();
  done = true;
  loop.join();
  EXPECT_EQ(went_back, 0);
}

}  // namespace
}  // namespace headway::exporter
