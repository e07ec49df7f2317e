// What a snapshot works out of the fleet: who serves, how far behind, how deep it looks.
#include "exporter/snapshot.h"

#include <chrono>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "chains/observation.h"
#include "exporter/fleet_builder.h"
#include "tests/exporter/sample_settings.h"

namespace headway::exporter {
namespace {

using std::chrono::seconds;

constexpr auto kPrimary = static_cast<std::size_t>(health::Role::kPrimary);
constexpr auto kBackup = static_cast<std::size_t>(health::Role::kBackup);

/// Two primaries and a backup of ETH1 on a host each.
class SnapshotOfAFleet : public ::testing::Test {
 protected:
  explicit SnapshotOfAFleet(std::vector<config::Endpoint> endpoints = ThreeEndpoints())
      : build_(Build(std::move(endpoints))),
        fleet_(build_.fleet, health::FleetPolicy{}, 1, base::WallTime()) {}

  static std::vector<config::Endpoint> ThreeEndpoints() {
    return {
        SampleEndpoint("one", "ETH1", {SampleUrl("1", "one.test:443")}),
        SampleEndpoint("two", "ETH1", {SampleUrl("2", "two.test:443")}),
        SampleEndpoint("spare", "ETH1", {SampleUrl("3", "three.test:443")}, health::Role::kBackup)};
  }

  static FleetBuild Build(std::vector<config::Endpoint> endpoints) {
    config::Settings settings = SampleSettings();
    settings.endpoints = std::move(endpoints);
    return BuildFleet(settings);
  }

  health::ProbeReport ReportOf(std::uint32_t url) {
    now_ += seconds(1);
    health::ProbeReport report;
    report.url = {url};
    report.generation = fleet_.generation();
    report.finished_at = now_;
    report.finished_wall = base::WallTime(now_.time_since_epoch());
    report.poll_finished = true;
    return report;
  }

  void Answer(std::uint32_t url, std::uint64_t head) {
    health::ProbeReport report = ReportOf(url);
    report.outcome =
        chains::HeadObservation{.head = base::BlockHeight{head}, .block_height = {}, .hash = {}};
    report.head = base::BlockHeight{head};
    fleet_.Apply(report);
  }

  void Refuse(std::uint32_t url, int times) {
    for (int poll = 0; poll < times; ++poll) {
      health::ProbeReport report = ReportOf(url);
      report.transport = chains::TransportFault::kConnectRefused;
      report.outcome = chains::Fault{.error = chains::ErrorId::kConnectionRefused,
                                     .blame = chains::Blame::kTransport,
                                     .refusal = true};
      fleet_.Apply(report);
    }
  }

  std::shared_ptr<const Snapshot> Take(SnapshotDepth depth = SnapshotDepth::kScrape) const {
    return TakeSnapshot(fleet_, build_.labels, {}, now_, depth);
  }

  const FleetBuild build_;
  health::Fleet fleet_;
  base::MonoTime now_{seconds(1'000)};
};

TEST_F(SnapshotOfAFleet, NobodyServesBeforeTheFirstAnswer) {
  const auto snapshot = Take();
  EXPECT_EQ(snapshot->chains.at(0).crews.at(kPrimary).idle, 2U);
  EXPECT_EQ(snapshot->chains.at(0).crews.at(kBackup).idle, 1U);
  EXPECT_TRUE(snapshot->chains.at(0).HasEndpoints());
  EXPECT_EQ(snapshot->chains.at(0).Tier(), 0);
}

TEST_F(SnapshotOfAFleet, WhoAnsweredServesInItsRole) {
  Answer(2, 100);
  EXPECT_EQ(Take()->chains.at(0).Tier(), 1);
  Answer(0, 100);
  const auto snapshot = Take();
  EXPECT_EQ(snapshot->chains.at(0).Tier(), 2);
  EXPECT_EQ(snapshot->endpoints.at(0).serves, (health::Roles{true, false}));
  EXPECT_EQ(snapshot->endpoints.at(1).serves, (health::Roles{false, false}));
  EXPECT_EQ(snapshot->endpoints.at(2).serves, (health::Roles{false, true}));
  EXPECT_EQ(snapshot->chains.at(0).crews.at(kPrimary).serving, 1U);
  EXPECT_EQ(snapshot->chains.at(0).crews.at(kPrimary).idle, 1U);
  EXPECT_EQ(snapshot->chains.at(0).crews.at(kBackup).serving, 1U);
}

/// One in both lists, and another primary.
class SnapshotOfBothLists : public SnapshotOfAFleet {
 protected:
  SnapshotOfBothLists()
      : SnapshotOfAFleet({SampleEndpoint("one", "ETH1", {SampleUrl("1", "one.test:443")}),
                          SampleEndpoint("two", "ETH1", {SampleUrl("2", "two.test:443")}),
                          SampleEndpoint("one", "ETH1", {SampleUrl("1", "one.test:443")},
                                         health::Role::kBackup)}) {}
};

TEST_F(SnapshotOfBothLists, CountsWhoStandsInBothOnceAmongAll) {
  Answer(0, 100);
  const auto snapshot = Take();
  const Snapshot::Chain& chain = snapshot->chains.at(0);
  EXPECT_EQ(chain.crews.at(kPrimary).serving + chain.crews.at(kBackup).serving, 2U);
  EXPECT_EQ(chain.everyone.serving, 1U);
  EXPECT_EQ(chain.everyone.idle, 1U);
}

TEST_F(SnapshotOfAFleet, WhoIsBlockedServesNobody) {
  Answer(0, 100);
  Answer(2, 100);
  Refuse(0, 5);
  const auto snapshot = Take();
  EXPECT_TRUE(snapshot->endpoints.at(0).blocks.at(kPrimary).has_value());
  EXPECT_EQ(snapshot->endpoints.at(0).serves, (health::Roles{false, false}));
  EXPECT_EQ(snapshot->chains.at(0).Tier(), 1);
}

TEST_F(SnapshotOfAFleet, LagIsWhatIsMissingToTheReferenceAndNeverBelowZero) {
  EXPECT_EQ(Take()->endpoints.at(0).lag, std::nullopt);
  Answer(0, 100);
  Answer(1, 103);
  Answer(2, 103);
  Answer(1, 105);
  EXPECT_EQ(Take()->endpoints.at(0).lag, 0U) << "it was level when it last answered";
  Answer(0, 100);
  const auto snapshot = Take();
  ASSERT_EQ(snapshot->chains.at(0).reference, base::BlockHeight{103});
  EXPECT_EQ(snapshot->chains.at(0).witnesses, 3U);
  EXPECT_EQ(snapshot->endpoints.at(0).lag, 3U);
  EXPECT_EQ(snapshot->endpoints.at(1).lag, 0U);
  EXPECT_EQ(snapshot->endpoints.at(2).lag, 0U);
  Refuse(0, 1);
  Answer(2, 105);
  EXPECT_EQ(Take()->endpoints.at(0).lag, 5U) << "it does not answer, and falls behind";
}

TEST_F(SnapshotOfAFleet, ShowsTheLastHandshakeOfAUrl) {
  health::ProbeReport report = ReportOf(0);
  report.tls = {.cert_expiry = base::WallTime(seconds(2'000'000'000)),
                .version = health::TlsVersion::kTls12};
  fleet_.Apply(report);
  EXPECT_EQ(Take()->urls.at(0).tls, report.tls);
  EXPECT_EQ(Take()->urls.at(1).tls, std::nullopt);
}

TEST_F(SnapshotOfAFleet, HistoriesAreThereWhenAskedForOnly) {
  EXPECT_EQ(Take()->details, nullptr);
  EXPECT_EQ(Take(SnapshotDepth::kHistories)->details->urls.size(), 3U);
}

}  // namespace
}  // namespace headway::exporter
