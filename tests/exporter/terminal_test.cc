#include "exporter/terminal.h"

#include <chrono>

#include <gtest/gtest.h>

#include "exporter/text_layout.h"

namespace headway::exporter {
namespace {

using std::chrono::milliseconds;

TEST(Terminal, HasNoColoursWhereNobodyWantsThem) {
  EXPECT_TRUE(TakesColour(nullptr, nullptr));
  EXPECT_TRUE(TakesColour(nullptr, "xterm"));
  EXPECT_FALSE(TakesColour("1", "xterm"));
  EXPECT_FALSE(TakesColour("0", "xterm"));
}

TEST(Terminal, TakesAnEmptyNoColorForNone) { EXPECT_TRUE(TakesColour("", "xterm")); }

TEST(Terminal, HasNoColoursIfItIsDumb) { EXPECT_FALSE(TakesColour(nullptr, "dumb")); }

TEST(Progress, IsOneLineOfAnyTerminal) {
  const CheckProgress of_many{.urls = 123'456,
                              .finished = 123'456,
                              .elapsed = milliseconds(59'900),
                              .at_most = milliseconds(60'000)};
  EXPECT_EQ(ProgressLine(of_many, 200),
            "headway check: 123456 of 123456 URLs done, 59.9 s of at most 60.0 s");
  EXPECT_EQ(ProgressLine(of_many, 80), ProgressLine(of_many, 200));
  EXPECT_EQ(ColumnsOf(ProgressLine(of_many, 40)), 39U);
  const CheckProgress of_more_than_there_are{.urls = 12'345'678'901'234'567'890U,
                                             .finished = 12'345'678'901'234'567'890U};
  EXPECT_EQ(ColumnsOf(ProgressLine(of_more_than_there_are, 200)), 79U);
}

}  // namespace
}  // namespace headway::exporter
