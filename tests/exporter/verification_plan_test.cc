// What is verified of a URL, by its add-ons, by what is skipped, and by who else lists it.
#include "exporter/verification_plan.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "exporter/fleet_builder.h"
#include "tests/exporter/sample_settings.h"

namespace headway::exporter {
namespace {

using chains::ProbeKind;
using health::Capability;

config::NodeUrl Url(std::vector<std::string> addons, std::vector<std::string> skipped = {}) {
  config::NodeUrl url = SampleUrl("1");
  url.addons = std::move(addons);
  url.skip_verifications = std::move(skipped);
  return url;
}

FleetBuild BuildOf(const std::vector<config::NodeUrl>& sharers, const std::string& spec = "ETH1") {
  config::Settings settings = SampleSettings();
  for (const config::NodeUrl& url : sharers) {
    const std::string name = "e" + std::to_string(settings.endpoints.size());
    settings.endpoints.push_back(SampleEndpoint(name, spec, {url}));
  }
  return BuildFleet(settings);
}

bool Asks(const FleetBuild& build, ProbeKind kind) {
  return build.probes.at(0).verifies.test(static_cast<std::size_t>(kind));
}

bool Claims(const FleetBuild& build, Capability capability) {
  return build.fleet.urls.at(0).claims.test(static_cast<std::size_t>(capability));
}

TEST(VerificationPlan, AddOnsAreAskedForWhereTheyAreClaimedOnly) {
  const FleetBuild plain = BuildOf({Url({})});
  const FleetBuild claiming = BuildOf({Url({"archive", "debug", "trace", "bundler", "other"})});
  for (const ProbeKind kind :
       {ProbeKind::kState, ProbeKind::kDebug, ProbeKind::kTrace, ProbeKind::kBundler}) {
    EXPECT_FALSE(Asks(plain, kind)) << static_cast<int>(kind);
    EXPECT_TRUE(Asks(claiming, kind)) << static_cast<int>(kind);
  }
  for (const Capability capability :
       {Capability::kArchive, Capability::kDebug, Capability::kTrace, Capability::kBundler}) {
    EXPECT_FALSE(Claims(plain, capability)) << ToString(capability);
    EXPECT_TRUE(Claims(claiming, capability)) << ToString(capability);
  }
}

TEST(VerificationPlan, WhatTheFamilyHasIsAskedOfEveryEvmUrl) {
  const FleetBuild build = BuildOf({Url({})});
  for (const ProbeKind kind : {ProbeKind::kClient, ProbeKind::kSyncing, ProbeKind::kPeers,
                               ProbeKind::kSafe, ProbeKind::kFinalized, ProbeKind::kEarliest}) {
    EXPECT_TRUE(Asks(build, kind)) << static_cast<int>(kind);
  }
  EXPECT_FALSE(Asks(build, ProbeKind::kProcessed));
  EXPECT_FALSE(Asks(build, ProbeKind::kHead));
  EXPECT_TRUE(Claims(build, Capability::kPruning));
  EXPECT_EQ(build.fleet.urls.at(0).history_blocks, 128U);
}

TEST(VerificationPlan, OfSolanaHasCommitmentsAndNoClaims) {
  const FleetBuild build = BuildOf({Url({"archive", "debug"})}, "SOLANA");
  for (const ProbeKind kind : {ProbeKind::kClient, ProbeKind::kSyncing, ProbeKind::kProcessed,
                               ProbeKind::kConfirmed, ProbeKind::kEarliest}) {
    EXPECT_TRUE(Asks(build, kind)) << static_cast<int>(kind);
  }
  EXPECT_FALSE(Asks(build, ProbeKind::kState));
  EXPECT_TRUE(build.fleet.urls.at(0).claims.none());
  EXPECT_EQ(build.fleet.urls.at(0).unprovable.count(), 2U);
  EXPECT_TRUE(BuildOf({Url({"archive", "debug"})}).fleet.urls.at(0).unprovable.none());
}

TEST(VerificationPlan, SkipsWhatTheRoutersNamesSay) {
  struct Row {
    std::string name;
    std::vector<ProbeKind> skipped;
  };
  const std::vector<Row> rows = {
      {"pruning", {ProbeKind::kEarliest, ProbeKind::kState}},
      {"archive", {ProbeKind::kState}},
      {"enabled", {ProbeKind::kDebug, ProbeKind::kTrace, ProbeKind::kBundler}},
      {"debug", {ProbeKind::kDebug}},
      {"trace", {ProbeKind::kTrace}},
      {"bundler", {ProbeKind::kBundler}},
      {"version", {ProbeKind::kClient}},
      {"peers", {ProbeKind::kPeers}},
      {"syncing", {ProbeKind::kSyncing}},
      {"finality", {ProbeKind::kSafe, ProbeKind::kFinalized}},
      {"chain-id", {}},
      {"minimum-gas-price", {}},
      {"", {}}};
  const std::vector<std::string> addons = {"archive", "debug", "trace", "bundler"};
  const auto all = BuildOf({Url(addons)}).probes.at(0).verifies;
  for (const Row& row : rows) {
    probes::ProbeKinds expected = all;
    for (const ProbeKind kind : row.skipped) expected.reset(static_cast<std::size_t>(kind));
    EXPECT_EQ(BuildOf({Url(addons, {row.name})}).probes.at(0).verifies, expected) << row.name;
  }
}

TEST(VerificationPlan, WhatIsSkippedIsNotClaimed) {
  const FleetBuild build = BuildOf({Url({"archive"}, {"pruning"})});
  EXPECT_FALSE(Claims(build, Capability::kArchive));
  EXPECT_FALSE(Claims(build, Capability::kPruning));
}

TEST(VerificationPlan, OfSharersAllAddOnsCountAndOnlyWhatAllSkipIsSkipped) {
  const FleetBuild both = BuildOf({Url({"archive"}, {"pruning"}), Url({"debug"}, {})});
  EXPECT_TRUE(Asks(both, ProbeKind::kState)) << "claimed by one, not skipped by the other";
  EXPECT_TRUE(Asks(both, ProbeKind::kDebug));
  EXPECT_FALSE(Asks(both, ProbeKind::kTrace));
  const FleetBuild skipping =
      BuildOf({Url({"archive"}, {"pruning"}), Url({}, {"pruning", "peers"})});
  EXPECT_FALSE(Asks(skipping, ProbeKind::kState));
  EXPECT_FALSE(Asks(skipping, ProbeKind::kEarliest));
  EXPECT_TRUE(Asks(skipping, ProbeKind::kPeers));
}

TEST(VerificationPlan, ReferenceUrlsAreNotVerifiedUnlessAnEndpointListsThem) {
  config::Settings settings = SampleSettings();
  settings.endpoints = {SampleEndpoint("a", "ETH1", {SampleUrl("1")})};
  settings.reference_urls = {{.spec = "ETH1", .api_interface = "jsonrpc", .url = SampleUrl("1")},
                             {.spec = "ETH1", .api_interface = "jsonrpc", .url = SampleUrl("2")}};
  const FleetBuild build = BuildFleet(settings);
  EXPECT_TRUE(Asks(build, ProbeKind::kPeers));
  EXPECT_TRUE(build.probes.at(1).verifies.none());
  EXPECT_TRUE(build.fleet.urls.at(1).claims.none());
}

TEST(VerificationPlan, RequestsAreCountedByTheMethodsThatAreAsked) {
  const auto methods = [](const FleetBuild& build) {
    std::string text;
    for (const auto& labels : build.labels->urls.at(0).methods) {
      if (labels) text += labels->pairs().at(0).second + ' ';
    }
    return text;
  };
  EXPECT_EQ(methods(BuildOf({Url({}, {"peers", "version"})})),
            "eth_blockNumber eth_getBlockByNumber eth_chainId eth_syncing ");
  EXPECT_EQ(methods(BuildOf({Url({"archive", "trace"})})),
            "eth_blockNumber eth_getBlockByNumber eth_chainId eth_syncing web3_clientVersion "
            "net_peerCount eth_getBalance trace_block ");
}

TEST(VerificationPlan, WhatIsAskedNoMoreStillCountsForTheMethodItShares) {
  const FleetBuild build = BuildOf({Url({}, {"finality", "pruning"})});
  const LabelBook::Url& labels = build.labels->urls.at(0);
  for (const ProbeKind kind : {ProbeKind::kBlock, ProbeKind::kSafe, ProbeKind::kEarliest}) {
    EXPECT_EQ(labels.counted_as.at(static_cast<std::size_t>(kind)), ProbeKind::kBlock);
  }
}

}  // namespace
}  // namespace headway::exporter
