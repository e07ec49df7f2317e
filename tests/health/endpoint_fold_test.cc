#include "health/endpoint_fold.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace headway::health {
namespace {

Face Url(State state, bool gauge) {
  Face url;
  url.state = state;
  url.gauge = gauge;
  return url;
}

Face UrlWithHead(State state, std::uint64_t head) {
  Face url = Url(state, true);
  url.head = base::BlockHeight{head};
  url.head_block_time = base::WallTime(std::chrono::seconds(head));
  return url;
}

TEST(FoldUrls, OfOneUrlIsThatUrl) {
  Face url = UrlWithHead(State::kHealthy, 7);
  url.serves = true;
  const Face endpoint = FoldUrls(std::array{url});
  EXPECT_EQ(endpoint.state, State::kHealthy);
  EXPECT_TRUE(endpoint.gauge);
  EXPECT_TRUE(endpoint.enabled);
  EXPECT_TRUE(endpoint.serves);
  EXPECT_EQ(endpoint.head, base::BlockHeight{7});
  EXPECT_EQ(endpoint.head_block_time, url.head_block_time);
}

TEST(FoldUrls, GaugeEnabledAndServesNeedOneUrlThatHasThem) {
  const Face none{.state = State::kFailing,
                  .gauge = false,
                  .enabled = false,
                  .serves = false,
                  .head = {},
                  .reference_seen = {},
                  .head_block_time = {}};
  const Face dark = FoldUrls(std::array{none, none});
  EXPECT_FALSE(dark.gauge);
  EXPECT_FALSE(dark.enabled);
  EXPECT_FALSE(dark.serves);

  Face up = none;
  up.gauge = true;
  EXPECT_TRUE(FoldUrls(std::array{none, up}).gauge);
  Face enabled = none;
  enabled.enabled = true;
  EXPECT_TRUE(FoldUrls(std::array{none, enabled}).enabled);
  Face serving = none;
  serving.serves = true;
  EXPECT_TRUE(FoldUrls(std::array{none, serving}).serves);
}

// The order of docs/health.md, "Endpoints".
constexpr std::array kOrder = {State::kHealthy,     State::kThrottled, State::kUnknown,
                               State::kLagging,     State::kSyncing,   State::kStale,
                               State::kForked,      State::kFailing,   State::kAuthFailed,
                               State::kUnreachable, State::kWrongChain};
static_assert(kOrder.size() == kStateCount);

TEST(FoldUrls, ShowsTheFirstStateOfTheOrderAmongUrlsOfTheSameGauge) {
  for (const bool gauge : {true, false}) {
    for (std::size_t first = 0; first < kOrder.size(); ++first) {
      for (std::size_t second = first; second < kOrder.size(); ++second) {
        const Face better = Url(kOrder.at(first), gauge);
        const Face worse = Url(kOrder.at(second), gauge);
        EXPECT_EQ(FoldUrls(std::array{better, worse}).state, better.state);
        EXPECT_EQ(FoldUrls(std::array{worse, better}).state, better.state);
      }
    }
  }
}

TEST(FoldUrls, PassesOverTheStatesOfUrlsWithAnotherGauge) {
  // Recovering: its state is the best of all, but its gauge is still 0.
  const Face recovering = Url(State::kHealthy, false);
  const Face undecided = Url(State::kUnknown, true);
  const Face endpoint = FoldUrls(std::array{recovering, undecided});
  EXPECT_TRUE(endpoint.gauge);
  EXPECT_EQ(endpoint.state, State::kUnknown);
}

TEST(FoldUrls, ShowsWrongChainOnlyIfEveryUrlIs) {
  const Face wrong = Url(State::kWrongChain, false);
  EXPECT_EQ(FoldUrls(std::array{wrong, wrong}).state, State::kWrongChain);
  EXPECT_EQ(FoldUrls(std::array{wrong, Url(State::kUnreachable, false)}).state,
            State::kUnreachable);
}

TEST(FoldUrls, TakesTheHighestHeadAndItsTime) {
  const Face endpoint =
      FoldUrls(std::array{UrlWithHead(State::kHealthy, 5), UrlWithHead(State::kHealthy, 9),
                          UrlWithHead(State::kHealthy, 7)});
  EXPECT_EQ(endpoint.head, base::BlockHeight{9});
  EXPECT_EQ(endpoint.head_block_time, base::WallTime(std::chrono::seconds(9)));
}

TEST(FoldUrls, KeepsTheLastKnownHeadOfAUrlThatIsDown) {
  Face down = UrlWithHead(State::kUnreachable, 9);
  down.gauge = false;
  EXPECT_EQ(FoldUrls(std::array{down, UrlWithHead(State::kHealthy, 8)}).head, base::BlockHeight{9});
}

TEST(FoldUrls, PassesOverTheHeadsOfAnotherChain) {
  for (const State other : {State::kWrongChain, State::kForked}) {
    EXPECT_EQ(FoldUrls(std::array{UrlWithHead(other, 900), UrlWithHead(State::kStale, 3)}).head,
              base::BlockHeight{3});
    EXPECT_FALSE(FoldUrls(std::array{UrlWithHead(other, 900)}).head.has_value());
  }
}

TEST(FoldUrls, HasNoHeadBeforeAUrlHasOne) {
  const Face endpoint = FoldUrls(std::array{Face{}, Face{}});
  EXPECT_FALSE(endpoint.head.has_value());
  EXPECT_FALSE(endpoint.head_block_time.has_value());
}

TEST(FoldUrls, DoesNotDependOnTheOrderOfTheUrls) {
  std::vector<Face> urls = {UrlWithHead(State::kHealthy, 5), UrlWithHead(State::kForked, 90),
                            Url(State::kFailing, false), UrlWithHead(State::kThrottled, 6)};
  const auto less = [](const Face& left, const Face& right) { return left.state < right.state; };
  std::sort(urls.begin(), urls.end(), less);
  const Face expected = FoldUrls(urls);
  while (std::next_permutation(urls.begin(), urls.end(), less)) {
    EXPECT_EQ(FoldUrls(urls), expected);
  }
}

}  // namespace
}  // namespace headway::health
