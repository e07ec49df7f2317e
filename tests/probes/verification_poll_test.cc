// Verification inside the poll: behind everything that is judged, and only where nothing is amiss.
#include <algorithm>
#include <chrono>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/evm_script.h"
#include "tests/probes/prober_rig.h"

namespace headway::probes {
namespace {

using chains::ProbeKind;
using chains::TransportFault;
using health::Pace;
using health::ProbeReport;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using testing::ScriptedReply;

using Request = ProberRig::Request;

ProberRig::Options Verifying(std::initializer_list<ProbeKind> kinds) {
  ProberRig::Options options;
  for (const ProbeKind kind : kinds) options.verifies.set(static_cast<std::size_t>(kind));
  return options;
}

class VerificationPollTest : public ::testing::Test {
 protected:
  explicit VerificationPollTest(const ProberRig::Options& options = Verifying({ProbeKind::kClient,
                                                                               ProbeKind::kPeers}))
      : rig_(options,
             [](const Request&, std::string_view body) { return EvmAnswer(body, 1'000); }) {}

  std::vector<ProbeKind> OnePoll() {
    const std::size_t before = rig_.requests.size();
    rig_.reports.clear();
    rig_.RunPolls(1);
    std::vector<ProbeKind> asked;
    for (std::size_t index = before; index < rig_.requests.size(); ++index) {
      asked.push_back(rig_.requests[index].kind);
    }
    return asked;
  }
  void Answer(ProbeKind kind, const ScriptedReply& reply) {
    rig_.node = [kind, reply](const Request& request, std::string_view body) {
      return request.kind == kind ? reply : EvmAnswer(body, 1'000);
    };
  }

  ProberRig rig_;
};

TEST_F(VerificationPollTest, OneQuestionComesBehindTheHeadAndItsBlocks) {
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kBlock, ProbeKind::kClient));
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kPeers));
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead));
}

TEST_F(VerificationPollTest, TheHeadDoesNotWaitForIt) {
  ScriptedReply slow = EvmAnswer(R"("web3_clientVersion")", 1'000);
  slow.latency = seconds(5);
  Answer(ProbeKind::kClient, slow);
  OnePoll();
  ASSERT_EQ(rig_.reports.size(), 3U);
  EXPECT_EQ(rig_.reports[0].kind, ProbeKind::kHead);
  EXPECT_FALSE(rig_.reports[0].poll_finished);
  EXPECT_FALSE(rig_.reports[0].verified.has_value());
  EXPECT_EQ(rig_.reports[2].kind, ProbeKind::kClient);
  EXPECT_TRUE(rig_.reports[2].verified.has_value());
  EXPECT_TRUE(rig_.reports[2].poll_finished);
  EXPECT_GE(rig_.reports[2].finished_at - rig_.reports[0].finished_at, seconds(5));
}

TEST_F(VerificationPollTest, NothingIsAskedWhereSomethingOfThePollWasNotAnswered) {
  for (const ScriptedReply& reply : {Status(500), Status(429), Broken(TransportFault::kReset)}) {
    Answer(ProbeKind::kHead, reply);
    EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead));
  }
  Answer(ProbeKind::kBlock, Status(500));
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kBlock));
}

TEST_F(VerificationPollTest, ANodeWithoutBlocksIsAskedForTheRest) {
  ScriptedReply lacking;
  lacking.body = R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}})";
  Answer(ProbeKind::kBlock, lacking);
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kBlock, ProbeKind::kClient));
  lacking.body = R"({"jsonrpc":"2.0","id":1,"result":null})";
  Answer(ProbeKind::kBlock, lacking);
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kBlock, ProbeKind::kPeers));
}

TEST_F(VerificationPollTest, NothingIsAskedWhileBlockRequestsAreThrottled) {
  ScriptedReply throttled = Status(429);
  throttled.retry_after = minutes(2);
  Answer(ProbeKind::kBlock, throttled);
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kBlock));
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead));
}

TEST_F(VerificationPollTest, NothingIsAskedOfAUrlThatIsNotAtEase) {
  Pace recheck;
  recheck.kind = Pace::Kind::kRecheck;
  recheck.interval = seconds(1);
  recheck.timeout = seconds(3);
  Pace backoff;
  backoff.kind = Pace::Kind::kBackoff;
  Pace throttled;
  throttled.holdoff = seconds(5);
  Pace summoned;
  summoned.summoned_for = base::MonoTime::min();
  summoned.summons_timeout = seconds(2);
  Pace elsewhere;
  elsewhere.starts_anew = true;
  for (const Pace& pace : {recheck, backoff, throttled, summoned, elsewhere}) {
    rig_.pace = [&pace](base::UrlIndex) { return pace; };
    EXPECT_THAT(OnePoll(), Not(Contains(ProbeKind::kClient)));
  }
  rig_.pace = [](base::UrlIndex) { return Pace(); };
  EXPECT_THAT(OnePoll(), Contains(ProbeKind::kClient));
}

TEST_F(VerificationPollTest, ComesBehindTheQuestionsThatAreJudged) {
  rig_.pace = [](base::UrlIndex) {
    Pace pace;
    pace.ask_identity_from = base::MonoTime::min();
    pace.ask_syncing = true;
    return pace;
  };
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kIdentity, ProbeKind::kSyncing,
                                     ProbeKind::kBlock, ProbeKind::kClient));
}

TEST_F(VerificationPollTest, OneThatFailsEndsThePollAndNothingElse) {
  for (const ScriptedReply& reply : {Status(500), NoSuchMethod(), Broken(TransportFault::kReset),
                                     Broken(TransportFault::kCancelled)}) {
    auto options = Verifying({ProbeKind::kClient});
    options.policy.jitter = 0;
    ProberRig rig(options, [&](const Request& request, auto body) {
      return request.kind == ProbeKind::kClient ? reply : EvmAnswer(body, 1'000);
    });
    rig.RunPolls(3);
    ASSERT_EQ(rig.reports[2].kind, ProbeKind::kClient);
    EXPECT_TRUE(rig.reports[2].poll_finished);
    EXPECT_EQ(rig.Polls()[1].at - rig.Polls()[0].at, seconds(6))
        << "the rhythm of the polls is none of its business";
  }
}

TEST_F(VerificationPollTest, BeginsAnewAfterTheConnectionWasLost) {
  rig_.Run(minutes(2));
  rig_.requests.clear();
  Answer(ProbeKind::kHead, Broken(TransportFault::kReset));
  rig_.RunPolls(1);
  rig_.node = [](const Request&, std::string_view body) { return EvmAnswer(body, 1'000); };
  EXPECT_THAT(OnePoll(), Contains(ProbeKind::kClient));
}

TEST_F(VerificationPollTest, BeginsAnewWithTheGeneration) {
  rig_.Run(minutes(2));
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead));
  ++rig_.generation;
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kClient));
}

TEST_F(VerificationPollTest, AQuestionThatTimesOutIsNoLostConnection) {
  ScriptedReply never;
  never.latency = hours(1);
  Answer(ProbeKind::kPeers, never);
  rig_.Run(minutes(9));
  const auto asked = std::count_if(rig_.requests.begin(), rig_.requests.end(),
                                   [](const auto& each) { return each.kind == ProbeKind::kPeers; });
  EXPECT_EQ(asked, 1);
}

TEST_F(VerificationPollTest, GivesWayToASummons) {
  ScriptedReply slow;
  slow.latency = seconds(9);
  Answer(ProbeKind::kClient, slow);
  while (rig_.requests.empty() || rig_.requests.back().kind != ProbeKind::kClient) {
    rig_.Run(milliseconds(10));
  }
  Pace pace;
  rig_.prober.Hurry({0}, pace, false);
  const auto before = rig_.elapsed();
  pace.summoned_for = rig_.clock.Mono();
  pace.summons_timeout = seconds(2);
  rig_.prober.Hurry({0}, pace, false);
  rig_.RunPolls(1);
  EXPECT_LE(rig_.elapsed() - before, milliseconds(10));
  EXPECT_TRUE(std::holds_alternative<health::Cancelled>(rig_.reports.back().outcome));
  EXPECT_TRUE(rig_.reports.back().poll_finished);
}

TEST_F(VerificationPollTest, GoesOnWhereItWasThroughAReload) {
  OnePoll();
  const std::vector<std::optional<base::UrlIndex>> kept = {base::UrlIndex{0}};
  auto options = Verifying({ProbeKind::kClient, ProbeKind::kPeers});
  rig_.prober.Reload(ProberRig::Plans(options), ProberRig::PolicyOf(options), kept,
                     rig_.clock.Mono());
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kPeers))
      << "not the client again";
}

class SeveralAPoll : public VerificationPollTest {
 protected:
  SeveralAPoll() : VerificationPollTest(Options()) {}
  static ProberRig::Options Options() {
    auto options = Verifying({ProbeKind::kClient, ProbeKind::kPeers, ProbeKind::kState});
    options.verifications_per_poll = 100;
    return options;
  }
};

TEST_F(SeveralAPoll, AreAskedOneAfterTheOtherWhereThePolicyAllows) {
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kBlock, ProbeKind::kClient,
                                     ProbeKind::kPeers, ProbeKind::kState));
  EXPECT_TRUE(rig_.reports.back().poll_finished);
  EXPECT_EQ(std::count_if(rig_.reports.begin(), rig_.reports.end(),
                          [](const ProbeReport& each) { return each.poll_finished; }),
            1);
}

TEST_F(SeveralAPoll, StopAtTheFirstThatIsNotAnswered) {
  Answer(ProbeKind::kPeers, Status(500));
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kBlock, ProbeKind::kClient,
                                     ProbeKind::kPeers));
}

TEST(VerificationBudget, CountsItsRequests) {
  auto options = Verifying({ProbeKind::kState});
  options.policy.budget_requests_per_minute = 6;
  ProberRig rig(options, [](const Request& request, std::string_view body) {
    const bool gone = request.kind == ProbeKind::kState && request.block < 900'000;
    return gone ? StateIsGone() : EvmAnswer(body, 1'000'000);
  });
  rig.Run(hours(1));
  EXPECT_LE(rig.requests.size(), 6U * 60U + 4U);
  EXPECT_GE(rig.requests.size(), 6U * 60U - 4U);
  const auto last = std::find_if(rig.reports.rbegin(), rig.reports.rend(), [](const auto& each) {
    return each.verified && each.verified->oldest_state;
  });
  ASSERT_NE(last, rig.reports.rend());
  EXPECT_EQ(last->verified->oldest_state, base::BlockHeight{900'000});
}

}  // namespace
}  // namespace headway::probes
