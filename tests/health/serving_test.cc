// Who is to be sent work (docs/health.md, "Endpoints").
#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

TEST(Serving, StartsWithTheFirstAnswer) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  EXPECT_TRUE(rig.endpoint(0).face.gauge);
  EXPECT_FALSE(rig.IsServing(0));
  rig.Poll(0, "t");
  EXPECT_FALSE(rig.IsServing(0));
  rig.Poll(0, "h");
  EXPECT_TRUE(rig.IsServing(0));
}

TEST(Serving, IsInTheRolesThatTheEndpointHas) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}, {kBackupOnly, {0}}, {kBothRoles, {0}}});
  rig.Poll(0, "h");
  for (std::uint32_t each = 0; each < 3; ++each) {
    for (const Role role : kAllRoles) {
      EXPECT_EQ(rig.IsServing(each, role),
                rig.endpoint(each).roles.at(static_cast<std::size_t>(role)));
    }
  }
}

TEST(Serving, EndsWithTheSettledFall) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "hff");
  EXPECT_TRUE(rig.IsServing(0));
  rig.Poll(0, "f");
  EXPECT_FALSE(rig.IsServing(0));
  rig.Poll(0, "h");
  EXPECT_FALSE(rig.IsServing(0));
  rig.Poll(0, "h");
  EXPECT_TRUE(rig.IsServing(0));
}

TEST(Serving, GoesOnWhileThrottledUntilTheGraceIsOver) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "ht");
  EXPECT_EQ(rig.endpoint(0).face.state, State::kThrottled);
  EXPECT_TRUE(rig.IsServing(0));
  rig.Wait(minutes(11));
  rig.Poll(0, "ttt");
  EXPECT_FALSE(rig.IsServing(0));
}

TEST(Serving, IsNotRestoredByAReset) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "huuu");
  rig.CrossBoundary();
  EXPECT_TRUE(rig.endpoint(0).face.gauge);
  EXPECT_FALSE(rig.IsServing(0));
  EXPECT_FALSE(rig.endpoint(0).face.settled_good);
  rig.Poll(0, "t");
  EXPECT_FALSE(rig.IsServing(0)) << "undecided still";
  rig.Poll(0, "h");
  EXPECT_TRUE(rig.IsServing(0));
}

TEST(Serving, OfTheLivingIsLeftAloneByABoundary) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "hff");
  rig.CrossBoundary();
  EXPECT_TRUE(rig.IsServing(0));
}

// The router: TestBlockProvider_BackupProviderFilteredFromSelection.
TEST(Serving, IsNotInARoleThatIsBlocked) {
  FleetRig rig(1, {{kBothRoles, {0}}});
  rig.Poll(0, "uuuuuhh");
  EXPECT_TRUE(rig.endpoint(0).face.gauge);
  EXPECT_TRUE(rig.endpoint(0).face.settled_good) << "which is what /health/… of it goes by";
  for (const Role role : kAllRoles) EXPECT_FALSE(rig.IsServing(0, role));
}

TEST(Serving, IsInTheOtherRoleThatIsNotBlocked) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.Poll(0, "uuuuuhh");
  rig.Reload({{kBothRoles, {0}}}, {0}, {0});
  EXPECT_FALSE(rig.IsServing(0, Role::kPrimary));
  EXPECT_TRUE(rig.IsServing(0, Role::kBackup));
}

TEST(Serving, NeedsAnAnswerEvenWhereAFaultIsNoBadVerdict) {
  FleetRig::Options options;
  options.policy.health.unhealthy_on.reset(static_cast<std::size_t>(State::kFailing));
  FleetRig rig(1, {{kPrimaryOnly, {0}}}, options);
  rig.Poll(0, "hf");
  EXPECT_TRUE(rig.endpoint(0).face.gauge);
  EXPECT_TRUE(rig.endpoint(0).face.settled_good);
  EXPECT_FALSE(rig.IsServing(0));
}

TEST(Serving, OneUrlIsEnough) {
  FleetRig rig(2, {{kPrimaryOnly, {0, 1}}});
  rig.Poll(0, "uuuuu");
  rig.Poll(1, "h");
  EXPECT_TRUE(rig.IsServing(0));
}

/// One of the endpoint's URLs is up by a verdict that no reset has put aside.
bool IsKnownToBeUp(const FleetRig& rig, const EndpointRow& endpoint) {
  return std::any_of(endpoint.urls.begin(), endpoint.urls.end(), [&rig](base::UrlIndex url) {
    const UrlHealth& health = rig.url(url.value).health;
    return health.decided && health.gauge;
  });
}

TEST(Serving, IsAtNoInstantWhileDownOrUndecidedOrBlocked) {
  constexpr std::array kEndings = {Ending::kAnswer,    Ending::kAnswer,    Ending::kAnswer,
                                   Ending::kRefused,   Ending::kRefused,   Ending::kServerError,
                                   Ending::kMalformed, Ending::kThrottled, Ending::kCancelled};
  const std::vector<FleetRig::Endpoint> endpoints = {
      {kPrimaryOnly, {0}}, {kBothRoles, {0, 1}}, {kBackupOnly, {2}}, {kBothRoles, {2}}};
  std::uint64_t serving = 0;
  std::uint64_t idle = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    base::Random random(seed);
    FleetRig rig(3, endpoints);
    std::array<Ending, 3> moods{};
    moods.fill(Ending::kAnswer);
    for (int step = 0; step < 400; ++step) {
      rig.Wait(milliseconds(random.Below(20'000)));
      if (random.Below(20) == 0) rig.CrossBoundary();
      const auto url = static_cast<std::uint32_t>(random.Below(3));
      if (random.Below(6) == 0) moods.at(url) = kEndings.at(random.Below(kEndings.size()));
      const std::uint64_t generation = rig.fleet.generation();
      const bool overtaken = generation > 0 && random.Below(8) == 0;
      rig.PollOf(overtaken ? generation - 1 : generation, url, moods.at(url));
      for (const EndpointRow& endpoint : rig.fleet.endpoints()) {
        for (const Role role : kAllRoles) {
          if (!Serves(endpoint, role)) {
            ++idle;
            continue;
          }
          ++serving;
          ASSERT_TRUE(endpoint.face.gauge) << "seed " << seed << " step " << step;
          ASSERT_TRUE(endpoint.roles.at(static_cast<std::size_t>(role)));
          ASSERT_FALSE(endpoint.blocks.at(static_cast<std::size_t>(role)).has_value());
          ASSERT_TRUE(IsKnownToBeUp(rig, endpoint)) << "seed " << seed << " step " << step;
        }
      }
    }
  }
  EXPECT_GT(serving, 10'000U);
  EXPECT_GT(idle, 10'000U);
}

}  // namespace
}  // namespace headway::health
