#include "tests/sim/naive_fleet.h"

#include <gtest/gtest.h>

#include "tests/sim/naive_test_rig.h"

/// The model that checks the product is checked itself, rule by rule.
namespace headway::sim {
namespace {

TEST(NaiveFleet, UnknownUntilTheFirstPollDecides) {
  NaiveRig rig(1);
  EXPECT_EQ(rig.Shown(0), "unknown");
  EXPECT_TRUE(rig.Gauge(0));
  rig.Fail(0, Wire::kFailing);
  EXPECT_EQ(rig.Shown(0), "failing");
  EXPECT_FALSE(rig.Gauge(0));
}

TEST(NaiveFleet, FallAndRiseInOneStepWithTheState) {
  NaiveRig rig(1);
  rig.Answer(0, 100);
  rig.FailTimes(0, Wire::kTransport, 2);
  EXPECT_EQ(rig.Shown(0), "healthy");
  rig.FailTimes(0, Wire::kAuth, 1);
  EXPECT_EQ(rig.Shown(0), "auth_failed");
  EXPECT_FALSE(rig.Gauge(0));
  rig.Step();
  rig.Answer(0, 104);
  EXPECT_FALSE(rig.Gauge(0));
  rig.Step();
  rig.Answer(0, 105);
  EXPECT_EQ(rig.Shown(0), "healthy");
  EXPECT_TRUE(rig.Gauge(0));
}

TEST(NaiveFleet, ThrottledIsShownAndMovesNothingUntilTheGraceIsOver) {
  NaiveRig rig(1);
  rig.Answer(0, 100);
  rig.FailTimes(0, Wire::kThrottled, 20);
  EXPECT_EQ(rig.Shown(0), "throttled");
  EXPECT_TRUE(rig.Gauge(0));
  rig.Step(std::chrono::minutes(10));
  rig.FailTimes(0, Wire::kThrottled, 3);
  EXPECT_EQ(rig.Shown(0), "throttled");
  EXPECT_FALSE(rig.Gauge(0));
}

TEST(NaiveFleet, OneDifferingIdentityIsDoubtTwoAreProof) {
  NaiveRig rig(1);
  rig.Answer(0, 100);
  rig.Step();
  rig.Answer(0, 101, "0x2");
  EXPECT_EQ(rig.Shown(0), "healthy");
  rig.Step();
  rig.Answer(0, 102, "0x2");
  EXPECT_EQ(rig.Shown(0), "wrong_chain");
  EXPECT_FALSE(rig.Gauge(0));
  EXPECT_TRUE(rig.Blocked(0));
  EXPECT_EQ(rig.Endpoint(0).blocking[kNaivePrimary].reason, "wrong_chain");
}

TEST(NaiveFleet, WrongFromTheStartNeedsNoSecondAnswer) {
  NaiveRig rig(1);
  rig.Answer(0, 100, "0x2");
  EXPECT_EQ(rig.Shown(0), "wrong_chain");
}

TEST(NaiveFleet, FiveRefusalsDisableAndBlock) {
  NaiveRig rig(1);
  rig.Answer(0, 100);
  rig.FailTimes(0, Wire::kTransport, 4);
  EXPECT_TRUE(rig.fleet().Enabled(rig.Endpoint(0)));
  EXPECT_FALSE(rig.Blocked(0));
  rig.FailTimes(0, Wire::kTransport, 1);
  EXPECT_FALSE(rig.fleet().Enabled(rig.Endpoint(0)));
  EXPECT_TRUE(rig.Blocked(0));
  EXPECT_EQ(rig.Endpoint(0).blocking[kNaivePrimary].reason, "disconnections");
}

TEST(NaiveFleet, ReleasedByAProbeThatAnswersAndByNothingSooner) {
  NaiveRig rig(1);
  rig.FailTimes(0, Wire::kTransport, 5);
  rig.Step();
  rig.Answer(0, 100);
  rig.Step();
  rig.Answer(0, 101);
  EXPECT_TRUE(rig.Blocked(0)) << "the timer has not fired";
  rig.Step();
  rig.Answer(0, 102);
  EXPECT_TRUE(rig.Blocked(0)) << "the poll ended with the timer, before the probe";
  rig.Step();
  rig.Answer(0, 103);
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(NaiveFleet, ABlockForErrorsEndsByGoodPollsInARow) {
  NaiveRig rig(1);
  rig.FailTimes(0, Wire::kFailing, 5);
  EXPECT_EQ(rig.Endpoint(0).blocking[kNaivePrimary].reason, "errors");
  rig.Step();
  rig.Answer(0, 100);
  EXPECT_TRUE(rig.Blocked(0));
  rig.Step();
  rig.Answer(0, 101);
  EXPECT_FALSE(rig.Blocked(0));
}

TEST(NaiveFleet, ABoundaryResetsTheGaugeAndKeepsTheBlock) {
  NaiveRig rig(1);
  rig.FailTimes(0, Wire::kTransport, 6);
  rig.Boundary();
  EXPECT_TRUE(rig.Gauge(0));
  EXPECT_EQ(rig.Shown(0), "unknown");
  EXPECT_TRUE(rig.Blocked(0));
  EXPECT_TRUE(rig.Endpoint(0).blocking[kNaivePrimary].reblocked);
  EXPECT_FALSE(rig.fleet().Serves(rig.Endpoint(0), kNaivePrimary));
  rig.FailTimes(0, Wire::kTransport, 1);
  EXPECT_FALSE(rig.Gauge(0));
  EXPECT_TRUE(rig.Blocked(0));
}

TEST(NaiveFleet, AnAnswerOfAnOlderGenerationReleasesNobody) {
  NaiveRig rig(1);
  rig.FailTimes(0, Wire::kTransport, 6);
  NaivePoll old = rig.Poll(0);
  rig.Boundary();
  old.head.head = 100;
  old.identity = Told{};
  old.identity->identity = "0x1";
  rig.fleet().OnIdentity(old.url, *old.identity, rig.now());
  rig.fleet().OnPoll(old);
  EXPECT_TRUE(rig.Blocked(0));
  EXPECT_EQ(rig.Shown(0), "unknown");
  EXPECT_EQ(rig.fleet().references()[0].height, 100U);
}

TEST(NaiveFleet, AMovedEndpointKeepsItsBlock) {
  NaiveRig rig(1);
  rig.FailTimes(0, Wire::kTransport, 6);
  rig.config().endpoints[0].roles = {false, true};
  rig.fleet().OnReload(rig.config(), rig.now());
  EXPECT_FALSE(rig.Endpoint(0).blocking[kNaivePrimary].blocked);
  EXPECT_TRUE(rig.Endpoint(0).blocking[kNaiveBackup].blocked);
}

TEST(NaiveFleet, AUrlInAHoldoffIsNotReset) {
  NaivePolicy policy;
  policy.throttled_grace = std::chrono::seconds(5);
  NaiveRig rig(1, policy);
  rig.FailTimes(0, Wire::kThrottled, 3);
  EXPECT_FALSE(rig.Gauge(0));
  rig.Boundary();
  EXPECT_FALSE(rig.Gauge(0));
}

}  // namespace
}  // namespace headway::sim
