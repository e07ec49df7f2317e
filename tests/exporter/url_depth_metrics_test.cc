// What the metrics of node depth say of snapshots made by hand.
#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "exporter/exposition.h"
#include "exporter/fleet_builder.h"
#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_depth.h"
#include "tests/exporter/sample_settings.h"

namespace headway::exporter {
namespace {

using health::Capability;

constexpr base::WallTime kThen{std::chrono::seconds(1'767'225'600)};
constexpr const char* const kDepthMetrics[] = {"url_syncing",        "url_peers",
                                               "url_client_info",    "url_safe_block",
                                               "url_safe_block_lag", "url_finalized_block",
                                               "url_slot",           "url_finalized_block_lag",
                                               "url_block_height",   "url_first_available_block",
                                               "url_capability",     "url_oldest_state_block"};

class UrlDepthMetrics : public ::testing::Test {
 protected:
  UrlDepthMetrics() {
    config::Settings settings = SampleSettings();
    settings.endpoints = {SampleEndpoint("eth", "ETH1", {SampleUrl("eth")}),
                          SampleEndpoint("sol", "SOLANA", {SampleUrl("sol")})};
    snapshot_ = *SnapshotBeforeFirstPoll(BuildFleet(settings));
  }

  ParsedExposition Page() const {
    std::string text;
    ExpositionWriter writer(ExpositionFormat::kText004, text);
    EncodeSnapshot(snapshot_, {}, writer);
    return ParseExposition(text);
  }
  double Of(const std::string& name, const std::string& url,
            ParsedExposition::Labels labels = {}) const {
    labels["url_id"] = url;
    return Page().ValueOf(name, labels);
  }
  bool Has(const std::string& name, const std::string& url,
           ParsedExposition::Labels labels = {}) const {
    labels["url_id"] = url;
    return Page().Has(name, labels);
  }

  Snapshot::Url& eth() { return snapshot_.urls.at(0); }
  Snapshot::Url& sol() { return snapshot_.urls.at(1); }

  Snapshot snapshot_;
};

TEST_F(UrlDepthMetrics, AreNotThereBeforeTheNodeHasToldAnything) {
  for (const char* const name : kDepthMetrics) {
    EXPECT_FALSE(Has(name, "eth")) << name;
    EXPECT_FALSE(Has(name, "sol")) << name;
  }
}

TEST_F(UrlDepthMetrics, ShowWhatAnEvmNodeTold) {
  TellEvmDepth(kThen, eth());
  EXPECT_EQ(Of("url_syncing", "eth"), 0);
  EXPECT_EQ(Of("url_peers", "eth"), 25);
  EXPECT_EQ(Of("url_client_info", "eth", {{"client", "Geth/v1.14.12"}}), 1);
  EXPECT_EQ(Of("url_safe_block", "eth"), 20'999'968);
  EXPECT_EQ(Of("url_safe_block_lag", "eth"), 32);
  EXPECT_EQ(Of("url_finalized_block", "eth"), 20'999'936);
  EXPECT_EQ(Of("url_finalized_block_lag", "eth"), 64);
  EXPECT_EQ(Of("url_first_available_block", "eth"), 0);
  EXPECT_EQ(Of("url_oldest_state_block", "eth"), 19'000'000);
  EXPECT_FALSE(Has("url_slot", "eth"));
  EXPECT_FALSE(Has("url_block_height", "eth"));
  EXPECT_FALSE(Has("url_peers", "sol")) << "of another URL";
}

TEST_F(UrlDepthMetrics, ShowWhatASolanaNodeTold) {
  TellSvmDepth(kThen, sol());
  EXPECT_EQ(Of("url_slot", "sol", {{"commitment", "processed"}}), 341'197'281);
  EXPECT_EQ(Of("url_slot", "sol", {{"commitment", "confirmed"}}), 341'197'279);
  EXPECT_EQ(Of("url_slot", "sol", {{"commitment", "finalized"}}), 341'197'247);
  EXPECT_EQ(Of("url_finalized_block_lag", "sol"), 34);
  EXPECT_EQ(Of("url_block_height", "sol"), 319'325'214);
  EXPECT_EQ(Of("url_first_available_block", "sol"), 250'000);
  EXPECT_FALSE(Has("url_finalized_block", "sol"));
}

TEST_F(UrlDepthMetrics, CapabilitiesAreShownWhereTheyAreClaimedAndSettled) {
  TellEvmDepth(kThen, eth());
  eth().depth.capabilities.at(static_cast<std::size_t>(Capability::kTrace)) = {};
  EXPECT_EQ(Of("url_capability", "eth", {{"capability", "pruning"}}), 1);
  EXPECT_EQ(Of("url_capability", "eth", {{"capability", "archive"}}), 0);
  EXPECT_EQ(Of("url_capability", "eth", {{"capability", "debug"}}), 1);
  EXPECT_FALSE(Has("url_capability", "eth", {{"capability", "trace"}})) << "not settled yet";
  eth().claims.reset(static_cast<std::size_t>(Capability::kArchive));
  EXPECT_FALSE(Has("url_capability", "eth", {{"capability", "archive"}})) << "claimed no more";
}

TEST_F(UrlDepthMetrics, TheClientChangesWithTheNode) {
  TellEvmDepth(kThen, eth());
  eth().client = LabelSet{{"client", "reth/v1.1.0"}};
  EXPECT_FALSE(Has("url_client_info", "eth", {{"client", "Geth/v1.14.12"}}));
  EXPECT_EQ(Of("url_client_info", "eth", {{"client", "reth/v1.1.0"}}), 1);
}

}  // namespace
}  // namespace headway::exporter
