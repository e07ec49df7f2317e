// What a node's chain does to the verdict on its URL, and when it is asked for (docs/health.md,
// rules 3 and 4).
#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

FleetRig::Options AsksIdentity() {
  FleetRig::Options options;
  options.asks_identity = true;
  return options;
}

FleetRig OneUrl() { return {1, {{kPrimaryOnly, {0}}}, AsksIdentity()}; }

/// A URL that was right in its first poll.
FleetRig OneRightUrl() {
  FleetRig rig = OneUrl();
  rig.Poll(0, "h");
  return rig;
}

TEST(UrlIdentity, OnAnotherChainTheUrlIsDownAtOnceAndShowsNoHead) {
  FleetRig rig = OneUrl();
  rig.nodes[0].chain = "0x89";
  rig.Poll(0, "h");
  EXPECT_EQ(rig.endpoint(0).face.state, State::kWrongChain);
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
  EXPECT_FALSE(rig.endpoint(0).face.head.has_value());
  EXPECT_FALSE(rig.IsServing(0));
  EXPECT_FALSE(rig.fleet.chains()[0].height().has_value()) << "it is no witness";
  EXPECT_FALSE(rig.url(0).health.last_answer_at.has_value()) << "it is no answer";
  const auto told = rig.Told<IdentityEvent>();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].change, IdentityChange::kProvedWrong);
  EXPECT_EQ(told[0].told.text(), "0x89");
}

TEST(UrlIdentity, AProvedWrongChainSkipsTheFall) {
  FleetRig rig = OneRightUrl();
  rig.nodes[0].chain = "0x89";
  rig.CrossBoundary();
  rig.Poll(0, "h");
  EXPECT_EQ(rig.url(0).identity.standing, Standing::kDoubted);
  rig.Poll(0, "h");
  EXPECT_EQ(rig.endpoint(0).face.state, State::kWrongChain);
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
}

TEST(UrlIdentity, ADoubtedPollDecidesNothingAndItsHeadIsNotUsed) {
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}}, AsksIdentity());
  rig.Poll(0, "h");
  rig.Poll(1, "hf");
  rig.nodes[1].chain = "0x89";
  rig.nodes[1].head = 5'000'000;
  rig.CrossBoundary();
  rig.Poll(1, "h");
  EXPECT_EQ(rig.endpoint(1).face.state, State::kHealthy);
  EXPECT_EQ(rig.url(1).health.against, 1U) << "the streak stays";
  EXPECT_EQ(rig.endpoint(1).face.head, base::BlockHeight{100});
  EXPECT_EQ(rig.fleet.chains()[0].height(), base::BlockHeight{100});
  EXPECT_EQ(rig.fleet.chains()[0].WitnessCount(rig.mono()), 1U);
  EXPECT_EQ(rig.fleet.PaceOf({1}).kind, Pace::Kind::kRecheck);
}

TEST(UrlIdentity, InDoubtAFailedQuestionIsTheVerdictOfThePoll) {
  FleetRig rig = OneRightUrl();
  rig.nodes[0].chain = "0x89";
  rig.CrossBoundary();
  rig.Poll(0, "h");
  rig.nodes[0].identity_ending = Ending::kServerError;
  rig.Poll(0, "hhh");
  EXPECT_EQ(rig.url(0).identity.standing, Standing::kDoubted);
  EXPECT_EQ(rig.endpoint(0).face.state, State::kFailing);
  EXPECT_FALSE(rig.endpoint(0).face.gauge);
  EXPECT_EQ(rig.endpoint(0).ledger.latest_success, 5U) << "the heads were answered";
}

TEST(UrlIdentity, OtherwiseAFailedQuestionIsNoVerdict) {
  FleetRig rig = OneUrl();
  rig.nodes[0].identity_ending = Ending::kServerError;
  rig.Poll(0, "hhh");
  EXPECT_EQ(rig.endpoint(0).face.state, State::kHealthy);
  EXPECT_EQ(rig.nodes[0].identity_asked, 1) << "asked again after the reconnect interval";
  rig.Wait(seconds(30));
  rig.Poll(0, "h");
  EXPECT_EQ(rig.nodes[0].identity_asked, 2);
}

TEST(UrlIdentity, OneRightAnswerEndsADoubtAndTheHeadIsUsedAgain) {
  FleetRig rig = OneRightUrl();
  rig.nodes[0].chain = "0x89";
  rig.CrossBoundary();
  rig.Poll(0, "h");
  rig.nodes[0].chain = "0x1";
  rig.nodes[0].head = 101;
  rig.Poll(0, "h");
  EXPECT_EQ(rig.endpoint(0).face.state, State::kHealthy);
  EXPECT_EQ(rig.endpoint(0).face.head, base::BlockHeight{101});
  EXPECT_EQ(rig.fleet.chains()[0].WitnessCount(rig.mono()), 1U);
}

TEST(UrlIdentity, AResetDoesNotShowTheHeadOfAnotherChain) {
  FleetRig rig = OneUrl();
  rig.nodes[0].chain = "0x89";
  rig.Poll(0, "h");
  rig.CrossBoundary();
  EXPECT_EQ(rig.endpoint(0).face.state, State::kUnknown);
  EXPECT_FALSE(rig.endpoint(0).face.head.has_value());
  EXPECT_FALSE(rig.IsServing(0));
}

TEST(AskingForTheChain, IsDoneInTheFirstPollAfterBoundariesAndReconnectsAndEveryTenMinutes) {
  FleetRig rig = OneUrl();
  const auto asked = [&rig](const std::string& polls) {
    rig.nodes[0].identity_asked = 0;
    rig.Poll(0, polls);
    return rig.nodes[0].identity_asked;
  };
  EXPECT_EQ(asked("uf"), 0) << "only behind an answered head";
  EXPECT_EQ(asked("h"), 1);
  EXPECT_EQ(asked("hhhh"), 0);
  rig.CrossBoundary();
  EXPECT_EQ(asked("hhhh"), 1);
  EXPECT_EQ(asked("uhhh"), 1) << "after a reconnect";
  EXPECT_EQ(asked("fhh"), 0) << "a response is no reconnect";
  rig.Wait(minutes(10));
  EXPECT_EQ(asked("hh"), 1);
}

TEST(AskingForTheChain, IsNotDoneWhereItIsSkipped) {
  FleetRig rig(1, {{kPrimaryOnly, {0}}});
  rig.nodes[0].chain = "0x89";
  rig.Poll(0, "huh");
  rig.CrossBoundary();
  rig.Poll(0, "h");
  EXPECT_EQ(rig.nodes[0].identity_asked, 0);
  EXPECT_EQ(rig.endpoint(0).face.state, State::kHealthy);
}

TEST(AskingForTheChain, OfAnUnknownChainPinsAndSaysSoOnce) {
  FleetRig::Options options = AsksIdentity();
  options.rules.expected.clear();
  FleetRig rig(1, {{kPrimaryOnly, {0}}}, options);
  rig.Poll(0, "h");
  rig.CrossBoundary();
  rig.Poll(0, "h");
  const auto told = rig.Told<IdentityEvent>();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].change, IdentityChange::kPinned);
  EXPECT_EQ(told[0].url, kFirstUrl);
}

TEST(AskingWhetherItSyncs, IsDoneWhileTheUrlLagsAlone) {
  FleetRig::Options options;
  options.asks_syncing = true;
  FleetRig rig(2, {{kPrimaryOnly, {0}}, {kPrimaryOnly, {1}}}, options);
  rig.nodes[0].head = 1'000;
  rig.nodes[1].syncing = true;
  rig.Poll(0, "h");
  rig.Poll(1, "h");
  EXPECT_EQ(rig.nodes[1].syncing_asked, 0);
  EXPECT_EQ(rig.endpoint(1).face.state, State::kLagging);
  rig.Poll(1, "h");
  EXPECT_EQ(rig.nodes[1].syncing_asked, 1);
  EXPECT_EQ(rig.endpoint(1).face.state, State::kSyncing);
  rig.Poll(1, "h");
  EXPECT_EQ(rig.nodes[1].syncing_asked, 2);
  rig.nodes[1].head = 1'000;
  rig.Poll(1, "hhh");
  EXPECT_EQ(rig.endpoint(1).face.state, State::kHealthy) << "its word alone is never enough";
  EXPECT_EQ(rig.nodes[1].syncing_asked, 3);
  EXPECT_EQ(rig.nodes[0].syncing_asked, 0);
}

}  // namespace
}  // namespace headway::health
