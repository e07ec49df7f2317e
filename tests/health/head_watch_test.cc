#include "health/head_watch.h"

#include <array>
#include <chrono>

#include <gtest/gtest.h>

namespace headway::health {
namespace {

using std::chrono::seconds;

constexpr base::MonoTime kStart{std::chrono::hours(1)};

base::MonoTime At(std::int64_t second) { return kStart + seconds(second); }

TEST(HeadWatch, KnowsSinceWhenItsHeadStands) {
  HeadWatch watch;
  EXPECT_FALSE(watch.since().has_value());
  watch.Note({100}, At(1));
  EXPECT_EQ(watch.since(), At(1));
  watch.Note({100}, At(9));
  EXPECT_EQ(watch.since(), At(1));
  watch.Note({101}, At(10));
  EXPECT_EQ(watch.since(), At(10));
}

TEST(HeadWatch, MeasuresNothingBelowFiveSamples) {
  HeadWatch watch;
  for (std::uint64_t block = 0; block <= 4; ++block) {
    watch.Note({100 + block}, At(static_cast<std::int64_t>(3 * block)));
    EXPECT_FALSE(watch.block_time().has_value()) << block;
  }
  watch.Note({105}, At(15));
  EXPECT_EQ(watch.block_time(), base::Duration(seconds(3)));
}

TEST(HeadWatch, DividesByTheBlocksAdvanced) {
  HeadWatch watch;
  std::int64_t now = 0;
  std::uint64_t head = 100;
  watch.Note({head}, At(now));
  for (const int blocks : {1, 2, 3, 4, 5}) {
    head += static_cast<std::uint64_t>(blocks);
    now += 2L * blocks;
    watch.Note({head}, At(now));
  }
  EXPECT_EQ(watch.block_time(), base::Duration(seconds(2)));
}

/// A watch that has seen blocks which took so many seconds each.
template <std::size_t size>
HeadWatch After(const std::array<int, size>& block_times) {
  HeadWatch watch;
  std::int64_t now = 0;
  std::uint64_t head = 100;
  watch.Note({head}, At(now));
  for (const int block_time : block_times) {
    now += block_time;
    watch.Note({++head}, At(now));
  }
  return watch;
}

TEST(HeadWatch, TakesTheMedianAndTheLowerMiddleOfAnEvenNumber) {
  EXPECT_EQ(After(std::array{9, 1, 8, 2, 5}).block_time(), base::Duration(seconds(5)));
  EXPECT_EQ(After(std::array{9, 1, 8, 2, 5, 7}).block_time(), base::Duration(seconds(5)));
  EXPECT_EQ(After(std::array{1, 1, 1, 1, 600}).block_time(), base::Duration(seconds(1)));
}

TEST(HeadWatch, ForgetsAllButTheLastTwentySamples) {
  HeadWatch watch;
  std::int64_t now = 0;
  std::uint64_t head = 100;
  watch.Note({head}, At(now));
  const auto note = [&](int samples, int block_time) {
    for (int sample = 0; sample < samples; ++sample) watch.Note({++head}, At(now += block_time));
  };
  note(40, 12);
  EXPECT_EQ(watch.block_time(), base::Duration(seconds(12)));
  note(10, 2);
  EXPECT_EQ(watch.block_time(), base::Duration(seconds(2))) << "the lower middle of ten and ten";
  note(10, 2);
  note(9, 7);
  EXPECT_EQ(watch.block_time(), base::Duration(seconds(2)));
  note(2, 7);
  EXPECT_EQ(watch.block_time(), base::Duration(seconds(7)));
}

TEST(HeadWatch, AFallIsNoSampleAndRestartsTheClock) {
  HeadWatch watch = After(std::array{4, 4, 4, 4});
  watch.Note({90}, At(100));
  EXPECT_FALSE(watch.block_time().has_value());
  EXPECT_EQ(watch.since(), At(100));
  watch.Note({91}, At(104));
  EXPECT_EQ(watch.block_time(), base::Duration(seconds(4)));
}

}  // namespace
}  // namespace headway::health
