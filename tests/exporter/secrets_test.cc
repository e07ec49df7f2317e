// Nothing of a URL but scheme, host and port comes out, wherever the secret stood.
#include <chrono>
#include <string>

#include <gtest/gtest.h>
#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>

#include "chains/catalogue.h"
#include "chains/family_registry.h"
#include "config/loader.h"
#include "exporter/exposition.h"
#include "exporter/fleet_builder.h"
#include "exporter/prometheus_bridge.h"
#include "exporter/routes.h"
#include "tests/exporter/sample_lava.h"
#include "tests/exporter/sample_settings.h"
#include "tests/support/manual_clock.h"

namespace headway::exporter {
namespace {

// Each secret has `hush` in it and stands where only it can have come from.
constexpr const char* kConfiguration = R"(
direct-rpc:
  - name: alpha
    chain-id: ETH1
    api-interface: jsonrpc
    node-urls:
      - url: https://hushuser:hushpass@eth.test/v2/hushpath/deep?hushkey=hushvalue
        internal-path: /hushinternal
        auth-config:
          auth-headers: {X-hushname: hushheader, Authorization: "Bearer ${TOKEN}"}
          auth-query: hushauth=${TOKEN}
          allow-insecure: true
          key-pem: /etc/hushkey.pem
          cert-pem: /etc/hushcert.pem
          cacert-pem: "file:/run/hushfile"
  - name: beta
    chain-id: SOLANA
    api-interface: jsonrpc
    node-urls: [{url: "file:/run/hushurl"}]
backup-direct-rpc:
  - name: alpha
    chain-id: ETH1
    api-interface: jsonrpc
    node-urls: [{url: "http://eth.test:8545/hushbackup"}]
headway:
  lava:
    rpc-url: https://lava.test/hushlava
    provider-address: lava@1ours
    provider-endpoints:
      - address: "provider.test:443"
        chain-id: ETH1
        api-interfaces: [jsonrpc]
        auth-config: {cacert-pem: "file:/run/hushfile"}
  reference-urls:
    - {chain-id: ETH1, api-interface: jsonrpc, url: "https://ref.test/hushreference?hushquery"}
)";

config::Settings LoadSettings() {
  config::LoaderInputs inputs;
  inputs.environment = [](const std::string& name) {
    return name == "TOKEN" ? std::optional<std::string>("hushtoken") : std::nullopt;
  };
  inputs.read_file = [](const std::string& path) -> std::optional<std::string> {
    if (path == "/run/hushurl") return "https://:hushpass@sol.test/hushfilepath\n";
    return "hushcontent";
  };
  inputs.catalogue = chains::BuiltInCatalogue();
  inputs.speaks = [](const chains::ChainSpec& chain, std::string_view api_interface) {
    return chains::FindFamily(chain, api_interface) != nullptr;
  };
  config::LoadResult result = config::LoadYaml(kConfiguration, "test.yml", inputs);
  for (const config::Diagnostic& diagnostic : result.diagnostics) {
    EXPECT_EQ(config::ToString(diagnostic), "");
  }
  return std::move(result.settings).value_or(config::Settings{});
}

void ExpectNoSecret(const std::string& text) {
  EXPECT_EQ(text.find("hush"), std::string::npos) << text;
}

TEST(Secrets, AreInTheTargetsWhereTheyBelong) {
  const FleetBuild build = BuildFleet(LoadSettings());
  ASSERT_EQ(build.probes.size(), 4U);
  for (const probes::ProbePlan& plan : build.probes) {
    EXPECT_NE(plan.target.url.find("hush"), std::string::npos);
  }
  EXPECT_EQ(build.probes[0].target.userinfo, "hushuser:hushpass");
  EXPECT_EQ(build.probes[0].target.headers.size(), 2U);
}

TEST(Secrets, AreInNoLabelAndNoDisplayForm) {
  const FleetBuild build = BuildFleet(LoadSettings());
  for (const LabelBook::Url& url : build.labels->urls) {
    ExpectNoSecret(url.labels.text());
    ExpectNoSecret(url.scheme.text());
    EXPECT_NE(url.labels.text().find(".test:"), std::string::npos) << url.labels.text();
  }
  for (const LabelBook::Endpoint& endpoint : build.labels->endpoints) {
    ExpectNoSecret(endpoint.labels.text());
    for (const LabelSet& url : endpoint.urls) ExpectNoSecret(url.text());
  }
}

TEST(Secrets, AreInNoExpositionAndOnNoPage) {
  const config::Settings settings = LoadSettings();
  const FleetBuild build = BuildFleet(settings);
  const testing::ManualClock clock;
  const health::Fleet fleet(build.fleet, health::FleetPolicy{}, 1, clock.Wall());
  const auto listeners =
      std::make_shared<const ListenerViews>(ViewsOf(ListenerPlansOf(settings), {}));
  const auto snapshot =
      TakeSnapshot(fleet, build.labels, {}, clock.Mono(), SnapshotDepth::kHistories,
                   {.listeners = {.of_provider = listeners}, .lava = SampleLava(clock.Wall())});
  SnapshotBoard board(snapshot, clock, [] {});
  ProcessInstruments instruments("1", "g++");
  Control control([] {});
  TimeWarp time_warp;
  const HttpServer::Handler routes = MakeRoutes({.board = board,
                                                 .instruments = instruments,
                                                 .control = control,
                                                 .time_warp = time_warp,
                                                 .clock = clock,
                                                 .telemetry_path = "/metrics",
                                                 .version = "1"});
  const std::string exposition = routes({.method = "GET", .path = "/metrics", .query = {}}).body;
  EXPECT_NE(exposition.find("eth.test:443"), std::string::npos);
  EXPECT_NE(exposition.find("sol.test:443"), std::string::npos);
  ExpectNoSecret(exposition);
  for (const char* const path :
       {"/", "/endpoints/ETH1/jsonrpc/alpha", "/endpoints/SOLANA/jsonrpc/beta", "/api/v1/endpoints",
        "/api/v1/urls", "/api/v1/endpoints/ETH1/jsonrpc/alpha", "/api/v1/chains", "/api/v1/lava",
        "/api/v1/listeners", "/health/ETH1/jsonrpc/alpha", "/status/backups_needed"}) {
    const HttpResponse page = routes({.method = "GET", .path = path, .query = {}});
    EXPECT_NE(page.status, 404) << path;
    ExpectNoSecret(page.body);
  }
  const std::string page = routes({.method = "GET", .path = "/", .query = {}}).body;
  EXPECT_NE(page.find("provider.test:443"), std::string::npos);
  const auto collectable = MakeCollectable([&snapshot] { return snapshot; }, {});
  ExpectNoSecret(prometheus::TextSerializer().Serialize(collectable->Collect()));
}

}  // namespace
}  // namespace headway::exporter
