#include "health/poll_history.h"

#include <gtest/gtest.h>

namespace headway::health {
namespace {

PollRecord Number(std::uint64_t number) {
  PollRecord record;
  record.head = base::BlockHeight{number};
  return record;
}

TEST(PollHistory, TellsTheNewestFirst) {
  PollHistory history;
  EXPECT_EQ(history.size(), 0U);
  history.Add(Number(1));
  history.Add(Number(2));
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history.Newest(0).head, base::BlockHeight{2});
  EXPECT_EQ(history.Newest(1).head, base::BlockHeight{1});
}

TEST(PollHistory, KeepsTheLastTwenty) {
  PollHistory history;
  for (std::uint64_t number = 1; number <= 47; ++number) history.Add(Number(number));
  ASSERT_EQ(history.size(), 20U);
  for (std::size_t back = 0; back < 20; ++back) {
    EXPECT_EQ(history.Newest(back).head, base::BlockHeight{47 - back});
  }
}

TEST(PollHistory, CountsTheRollbacksAmongTheLastTwenty) {
  PollHistory history;
  for (std::size_t poll = 0; poll < 30; ++poll) {
    PollRecord record;
    record.rollback = poll % 5 == 0;
    history.Add(record);
  }
  EXPECT_EQ(history.Rollbacks(), 4U);
}

}  // namespace
}  // namespace headway::health
