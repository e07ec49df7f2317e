#include "exporter/fleet_builder.h"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/exporter/sample_settings.h"

namespace headway::exporter {
namespace {

using std::chrono::seconds;

std::vector<std::uint32_t> UrlsOf(const FleetBuild& build, std::size_t endpoint) {
  std::vector<std::uint32_t> urls;
  for (const base::UrlIndex url : build.fleet.endpoints.at(endpoint).urls) {
    urls.push_back(url.value);
  }
  return urls;
}

FleetBuild BuildOf(std::vector<config::Endpoint> endpoints) {
  config::Settings settings = SampleSettings();
  settings.endpoints = std::move(endpoints);
  return BuildFleet(settings);
}

TEST(BuildFleet, MakesOneTrackerOfAUrlThatManyShare) {
  const FleetBuild build = BuildOf({SampleEndpoint("a", "ETH1", {SampleUrl("1"), SampleUrl("2")}),
                                    SampleEndpoint("b", "ETH1", {SampleUrl("2"), SampleUrl("1")}),
                                    SampleEndpoint("c", "ETH1", {SampleUrl("2")})});
  EXPECT_EQ(build.probes.size(), 2U);
  EXPECT_EQ(UrlsOf(build, 0), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(UrlsOf(build, 1), (std::vector<std::uint32_t>{1, 0}));
  EXPECT_EQ(UrlsOf(build, 2), (std::vector<std::uint32_t>{1}));
}

TEST(BuildFleet, KeepsTheTablesInStep) {
  const FleetBuild build =
      BuildOf({SampleEndpoint("a", "ETH1", {SampleUrl("1", "one.test:443")}),
               SampleEndpoint("b", "SOLANA", {SampleUrl("2", "two.test:443")}),
               SampleEndpoint("c", "ETH1", {SampleUrl("3", "three.test:443")})});
  ASSERT_EQ(build.probes.size(), 3U);
  ASSERT_EQ(build.fleet.urls.size(), 3U);
  ASSERT_EQ(build.labels->urls.size(), 3U);
  EXPECT_EQ(build.fleet.chains.size(), 2U);
  EXPECT_EQ(build.labels->chains.size(), 2U);
  EXPECT_EQ(build.fleet.urls[0].chain, build.fleet.urls[2].chain);
  EXPECT_NE(build.fleet.urls[0].chain, build.fleet.urls[1].chain);
  for (std::size_t url = 0; url < 3; ++url) {
    const std::string host = build.labels->urls[url].labels.pairs()[3].second;
    EXPECT_EQ(build.probes[url].target.url, "https://" + host + '/');
    EXPECT_EQ(build.fleet.endpoints[url].chain, build.fleet.urls[url].chain);
  }
}

TEST(BuildFleet, MakesTwoTrackersOfTheSameUrlUnderTwoChains) {
  const FleetBuild build = BuildOf({SampleEndpoint("a", "ETH1", {SampleUrl("1")}),
                                    SampleEndpoint("a", "BASE", {SampleUrl("1")})});
  EXPECT_EQ(build.probes.size(), 2U);
  EXPECT_EQ(build.fleet.endpoints.size(), 2U);
  EXPECT_EQ(UrlsOf(build, 0), (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(UrlsOf(build, 1), (std::vector<std::uint32_t>{1}));
}

TEST(BuildFleet, KeepsUrlsThatDifferInCredentialsApart) {
  config::NodeUrl with_key = SampleUrl("1");
  with_key.target.headers = {{.name = "X-Key", .value = "one"}};
  config::NodeUrl with_other_key = SampleUrl("2");
  with_other_key.target.headers = {{.name = "X-Key", .value = "two"}};
  const FleetBuild build = BuildOf(
      {SampleEndpoint("a", "ETH1", {with_key}), SampleEndpoint("b", "ETH1", {with_other_key})});
  ASSERT_EQ(build.probes.size(), 2U);
  EXPECT_EQ(build.probes[0].target.headers[0].value, "one");
  EXPECT_EQ(build.probes[1].target.headers[0].value, "two");
}

TEST(BuildFleet, SharesAUrlWhoseHeaderNamesDifferInLetterCaseOnly) {
  config::NodeUrl upper = SampleUrl("1");
  upper.target.headers = {{.name = "X-Key", .value = "one"}};
  config::NodeUrl lower = SampleUrl("1");
  lower.target.headers = {{.name = "x-key", .value = "one"}};
  const FleetBuild build =
      BuildOf({SampleEndpoint("a", "ETH1", {upper}), SampleEndpoint("b", "ETH1", {lower})});
  EXPECT_EQ(build.probes.size(), 1U);
}

TEST(BuildFleet, MergesTheRolesAndUrlsOfANameInBothLists) {
  const FleetBuild build = BuildOf(
      {SampleEndpoint("a", "ETH1", {SampleUrl("1"), SampleUrl("2")}),
       SampleEndpoint("b", "ETH1", {SampleUrl("1")}),
       SampleEndpoint("a", "ETH1", {SampleUrl("2"), SampleUrl("3")}, health::Role::kBackup)});
  ASSERT_EQ(build.fleet.endpoints.size(), 2U);
  EXPECT_EQ(build.fleet.endpoints[0].roles, (std::array{true, true}));
  EXPECT_EQ(build.fleet.endpoints[1].roles, (std::array{true, false}));
  EXPECT_EQ(UrlsOf(build, 0), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(build.labels->endpoints[0].urls.size(), 3U);
  EXPECT_EQ(build.labels->endpoints[0].urls[2].text(), "url_id=\"3\"");
}

TEST(BuildFleet, ListsAUrlThatAnEntryRepeatsOnce) {
  const FleetBuild build =
      BuildOf({SampleEndpoint("a", "ETH1", {SampleUrl("1"), SampleUrl("1"), SampleUrl("1")}),
               SampleEndpoint("a", "ETH1", {SampleUrl("1")})});
  ASSERT_EQ(build.fleet.endpoints.size(), 1U);
  EXPECT_EQ(UrlsOf(build, 0), (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(build.labels->endpoints[0].urls.size(), 1U);
}

TEST(BuildFleet, GivesAUrlTheLargestTimeoutOfItsSharers) {
  config::Settings settings = SampleSettings();
  settings.polling.timeout = seconds(4);
  for (const int extra : {0, 7, 3}) {
    config::NodeUrl url = SampleUrl("1");
    url.extra_timeout = seconds(extra);
    settings.endpoints.push_back(SampleEndpoint("e" + std::to_string(extra), "ETH1", {url}));
  }
  const FleetBuild build = BuildFleet(settings);
  ASSERT_EQ(build.probes.size(), 1U);
  EXPECT_EQ(build.probes[0].timeout, base::Duration(seconds(11)));
  EXPECT_EQ(build.fleet.urls[0].timeout, base::Duration(seconds(11)));
}

TEST(BuildFleet, PollsReferenceUrlsWithoutAnEndpointOfTheirOwn) {
  config::Settings settings = SampleSettings();
  settings.endpoints = {SampleEndpoint("a", "ETH1", {SampleUrl("1")})};
  settings.reference_urls = {{.spec = "ETH1", .api_interface = "jsonrpc", .url = SampleUrl("1")},
                             {.spec = "ETH1", .api_interface = "jsonrpc", .url = SampleUrl("2")}};
  const FleetBuild build = BuildFleet(settings);
  EXPECT_EQ(build.probes.size(), 2U);
  EXPECT_EQ(build.fleet.endpoints.size(), 1U);
  EXPECT_EQ(UrlsOf(build, 0), (std::vector<std::uint32_t>{0}));
}

TEST(BuildFleet, TakesChainFactsFromTheSettings) {
  const FleetBuild build = BuildOf({SampleEndpoint("a", "ETH1", {SampleUrl("1")}),
                                    SampleEndpoint("b", "SOLANA", {SampleUrl("2")})});
  EXPECT_EQ(build.probes[0].average_block_time, base::Duration(seconds(12)));
  EXPECT_EQ(build.probes[0].family->BlocksToSave(build.probes[0].blocks_to_save), 10U);
  EXPECT_EQ(build.probes[1].average_block_time, base::Duration(std::chrono::milliseconds(400)));
  EXPECT_EQ(build.probes[1].family->BlocksToSave(build.probes[1].blocks_to_save), 1U);
}

TEST(BuildFleet, AsksForWhatTheFamilySpeaks) {
  const FleetBuild build = BuildOf({SampleEndpoint("a", "ETH1", {SampleUrl("1")}),
                                    SampleEndpoint("b", "SOLANA", {SampleUrl("2")})});
  for (const health::UrlPlan& url : build.fleet.urls) {
    EXPECT_TRUE(url.asks_identity);
    EXPECT_TRUE(url.asks_syncing);
  }
  EXPECT_TRUE(build.fleet.chains.at(0).rules.tells_block_times);
  EXPECT_FALSE(build.fleet.chains.at(1).rules.tells_block_times);
}

TEST(BuildFleet, SkipsTheIdentityOnlyWhenAllSharersSkipIt) {
  config::NodeUrl skipping = SampleUrl("1");
  skipping.skip_verifications = {"chain-id"};
  const FleetBuild all =
      BuildOf({SampleEndpoint("a", "ETH1", {skipping}), SampleEndpoint("b", "ETH1", {skipping})});
  EXPECT_FALSE(all.fleet.urls.at(0).asks_identity);
  EXPECT_TRUE(all.fleet.urls.at(0).asks_syncing);
  const FleetBuild some = BuildOf(
      {SampleEndpoint("a", "ETH1", {skipping}), SampleEndpoint("b", "ETH1", {SampleUrl("1")})});
  EXPECT_TRUE(some.fleet.urls.at(0).asks_identity);
}

TEST(BuildFleet, NumbersTheHostsOfEachChain) {
  const FleetBuild build =
      BuildOf({SampleEndpoint("a", "ETH1",
                              {SampleUrl("1", "one.test:443"), SampleUrl("2", "two.test:443")}),
               SampleEndpoint("b", "ETH1", {SampleUrl("3", "one.test:443")}),
               SampleEndpoint("c", "BASE", {SampleUrl("4", "two.test:443")})});
  ASSERT_EQ(build.fleet.urls.size(), 4U);
  EXPECT_EQ(build.fleet.chains.at(0).hosts, 2U);
  EXPECT_EQ(build.fleet.chains.at(1).hosts, 1U);
  EXPECT_EQ(build.fleet.urls[0].host, build.fleet.urls[2].host);
  EXPECT_NE(build.fleet.urls[0].host, build.fleet.urls[1].host);
}

TEST(BuildFleet, TakesTheRulesOfAChainFromTheSettings) {
  config::Settings settings = SampleSettings();
  chains::ChainSpec& eth = settings.chains.at(1);
  ASSERT_EQ(eth.id, "ETH1");
  eth.allowed_block_lag = 3;
  eth.stale_after_blocks = 7;
  eth.blocks_in_finalization_proof = 1;
  eth.expected_chain_ids = {"0x01"};
  settings.endpoints = {SampleEndpoint("a", "ETH1", {SampleUrl("1")})};
  const health::ChainRules rules = BuildFleet(settings).fleet.chains.at(0).rules;
  EXPECT_EQ(rules.block_time, base::Duration(seconds(12)));
  EXPECT_EQ(rules.allowed_lag, 3U);
  EXPECT_EQ(rules.stale_after_blocks, 7U);
  EXPECT_EQ(rules.finality_depth, 3U) << "the last blocks are disputed everywhere";
  EXPECT_EQ(rules.expected.size(), 1U);
  eth.blocks_in_finalization_proof = 64;
  EXPECT_EQ(BuildFleet(settings).fleet.chains.at(0).rules.finality_depth, 64U);
}

TEST(BuildFleet, GivesEachInterfaceOfAChainTheFamilyAndTheIdsThatItHas) {
  config::Settings settings = SampleSettings();
  for (const char* api_interface : {"jsonrpc", "tendermintrpc", "rest"}) {
    settings.endpoints.push_back(SampleEndpoint(api_interface, "EVMOS", {SampleUrl("1")}));
    settings.endpoints.back().api_interface = api_interface;
  }
  const FleetBuild build = BuildFleet(settings);
  ASSERT_EQ(build.fleet.chains.size(), 3U);
  const std::vector<std::string> methods = {"eth_blockNumber", "status",
                                            "GET /cosmos/base/tendermint/v1beta1/blocks/latest"};
  const std::vector<std::string> ids = {"0x2329", "evmos_9001-2", "evmos_9001-2"};
  const std::vector<std::uint64_t> history = {128, 0, 0};
  for (std::size_t row = 0; row < 3; ++row) {
    EXPECT_EQ(build.probes[row].family->MethodOf(chains::ProbeKind::kHead), methods[row]);
    const health::ChainRules& rules = build.fleet.chains[row].rules;
    ASSERT_EQ(rules.expected.size(), 1U);
    EXPECT_EQ(rules.expected[0].text(), ids[row]);
    EXPECT_TRUE(rules.tells_block_times);
    EXPECT_TRUE(build.fleet.urls[row].asks_identity);
    EXPECT_TRUE(build.fleet.urls[row].asks_syncing);
    EXPECT_EQ(build.fleet.urls[row].history_blocks, history[row]);
  }
}

TEST(BuildFleet, CountsWhatIsNotSpoken) {
  config::Settings settings = SampleSettings();
  settings.endpoints = {SampleEndpoint("a", "ETH1", {SampleUrl("1")})};
  settings.unsupported = {
      {.spec = "LAVA", .api_interface = "grpc", .reason = "api_interface", .count = 3}};
  const FleetBuild build = BuildFleet(settings);
  ASSERT_EQ(build.labels->unsupported.size(), 1U);
  EXPECT_EQ(build.labels->unsupported[0].labels.text(),
            R"(spec="LAVA",api_interface="grpc",reason="api_interface")");
  EXPECT_EQ(build.labels->unsupported[0].count, 3U);
}

TEST(BuildFleet, FollowsTheOrderOfTheConfiguration) {
  const FleetBuild build = BuildOf({SampleEndpoint("zulu", "SOLANA", {SampleUrl("9")}),
                                    SampleEndpoint("alpha", "BASE", {SampleUrl("1")})});
  EXPECT_EQ(build.labels->endpoints[0].name, "zulu");
  EXPECT_EQ(build.labels->endpoints[1].name, "alpha");
  EXPECT_EQ(build.labels->urls[0].labels.pairs()[2].second, "9");
}

}  // namespace
}  // namespace headway::exporter
