// What is asked behind an answered head because health wants it: the chain, and whether the node
// catches up. The head waits for them.
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
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using testing::ScriptedReply;

using Request = ProberRig::Request;

Pace Asking(bool identity, bool syncing) {
  Pace pace;
  if (identity) pace.ask_identity_from = base::MonoTime::min();
  pace.ask_syncing = syncing;
  return pace;
}

class PollExtrasTest : public ::testing::Test {
 protected:
  PollExtrasTest()
      : rig_({}, [](const Request&, std::string_view body) { return EvmAnswer(body, 1'000); }) {}

  /// What one poll asked for.
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
  void Want(bool identity, bool syncing) {
    rig_.pace = [identity, syncing](base::UrlIndex) { return Asking(identity, syncing); };
  }
  std::vector<ProbeKind> Told() const {
    std::vector<ProbeKind> told;
    for (const ProbeReport& report : rig_.reports) told.push_back(report.kind);
    return told;
  }
  void Answer(ProbeKind kind, const ScriptedReply& reply) {
    rig_.node = [kind, reply](const Request& request, std::string_view body) {
      return request.kind == kind ? reply : EvmAnswer(body, 1'000);
    };
  }

  ProberRig rig_;
};

TEST_F(PollExtrasTest, AreNotAskedUnlessWanted) {
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kBlock));
}

TEST_F(PollExtrasTest, ComeBehindTheHeadAndBeforeItsBlocks) {
  Want(true, true);
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kIdentity, ProbeKind::kSyncing,
                                     ProbeKind::kBlock));
}

TEST_F(PollExtrasTest, AreToldBeforeTheHeadThatWaitedForThem) {
  Want(true, true);
  OnePoll();
  ASSERT_THAT(Told(), ElementsAre(ProbeKind::kIdentity, ProbeKind::kSyncing, ProbeKind::kHead,
                                  ProbeKind::kBlock));
  const auto& identity = std::get<chains::Observation>(rig_.reports[0].outcome);
  EXPECT_EQ(std::get<chains::IdentityObservation>(identity).identity.text(), "0x1");
  EXPECT_EQ(rig_.reports[2].head, base::BlockHeight{1'000});
  EXPECT_EQ(rig_.reports[2].figures.latency, milliseconds(20)) << "its own";
  EXPECT_EQ(rig_.reports[2].finished_at, rig_.reports[1].finished_at) << "the judgement's time";
  EXPECT_FALSE(rig_.reports[2].poll_finished);
  EXPECT_TRUE(rig_.reports[3].poll_finished);
}

TEST_F(PollExtrasTest, EndThePollWithTheHeadWhereNoBlockIsWanted) {
  OnePoll();
  Want(true, false);
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kIdentity));
  ASSERT_THAT(Told(), ElementsAre(ProbeKind::kIdentity, ProbeKind::kHead));
  EXPECT_FALSE(rig_.reports[0].poll_finished);
  EXPECT_TRUE(rig_.reports[1].poll_finished);
}

TEST_F(PollExtrasTest, AreNotAskedBehindAHeadThatFailed) {
  Want(true, true);
  for (const ScriptedReply& reply : {Status(500), Status(429), Broken(TransportFault::kReset),
                                     Broken(TransportFault::kCancelled), EvmHead(0)}) {
    Answer(ProbeKind::kHead, reply);
    EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead));
  }
}

TEST_F(PollExtrasTest, TheIdentityIsAskedFromItsTimeOn) {
  const base::MonoTime from = rig_.clock.Mono() + seconds(20);
  rig_.pace = [from](base::UrlIndex) {
    Pace pace;
    pace.ask_identity_from = from;
    return pace;
  };
  rig_.Run(seconds(60));
  std::size_t asked = 0;
  for (const Request& request : rig_.requests) {
    if (request.kind != ProbeKind::kIdentity) continue;
    EXPECT_GE(request.at, seconds(20));
    ++asked;
  }
  EXPECT_GE(asked, 5U);
}

TEST_F(PollExtrasTest, OneThatFailedLeavesTheHeadWhatItWas) {
  Want(true, true);
  for (const ScriptedReply& reply : {Status(500), Broken(TransportFault::kReset)}) {
    Answer(ProbeKind::kIdentity, reply);
    OnePoll();
    ASSERT_EQ(rig_.reports[0].kind, ProbeKind::kIdentity);
    EXPECT_TRUE(std::holds_alternative<chains::Fault>(rig_.reports[0].outcome));
    EXPECT_EQ(rig_.reports[1].kind, ProbeKind::kSyncing);
    EXPECT_EQ(rig_.reports[2].kind, ProbeKind::kHead);
    EXPECT_TRUE(std::holds_alternative<chains::Observation>(rig_.reports[2].outcome));
  }
}

TEST_F(PollExtrasTest, OneThatWasCancelledCancelsThePoll) {
  Want(true, true);
  Answer(ProbeKind::kIdentity, Broken(TransportFault::kCancelled));
  EXPECT_THAT(OnePoll(), ElementsAre(ProbeKind::kHead, ProbeKind::kIdentity));
  ASSERT_THAT(Told(), ElementsAre(ProbeKind::kIdentity, ProbeKind::kHead));
  EXPECT_TRUE(std::holds_alternative<health::Cancelled>(rig_.reports[1].outcome));
  EXPECT_TRUE(rig_.reports[1].poll_finished);
}

TEST_F(PollExtrasTest, CountAgainstTheBudget) {
  ProberRig::Options options;
  options.policy.budget_requests_per_minute = 6;
  ProberRig rig(options, [](const Request&, std::string_view body) { return EvmAnswer(body, 7); });
  rig.pace = [](base::UrlIndex) { return Asking(true, true); };
  rig.Run(std::chrono::hours(1));
  EXPECT_LE(rig.requests.size(), 6U * 60U + 4U);
  EXPECT_GE(rig.requests.size(), 6U * 60U - 4U);
}

}  // namespace
}  // namespace headway::probes
