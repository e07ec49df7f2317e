// Reports of verification in the fleet: they say what a node is, and judge nothing.
#include <array>
#include <chrono>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "tests/health/fleet_rig.h"

namespace headway::health {
namespace {

using base::BlockHeight;
using chains::ErrorId;
using chains::Fault;
using chains::ProbeKind;
using std::chrono::seconds;

ProbeReport Saying(ProbeKind kind, const chains::Observation& observation) {
  ProbeReport report;
  report.kind = kind;
  report.outcome = observation;
  return report;
}

ProbeReport Finalized(std::uint64_t height) {
  return Saying(ProbeKind::kFinalized, chains::HeightObservation{{height}});
}

ProbeReport LostOnTheWay() {
  ProbeReport report;
  report.kind = ProbeKind::kTrace;
  report.transport = chains::TransportFault::kTimeout;
  report.outcome = Fault{
      .error = ErrorId::kConnectionTimeout, .blame = chains::Blame::kTransport, .refusal = true};
  return report;
}

TEST(VerificationReports, AreKeptWithTheHeadOfTheirPoll) {
  FleetRig rig(1, {{.urls = {0}}});
  rig.Poll(0, "h");
  rig.Verify(0, Finalized(90));
  const auto& mark = rig.url(0).depth.mark(Mark::kFinalized);
  ASSERT_TRUE(mark.has_value());
  EXPECT_EQ(mark->fact.height, BlockHeight{90});
  EXPECT_EQ(mark->fact.head, BlockHeight{100});
  EXPECT_EQ(mark->at, rig.wall());
}

TEST(VerificationReports, AreCountedAsRequestsAndNotAsErrors) {
  FleetRig rig(1, {{.urls = {0}}});
  rig.Poll(0, "h");
  const std::uint64_t polls = rig.url(0).ledger.polls[0];
  rig.Verify(0, LostOnTheWay());
  EXPECT_EQ(rig.url(0).ledger.requests.at(static_cast<std::size_t>(ProbeKind::kTrace)), 1U);
  EXPECT_TRUE(rig.endpoint(0).ledger.errors.empty());
  EXPECT_EQ(rig.url(0).ledger.polls[0], polls);
}

TEST(VerificationReports, SayHowTheConnectionIsAsEveryRequestDoes) {
  FleetRig rig(1, {{.urls = {0}}});
  rig.Poll(0, "h");
  rig.Verify(0, LostOnTheWay());
  EXPECT_FALSE(rig.url(0).health.connection_healthy);
  rig.Verify(0, Finalized(90));
  EXPECT_TRUE(rig.url(0).health.connection_healthy);
  ProbeReport cancelled = LostOnTheWay();
  cancelled.transport = chains::TransportFault::kCancelled;
  cancelled.outcome = Cancelled{};
  rig.Verify(0, cancelled);
  EXPECT_TRUE(rig.url(0).health.connection_healthy);
}

TEST(VerificationReports, OfANodeOnAnotherChainAreNotBelievedAndWhatItSaidIsForgotten) {
  FleetRig::Options options;
  options.asks_identity = true;
  FleetRig rig(1, {{.urls = {0}}}, options);
  rig.Poll(0, "h");
  rig.Verify(0, Saying(ProbeKind::kPeers, chains::PeersObservation{7}));
  rig.Verify(0, Finalized(90));
  rig.nodes[0].chain = "0x7a69";
  rig.CrossBoundary();
  rig.Poll(0, "hhh");
  ASSERT_EQ(rig.url(0).identity.standing, Standing::kWrong);
  EXPECT_FALSE(rig.url(0).depth.mark(Mark::kFinalized).has_value());
  rig.Verify(0, Finalized(95));
  EXPECT_FALSE(rig.url(0).depth.mark(Mark::kFinalized).has_value());
  EXPECT_EQ(rig.url(0).depth.peers->fact, 7U) << "its peers are its own";
}

TEST(VerificationReports, AreKeptOverBoundariesAndReloads) {
  FleetRig rig(1, {{.urls = {0}}});
  rig.Poll(0, "h");
  rig.Verify(0, Finalized(90));
  rig.CrossBoundary();
  EXPECT_TRUE(rig.url(0).depth.mark(Mark::kFinalized).has_value());
  rig.Reload({{.urls = {0, 1}}}, {0, std::nullopt}, {0});
  EXPECT_TRUE(rig.url(0).depth.mark(Mark::kFinalized).has_value());
  EXPECT_FALSE(rig.url(1).depth.mark(Mark::kFinalized).has_value());
}

TEST(VerificationReports, TheWordOnSyncingThatIsJudgedIsKeptToo) {
  FleetRig::Options options;
  options.asks_syncing = true;
  FleetRig rig(2, {{.urls = {0}}, {.urls = {1}}}, options);
  rig.nodes[1].head = 90;
  rig.nodes[1].syncing = true;
  for (int round = 0; round < 3; ++round) {
    rig.Poll(0, "h");
    rig.Poll(1, "h");
  }
  ASSERT_EQ(rig.url(1).health.last_verdict, State::kSyncing);
  EXPECT_TRUE(rig.url(1).depth.says_syncing->fact);
}

TEST(VerificationReports, TheWordOnSyncingOfVerificationJudgesNoPoll) {
  FleetRig::Options options;
  options.asks_syncing = true;
  FleetRig rig(2, {{.urls = {0}}, {.urls = {1}}}, options);
  rig.Poll(0, "h");
  rig.Poll(1, "h");
  rig.Verify(1, Saying(ProbeKind::kSyncing, chains::SyncingObservation{true}));
  rig.nodes[1].head = 90;
  rig.Poll(1, "h");
  EXPECT_EQ(rig.url(1).health.last_verdict, State::kLagging);
}

ProbeReport AnyReport(base::Random& random) {
  constexpr std::array kKinds = {ProbeKind::kClient, ProbeKind::kPeers,     ProbeKind::kSyncing,
                                 ProbeKind::kSafe,   ProbeKind::kFinalized, ProbeKind::kEarliest,
                                 ProbeKind::kState,  ProbeKind::kTrace};
  const ProbeKind kind = kKinds.at(random.Below(kKinds.size()));
  switch (random.Below(6)) {
    case 0: {
      ProbeReport throttled = LostOnTheWay();
      throttled.transport = chains::TransportFault::kNone;
      throttled.outcome = Fault{.error = ErrorId::kRateLimited, .blame = chains::Blame::kThrottle};
      return throttled;
    }
    case 1: {
      ProbeReport failed = LostOnTheWay();
      failed.transport = chains::TransportFault::kNone;
      failed.outcome =
          Fault{.error = ErrorId::kInternalError, .blame = chains::Blame::kNode, .refusal = true};
      return failed;
    }
    case 2:
      return LostOnTheWay();
    default:
      break;
  }
  if (kind == ProbeKind::kClient) {
    return Saying(kind, chains::ClientObservation{*chains::ClientName::FromText("x")});
  }
  if (kind == ProbeKind::kPeers) return Saying(kind, chains::PeersObservation{random.Next()});
  if (kind == ProbeKind::kSyncing) return Saying(kind, chains::SyncingObservation{true});
  if (kind == ProbeKind::kState || kind == ProbeKind::kTrace) {
    ProbeReport report = Saying(kind, chains::AbilityObservation{random.Below(2) == 0});
    report.verified.emplace().state_at = BlockHeight{random.Below(100)};
    return report;
  }
  return Saying(kind, chains::HeightObservation{{random.Below(1'000'000)}});
}

/// The same polls; with and without verification behind them.
std::vector<Face> FacesAfter(std::uint64_t seed, bool verifies) {
  FleetRig::Options options;
  options.asks_syncing = true;
  options.history_blocks = 128;
  FleetRig rig(3, {{.urls = {0}}, {.urls = {1, 2}}, {.roles = kBothRoles, .urls = {0, 2}}},
               options);
  base::Random polls(seed);
  base::Random verifications(seed + 1);
  std::vector<Face> faces;
  for (int step = 0; step < 400; ++step) {
    rig.Wait(seconds(1));
    if (polls.Below(100) == 0) rig.CrossBoundary();
    const auto url = static_cast<std::uint32_t>(polls.Below(3));
    rig.nodes[url].head += polls.Below(4);
    rig.nodes[url].syncing = polls.Below(2) == 0;
    constexpr std::string_view kEndings = "hhhhhhhufmatc";
    const Ending ending{kEndings[polls.Below(kEndings.size())]};
    rig.Poll(url, ending);
    if (verifies && ending == Ending::kAnswer) rig.Verify(url, AnyReport(verifications));
    for (std::uint32_t endpoint = 0; endpoint < 3; ++endpoint) {
      faces.push_back(rig.endpoint(endpoint).face);
      faces.back().enabled = faces.back().enabled && !rig.Blocked(endpoint);
    }
  }
  return faces;
}

TEST(VerificationReports, ChangeNoStateNoGaugeAndNoBlockWhateverTheySay) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    ASSERT_EQ(FacesAfter(seed, true), FacesAfter(seed, false)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace headway::health
