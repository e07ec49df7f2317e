// What the metrics of health, blocks, chains and epochs say of snapshots made by hand.
#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "exporter/exposition.h"
#include "exporter/fleet_builder.h"
#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_settings.h"

namespace headway::exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto kPrimary = static_cast<std::size_t>(health::Role::kPrimary);
constexpr auto kBackup = static_cast<std::size_t>(health::Role::kBackup);
constexpr base::WallTime kThen{seconds(1'767'225'600)};

/// A primary on a URL of ETH1, a backup on a URL of SOLANA, and a reference URL of BASE, before the
/// first poll; each test changes what it is about.
class StateMetrics : public ::testing::Test {
 protected:
  StateMetrics() {
    config::Settings settings = SampleSettings();
    settings.endpoints = {
        SampleEndpoint("front", "ETH1", {SampleUrl("eth")}),
        SampleEndpoint("spare", "SOLANA", {SampleUrl("sol")}, health::Role::kBackup)};
    settings.reference_urls = {
        {.spec = "BASE", .api_interface = "jsonrpc", .url = SampleUrl("ref")}};
    snapshot_ = *SnapshotBeforeFirstPoll(BuildFleet(settings));
  }

  ParsedExposition Page() const {
    std::string text;
    ExpositionWriter writer(ExpositionFormat::kText004, text);
    EncodeSnapshot(snapshot_, {}, writer);
    return ParseExposition(text);
  }

  double Value(const std::string& name, const ParsedExposition::Labels& labels = {}) const {
    return Page().ValueOf(name, labels);
  }
  bool Has(const std::string& name, const ParsedExposition::Labels& labels = {}) const {
    return Page().Has(name, labels);
  }

  Snapshot::Endpoint& front() { return snapshot_.endpoints.at(0); }
  Snapshot::Url& eth_url() { return snapshot_.urls.at(0); }
  Snapshot::Chain& eth() { return snapshot_.chains.at(0); }

  Snapshot snapshot_;
};

TEST_F(StateMetrics, BlocksHaveASeriesForEachRoleThatTheEndpointHas) {
  for (const char* const name : {"endpoint_blocked", "endpoint_reblocked"}) {
    EXPECT_EQ(Value(name, {{"endpoint_id", "front"}, {"role", "primary"}}), 0) << name;
    EXPECT_FALSE(Has(name, {{"endpoint_id", "front"}, {"role", "backup"}})) << name;
    EXPECT_EQ(Value(name, {{"endpoint_id", "spare"}, {"role", "backup"}}), 0) << name;
    EXPECT_FALSE(Has(name, {{"endpoint_id", "spare"}, {"role", "primary"}})) << name;
  }
}

TEST_F(StateMetrics, BlocksOfTheTwoRolesAreKeptApart) {
  front().roles = {true, true};
  front().blocks.at(kBackup).emplace();
  EXPECT_EQ(Value("endpoint_blocked", {{"endpoint_id", "front"}, {"role", "primary"}}), 0);
  EXPECT_EQ(Value("endpoint_blocked", {{"endpoint_id", "front"}, {"role", "backup"}}), 1);
}

TEST_F(StateMetrics, ReblockedIsWhoIsBlockedSinceBeforeTheLastBoundary) {
  const ParsedExposition::Labels front_as_primary = {{"endpoint_id", "front"}, {"role", "primary"}};
  front().blocks.at(kPrimary).emplace();
  EXPECT_EQ(Value("endpoint_blocked", front_as_primary), 1);
  EXPECT_EQ(Value("endpoint_reblocked", front_as_primary), 0);
  front().blocks.at(kPrimary)->reblocked = true;
  EXPECT_EQ(Value("endpoint_blocked", front_as_primary), 1);
  EXPECT_EQ(Value("endpoint_reblocked", front_as_primary), 1);
}

TEST_F(StateMetrics, BlockEventsAreCountedByRoleAndEvent) {
  for (std::size_t event = 0; event < health::kAllBlockEventKinds.size(); ++event) {
    front().ledger.block_events.at(kPrimary).at(event) = event + 1;
  }
  const ParsedExposition page = Page();
  double count = 0;
  for (const char* const event :
       {"blocked", "reblocked", "unblocked", "second_chance", "probe_failed"}) {
    EXPECT_EQ(page.ValueOf("endpoint_block_events_total",
                           {{"endpoint_id", "front"}, {"role", "primary"}, {"event", event}}),
              ++count)
        << event;
    EXPECT_EQ(page.ValueOf("endpoint_block_events_total",
                           {{"endpoint_id", "spare"}, {"role", "backup"}, {"event", event}}),
              0)
        << event;
  }
}

TEST_F(StateMetrics, BlockEventsOfARoleThatTheEndpointHasLeftStay) {
  const ParsedExposition::Labels front_as_backup = {
      {"endpoint_id", "front"}, {"role", "backup"}, {"event", "unblocked"}};
  EXPECT_FALSE(Has("endpoint_block_events_total", front_as_backup));
  front().ledger.block_events.at(kBackup).at(
      static_cast<std::size_t>(health::BlockEventKind::kBlocked)) = 2;
  EXPECT_EQ(Value("endpoint_block_events_total",
                  {{"endpoint_id", "front"}, {"role", "backup"}, {"event", "blocked"}}),
            2);
  EXPECT_EQ(Value("endpoint_block_events_total", front_as_backup), 0);
}

TEST_F(StateMetrics, LagIsInBlocksAndInMeasuredSeconds) {
  front().lag = 7;
  eth().block_time = milliseconds(12'500);
  EXPECT_EQ(Value("endpoint_block_lag", {{"endpoint_id", "front"}}), 7);
  EXPECT_EQ(Value("endpoint_block_lag_seconds", {{"endpoint_id", "front"}}), 87.5);
  front().lag = 0;
  EXPECT_EQ(Value("endpoint_block_lag", {{"endpoint_id", "front"}}), 0);
  EXPECT_EQ(Value("endpoint_block_lag_seconds", {{"endpoint_id", "front"}}), 0);
}

TEST_F(StateMetrics, LagIsAbsentWhileItIsNotKnown) {
  EXPECT_FALSE(Has("endpoint_block_lag"));
  EXPECT_FALSE(Has("endpoint_block_lag_seconds"));
}

TEST_F(StateMetrics, ResetsAreCountedApartFromTransitions) {
  front().ledger.epoch_resets = 3;
  EXPECT_EQ(Value("endpoint_epoch_resets_total", {{"endpoint_id", "front"}}), 3);
  EXPECT_EQ(Value("endpoint_epoch_resets_total", {{"endpoint_id", "spare"}}), 0);
  for (const health::State state : health::kAllStates) {
    EXPECT_EQ(Value("endpoint_health_transitions_total",
                    {{"endpoint_id", "front"}, {"to", std::string(health::ToString(state))}}),
              0);
  }
}

TEST_F(StateMetrics, StatesAreOneHotInEveryState) {
  for (const health::State current : health::kAllStates) {
    front().face.state = current;
    const ParsedExposition page = Page();
    for (const health::State each : health::kAllStates) {
      EXPECT_EQ(page.ValueOf("endpoint_state", {{"endpoint_id", "front"},
                                                {"state", std::string(health::ToString(each))}}),
                each == current ? 1 : 0)
          << health::ToString(current) << ' ' << health::ToString(each);
    }
  }
}

TEST_F(StateMetrics, TheFourStatesOfAnEndpointAreNeverMixed) {
  // Blocked and disabled, and healthy all the same, right after a boundary.
  front().face.enabled = false;
  front().face.gauge = true;
  front().blocks.at(kPrimary).emplace().reblocked = true;
  eth_url().health.connection_healthy = false;
  EXPECT_EQ(Value("endpoint_overall_health", {{"endpoint_id", "front"}}), 1);
  EXPECT_EQ(Value("endpoint_enabled", {{"endpoint_id", "front"}}), 0);
  EXPECT_EQ(Value("endpoint_blocked", {{"endpoint_id", "front"}}), 1);
  EXPECT_EQ(Value("url_connection_healthy", {{"url_id", "eth"}}), 0);
}

TEST_F(StateMetrics, TheReferenceIsShownOnceThereIsOne) {
  const ParsedExposition::Labels chain = {{"spec", "ETH1"}};
  EXPECT_FALSE(Has("chain_reference_block", chain));
  EXPECT_FALSE(Has("chain_reference_block_change_timestamp_seconds", chain));
  EXPECT_EQ(Value("chain_reference_corroborating_urls", chain), 0);
  eth().reference = base::BlockHeight{21'000'000};
  eth().reference_changed = kThen + milliseconds(250);
  eth().witnesses = 3;
  EXPECT_EQ(Value("chain_reference_block", chain), 21'000'000);
  EXPECT_EQ(Value("chain_reference_block_change_timestamp_seconds", chain), 1'767'225'600.25);
  EXPECT_EQ(Value("chain_reference_corroborating_urls", chain), 3);
}

TEST_F(StateMetrics, AHaltedChainSaysSo) {
  EXPECT_EQ(Value("chain_halted", {{"spec", "ETH1"}}), 0);
  eth().halted = true;
  EXPECT_EQ(Value("chain_halted", {{"spec", "ETH1"}}), 1);
  EXPECT_EQ(Value("chain_halted", {{"spec", "SOLANA"}}), 0);
}

TEST_F(StateMetrics, BlockTimeIsThatOfTheChain) {
  EXPECT_EQ(Value("chain_block_time_seconds", {{"spec", "ETH1"}}), 12);
  EXPECT_EQ(Value("chain_block_time_seconds", {{"spec", "SOLANA"}}), 0.4);
  eth().block_time = milliseconds(12'034);
  EXPECT_EQ(Value("chain_block_time_seconds", {{"spec", "ETH1"}}), 12.034);
}

TEST_F(StateMetrics, WhoStandsInBothListsIsOneOfTheDistinctEndpoints) {
  eth().crews.at(kPrimary) = {.serving = 1, .idle = 1};
  eth().crews.at(kBackup) = {.serving = 1, .idle = 0};
  eth().everyone = {.serving = 1, .idle = 1};
  const ParsedExposition page = Page();
  for (const char* serving : {"true", "false"}) {
    EXPECT_EQ(page.ValueOf("chain_distinct_endpoints", {{"spec", "ETH1"}, {"serving", serving}}),
              1);
  }
}

TEST_F(StateMetrics, TierGoesByWhoServesAsWhat) {
  struct Case {
    std::uint32_t primaries;
    std::uint32_t backups;
    double tier;
    double breakdown;
  };
  for (const Case& each :
       {Case{1, 0, 2, 1}, Case{2, 3, 2, 1}, Case{0, 1, 1, 1}, Case{0, 0, 0, 0}}) {
    eth().crews.at(kPrimary) = {.serving = each.primaries, .idle = 1};
    eth().crews.at(kBackup) = {.serving = each.backups, .idle = 4};
    const ParsedExposition page = Page();
    EXPECT_EQ(page.ValueOf("chain_serving_tier", {{"spec", "ETH1"}}), each.tier);
    EXPECT_EQ(page.ValueOf("endpoint_overall_health_breakdown", {{"spec", "ETH1"}}),
              each.breakdown);
    const auto endpoints = [&page](const char* role, const char* serving) {
      return page.ValueOf("chain_endpoints",
                          {{"spec", "ETH1"}, {"role", role}, {"serving", serving}});
    };
    EXPECT_EQ(endpoints("primary", "true"), each.primaries);
    EXPECT_EQ(endpoints("primary", "false"), 1);
    EXPECT_EQ(endpoints("backup", "true"), each.backups);
    EXPECT_EQ(endpoints("backup", "false"), 4);
  }
}

TEST_F(StateMetrics, NobodyIsExpectedToServeAChainOfReferenceUrlsAlone) {
  const ParsedExposition page = Page();
  for (const char* const name :
       {"chain_serving_tier", "chain_endpoints", "endpoint_overall_health_breakdown"}) {
    EXPECT_FALSE(page.Has(name, {{"spec", "BASE"}})) << name;
    EXPECT_TRUE(page.Has(name, {{"spec", "ETH1"}})) << name;
  }
  EXPECT_EQ(page.ValueOf("chain_reference_corroborating_urls", {{"spec", "BASE"}}), 0);
}

TEST_F(StateMetrics, ChainIdMatchesIsAboutTheLastAnswer) {
  const ParsedExposition::Labels url = {{"url_id", "eth"}};
  eth_url().asks_identity = true;
  EXPECT_FALSE(Has("url_chain_id_matches", url)) << "nothing was told yet";
  eth_url().standing = health::Standing::kRight;
  EXPECT_EQ(Value("url_chain_id_matches", url), 1);
  eth_url().standing = health::Standing::kDoubted;
  EXPECT_EQ(Value("url_chain_id_matches", url), 0);
  eth_url().standing = health::Standing::kWrong;
  EXPECT_EQ(Value("url_chain_id_matches", url), 0);
  eth_url().asks_identity = false;
  EXPECT_FALSE(Has("url_chain_id_matches", url)) << "the verification is skipped";
}

TEST_F(StateMetrics, TheEpochIsThatOfTheSidecar) {
  snapshot_.self.epoch = 70'177;
  snapshot_.self.epoch_start = kThen + seconds(900);
  snapshot_.self.epochs_skipped = 4;
  EXPECT_EQ(Value("headway_epoch"), 70'177);
  EXPECT_EQ(Value("headway_epoch_start_timestamp_seconds"), 1'767'226'500);
  EXPECT_EQ(Value("headway_epochs_skipped_total"), 4);
}

TEST_F(StateMetrics, ClockStepsAreCountedByDirection) {
  EXPECT_EQ(Value("headway_clock_steps_total", {{"direction", "forward"}}), 0);
  EXPECT_EQ(Value("headway_clock_steps_total", {{"direction", "back"}}), 0);
  snapshot_.self.clock_steps_forward = 2;
  snapshot_.self.clock_steps_back = 1;
  EXPECT_EQ(Value("headway_clock_steps_total", {{"direction", "forward"}}), 2);
  EXPECT_EQ(Value("headway_clock_steps_total", {{"direction", "back"}}), 1);
}

TEST_F(StateMetrics, TlsIsThereOnceAHandshakeShowedIt) {
  EXPECT_FALSE(Has("url_tls_cert_expiry_timestamp_seconds"));
  EXPECT_FALSE(Has("url_tls_version_info"));
  eth_url().tls = {.cert_expiry = base::WallTime(seconds(1'769'904'001)),
                   .version = health::TlsVersion::kTls12};
  EXPECT_EQ(Value("url_tls_cert_expiry_timestamp_seconds"), 1'769'904'001);
  EXPECT_EQ(Value("url_tls_version_info", {{"version", "1.2"}}), 1);
  EXPECT_FALSE(Has("url_tls_version_info", {{"version", "1.3"}}));
}

}  // namespace
}  // namespace headway::exporter
