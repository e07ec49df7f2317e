// The series of the provider's listeners, as a scrape shows them.
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "exporter/exposition.h"
#include "exporter/fleet_builder.h"
#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_listeners.h"

namespace headway::exporter {
namespace {

using std::chrono::seconds;
using Labels = std::map<std::string, std::string>;

constexpr base::WallTime kNow{seconds(1'700'000'000)};
const Labels kGood = {
    {"spec", "ETH1"}, {"api_interface", "jsonrpc"}, {"host", "provider.test:2220"}};
const Labels kExpired = {
    {"spec", "LAVA"}, {"api_interface", "jsonrpc"}, {"host", "provider.test:443"}};

ParsedExposition Scrape(std::shared_ptr<const ListenerViews> listeners,
                        std::shared_ptr<const ListenerViews> nodes = nullptr) {
  Snapshot snapshot;
  snapshot.labels = std::make_shared<const LabelBook>();
  snapshot.listeners.of_provider = std::move(listeners);
  snapshot.listeners.of_nodes = std::move(nodes);
  std::string text;
  ExpositionWriter writer(ExpositionFormat::kText004, text);
  EncodeSnapshot(snapshot, {}, writer);
  return ParseExposition(text);
}

class ListenerMetrics : public ::testing::Test {
 protected:
  std::optional<double> Of(const std::string& name, const Labels& labels) const {
    const auto found = scrape_.samples.find({"lava_provider_listener_" + name, labels});
    if (found == scrape_.samples.end()) return std::nullopt;
    return found->second;
  }

  const ParsedExposition scrape_ = Scrape(SampleListeners(kNow));
};

TEST_F(ListenerMetrics, SayAllThatIsKnownOfAGoodOne) {
  EXPECT_EQ(Of("reachable", kGood), 1);
  EXPECT_EQ(Of("tls", kGood), 1);
  EXPECT_EQ(Of("tls_cert_expiry_timestamp_seconds", kGood), 1'700'864'000);
  EXPECT_EQ(Of("probe_success", kGood), 1);
  EXPECT_EQ(Of("probe_duration_seconds", kGood), 0.041);
  EXPECT_EQ(Of("latest_block", kGood), 21'000'001);
  EXPECT_EQ(Of("chain_id_matches", kGood), 1);
  EXPECT_EQ(Of("cors_ok", kGood), 1);
  EXPECT_EQ(Of("port_recommended", kGood), 0);
  EXPECT_EQ(Of("last_check_timestamp_seconds", kGood), 1'699'999'980);
  Labels version = kGood;
  version["version"] = "5.5.1";
  EXPECT_EQ(Of("version_info", version), 1);
}

TEST_F(ListenerMetrics, NameOneProblemOfAll) {
  for (const auto& [labels, problem] :
       {std::pair{kGood, lava::Problem::kNone}, {kExpired, lava::Problem::kCertificateExpired}}) {
    for (const lava::Problem each : lava::AllProblems()) {
      Labels named = labels;
      named["problem"] = lava::ToString(each);
      EXPECT_EQ(Of("problem", named), each == problem ? 1 : 0) << lava::ToString(each);
    }
  }
  EXPECT_EQ(Of("tls", kExpired), 0);
}

TEST_F(ListenerMetrics, AreAbsentBeforeTheFirstCheck) {
  for (const auto& sample : scrape_.samples) {
    const auto host = sample.first.second.find("host");
    if (host == sample.first.second.end()) continue;
    EXPECT_NE(host->second, "new.test:443") << sample.first.first;
  }
}

TEST_F(ListenerMetrics, AreAbsentWhereACheckDidNotGetThere) {
  ListenerViews views = *SampleListeners(kNow);
  views.resize(1);
  views[0].version = {};
  views[0].result.emplace().problem = lava::Problem::kNotSent;
  const ParsedExposition scrape = Scrape(std::make_shared<const ListenerViews>(views));
  for (const char* const name :
       {"reachable", "tls", "tls_cert_expiry_timestamp_seconds", "probe_success",
        "probe_duration_seconds", "latest_block", "chain_id_matches", "cors_ok", "version_info"}) {
    EXPECT_FALSE(scrape.Has("lava_provider_listener_" + std::string(name))) << name;
  }
  EXPECT_TRUE(scrape.Has("lava_provider_listener_problem"));
}

TEST(GrpcUrlMetrics, SayWhetherANodeAnswersAndWhenItsCertificateEnds) {
  const ParsedExposition scrape = Scrape(nullptr, SampleGrpcUrls(kNow));
  const Labels labels = {{"spec", "LAVA"},
                         {"api_interface", "grpc"},
                         {"url_id", "eeeeeeeeeeee"},
                         {"host", "node.test:9090"}};
  EXPECT_EQ(scrape.ValueOf("grpc_url_reachable", labels), 1);
  EXPECT_EQ(scrape.ValueOf("grpc_url_tls_cert_expiry_timestamp_seconds", labels), 1'700'000'100);
  EXPECT_EQ(scrape.ValueOf("grpc_url_reachable", {{"host", "gone.test:9090"}}), 0);
  EXPECT_FALSE(
      scrape.Has("grpc_url_tls_cert_expiry_timestamp_seconds", {{"host", "gone.test:9090"}}));
}

TEST_F(ListenerMetrics, AreNoneWithoutListeners) {
  for (const auto& family : Scrape(nullptr).families) {
    EXPECT_FALSE(family.first.starts_with("lava_provider_")) << family.first;
  }
}

}  // namespace
}  // namespace headway::exporter
