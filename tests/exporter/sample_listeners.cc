#include "tests/exporter/sample_listeners.h"

#include <chrono>
#include <string>
#include <utility>

namespace headway::exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

lava::ListenerWatch::Row RowOf(const std::string& spec, const std::string& host) {
  lava::ListenerWatch::Row row;
  row.plan.spec = spec;
  row.plan.api_interface = "jsonrpc";
  row.plan.host = host;
  return row;
}

lava::ListenerResult GoodResult(base::WallTime now) {
  lava::ListenerResult result;
  result.reachable = true;
  result.tls = true;
  result.certificate = {.cert_expiry = now + seconds(864'000),
                        .version = health::TlsVersion::kTls13};
  result.probe_success = true;
  result.probe_duration = milliseconds(41);
  result.grpc_status = 0;
  result.latest_block = 21'000'001;
  result.network_matches = true;
  result.version = "5.5.1";
  result.cors_ok = true;
  return result;
}

}  // namespace

std::shared_ptr<const ListenerViews> SampleListeners(base::WallTime now) {
  lava::ListenerWatch::Row good = RowOf("ETH1", "provider.test:2220");
  good.result = GoodResult(now);
  good.checked_at = now - seconds(20);
  lava::ListenerWatch::Row expired = RowOf("LAVA", "provider.test:443");
  expired.result = GoodResult(now);
  expired.result->problem = lava::Problem::kCertificateExpired;
  expired.result->tls = false;
  expired.result->certificate->cert_expiry = now - seconds(60);
  expired.result->version = "5.5\"\n\\";
  expired.result->failed_verifications = {"pruning", "chain-id"};
  expired.result->port_recommended = true;
  expired.checked_at = now - seconds(40);
  const std::vector<lava::ListenerWatch::Row> rows = {std::move(good), std::move(expired),
                                                      RowOf("SOLANA", "new.test:443")};
  return std::make_shared<const ListenerViews>(ViewsOf(rows));
}

std::shared_ptr<const ListenerViews> SampleGrpcUrls(base::WallTime now) {
  std::vector<lava::ListenerWatch::Row> rows = {RowOf("LAVA", "node.test:9090"),
                                                RowOf("LAVA", "gone.test:9090")};
  for (lava::ListenerWatch::Row& row : rows) {
    row.plan.kind = lava::ListenerPlan::Kind::kNode;
    row.plan.api_interface = "grpc";
    row.plan.url_id = "eeeeeeeeeeee";
    row.result.emplace();
  }
  rows[0].result->probe_success = true;
  rows[0].result->certificate = {.cert_expiry = now + seconds(100),
                                 .version = health::TlsVersion::kTls13};
  rows[1].result->problem = lava::Problem::kNobodyListens;
  return std::make_shared<const ListenerViews>(ViewsOf(rows));
}

}  // namespace headway::exporter
