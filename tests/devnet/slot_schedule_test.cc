#include "devnet/slot_schedule.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace headway::devnet {
namespace {

constexpr std::uint64_t kSeed = 0x5eed;
constexpr std::uint64_t kSlots = 2'000;

TEST(SlotScheduleTest, BlockHeightCountsTheSlotsThatHaveABlock) {
  const SlotSchedule slots(kSeed);
  std::uint64_t height = 0;
  for (std::uint64_t slot = 1; slot <= kSlots; ++slot) {
    if (!slots.IsSkipped(slot)) ++height;
    ASSERT_EQ(slots.BlockHeight(slot), height) << slot;
  }
  EXPECT_EQ(height, kSlots - kSlots / 20);
}

TEST(SlotScheduleTest, LastProducedIsTheNearestSlotWithABlock) {
  const SlotSchedule slots(kSeed);
  for (std::uint64_t slot = 0; slot < kSlots; ++slot) {
    const std::uint64_t produced = slots.LastProduced(slot);
    ASSERT_FALSE(slots.IsSkipped(produced)) << slot;
    ASSERT_EQ(produced, slots.IsSkipped(slot) ? slot - 1 : slot);
  }
}

TEST(SlotScheduleTest, TheFirstSlotHasABlock) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    EXPECT_FALSE(SlotSchedule(seed).IsSkipped(0));
  }
}

}  // namespace
}  // namespace headway::devnet
