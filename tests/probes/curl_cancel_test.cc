// Requests that we end ourselves, at every point of their life.

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/curl_rig.h"
#include "tests/probes/raw_server.h"

namespace headway::probes {
namespace {

using chains::TransportFault;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AnyOf;

constexpr base::Duration kSoon = seconds(15);  // longer than any scheduling delay, not for ever

RawServer::Handler Silence() {
  return [](RawConnection& connection) { connection.Drain(); };
}

/// Answers the first request of a connection and says nothing more.
RawServer::Handler AnswerOnceThenSilence() {
  return [](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write(Ok("{}"));
    connection.Drain();
  };
}

void ExpectCancelled(const Outcome& outcome) {
  EXPECT_EQ(outcome.fault, TransportFault::kCancelled);
  EXPECT_EQ(outcome.http_status, 0);
  EXPECT_EQ(outcome.body, "");
  EXPECT_EQ(outcome.retry_after, std::nullopt);
}

TEST(CurlCancel, ARequestThatWaitsForItsAnswerEndsAtOnce) {
  RawServer silent(Silence());
  CurlRig rig;
  rig.Target(0).url = silent.url();
  rig.Start(0);
  rig.PollUntil(rig.Now() + milliseconds(100));
  const base::MonoTime begin = rig.Now();
  rig.Cancel(0);
  const Outcome outcome = rig.Await(0);
  EXPECT_LT(rig.Now(), begin + kSoon);
  ExpectCancelled(outcome);
  EXPECT_GE(outcome.figures.latency, milliseconds(100));
  EXPECT_GT(outcome.figures.bytes_sent, 0U);
  EXPECT_EQ(outcome.figures.bytes_received, 0U);
  EXPECT_TRUE(silent.AwaitNoConnections());
}

TEST(CurlCancel, TheNextPollBringsTheCompletionWithoutWaiting) {
  const RawServer silent(Silence());
  CurlRig rig;
  rig.Target(0).url = silent.url();
  rig.Start(0);
  rig.PollUntil(rig.Now());
  rig.Cancel(0);
  rig.PollUntil(base::MonoTime::min());
  EXPECT_TRUE(rig.HasEnded(0));
}

TEST(CurlCancel, ARequestThatWasNotBegunHasNoFigures) {
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  // Those of the slot's request before must not be taken for its own.
  ASSERT_EQ(rig.Ask(server.url()).http_status, 200);
  rig.Start(0);
  rig.Cancel(0);
  const Outcome outcome = rig.Await(0);
  ExpectCancelled(outcome);
  EXPECT_EQ(outcome.figures.bytes_sent, 0U);
  EXPECT_EQ(outcome.figures.bytes_received, 0U);
  EXPECT_EQ(outcome.figures.phases.wait, base::Duration::zero());
}

TEST(CurlCancel, ARequestThatConnectsEnds) {
  const FullPort full;
  CurlRig rig;
  rig.Target(0).url = "http://127.0.0.1:" + std::to_string(full.port());
  rig.Start(0);
  rig.PollUntil(rig.Now() + milliseconds(50));
  rig.Cancel(0);
  const Outcome outcome = rig.Await(0);
  ExpectCancelled(outcome);
  EXPECT_GE(outcome.figures.latency, milliseconds(50));
  EXPECT_EQ(outcome.figures.bytes_sent, 0U);
}

TEST(CurlCancel, NamesThatAreBeingResolvedEndAtOnceAndDelayNobody) {
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  constexpr std::uint32_t kNames = 20;
  for (std::uint32_t slot = 1; slot <= kNames; ++slot) {
    rig.Target(slot).url = "http://name-" + std::to_string(slot) + ".invalid";
    rig.Start(slot);
  }
  rig.PollUntil(rig.Now());
  const base::MonoTime begin = rig.Now();
  for (std::uint32_t slot = 1; slot <= kNames; ++slot) rig.Cancel(slot);
  for (std::uint32_t slot = 1; slot <= kNames; ++slot) {
    EXPECT_THAT(rig.Await(slot).fault, AnyOf(TransportFault::kCancelled, TransportFault::kDns));
  }
  EXPECT_LT(rig.Now(), begin + kSoon);
  EXPECT_EQ(rig.Ask(server.url()).http_status, 200);
}

TEST(CurlCancel, AnAnswerThatIsUnderWayIsGivenUp) {
  const RawServer server([](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nfirst bytes");
    connection.Drain();
  });
  CurlRig rig;
  rig.Target(0).url = server.url();
  rig.Start(0);
  rig.PollUntil(rig.Now() + milliseconds(100));
  rig.Cancel(0);
  ExpectCancelled(rig.Await(0));
}

TEST(CurlCancel, ACompletionOnItsWayStaysWhatItIs) {
  CurlRig rig;
  // Longer than libcurl takes: ended before it began.
  rig.Target(0).url = "http://127.0.0.1/";
  rig.Target(0).url.resize(9'000'000, 'x');
  rig.Start(0);
  rig.Cancel(0);
  EXPECT_EQ(rig.Await(0).fault, TransportFault::kNotSent);
}

TEST(CurlCancel, ARequestIsCancelledOnce) {
  const RawServer silent(Silence());
  CurlRig rig;
  rig.Target(0).url = silent.url();
  rig.Start(0);
  rig.Cancel(0);
  rig.Cancel(0);
  ExpectCancelled(rig.Await(0));
  rig.PollUntil(rig.Now() + milliseconds(20));
  EXPECT_FALSE(rig.HasEnded(0));
}

TEST(CurlCancel, ToCancelNothingHasNoEffect) {
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  rig.Cancel(0);
  rig.Cancel(1'000);
  ASSERT_EQ(rig.Ask(server.url()).http_status, 200);
  rig.Cancel(0);
  rig.PollUntil(rig.Now() + milliseconds(20));
  EXPECT_FALSE(rig.HasEnded(0));
  EXPECT_EQ(rig.Ask(server.url()).http_status, 200);
}

TEST(CurlCancel, ASlotIsUsableAgainOnceTheCompletionWasTaken) {
  const RawServer silent(AnswerOnceThenSilence());
  CurlRig rig;
  for (int round = 0; round < 5; ++round) {
    ASSERT_EQ(rig.Ask(silent.url(), {.fresh_connection = true}).http_status, 200);
    rig.Start(0);
    rig.PollUntil(rig.Now() + milliseconds(20));
    rig.Cancel(0);
    ExpectCancelled(rig.Await(0));
  }
}

TEST(CurlCancel, TheOthersOfItsHostAreNotTouched) {
  const RawServer silent(Silence());
  CurlRig rig;
  for (std::uint32_t slot = 0; slot < 10; ++slot) {
    rig.Target(slot).url = silent.url();
    rig.Start(slot);
  }
  rig.PollUntil(rig.Now() + milliseconds(50));
  for (std::uint32_t slot = 0; slot < 10; slot += 2) rig.Cancel(slot);
  for (std::uint32_t slot = 0; slot < 10; slot += 2) ExpectCancelled(rig.Await(slot));
  rig.PollUntil(rig.Now() + milliseconds(50));
  for (std::uint32_t slot = 1; slot < 10; slot += 2) EXPECT_FALSE(rig.HasEnded(slot)) << slot;
  EXPECT_EQ(silent.accepted(), 10);
}

TEST(CurlCancel, ASecondRequestBeforeTheCompletionWasTakenIsABrokenContract) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const ClosedPort closed;
  CurlRig rig;
  rig.Target(0).url = "http://127.0.0.1:" + std::to_string(closed.port());
  rig.Start(0);
  rig.Cancel(0);
  EXPECT_DEATH(rig.Start(0), "CHECK failed");
}

}  // namespace
}  // namespace headway::probes
