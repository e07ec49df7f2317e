#include "probes/timer_queue.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"

namespace headway::probes {
namespace {

using base::MonoTime;
using base::UrlIndex;
using std::chrono::seconds;
using ::testing::ElementsAre;

constexpr MonoTime At(std::int64_t second) { return MonoTime(seconds(second)); }

std::vector<std::uint32_t> PopAll(TimerQueue& queue, MonoTime now) {
  std::vector<std::uint32_t> urls;
  while (const auto url = queue.PopDue(now)) urls.push_back(url->value);
  return urls;
}

TEST(TimerQueue, HasNothingWhenEmpty) {
  TimerQueue queue;
  EXPECT_EQ(queue.Next(), std::nullopt);
  EXPECT_EQ(queue.PopDue(MonoTime::max()), std::nullopt);
}

TEST(TimerQueue, ComesOutByDeadline) {
  TimerQueue queue;
  queue.Schedule(UrlIndex{1}, At(30));
  queue.Schedule(UrlIndex{2}, At(10));
  queue.Schedule(UrlIndex{3}, At(20));
  EXPECT_EQ(queue.Next(), At(10));
  EXPECT_THAT(PopAll(queue, At(30)), ElementsAre(2, 3, 1));
  EXPECT_EQ(queue.Next(), std::nullopt);
}

TEST(TimerQueue, EqualDeadlinesComeOutInTheOrderOfScheduling) {
  TimerQueue queue;
  for (const std::uint32_t url : {5U, 3U, 9U, 1U, 7U}) queue.Schedule(UrlIndex{url}, At(1));
  EXPECT_THAT(PopAll(queue, At(1)), ElementsAre(5, 3, 9, 1, 7));
}

TEST(TimerQueue, ADeadlineIsDueAtItsTimeAndNotBefore) {
  TimerQueue queue;
  queue.Schedule(UrlIndex{4}, At(10));
  EXPECT_EQ(queue.PopDue(At(10) - base::Duration(1)), std::nullopt);
  EXPECT_EQ(queue.PopDue(At(10)), UrlIndex{4});
}

TEST(TimerQueue, WhatIsScheduledAgainStandsBehindItsEquals) {
  TimerQueue queue;
  queue.Schedule(UrlIndex{1}, At(1));
  queue.Schedule(UrlIndex{2}, At(2));
  ASSERT_EQ(queue.PopDue(At(1)), UrlIndex{1});
  queue.Schedule(UrlIndex{1}, At(2));
  EXPECT_THAT(PopAll(queue, At(2)), ElementsAre(2, 1));
}

TEST(TimerQueue, AgreesWithAStableSortOnManyEntries) {
  struct Entry {
    std::uint32_t url;
    MonoTime deadline;
  };
  base::Random random(1);
  TimerQueue queue;
  std::vector<Entry> model;
  for (std::uint32_t url = 0; url < 2'000; ++url) {
    model.push_back({url, At(static_cast<std::int64_t>(random.Below(50)))});
    queue.Schedule(UrlIndex{url}, model.back().deadline);
  }
  std::stable_sort(model.begin(), model.end(), [](const Entry& left, const Entry& right) {
    return left.deadline < right.deadline;
  });
  for (const Entry& entry : model) {
    ASSERT_EQ(queue.Next(), entry.deadline);
    ASSERT_EQ(queue.PopDue(entry.deadline), UrlIndex{entry.url});
  }
}

}  // namespace
}  // namespace headway::probes
