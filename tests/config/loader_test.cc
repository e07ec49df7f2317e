#include "config/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/config/fake_inputs.h"

namespace headway::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Settings of a file that must be free of findings.
Settings Good(std::string_view text, const FakeInputs& world = {}) {
  LoadResult result = Load(text, world);
  EXPECT_EQ(Lines(result.diagnostics), "");
  return std::move(result.settings).value_or(Settings{});
}

// The findings of a file that must be refused.
std::string Bad(std::string_view text, const FakeInputs& world = {}) {
  const LoadResult result = Load(text, world);
  EXPECT_FALSE(result.settings.has_value());
  return Lines(result.diagnostics);
}

std::vector<std::string> NamesOf(const Settings& settings) {
  std::vector<std::string> names;
  for (const Endpoint& endpoint : settings.endpoints) {
    names.push_back(std::string(health::ToString(endpoint.role)) + ' ' + endpoint.name);
  }
  return names;
}

// One provider named `a` on ETH1 with these fields of its only node-url.
std::string WithNodeUrl(const std::string& fields) {
  return "direct-rpc: [{name: a, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{" + fields +
         "}]}]\n";
}

TEST(LoadYaml, FillsEveryFieldOfANodeUrl) {
  FakeInputs world;
  world.environment = {{"KEY", "s3cret"}};
  world.files = {{"/run/token", "Bearer t0ken\n"}};
  const Settings settings = Good(R"(
direct-rpc:
  - name: alpha
    chain-id: ETH1
    api-interface: jsonrpc
    network-address: {address: "127.0.0.1:2221", disable-tls: true}
    geolocation: 2
    stake: 5000000000
    node-urls:
      - url: https://user:pass@Eth.Example.com/v1/${KEY}
        internal-path: /C/rpc
        timeout: 1.5s
        ip-forwarding: true
        addons: [archive, debug]
        skip-verifications: pruning
        methods: [eth_blockNumber]
        auth-config:
          auth-headers: {X-Key: "${KEY}", Authorization: "file:/run/token"}
          auth-query: key=${KEY}
          use-tls: true
          allow-insecure: true
          key-pem: k.pem
          cert-pem: c.pem
          cacert-pem: ca.pem
        grpc-config: {descriptor-source: file, descriptor-set-path: d.pb, reflection-timeout: 3s}
)",
                                 world);
  ASSERT_EQ(settings.endpoints.size(), 1U);
  const Endpoint& endpoint = settings.endpoints[0];
  EXPECT_EQ(endpoint.name, "alpha");
  EXPECT_EQ(endpoint.role, health::Role::kPrimary);
  EXPECT_EQ(endpoint.spec, "ETH1");
  EXPECT_EQ(endpoint.api_interface, "jsonrpc");
  EXPECT_EQ(endpoint.geolocation, 2U);
  EXPECT_EQ(endpoint.stake, 5'000'000'000U);
  ASSERT_EQ(endpoint.urls.size(), 1U);
  const NodeUrl& url = endpoint.urls[0];
  EXPECT_EQ(url.target.url, "https://eth.example.com/v1/s3cret/C/rpc?key=s3cret");
  EXPECT_EQ(url.target.userinfo, "user:pass");
  const std::vector<probes::HttpHeader> headers = {{"Authorization", "Bearer t0ken"},
                                                   {"X-Key", "s3cret"}};
  EXPECT_EQ(url.target.headers, headers);
  EXPECT_EQ(url.target.tls, (probes::TlsSettings{true, "ca.pem", "c.pem", "k.pem"}));
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.host, "eth.example.com:443");
  EXPECT_THAT(url.url_id, SizeIs(12));
  EXPECT_EQ(url.extra_timeout, std::chrono::milliseconds(1'500));
  EXPECT_THAT(url.addons, ElementsAre("archive", "debug"));
  EXPECT_THAT(url.skip_verifications, ElementsAre("pruning"));
  EXPECT_THAT(url.methods, ElementsAre("eth_blockNumber"));
  EXPECT_TRUE(url.ip_forwarding);
  EXPECT_TRUE(url.use_tls);
  EXPECT_EQ(url.grpc.descriptor_source, "file");
  EXPECT_EQ(url.grpc.descriptor_set_path, "d.pb");
  EXPECT_EQ(url.grpc.reflection_timeout, std::chrono::seconds(3));
}

TEST(LoadYaml, GivesASharedUrlOneIdAndOtherCredentialsAnother) {
  const Settings settings = Good(R"(
direct-rpc:
  - {name: a, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: "https://H/x"}]}
  - {name: b, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: "https://h:443/x"}]}
  - {name: c, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: "https://u:p@h/x"}]}
)");
  ASSERT_EQ(settings.endpoints.size(), 3U);
  EXPECT_EQ(settings.endpoints[0].urls[0].url_id, settings.endpoints[1].urls[0].url_id);
  EXPECT_NE(settings.endpoints[0].urls[0].url_id, settings.endpoints[2].urls[0].url_id);
  EXPECT_EQ(settings.endpoints[0].urls[0].host, settings.endpoints[2].urls[0].host);
}

TEST(LoadYaml, PutsPrimariesFirstAndKeepsTheOrderOfTheFile) {
  const Settings settings = Good(R"(
backup-direct-rpc:
  - {name: z, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}
  - {name: a, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}
endpoints:
  - {name: y, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}
direct-rpc:
  - {name: z, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}
  - {name: b, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}
)");
  EXPECT_THAT(NamesOf(settings),
              ElementsAre("primary y", "primary z", "primary b", "backup z", "backup a"));
}

TEST(LoadYaml, ReadsTheOlderListNamesOnlyWhereTheNewerAreAbsent) {
  const Settings settings = Good(R"(
static-providers:
  - {name: a, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}
backup-providers:
  - {name: b, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}
)");
  EXPECT_THAT(NamesOf(settings), ElementsAre("primary a", "backup b"));
  const LoadResult both = Load(R"(
static-providers:
  - {name: old, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}
direct-rpc:
  - {name: new, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}
)");
  EXPECT_EQ(Lines(both.diagnostics),
            "test.yml:2:1: warning: static-providers is ignored, because direct-rpc is there\n");
  ASSERT_TRUE(both.settings.has_value());
  EXPECT_THAT(NamesOf(*both.settings), ElementsAre("primary new"));
}

TEST(LoadYaml, NamesProviderStyleEndpointsThatHaveNoName) {
  const Settings settings = Good(R"(
endpoints:
  - {chain-id: ETH1, api-interface: jsonrpc, network-address: "0.0.0.0:3360"}
  - {chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://a}]}
  - {chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://b}]}
  - {chain-id: BASE, api-interface: jsonrpc, node-urls: [{url: http://b}]}
  - {name: ETH1-jsonrpc-2, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://c}]}
)");
  EXPECT_THAT(NamesOf(settings), ElementsAre("primary ETH1-jsonrpc", "primary ETH1-jsonrpc-3",
                                             "primary BASE-jsonrpc", "primary ETH1-jsonrpc-2"));
}

TEST(LoadYaml, CountsWhatIsNotSpokenAndKeepsTheRest) {
  const LoadResult result = Load(R"(
direct-rpc:
  - name: a
    chain-id: ETH1
    api-interface: jsonrpc
    node-urls: [{url: http://h}, {url: ws://h/ws}, {url: wss://h/ws}]
  - {name: ws-only, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: ws://h}]}
  - {name: b, chain-id: ETH1, api-interface: rest, node-urls: [{url: http://h}]}
  - {name: c, chain-id: LAVA, api-interface: grpc, node-urls: [{url: "10.0.0.7:9090"}]}
  - {name: d, chain-id: PUREAPI, api-interface: rest, node-urls: [{url: "http://h"}]}
)");
  ASSERT_TRUE(result.settings.has_value()) << Lines(result.diagnostics);
  EXPECT_THAT(NamesOf(*result.settings), ElementsAre("primary a"));
  EXPECT_THAT(result.settings->endpoints[0].urls, SizeIs(1));
  std::vector<std::string> rows;
  for (const UnsupportedUrls& row : result.settings->unsupported) {
    rows.push_back(row.spec + ' ' + row.api_interface + ' ' + row.reason + ' ' +
                   std::to_string(row.count));
  }
  EXPECT_THAT(rows, ElementsAre("ETH1 jsonrpc scheme 3", "ETH1 rest api_interface 1",
                                "LAVA grpc scheme 1", "PUREAPI rest no_head 1"));
  ASSERT_THAT(result.settings->grpc_urls, SizeIs(1));
  EXPECT_EQ(result.settings->grpc_urls[0].target.url, "http://10.0.0.7:9090/");
  EXPECT_EQ(result.diagnostics.size(), 6U);
}

TEST(LoadYaml, KeepsEachGrpcUrlOnceWithTheTlsThatTheRouterWouldSpeak) {
  const LoadResult result = Load(R"(
direct-rpc:
  - name: a
    chain-id: LAVA
    api-interface: grpc
    node-urls:
      - {url: "h:9090", auth-config: {use-tls: true, cacert-pem: /ca.pem, auth-headers: {x-key: k}}}
      - {url: "grpcs://i:443", grpc-config: {allow-insecure: true}}
  - {name: b, chain-id: LAVA, api-interface: grpc, node-urls: [{url: "grpcs://j:443"}]}
  - {name: c, chain-id: LAVA, api-interface: grpc, node-urls: [{url: "grpcs://j:443"}]}
)");
  ASSERT_TRUE(result.settings.has_value()) << Lines(result.diagnostics);
  const auto& urls = result.settings->grpc_urls;
  ASSERT_THAT(urls, SizeIs(3));
  EXPECT_EQ(urls[0].spec, "LAVA");
  EXPECT_EQ(urls[0].api_interface, "grpc");
  EXPECT_EQ(urls[0].host, "h:9090");
  EXPECT_EQ(urls[0].target.url, "https://h:9090/");
  EXPECT_EQ(urls[0].target.tls.ca_cert_path, "/ca.pem");
  EXPECT_FALSE(urls[0].target.tls.allow_insecure);
  EXPECT_THAT(urls[0].target.headers, SizeIs(1));
  EXPECT_EQ(urls[1].target.url, "https://i:443/");
  EXPECT_TRUE(urls[1].target.tls.allow_insecure);
  EXPECT_EQ(urls[2].host, "j:443");
}

TEST(LoadYaml, StartsWithAFileThatNamesOnlyWhatIsNotSpoken) {
  const LoadResult result = Load(
      "direct-rpc:\n"
      "  - {name: c, chain-id: PUREAPI, api-interface: rest, node-urls: [{url: http://h}]}\n");
  ASSERT_TRUE(result.settings.has_value());
  EXPECT_THAT(result.settings->endpoints, IsEmpty());
  EXPECT_EQ(Lines(result.diagnostics),
            "test.yml:2:73: warning: this URL is not watched: PUREAPI has no head that could be "
            "followed\n");
}

TEST(LoadYaml, RefusesAFileWithNothingToWatch) {
  for (const char* text :
       {"", "{}", "headway: {}", "direct-rpc: []", "direct-rpc:\nbackup-direct-rpc: []\n",
        "endpoints: [{chain-id: ETH1, api-interface: jsonrpc, network-address: \":1\"}]\n"}) {
    EXPECT_THAT(Bad(text), HasSubstr("test.yml: error: nothing to watch")) << text;
  }
}

TEST(LoadYaml, KeepsAUrlThatStandsTwiceInAnEntryOnce) {
  const LoadResult result = Load(WithNodeUrl("url: http://h}, {url: 'http://H:80/'"));
  ASSERT_TRUE(result.settings.has_value()) << Lines(result.diagnostics);
  EXPECT_THAT(result.settings->endpoints[0].urls, SizeIs(1));
  EXPECT_THAT(Lines(result.diagnostics), HasSubstr("warning: this URL is in the entry twice"));
}

TEST(LoadYaml, RefusesANameTwiceInAListButNotInBothLists) {
  EXPECT_EQ(Bad(R"(direct-rpc:
  - {name: a, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}
  - {name: a, chain-id: BASE, api-interface: jsonrpc, node-urls: [{url: http://h}]}
  - {name: a, chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://i}]}
)"),
            "test.yml:4:5: error: the name \"a\" is here twice for ETH1 jsonrpc; the first is at "
            "line 2, column 5\n");
}

TEST(LoadYaml, ListsIgnoredKeysOfTheRouter) {
  const Settings settings =
      Good(WithNodeUrl("url: http://h") + "metrics-listen-address: ':7779'\nlog-level: debug\n");
  EXPECT_THAT(settings.ignored_keys, ElementsAre("metrics-listen-address", "log-level"));
}

TEST(LoadYaml, WarnsOfTopLevelKeysThatAreNearlyOurs) {
  const LoadResult result = Load(WithNodeUrl("url: http://h") + "headwy: {}\n");
  ASSERT_TRUE(result.settings.has_value());
  EXPECT_EQ(Lines(result.diagnostics),
            "test.yml:2:1: warning: the key \"headwy\" is ignored (did you mean \"headway\"?)\n");
}

TEST(LoadYaml, AValueCannotInjectYaml) {
  FakeInputs world;
  world.environment = {{"NAME", "a, chain-id: BASE"}};
  const Settings settings = Good(
      "direct-rpc: [{name: '${NAME}', chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: "
      "http://h}]}]",
      world);
  ASSERT_EQ(settings.endpoints.size(), 1U);
  EXPECT_EQ(settings.endpoints[0].name, "a, chain-id: BASE");
  EXPECT_EQ(settings.endpoints[0].spec, "ETH1");
}

TEST(LoadYaml, ReadsSecretsFromFilesWithoutTheLastNewline) {
  FakeInputs world;
  world.files = {{"/url", "http://h/s3cret\r\n"}, {"/empty", "\n"}};
  EXPECT_EQ(Good(WithNodeUrl("url: 'file:/url'"), world).endpoints[0].urls[0].target.url,
            "http://h/s3cret");
  EXPECT_THAT(Bad(WithNodeUrl("url: 'file:/empty'"), world), HasSubstr("\"/empty\" is empty"));
  EXPECT_THAT(Bad(WithNodeUrl("url: 'file:/none'"), world), HasSubstr("\"/none\" cannot be read"));
  world.files["/huge"] = std::string(base::limits::kMaxSecretFileBytes + 1, 'x');
  EXPECT_THAT(Bad(WithNodeUrl("url: 'file:/huge'"), world), HasSubstr("is larger than"));
}

TEST(LoadYaml, ReadsAnInternalPathFromAFile) {
  FakeInputs world;
  world.files = {{"/path", "v1/s3cret\n"}, {"/broken", "/s3cret\ns3cret\n"}};
  EXPECT_EQ(Good(WithNodeUrl("url: http://h, internal-path: 'file:/path'"), world)
                .endpoints.at(0)
                .urls.at(0)
                .target.url,
            "http://h/v1/s3cret");
  EXPECT_EQ(Bad(WithNodeUrl("url: http://h, internal-path: 'file:/none'"), world),
            "test.yml:1:107: error: node-urls.internal-path: the file \"/none\" cannot be read\n");
  const std::string lines = Bad(WithNodeUrl("url: http://h, internal-path: 'file:/broken'"), world);
  EXPECT_THAT(lines, HasSubstr("cannot take the internal-path"));
  EXPECT_THAT(lines, Not(HasSubstr("s3cret")));
}

TEST(LoadYaml, RefusesHeadersThatCouldSplitARequest) {
  FakeInputs world;
  world.environment = {{"KEY", "s3cret\r\nX: y"}};
  EXPECT_THAT(Bad(WithNodeUrl("url: http://h, auth-config: {auth-headers: {K: '${KEY}'}}"), world),
              HasSubstr("auth-headers \"K\" holds a newline"));
  EXPECT_THAT(Bad(WithNodeUrl("url: http://h, auth-config: {auth-headers: {'a b': c}}")),
              HasSubstr("not a header name"));
  EXPECT_THAT(Bad(WithNodeUrl("url: http://h, auth-config: {auth-headers: {A: b, a: c}}")),
              HasSubstr("is here twice"));
}

TEST(LoadYaml, RefusesHeadersThatHeadwaySetsItself) {
  for (const char* name : {"Content-Length", "transfer-encoding", "Connection", "KEEP-ALIVE", "te",
                           "Trailer", "Upgrade", "Expect"}) {
    const std::string header = std::string(name) + ": s3cret";
    const std::string lines =
        Bad(WithNodeUrl("url: http://h, auth-config: {auth-headers: {" + header + "}}"));
    EXPECT_EQ(lines, "test.yml:1:121: error: auth-headers \"" + std::string(name) +
                         "\": headway sets it itself\n");
  }
  const Settings settings =
      Good(WithNodeUrl("url: http://h, auth-config: {auth-headers: {Host: node.example.com}}"));
  const std::vector<probes::HttpHeader> headers = {{"Host", "node.example.com"}};
  EXPECT_EQ(settings.endpoints.at(0).urls.at(0).target.headers, headers);
}

TEST(LoadYaml, DoesNotShowExpandedOrUrlLikeValues) {
  FakeInputs world;
  world.environment = {{"KEY", "s3cret"}};
  for (const char* text :
       {"direct-rpc: [{name: a, chain-id: '${KEY}', api-interface: jsonrpc}]",
        "direct-rpc: [{name: a, chain-id: 'http://h/s3cret', api-interface: 'u:s3cret@h'}]",
        "direct-rpc: [{name: a, chain-id: ETH1, api-interface: '${NO:-s3cret}'}]",
        "headway: {health: {fall: '${KEY}'}}", "headway: {'https://h/s3cret': 1}",
        "{'https://h/s3cret': 1, 'https://h/s3cret': 2}"}) {
    const std::string lines = Bad(text, world);
    EXPECT_THAT(lines, HasSubstr("error")) << text;
    EXPECT_THAT(lines, Not(HasSubstr("s3cret"))) << text;
  }
}

TEST(LoadYaml, ReportsAFindingOnSharedNodesOnce) {
  EXPECT_EQ(Bad(R"(
direct-rpc:
  - {name: a, chain-id: ETH1, api-interface: jsonrpc, node-urls: &urls [{url: htp://h}]}
  - {name: b, chain-id: ETH1, api-interface: jsonrpc, node-urls: *urls}
)"),
            "test.yml:3:79: error: node-urls.url has a bad scheme \"htp\" (did you mean "
            "\"http\"?); jsonrpc takes https://, http://, wss:// or ws://\n");
}

TEST(LoadYaml, TakesANegativeStakeForNone) {
  const Settings settings = Good(
      "direct-rpc: [{name: a, chain-id: ETH1, api-interface: jsonrpc, stake: -5, node-urls: [{url: "
      "http://h}]}]");
  EXPECT_EQ(settings.endpoints.at(0).stake, 0U);
}

TEST(LoadYaml, RefusesNamesThatAreNoLabelValues) {
  const auto with_name = [](const std::string& name) {
    return "direct-rpc: [{name: \"" + name +
           "\", chain-id: ETH1, api-interface: jsonrpc, node-urls: [{url: http://h}]}]";
  };
  const std::string longest(base::limits::kMaxLabelValueBytes, 'n');
  EXPECT_EQ(Good(with_name(longest)).endpoints.at(0).name, longest);
  EXPECT_THAT(Bad(with_name(longest + 'n')), HasSubstr("longer than 128 bytes"));
  EXPECT_THAT(Bad(with_name("")), HasSubstr("direct-rpc.name is empty"));
  EXPECT_THAT(Bad(with_name("https://u:key@h/key")),
              AllOf(HasSubstr("1:21: error: direct-rpc.name is a URL"), Not(HasSubstr("key"))));
  EXPECT_THAT(Bad(with_name("a\\nb")), HasSubstr("control character"));
}

TEST(LoadYaml, RefusesNamesThatTurnTheDirectionOfText) {
  // Escaped, and one as its bytes.
  const std::string bytes = {'\xE2', '\x80', '\xAE'};
  const std::vector<std::string> controls = {"\\u061C", "\\u200E", "\\u200F", "\\u202A",
                                             "\\u202E", "\\u2066", "\\u2069", bytes};
  for (const std::string& control : controls) {
    EXPECT_THAT(Bad("direct-rpc:\n  - name: \"a" + control +
                    "b\"\n    chain-id: ETH1\n    api-interface: jsonrpc\n"
                    "    node-urls: [{url: http://h}]\n"),
                HasSubstr(":2:11: error: direct-rpc.name holds a control character"))
        << control;
  }
}

}  // namespace
}  // namespace headway::config
