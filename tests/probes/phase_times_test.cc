#include "probes/phase_times.h"

#include <chrono>

#include <gtest/gtest.h>

namespace headway::probes {
namespace {

using base::Duration;
using std::chrono::milliseconds;

/// Of a request over a new TLS connection, answered at once.
Milestones NewTlsConnection() {
  return {.resolved = milliseconds(10),
          .connected = milliseconds(30),
          .tls_done = milliseconds(70),
          .ready = milliseconds(71),
          .first_byte = milliseconds(171),
          .total = milliseconds(200),
          .kept = false};
}

TEST(PhaseTimes, ANewConnectionHasAllPhases) {
  const health::PhaseTimes phases = PhasesOf(NewTlsConnection());
  EXPECT_EQ(phases.resolve, milliseconds(10));
  EXPECT_EQ(phases.connect, milliseconds(20));
  EXPECT_EQ(phases.tls, milliseconds(40));
  EXPECT_EQ(phases.wait, milliseconds(100));
  EXPECT_EQ(phases.transfer, milliseconds(29));
}

TEST(PhaseTimes, AKeptConnectionHasNoneOfTheFirstThree) {
  Milestones at = NewTlsConnection();
  at.kept = true;
  const health::PhaseTimes phases = PhasesOf(at);
  EXPECT_EQ(phases.resolve, Duration::zero());
  EXPECT_EQ(phases.connect, Duration::zero());
  EXPECT_EQ(phases.tls, Duration::zero());
  EXPECT_EQ(phases.wait, milliseconds(100));
}

TEST(PhaseTimes, WithoutTlsThereIsNoSuchPhase) {
  Milestones at = NewTlsConnection();
  at.tls_done = Duration::zero();
  EXPECT_EQ(PhasesOf(at).tls, Duration::zero());
}

TEST(PhaseTimes, WhatWasNotReachedTookNoTime) {
  const health::PhaseTimes phases =
      PhasesOf({.resolved = milliseconds(10), .total = milliseconds(5'000)});
  EXPECT_EQ(phases.resolve, milliseconds(10));
  EXPECT_EQ(phases.connect + phases.tls + phases.wait + phases.transfer, Duration::zero());
}

TEST(PhaseTimes, AnAnswerThatNeverCameWasWaitedForToTheEnd) {
  Milestones at = NewTlsConnection();
  at.first_byte = Duration::zero();
  EXPECT_EQ(PhasesOf(at).wait, milliseconds(129));
  EXPECT_EQ(PhasesOf(at).transfer, Duration::zero());
}

TEST(PhaseTimes, ClocksThatDisagreeMakeNoNegativePhase) {
  // An answer may begin before the request is out.
  Milestones at = NewTlsConnection();
  at.first_byte = milliseconds(60);
  EXPECT_EQ(PhasesOf(at).wait, Duration::zero());
  at = NewTlsConnection();
  at.total = milliseconds(170);
  EXPECT_EQ(PhasesOf(at).transfer, Duration::zero());
}

}  // namespace
}  // namespace headway::probes
