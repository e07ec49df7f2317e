#include "base/result.h"

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace headway::base {
namespace {

enum class Reason { kFirst, kSecond };

Result<int, Reason> Half(int number) {
  if (number % 2 != 0) return Reason::kSecond;
  return number / 2;
}

TEST(Result, HoldsTheValueOfASuccess) {
  const auto half = Half(8);
  EXPECT_TRUE(half.ok());
  EXPECT_TRUE(static_cast<bool>(half));
  EXPECT_EQ(half.value(), 4);
}

TEST(Result, HoldsTheReasonOfAFailure) {
  const auto half = Half(7);
  EXPECT_FALSE(half.ok());
  EXPECT_FALSE(static_cast<bool>(half));
  EXPECT_EQ(half.error(), Reason::kSecond);
}

TEST(Result, AValueInPlaceMayBeChanged) {
  auto half = Half(8);
  half.value() += 1;
  EXPECT_EQ(half.value(), 5);
}

TEST(Result, CarriesValuesAndReasonsThatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>, std::string> good(std::make_unique<int>(3));
  const std::unique_ptr<int> value = std::move(good).value();
  EXPECT_EQ(*value, 3);
  Result<int, std::unique_ptr<int>> bad(std::make_unique<int>(5));
  const std::unique_ptr<int> reason = std::move(bad).error();
  EXPECT_EQ(*reason, 5);
}

TEST(Result, AFalseValueIsASuccess) {
  const Result<bool, std::string> result(false);
  ASSERT_TRUE(result.ok());
  EXPECT_FALSE(result.value());
}

TEST(ResultDeathTest, AskingForTheHalfThatIsNotThereAborts) {
  EXPECT_DEATH(static_cast<void>(Half(7).value()), "CHECK failed");
  EXPECT_DEATH(static_cast<void>(Half(8).error()), "CHECK failed");
}

}  // namespace
}  // namespace headway::base
