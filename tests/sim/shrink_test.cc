#include "tests/sim/shrink.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace headway::sim {
namespace {

using Indices = std::vector<std::size_t>;

Indices UpTo(std::size_t count) {
  Indices indices(count);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return indices;
}

bool Has(const Indices& indices, std::size_t index) {
  return std::find(indices.begin(), indices.end(), index) != indices.end();
}

TEST(Shrink, FindsTheEventsThatMatter) {
  const auto fails = [](const Indices& kept) {
    return Has(kept, 7) && Has(kept, 31) && Has(kept, 32);
  };
  EXPECT_EQ(Shrink(UpTo(60), fails, [] { return true; }), (Indices{7, 31, 32}));
}

TEST(Shrink, NothingIsLeftOfWhatFailsWithoutEvents) {
  EXPECT_EQ(Shrink(
                UpTo(20), [](const Indices&) { return true; }, [] { return true; }),
            Indices{});
}

TEST(Shrink, StopsWhenItIsToldToWithWhatStillFails) {
  int tries = 0;
  const auto fails = [&tries](const Indices& kept) {
    ++tries;
    return Has(kept, 3);
  };
  const Indices kept = Shrink(UpTo(64), fails, [&tries] { return tries < 2; });
  EXPECT_TRUE(Has(kept, 3));
  EXPECT_EQ(tries, 2);
  EXPECT_GT(kept.size(), 1U);
}

}  // namespace
}  // namespace headway::sim
