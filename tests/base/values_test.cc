#include <type_traits>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/time.h"

namespace headway::base {
namespace {

static_assert(!std::is_convertible_v<std::uint64_t, BlockHeight>);
static_assert(!std::is_convertible_v<BlockHeight, std::uint64_t>);
static_assert(!std::is_convertible_v<UrlIndex, EndpointIndex>);
static_assert(!std::is_convertible_v<MonoTime, WallTime>);
static_assert(!std::is_convertible_v<WallTime, MonoTime>);

TEST(Strong, ComparesByItsNumberAndStartsAtZero) {
  EXPECT_EQ(BlockHeight{}, BlockHeight{0});
  EXPECT_LT(BlockHeight{1}, BlockHeight{2});
  EXPECT_NE(UrlIndex{1}, UrlIndex{2});
}

TEST(Time, SecondsAreExactAtTheEdges) {
  EXPECT_DOUBLE_EQ(ToSeconds(std::chrono::milliseconds(1'250)), 1.25);
  EXPECT_DOUBLE_EQ(ToSeconds(std::chrono::nanoseconds(-500'000'000)), -0.5);
  EXPECT_DOUBLE_EQ(ToUnixSeconds(WallTime(std::chrono::seconds(1'704'067'200))), 1'704'067'200.0);
}

}  // namespace
}  // namespace headway::base
