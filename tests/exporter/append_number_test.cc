#include <array>
#include <charconv>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "base/random.h"
#include "exporter/exposition.h"

namespace headway::exporter {
namespace {

struct NumberCase {
  double value;
  const char* text;
};

TEST(AppendNumber, WritesWholeNumbersPlainlyAndOthersAsShortAsTheyReadBack) {
  const std::array cases = {
      NumberCase{0, "0"},
      NumberCase{-0.0, "0"},
      NumberCase{1, "1"},
      NumberCase{-1, "-1"},
      NumberCase{21'000'000, "21000000"},
      NumberCase{1'767'225'600, "1767225600"},
      NumberCase{1e15, "1000000000000000"},
      NumberCase{9007199254740991., "9007199254740991"},
      NumberCase{9007199254740992., "9007199254740992"},
      NumberCase{-9007199254740992., "-9007199254740992"},
      NumberCase{1e21, "1e+21"},
      NumberCase{0.1, "0.1"},
      NumberCase{0.1 + 0.2, "0.30000000000000004"},
      NumberCase{.005, "0.005"},
      NumberCase{2.5, "2.5"},
      NumberCase{1e-9, "1e-09"},
      NumberCase{1767225600.25, "1767225600.25"},
      NumberCase{std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
      NumberCase{std::numeric_limits<double>::denorm_min(), "5e-324"},
      NumberCase{std::numeric_limits<double>::infinity(), "+Inf"},
      NumberCase{-std::numeric_limits<double>::infinity(), "-Inf"},
      NumberCase{std::numeric_limits<double>::quiet_NaN(), "NaN"},
  };
  for (const NumberCase& each : cases) {
    std::string text;
    AppendNumber(each.value, text);
    EXPECT_EQ(text, each.text);
  }
}

TEST(AppendNumber, AppendsToWhatIsThere) {
  std::string text = "a ";
  AppendNumber(7, text);
  EXPECT_EQ(text, "a 7");
}

TEST(AppendNumber, ReadsBackTheSameForRandomNumbers) {
  base::Random random(7);
  for (int round = 0; round < 10'000; ++round) {
    const auto exponent = static_cast<double>(std::uint64_t{1} << random.Below(64));
    const double value = random.Below(2) == 0 ? random.Unit() * exponent : random.Unit() / exponent;
    std::string text;
    AppendNumber(value, text);
    double back = -1;
    std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(back, value) << text;
  }
}

TEST(AppendCanonicalBound, SpellsNumbersAsTheSpecificationOfOpenMetricsDoes) {
  const std::array cases = {
      NumberCase{0, "0.0"},
      NumberCase{0.001, "0.001"},
      NumberCase{0.002, "0.002"},
      NumberCase{0.01, "0.01"},
      NumberCase{0.1, "0.1"},
      NumberCase{0.9, "0.9"},
      NumberCase{0.999, "0.999"},
      NumberCase{1, "1.0"},
      NumberCase{1.7, "1.7"},
      NumberCase{10, "10.0"},
      NumberCase{1e-10, "1e-10"},
      NumberCase{1e-9, "1e-09"},
      NumberCase{1e-5, "1e-05"},
      NumberCase{1e-4, "0.0001"},
      NumberCase{30'000, "30000.0"},
      NumberCase{1e5, "100000.0"},
      NumberCase{123'456, "123456.0"},
      NumberCase{1e6, "1e+06"},
      NumberCase{1e10, "1e+10"},
      NumberCase{1.1e23, "1.1e+23"},
      NumberCase{2.5, "2.5"},
      NumberCase{-.025, "-0.025"},
  };
  for (const NumberCase& each : cases) {
    std::string text;
    AppendCanonicalBound(each.value, text);
    EXPECT_EQ(text, each.text);
  }
}

}  // namespace
}  // namespace headway::exporter
