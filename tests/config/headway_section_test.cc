#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/loader.h"
#include "tests/config/fake_inputs.h"

namespace headway::config {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Settings Good(std::string_view indented_lines, const std::string& before = "") {
  LoadResult result = Load(before + WithHeadway(indented_lines));
  EXPECT_EQ(Lines(result.diagnostics), "") << indented_lines;
  return std::move(result.settings).value_or(Settings{});
}

std::string Bad(std::string_view indented_lines, const std::string& before = "") {
  const LoadResult result = Load(before + WithHeadway(indented_lines));
  EXPECT_FALSE(result.settings.has_value()) << indented_lines;
  return Lines(result.diagnostics);
}

const chains::ChainSpec& ChainOf(const Settings& settings, std::string_view id) {
  static const chains::ChainSpec kNone;
  for (const chains::ChainSpec& chain : settings.chains) {
    if (chain.id == id) return chain;
  }
  ADD_FAILURE() << "no chain " << id;
  return kNone;
}

bool Counts(const Settings& settings, health::State state) {
  return settings.health.unhealthy_on.test(static_cast<std::size_t>(state));
}

TEST(HeadwaySection, IsOptionalAndMayBeEmpty) {
  const Settings settings = Good("  # nothing\n");
  EXPECT_EQ(settings.polling.divisor, 2U);
  EXPECT_EQ(settings.health.unhealthy_on, health::DefaultUnhealthyOn());
  EXPECT_EQ(settings.epoch.duration, minutes(15));
  EXPECT_FALSE(settings.web.listen_address.has_value());
  EXPECT_EQ(Good("  polling:\n  health:\n").polling.divisor, 2U);
}

TEST(HeadwaySection, FillsPollingAndBudget) {
  const Settings settings = Good(
      "  polling: {divisor: 4, min-interval: 10ms, max-interval: 2s, timeout: 3s,\n"
      "            max-backoff: 4s, max-holdoff: 5s, jitter: 0.25}\n"
      "  budget: {requests-per-minute: 60}\n"
      "  listen-address: 'localhost:0'\n");
  EXPECT_EQ(settings.polling.divisor, 4U);
  EXPECT_EQ(settings.polling.min_interval, milliseconds(10));
  EXPECT_EQ(settings.polling.max_interval, seconds(2));
  EXPECT_EQ(settings.polling.timeout, seconds(3));
  EXPECT_EQ(settings.polling.max_backoff, seconds(4));
  EXPECT_EQ(settings.polling.max_holdoff, seconds(5));
  EXPECT_EQ(settings.polling.jitter, 0.25);
  EXPECT_EQ(settings.polling.budget_requests_per_minute, 60U);
  EXPECT_EQ(settings.web.listen_address, "localhost:0");
}

TEST(HeadwaySection, FillsHealthEpochBlockingAndScores) {
  const Settings settings = Good(
      "  health: {fall: 5, rise: 4, recheck-interval: 200ms, recheck-timeout: 300ms,\n"
      "           stale-after-blocks: 7, disable-after: 6, throttled-grace: 1m,\n"
      "           unhealthy-on: [stale, forked]}\n"
      "  epoch: {duration: 2s, reset: verified}\n"
      "  blocking: {reconnect-interval: 1s, max-consecutive-errors: 2, second-chance-after: 3s}\n"
      "  scores: {relay-timeout: 4s}\n");
  EXPECT_EQ(settings.scores.relay_timeout, seconds(4));
  EXPECT_EQ(settings.health.fall, 5U);
  EXPECT_EQ(settings.health.rise, 4U);
  EXPECT_EQ(settings.health.recheck_interval, milliseconds(200));
  EXPECT_EQ(settings.health.recheck_timeout, milliseconds(300));
  EXPECT_EQ(settings.health.stale_after_blocks, 7U);
  EXPECT_EQ(settings.health.disable_after, 6U);
  EXPECT_EQ(settings.health.throttled_grace, minutes(1));
  EXPECT_EQ(settings.health.unhealthy_on.count(), 2U);
  EXPECT_TRUE(Counts(settings, health::State::kStale));
  EXPECT_TRUE(Counts(settings, health::State::kForked));
  EXPECT_EQ(settings.epoch.duration, seconds(2));
  EXPECT_EQ(settings.epoch.reset, health::EpochPolicy::Reset::kVerified);
  EXPECT_EQ(settings.blocking.reconnect_interval, seconds(1));
  EXPECT_EQ(settings.blocking.max_consecutive_errors, 2U);
  EXPECT_EQ(settings.blocking.second_chance_after, seconds(3));
}

TEST(HeadwaySection, TakesTheEpochOfTheRouterUnlessItHasItsOwn) {
  EXPECT_EQ(Good("  # none\n", "epoch-duration: 20m\n").epoch.duration, minutes(20));
  EXPECT_EQ(Good("  epoch: {duration: 10m}\n", "epoch-duration: 20m\n").epoch.duration,
            minutes(10));
  EXPECT_THAT(Bad("  # none\n", "epoch-duration: 20\n"),
              HasSubstr("test.yml:1:17: error: epoch-duration must be a duration from 1s to 8760h, "
                        "not \"20\": a number needs its unit, as in 20s"));
}

TEST(HeadwaySection, RefusesAnEpochThatCannotHoldItsVerification) {
  EXPECT_EQ(Good("  epoch: {duration: 5s}\n").epoch.duration, seconds(5));
  EXPECT_THAT(Bad("  epoch: {duration: 4999ms}\n"), HasSubstr("test.yml:4:21: error: an epoch of"));
  EXPECT_THAT(Bad("  # none\n", "epoch-duration: 4s\n"), HasSubstr("test.yml:1:17: error"));
  EXPECT_THAT(Bad("  health: {recheck-timeout: 15m}\n"), HasSubstr("test.yml:4:29: error"));
}

TEST(HeadwaySection, ChecksPollingIntervalsAgainstEachOther) {
  EXPECT_THAT(Bad("  polling: {min-interval: 20s}\n"),
              HasSubstr("max-interval (15s) must not be shorter than min-interval (20s)"));
  EXPECT_THAT(Bad("  polling: {min-interval: 2s, max-backoff: 1s}\n"),
              HasSubstr("max-backoff (1s) must not be shorter than min-interval (2s)"));
}

TEST(HeadwaySection, RefusesNumbersOutOfBounds) {
  for (const char* line :
       {"polling: {divisor: 0}", "polling: {divisor: 65}", "polling: {divisor: +1}",
        "polling: {divisor: 0x1}", "polling: {divisor: 1.5}", "polling: {jitter: 0.51}",
        "polling: {jitter: -0.1}", "polling: {jitter: nan}", "polling: {min-interval: 9ms}",
        "health: {fall: 0}", "health: {rise: 0}", "health: {disable-after: 0}",
        "health: {fall: 4294967296}", "health: {fall: 99999999999999999999999}",
        "epoch: {duration: 999ms}", "blocking: {max-consecutive-errors: 0}",
        "budget: {requests-per-minute: -1}", "health: {fall: }", "health: {fall: [1]}"}) {
    EXPECT_THAT(Bad("  " + std::string(line) + "\n"), HasSubstr("test.yml:4:")) << line;
  }
}

TEST(HeadwaySection, UnhealthyOnTakesOnlyStatesThatShowABadNode) {
  for (const char* state : {"healthy", "unknown", "throttled"}) {
    EXPECT_THAT(Bad("  health: {unhealthy-on: [" + std::string(state) + "]}\n"),
                HasSubstr("unhealthy-on must be \"unreachable\", \"failing\""))
        << state;
  }
  EXPECT_TRUE(Good("  health: {unhealthy-on: []}\n").health.unhealthy_on.none());
}

TEST(HeadwaySection, TakesTheListenAddressesThatTheServerTakes) {
  for (const char* address :
       {":0", ":65535", "localhost:1", "127.0.0.1:9788", "0.0.0.0:9788", "255.255.255.255:00080"}) {
    EXPECT_EQ(Good("  listen-address: '" + std::string(address) + "'\n").web.listen_address,
              address);
  }
}

TEST(HeadwaySection, RefusesListenAddressesThatTheServerWouldRefuse) {
  for (const char* address :
       {"9788", "h:x", ":65536", "a:b:1", "127.0.0.1:", "http://h:1", "[::1]:9788", "::1:9788",
        "node.example.com:9788", "LOCALHOST:1", "127.0.0:1", "127.0.0.1.1:1", "127.0.0.256:1",
        "127.0.0.1 :1", ":+1", ": 1", ":1x", "*:1"}) {
    EXPECT_THAT(
        Bad("  listen-address: '" + std::string(address) + "'\n"),
        HasSubstr("test.yml:4:19: error: headway.listen-address must be an IPv4 address (or "
                  "nothing, or localhost) and a port from 0 to 65535"))
        << address;
  }
}

TEST(HeadwaySection, ChecksMetrics) {
  const Settings settings =
      Good("  metrics: {prefix: lava_, compat: [lava, smart-router, lava]}\n");
  EXPECT_EQ(settings.metrics.prefix, "lava_");
  EXPECT_THAT(settings.metrics.compat, ElementsAre("lava", "smart-router"));
  EXPECT_THAT(Good("  metrics: {prefix: '', compat: []}\n").metrics.compat, IsEmpty());
  EXPECT_THAT(Bad("  metrics: {prefix: 1a}\n"), HasSubstr("metrics.prefix must be letters"));
  EXPECT_THAT(Bad("  metrics: {prefix: a-b}\n"), HasSubstr("metrics.prefix must be letters"));
  EXPECT_THAT(Bad("  metrics: {prefix: rpc_, compat: [smart-router]}\n"),
              HasSubstr("the names of the router's own"));
  EXPECT_THAT(Bad("  metrics: {prefix: lava_rpc_, compat: [lava]}\n"),
              HasSubstr("the names of the router's own"));
  EXPECT_EQ(Good("  metrics: {prefix: rpc_, compat: [lava]}\n").metrics.prefix, "rpc_");
  EXPECT_THAT(Bad("  metrics: {compat: [smart_router]}\n"),
              HasSubstr("not \"smart_router\" (did you mean \"smart-router\"?)"));
}

TEST(HeadwayChains, OverridesTheCatalogueKeyByKey) {
  const Settings settings = Good(
      "  chains: {ETH1: {average-block-time: 12s, expected-chain-id: 0x1, blocks-to-save: 64}}\n");
  const chains::ChainSpec& chain = ChainOf(settings, "ETH1");
  EXPECT_EQ(chain.average_block_time, seconds(12));
  EXPECT_THAT(chain.expected_chain_ids, ElementsAre("0x1"));
  EXPECT_EQ(chain.blocks_to_save, 64U);
  EXPECT_EQ(chain.name, "ETH1 mainnet");
  EXPECT_EQ(chain.family, chains::FamilyId::kEvm);
  EXPECT_EQ(chain.allowed_block_lag, 2U);
}

TEST(HeadwayChains, AddsChainsThatEntriesMayName) {
  LoadResult result = Load(
      "direct-rpc:\n"
      "  - {name: a, chain-id: DEV, api-interface: jsonrpc, node-urls: [{url: http://h}]}\n"
      "headway: {chains: {DEV: {family: evm, average-block-time: 1s,\n"
      "          expected-chain-id: ['0x539', '1337'], stale-after-blocks: 0}}}\n");
  ASSERT_EQ(Lines(result.diagnostics), "");
  const chains::ChainSpec& chain = ChainOf(*result.settings, "DEV");
  EXPECT_EQ(chain.family, chains::FamilyId::kEvm);
  EXPECT_EQ(chain.name, "DEV");
  EXPECT_THAT(chain.expected_chain_ids, ElementsAre("0x539", "1337"));
  EXPECT_EQ(chain.stale_after_blocks, 0U);
  std::vector<std::string> ids;
  for (const chains::ChainSpec& each : result.settings->chains) ids.push_back(each.id);
  EXPECT_THAT(ids, ElementsAre("BASE", "DEV", "ETH1", "LAVA", "POLYGON", "PUREAPI", "SOLANA"));
}

TEST(HeadwayChains, AnExpectedChainIdThatNoNodeCouldTellIsAnErrorAtItsPlace) {
  EXPECT_EQ(
      Bad("  chains: {ETH1: {expected-chain-id: [0x1, mainnet]}}\n"),
      "test.yml:4:44: error: headway.chains.ETH1.expected-chain-id must be a chain id or genesis "
      "hash as nodes of the family evm tell it, not \"mainnet\"\n");
  EXPECT_THAT(
      Bad("  chains: {DEV: {expected-chain-id: main, family: evm, average-block-time: 1s}}\n"),
      HasSubstr("of the family evm"));
  EXPECT_THAT(ChainOf(Good("  chains: {LAVA: {expected-chain-id: lava-mainnet-1}}\n"), "LAVA")
                  .expected_chain_ids,
              ElementsAre("lava-mainnet-1"));
}

TEST(HeadwayChains, MayBeOfTwoFamilies) {
  const Settings settings = Good(
      "  chains: {DEV: {family: [tendermint, evm], average-block-time: 1s,\n"
      "           expected-chain-id: [dev-1, '0x539']}, LAVA: {family: tendermint}}\n");
  EXPECT_EQ(ChainOf(settings, "DEV").family, chains::FamilyId::kTendermint);
  EXPECT_EQ(ChainOf(settings, "DEV").second_family, chains::FamilyId::kEvm);
  EXPECT_EQ(ChainOf(settings, "LAVA").second_family, std::nullopt);
}

TEST(HeadwayChains, AreOfOneOrTwoFamiliesThatExist) {
  EXPECT_EQ(
      Bad("  chains: {LAVA: {family: []}}\n"),
      "test.yml:4:27: error: headway.chains.LAVA.family must be one family or a list of two\n");
  EXPECT_THAT(Bad("  chains: {LAVA: {family: [evm, svm, ton]}}\n"), HasSubstr("a list of two"));
  EXPECT_THAT(Bad("  chains: {LAVA: {family: }}\n"), HasSubstr("a list of two"));
  EXPECT_THAT(Bad("  chains: {LAVA: {family: [evm, tendermnit]}}\n"),
              HasSubstr("(did you mean \"tendermint\"?)"));
}

TEST(HeadwayChains, StaleAfterBlocksOfHealthIsForChainsWithoutTheirOwn) {
  const Settings settings = Good(
      "  health: {stale-after-blocks: 4}\n"
      "  chains: {ETH1: {stale-after-blocks: 9}}\n");
  EXPECT_EQ(ChainOf(settings, "ETH1").stale_after_blocks, 9U);
  EXPECT_EQ(ChainOf(settings, "BASE").stale_after_blocks, 4U);
}

TEST(HeadwayChains, RefusesIncompleteAndImpossibleChains) {
  EXPECT_THAT(Bad("  chains: {DEV: {name: d}}\n"),
              HasSubstr("DEV is not in the catalogue, so it needs family"));
  EXPECT_THAT(Bad("  chains: {DEV: {family: evm}}\n"), HasSubstr("needs average-block-time"));
  EXPECT_THAT(Bad("  chains: {ETH1: {family: emv}}\n"), HasSubstr("(did you mean \"evm\"?)"));
  EXPECT_THAT(Bad("  chains: {ETH1: {average-block-time: 0s}}\n"), HasSubstr("from 10ms"));
  EXPECT_THAT(Bad("  chains: {ETH1: {blocks-to-save: 65}}\n"), HasSubstr("from 1 to 64"));
  EXPECT_THAT(Bad("  chains: {ETH1: {blocks-to-save: 0}}\n"), HasSubstr("from 1 to 64"));
  EXPECT_THAT(Bad("  chains: {a/b: {}}\n"), HasSubstr("a chain id is made of"));
  EXPECT_THAT(Bad("  chains: [ETH1]\n"), HasSubstr("headway.chains must be a mapping"));
}

TEST(HeadwayReferenceUrls, AreReadLikeNodeUrls) {
  const Settings settings = Good(
      "  reference-urls:\n"
      "    - {chain-id: ETH1, api-interface: jsonrpc, url: https://r/x,\n"
      "       auth-config: {auth-query: k=v}}\n");
  ASSERT_EQ(settings.reference_urls.size(), 1U);
  EXPECT_EQ(settings.reference_urls[0].spec, "ETH1");
  EXPECT_EQ(settings.reference_urls[0].api_interface, "jsonrpc");
  EXPECT_EQ(settings.reference_urls[0].url.target.url, "https://r/x?k=v");
  EXPECT_EQ(settings.endpoints.size(), 1U);
}

TEST(HeadwayReferenceUrls, AreAsStrictAsTheirSection) {
  EXPECT_THAT(Bad("  reference-urls: [{chain-id: ETH1, api-interface: jsonrpc, url: http://h, x: "
                  "1}]\n"),
              HasSubstr("error: unknown key \"x\" in headway.reference-urls"));
  EXPECT_THAT(Bad("  reference-urls: [{chain-id: ETH1, api-interface: jsonrpc}]\n"),
              HasSubstr("headway.reference-urls.url is missing"));
  EXPECT_THAT(Bad("  reference-urls: [http://h]\n"), HasSubstr("must be a mapping"));
}

TEST(HeadwayLava, IsReadAndChecked) {
  const Settings settings = Good(
      "  lava: {rpc-url: 'https://u:p@L/x', rest-url: 'http://r', provider-address: lava@1abc,\n"
      "         chains: [ETH1, BASE], state-file: /var/lib/headway/lava.json,\n"
      "         backfill-blocks: 500}\n");
  ASSERT_TRUE(settings.lava.rpc.has_value());
  EXPECT_EQ(settings.lava.rpc->url, "https://l/x");
  EXPECT_EQ(settings.lava.rpc->userinfo, "u:p");
  EXPECT_EQ(settings.lava.rest->url, "http://r/");
  EXPECT_THAT(settings.lava.provider_addresses, ElementsAre("lava@1abc"));
  EXPECT_THAT(settings.lava.chains, ElementsAre("ETH1", "BASE"));
  EXPECT_EQ(settings.lava.state_file, "/var/lib/headway/lava.json");
  EXPECT_EQ(settings.lava.backfill_blocks, 500U);
}

TEST(HeadwayLava, TakesSeveralProvidersAndHasDefaults) {
  const Settings settings =
      Good("  lava: {rpc-url: 'http://h', provider-address: [lava@1abc, lava@1def, lava@1abc]}\n");
  EXPECT_THAT(settings.lava.provider_addresses, ElementsAre("lava@1abc", "lava@1def"));
  EXPECT_FALSE(settings.lava.rest.has_value());
  EXPECT_EQ(settings.lava.backfill_blocks, 220U);
  EXPECT_EQ(settings.lava.state_file, "");
  EXPECT_FALSE(Good("  lava: {}\n").lava.rpc.has_value());
}

TEST(HeadwayLava, RefusesWhatCannotBeAsked) {
  EXPECT_THAT(Bad("  lava: {rpc-url: 'wss://h', provider-address: lava@1abc}\n"),
              HasSubstr("lava.rpc-url has a bad scheme"));
  EXPECT_THAT(
      Bad("  lava: {rpc-url: 'http://h', rest-url: 'ftp://h', provider-address: lava@1a}\n"),
      HasSubstr("lava.rest-url has a bad scheme"));
  for (const char* const address : {"cosmos1abc", "lava@1", "lava@1ABC", "lava@1a-b"}) {
    EXPECT_THAT(
        Bad("  lava: {rpc-url: 'http://h', provider-address: " + std::string(address) + "}\n"),
        HasSubstr("must begin with \"lava@1\""));
  }
  EXPECT_THAT(Bad("  lava: {provider-address: lava@1abc}\n"), HasSubstr("needs an rpc-url"));
  EXPECT_THAT(Bad("  lava: {rpc-url: 'http://h'}\n"), HasSubstr("needs a provider-address"));
  EXPECT_THAT(Bad("  lava: {rpc-url: 'http://h', provider-address: lava@1a, chains: [ETHH1]}\n"),
              HasSubstr("unknown chain \"ETHH1\" (did you mean \"ETH1\"?)"));
  EXPECT_THAT(Bad("  lava: {rpc-url: 'http://h', provider-address: lava@1a, backfill-blocks: 0}\n"),
              HasSubstr("from 1 to 100000"));
}

// The state file takes no other ids, and would be put aside at each start.
TEST(HeadwayLava, RefusesEachChainWhoseIdNoSpecOfTheLavaChainHas) {
  const std::string long_id(33, 'A');
  const std::string keys = ": {family: evm, average-block-time: 1s}";
  EXPECT_EQ(Bad("  chains: {my-chain" + keys + ", eth" + keys + ", " + long_id + keys +
                "}\n  lava: {rpc-url: 'http://h', provider-address: lava@1a,\n"
                "         chains: [my-chain, ETH1, eth, ETHH1,\n                  " +
                long_id + "]}\n"),
            "test.yml:6:19: error: headway.lava.chains must be a spec id of the Lava chain: at "
            "most 32 capital letters and digits, not \"my-chain\"\n"
            "test.yml:6:35: error: headway.lava.chains must be a spec id of the Lava chain: at "
            "most 32 capital letters and digits, not \"eth\"\n"
            "test.yml:6:40: error: unknown chain \"ETHH1\" (did you mean \"ETH1\"?)\n"
            "test.yml:7:19: error: headway.lava.chains must be a spec id of the Lava chain: at "
            "most 32 capital letters and digits, not \"" +
                long_id + "\"\n");
}

TEST(HeadwaySection, NamesUnknownKeysAtEveryLevel) {
  EXPECT_EQ(Bad("  poling: {}\n  health: {fal: 1}\n  epoch: 5\n"),
            "test.yml:4:3: error: unknown key \"poling\" in headway (did you mean \"polling\"?)\n"
            "test.yml:5:12: error: unknown key \"fal\" in headway.health (did you mean \"fall\"?)\n"
            "test.yml:6:10: error: headway.epoch must be a mapping of keys to values, and is a "
            "single value\n");
}

}  // namespace
}  // namespace headway::config
