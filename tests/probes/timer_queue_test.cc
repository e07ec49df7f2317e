#include "probes/timer_queue.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"

namespace headway::probes {
namespace {

using base::MonoTime;
using base::SlotIndex;
using std::chrono::seconds;
using ::testing::ElementsAre;

constexpr MonoTime At(std::int64_t second) { return MonoTime(seconds(second)); }

std::vector<std::uint32_t> PopAll(TimerQueue& queue, MonoTime now) {
  std::vector<std::uint32_t> slots;
  while (const auto slot = queue.PopDue(now)) slots.push_back(slot->value);
  return slots;
}

TEST(TimerQueue, HasNothingWhenEmpty) {
  TimerQueue queue;
  EXPECT_EQ(queue.Next(), std::nullopt);
  EXPECT_EQ(queue.PopDue(MonoTime::max()), std::nullopt);
}

TEST(TimerQueue, ComesOutByDeadline) {
  TimerQueue queue;
  queue.Schedule(SlotIndex{1}, At(30));
  queue.Schedule(SlotIndex{2}, At(10));
  queue.Schedule(SlotIndex{3}, At(20));
  EXPECT_EQ(queue.Next(), At(10));
  EXPECT_THAT(PopAll(queue, At(30)), ElementsAre(2, 3, 1));
  EXPECT_EQ(queue.Next(), std::nullopt);
}

TEST(TimerQueue, EqualDeadlinesComeOutInTheOrderOfScheduling) {
  TimerQueue queue;
  for (const std::uint32_t slot : {5U, 3U, 9U, 1U, 7U}) queue.Schedule(SlotIndex{slot}, At(1));
  EXPECT_THAT(PopAll(queue, At(1)), ElementsAre(5, 3, 9, 1, 7));
}

TEST(TimerQueue, ADeadlineIsDueAtItsTimeAndNotBefore) {
  TimerQueue queue;
  queue.Schedule(SlotIndex{4}, At(10));
  EXPECT_EQ(queue.PopDue(At(10) - base::Duration(1)), std::nullopt);
  EXPECT_EQ(queue.PopDue(At(10)), SlotIndex{4});
}

TEST(TimerQueue, WhatIsScheduledAgainStandsBehindItsEquals) {
  TimerQueue queue;
  queue.Schedule(SlotIndex{1}, At(1));
  queue.Schedule(SlotIndex{2}, At(2));
  ASSERT_EQ(queue.PopDue(At(1)), SlotIndex{1});
  queue.Schedule(SlotIndex{1}, At(2));
  EXPECT_THAT(PopAll(queue, At(2)), ElementsAre(2, 1));
}

TEST(TimerQueue, ASlotHasOneDeadlineTheLatest) {
  for (const std::int64_t second : {5, 20, 40}) {
    TimerQueue queue;
    queue.Schedule(SlotIndex{1}, At(20));
    queue.Schedule(SlotIndex{2}, At(30));
    queue.Schedule(SlotIndex{1}, At(second));
    EXPECT_EQ(queue.Next(), At(std::min<std::int64_t>(second, 30)));
    EXPECT_THAT(PopAll(queue, At(50)), second < 30 ? ElementsAre(1, 2) : ElementsAre(2, 1));
    EXPECT_EQ(queue.Next(), std::nullopt);
  }
}

TEST(TimerQueue, WhatWasRemovedDoesNotComeOut) {
  TimerQueue queue;
  queue.Remove(SlotIndex{7});
  queue.Schedule(SlotIndex{1}, At(10));
  queue.Schedule(SlotIndex{2}, At(20));
  queue.Schedule(SlotIndex{3}, At(30));
  queue.Remove(SlotIndex{1});
  EXPECT_EQ(queue.Next(), At(20));
  queue.Remove(SlotIndex{3});
  EXPECT_THAT(PopAll(queue, At(99)), ElementsAre(2));
  queue.Schedule(SlotIndex{1}, At(5));
  EXPECT_THAT(PopAll(queue, At(99)), ElementsAre(1)) << "a slot may come again";
}

TEST(TimerQueue, AgreesWithAModelThatReplacesAndRemoves) {
  base::Random random(2);
  TimerQueue queue;
  std::map<std::uint32_t, MonoTime> model;
  for (int step = 0; step < 20'000; ++step) {
    const auto slot = static_cast<std::uint32_t>(random.Below(40));
    switch (random.Below(4)) {
      case 0:
        queue.Remove(SlotIndex{slot});
        model.erase(slot);
        break;
      case 1: {
        const auto popped = queue.PopDue(MonoTime::max());
        ASSERT_EQ(popped.has_value(), !model.empty());
        if (popped) model.erase(popped->value);
        break;
      }
      default: {
        const MonoTime deadline = At(static_cast<std::int64_t>(random.Below(1'000)));
        queue.Schedule(SlotIndex{slot}, deadline);
        model[slot] = deadline;
      }
    }
    const auto first = std::min_element(
        model.begin(), model.end(),
        [](const auto& left, const auto& right) { return left.second < right.second; });
    ASSERT_EQ(queue.Next(), first == model.end() ? std::nullopt : std::optional(first->second));
  }
}

TEST(TimerQueue, AgreesWithAStableSortOnManyEntries) {
  struct Entry {
    std::uint32_t slot;
    MonoTime deadline;
  };
  base::Random random(1);
  TimerQueue queue;
  std::vector<Entry> model;
  for (std::uint32_t slot = 0; slot < 2'000; ++slot) {
    model.push_back({slot, At(static_cast<std::int64_t>(random.Below(50)))});
    queue.Schedule(SlotIndex{slot}, model.back().deadline);
  }
  std::stable_sort(model.begin(), model.end(), [](const Entry& left, const Entry& right) {
    return left.deadline < right.deadline;
  });
  for (const Entry& entry : model) {
    ASSERT_EQ(queue.Next(), entry.deadline);
    ASSERT_EQ(queue.PopDue(entry.deadline), SlotIndex{entry.slot});
  }
}

}  // namespace
}  // namespace headway::probes
