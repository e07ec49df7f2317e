#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/loader.h"
#include "tests/config/fake_inputs.h"

namespace headway::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string ReadExample(const std::string& name) {
  std::ifstream file(std::filesystem::path(HEADWAY_EXAMPLES_DIR) / name);
  EXPECT_TRUE(file.is_open()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

LoadResult LoadExample(const std::string& name) {
  FakeInputs world;
  world.environment = {{"ALPHA_KEY", "1"}, {"SOL_KEY", "2"}, {"NODE_PASSWORD", "3"}};
  world.files = {{"/run/secrets/eth-authorization", "Bearer 4\n"}};
  return LoadYaml(ReadExample(name), name, world.Inputs());
}

Settings GoodExample(const std::string& name) {
  LoadResult result = LoadExample(name);
  EXPECT_EQ(Lines(result.diagnostics), "");
  return std::move(result.settings).value_or(Settings{});
}

TEST(Examples, MinimalWatchesOneNode) {
  EXPECT_THAT(GoodExample("minimal.example.yml").endpoints, SizeIs(1));
}

TEST(Examples, RouterSharesAUrlBetweenAPrimaryAndABackup) {
  const Settings settings = GoodExample("router.example.yml");
  std::vector<std::string> names;
  for (const Endpoint& endpoint : settings.endpoints) names.push_back(endpoint.name);
  ASSERT_THAT(names, ElementsAre("alpha", "beta", "sol-main", "rescue", "sol-backup"));
  EXPECT_EQ(settings.endpoints[1].urls[0].url_id, settings.endpoints[3].urls[0].url_id);
  EXPECT_THAT(settings.ignored_keys, ElementsAre("metrics-listen-address"));
}

TEST(Examples, ProviderWarnsOfTheUrlThatItSaysIsNotSpoken) {
  const LoadResult result = LoadExample("provider.example.yml");
  ASSERT_TRUE(result.settings.has_value()) << Lines(result.diagnostics);
  std::vector<std::string> names;
  for (const Endpoint& endpoint : result.settings->endpoints) names.push_back(endpoint.name);
  EXPECT_THAT(names, ElementsAre("eth-eu", "SOLANA-jsonrpc", "LAVA-tendermintrpc"));
  ASSERT_THAT(result.diagnostics, SizeIs(1));
  EXPECT_THAT(result.diagnostics[0].message, HasSubstr("does not speak the scheme grpc"));
}

TEST(Examples, FullSaysTheDefaults) {
  const Settings full = LoadExample("full.example.yml").settings.value_or(Settings{});
  ASSERT_THAT(full.endpoints, SizeIs(1));
  const Settings minimal = GoodExample("minimal.example.yml");
  EXPECT_EQ(full.web.listen_address, ":9788");
  EXPECT_EQ(full.polling.divisor, minimal.polling.divisor);
  EXPECT_EQ(full.polling.min_interval, minimal.polling.min_interval);
  EXPECT_EQ(full.polling.max_interval, minimal.polling.max_interval);
  EXPECT_EQ(full.polling.timeout, minimal.polling.timeout);
  EXPECT_EQ(full.polling.max_backoff, minimal.polling.max_backoff);
  EXPECT_EQ(full.polling.max_holdoff, minimal.polling.max_holdoff);
  EXPECT_EQ(full.polling.jitter, minimal.polling.jitter);
  EXPECT_EQ(full.polling.budget_requests_per_minute, minimal.polling.budget_requests_per_minute);
  EXPECT_EQ(full.health.fall, minimal.health.fall);
  EXPECT_EQ(full.health.rise, minimal.health.rise);
  EXPECT_EQ(full.health.recheck_interval, minimal.health.recheck_interval);
  EXPECT_EQ(full.health.recheck_timeout, minimal.health.recheck_timeout);
  EXPECT_EQ(full.health.stale_after_blocks, minimal.health.stale_after_blocks);
  EXPECT_EQ(full.health.disable_after, minimal.health.disable_after);
  EXPECT_EQ(full.health.throttled_grace, minimal.health.throttled_grace);
  EXPECT_EQ(full.health.unhealthy_on, minimal.health.unhealthy_on);
  EXPECT_EQ(full.epoch.duration, minimal.epoch.duration);
  EXPECT_EQ(full.epoch.reset, minimal.epoch.reset);
  EXPECT_EQ(full.blocking.reconnect_interval, minimal.blocking.reconnect_interval);
  EXPECT_EQ(full.blocking.max_consecutive_errors, minimal.blocking.max_consecutive_errors);
  EXPECT_EQ(full.blocking.second_chance_after, minimal.blocking.second_chance_after);
  EXPECT_EQ(full.scores.relay_timeout, minimal.scores.relay_timeout);
  EXPECT_EQ(full.metrics.prefix, minimal.metrics.prefix);
  EXPECT_THAT(full.metrics.compat, IsEmpty());
}

TEST(Examples, FullWarnsOfNothing) {
  const LoadResult result = LoadExample("full.example.yml");
  EXPECT_THAT(result.diagnostics, IsEmpty()) << Lines(result.diagnostics);
}

// A key that the loader learns must be shown to users too.
TEST(Examples, FullNamesEveryKeyOfItsSections) {
  const std::string text = ReadExample("full.example.yml");
  for (const char* key : {"listen-address",
                          "polling",
                          "divisor",
                          "min-interval",
                          "max-interval",
                          "timeout",
                          "max-backoff",
                          "max-holdoff",
                          "jitter",
                          "fall",
                          "rise",
                          "recheck-interval",
                          "recheck-timeout",
                          "throttled-grace",
                          "stale-after-blocks",
                          "disable-after",
                          "unhealthy-on",
                          "duration",
                          "reset",
                          "requests-per-minute",
                          "reconnect-interval",
                          "second-chance-after",
                          "scores",
                          "relay-timeout",
                          "max-consecutive-errors",
                          "prefix",
                          "compat",
                          "family",
                          "average-block-time",
                          "allowed-block-lag",
                          "expected-chain-id",
                          "blocks-to-save",
                          "api-interface",
                          "requests",
                          "head",
                          "block",
                          "identity",
                          "syncing",
                          "client",
                          "peers",
                          "safe",
                          "finalized",
                          "earliest",
                          "method",
                          "path",
                          "params",
                          "pointer",
                          "format",
                          "hash",
                          "hash-format",
                          "parent-hash",
                          "time",
                          "time-format",
                          "synced",
                          "reference-urls",
                          "rpc-url",
                          "provider-endpoints",
                          "address",
                          "api-interfaces",
                          "insecure",
                          "network",
                          "cacert-pem",
                          "rest-url",
                          "state-file",
                          "backfill-blocks",
                          "provider-address"}) {
    EXPECT_THAT(text, HasSubstr(std::string(" ") + key + ":"));
  }
}

TEST(Examples, AreAllLoadedHere) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(HEADWAY_EXAMPLES_DIR)) {
    if (entry.path().extension() == ".yml") names.push_back(entry.path().filename());
  }
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("full.example.yml", "minimal.example.yml",
                                                     "provider.example.yml", "router.example.yml"));
}

}  // namespace
}  // namespace headway::config
