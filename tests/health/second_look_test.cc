// When one poll of a URL is not the last word on it.
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

class SecondLook : public ::testing::Test {
 protected:
  SecondLook() {
    FleetRig::Options options;
    options.asks_syncing = true;
    options.policy.health.fall = 1;
    rig_.emplace(3, std::vector<FleetRig::Endpoint>{{.urls = {0}}, {.urls = {1}}, {.urls = {2}}},
                 options);
  }

  void Answer(std::uint32_t url, std::uint64_t head) {
    rig_->nodes[url].head = head;
    rig_->Poll(url, Ending::kAnswer);
  }

  /// The URL's node shows a final block.
  void Hold(std::uint32_t url, char hash) {
    rig_->nodes[url].held = {{.height = {990},
                              .hash = *chains::BlockHash::FromText(std::string(1, hash)),
                              .timestamp = {}}};
  }

  bool Needed(std::uint32_t url) {
    return rig_->fleet.NeedsSecondLook({url}, rig_->mono(), rig_->wall());
  }

  std::optional<FleetRig> rig_;
};

TEST_F(SecondLook, IsOfNoUseAtAUrlThatDidNotAnswer) {
  EXPECT_FALSE(Needed(0));
  rig_->Poll(0, Ending::kRefused);
  Answer(1, 1'000);
  EXPECT_FALSE(Needed(0));
}

TEST_F(SecondLook, IsOfNoUseWhileTheOthersAgree) {
  Answer(0, 1'000);
  Answer(1, 1'002);
  Answer(2, 1'001);
  EXPECT_FALSE(Needed(0));
  EXPECT_FALSE(Needed(1));
}

TEST_F(SecondLook, IsNeededAtTheFirstToAnswerOnceOthersShowThatItLags) {
  Answer(0, 1'000);
  ASSERT_EQ(rig_->url(0).health.settled, State::kHealthy);
  Answer(1, 1'010);
  EXPECT_TRUE(Needed(0));
  EXPECT_FALSE(Needed(1));
}

TEST_F(SecondLook, IsNeededAtALiarThatWasTheFirstToAnswer) {
  Answer(0, 9'000'000);
  Answer(1, 1'000);
  Answer(2, 1'000);
  EXPECT_TRUE(Needed(0));
  // Of two, the higher was believed: this one was called lagging.
  EXPECT_TRUE(Needed(1));
  EXPECT_FALSE(Needed(2));
}

TEST_F(SecondLook, IsNeededToAskANodeThatLagsWhetherItIsSyncing) {
  Answer(1, 1'010);
  rig_->nodes[0].syncing = true;
  Answer(0, 1'000);
  ASSERT_EQ(rig_->url(0).health.settled, State::kLagging);
  EXPECT_TRUE(Needed(0));
  Answer(0, 1'000);
  EXPECT_EQ(rig_->url(0).health.settled, State::kSyncing);
  EXPECT_FALSE(Needed(0));
}

TEST_F(SecondLook, FindsTheSameInANodeThatLagsAndWasAsked) {
  Answer(1, 1'010);
  Answer(0, 1'000);
  Answer(0, 1'000);
  EXPECT_EQ(rig_->url(0).health.settled, State::kLagging);
  EXPECT_FALSE(Needed(0));
}

TEST_F(SecondLook, IsNeededAtTheFirstToAnswerOnceTwoOthersHoldAnotherBlock) {
  Hold(0, 'b');
  Hold(1, 'a');
  Hold(2, 'a');
  Answer(0, 1'000);
  Answer(1, 1'000);
  EXPECT_FALSE(Needed(0));
  Answer(2, 1'000);
  EXPECT_TRUE(Needed(0));
  EXPECT_FALSE(Needed(1));
  Answer(0, 1'000);
  EXPECT_EQ(rig_->url(0).health.settled, State::kForked);
  EXPECT_FALSE(Needed(0));
}

}  // namespace
}  // namespace headway::health
