// The transport as part of the loop: what ends Poll, many URLs at once, and the end of it all.

#include <chrono>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "devnet/devnet.h"
#include "tests/probes/curl_rig.h"
#include "tests/probes/raw_server.h"

namespace headway::probes {
namespace {

using chains::TransportFault;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AnyOf;
using ::testing::IsEmpty;

constexpr base::Duration kSoon = seconds(15);  // longer than any scheduling delay, not for ever

RawServer::Handler Silence() {
  return [](RawConnection& connection) { connection.Drain(); };
}

TEST(CurlLoop, PollReturnsAtItsDeadline) {
  CurlRig rig;
  const base::MonoTime deadline = rig.Now() + milliseconds(60);
  EXPECT_THAT(rig.transport().Poll(deadline), IsEmpty());
  EXPECT_GE(rig.Now(), deadline);
  EXPECT_LT(rig.Now(), deadline + kSoon);
}

TEST(CurlLoop, ADeadlineThatHasPassedDoesNotWait) {
  CurlRig rig;
  EXPECT_THAT(rig.transport().Poll(rig.Now() - seconds(1)), IsEmpty());
  EXPECT_THAT(rig.transport().Poll(base::MonoTime::min()), IsEmpty());
}

TEST(CurlLoop, PollReturnsAtItsDeadlineWithRequestsUnderWay) {
  const RawServer server(Silence());
  CurlRig rig;
  rig.Target(0).url = server.url();
  rig.Start(0);
  const base::MonoTime deadline = rig.Now() + milliseconds(60);
  EXPECT_THAT(rig.transport().Poll(deadline), IsEmpty());
  EXPECT_GE(rig.Now(), deadline);
  EXPECT_LT(rig.Now(), deadline + kSoon);
}

TEST(CurlLoop, WakeFromAnotherThreadEndsPoll) {
  CurlRig rig;
  const base::MonoTime begin = rig.Now();
  std::thread waker([&rig] { rig.transport().Wake(); });
  EXPECT_THAT(rig.transport().Poll(begin + seconds(120)), IsEmpty());
  EXPECT_LT(rig.Now(), begin + kSoon);
  waker.join();
}

TEST(CurlLoop, OneWakeEndsOnePoll) {
  CurlRig rig;
  rig.transport().Wake();
  const base::MonoTime begin = rig.Now();
  rig.transport().Poll(begin + seconds(120));
  EXPECT_LT(rig.Now(), begin + kSoon);
  const base::MonoTime deadline = rig.Now() + milliseconds(60);
  rig.transport().Poll(deadline);
  EXPECT_GE(rig.Now(), deadline);
}

TEST(CurlLoop, ManyWakesLoseNoCompletion) {
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  rig.Target(0).url = server.url();
  std::thread waker([&rig] {
    for (int wake = 0; wake < 10'000; ++wake) rig.transport().Wake();
  });
  for (int request = 0; request < 50; ++request) {
    rig.Start(0);
    EXPECT_EQ(rig.Await(0).http_status, 200);
  }
  waker.join();
}

TEST(CurlLoop, MoreUrlsThanOneShardAreAnsweredAtOnce) {
  constexpr std::uint32_t kUrls = 250;
  static_assert(kUrls > 2 * base::limits::kConnectionsPerShard);
  devnet::Devnet devnet;
  devnet::NodeOptions options;
  options.name = "node";
  options.chain = "chain";
  // So that all of them are under way together.
  options.latency = milliseconds(50);
  const std::string url = "http://127.0.0.1:" + std::to_string(devnet.AddNode(options).value());
  CurlRig rig;
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t index = 0; index < kUrls; ++index) {
      rig.Target(index).url = url;
      rig.Start(index);
    }
    for (std::uint32_t index = 0; index < kUrls; ++index) {
      ASSERT_EQ(rig.Await(index).http_status, 200) << index;
    }
  }
  EXPECT_EQ(devnet.Requests("node").front().count, 2 * kUrls);
}

TEST(CurlLoop, AnUnknownNameDelaysNobodyElse) {
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  rig.Target(0).url = "http://name.invalid";
  rig.Target(1).url = server.url();
  rig.Start(0, {.timeout = seconds(10)});
  rig.Start(1);
  const Outcome answered = rig.Await(1);
  EXPECT_EQ(answered.http_status, 200);
  EXPECT_LT(answered.figures.latency, seconds(5));
  // A name server that says nothing at all makes it a timeout.
  EXPECT_THAT(rig.Await(0).fault, AnyOf(TransportFault::kDns, TransportFault::kTimeout));
}

TEST(CurlLoop, AHangingUrlDelaysNobodyElse) {
  const RawServer silent(Silence());
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  rig.Target(0).url = silent.url();
  rig.Target(1).url = server.url();
  rig.Start(0, {.timeout = seconds(20)});
  for (int request = 0; request < 20; ++request) {
    rig.Start(1);
    ASSERT_EQ(rig.Await(1).http_status, 200);
  }
  EXPECT_FALSE(rig.HasEnded(0));
}

TEST(CurlLoop, WhatCouldNotBeSentCompletesWithoutWaiting) {
  CurlRig rig;
  const base::MonoTime begin = rig.Now();
  EXPECT_EQ(rig.Ask("http://").fault, TransportFault::kNotSent);
  EXPECT_LT(rig.Now(), begin + kSoon);
}

TEST(CurlLoop, EndsWithRequestsUnderWay) {
  const RawServer silent(Silence());
  const RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  for (std::uint32_t url = 0; url < 150; ++url) {
    rig.Target(url).url = url % 2 == 0 ? silent.url() : "http://name.invalid";
    rig.Start(url);
  }
  rig.Target(200).url = server.url();
  rig.Start(200);
  EXPECT_EQ(rig.Await(200).http_status, 200);
  // The loop outlives the transport and serves the next one.
  rig.Replace();
  rig.Start(200);
  EXPECT_EQ(rig.Await(200).http_status, 200);
}

TEST(CurlLoop, ItsEndClosesEveryConnection) {
  RawServer silent(Silence());
  RawServer server(AnswerEach(Ok("{}")));
  CurlRig rig;
  for (std::uint32_t url = 0; url < 20; ++url) {
    rig.Target(url).url = url % 2 == 0 ? silent.url() : server.url();
    rig.Start(url);
  }
  for (std::uint32_t url = 1; url < 20; url += 2) EXPECT_EQ(rig.Await(url).http_status, 200);
  EXPECT_EQ(server.accepted(), 10);
  rig.Replace();
  EXPECT_TRUE(silent.AwaitNoConnections());
  EXPECT_TRUE(server.AwaitNoConnections());
}

}  // namespace
}  // namespace headway::probes
