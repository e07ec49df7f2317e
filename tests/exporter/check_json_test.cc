// The report for programs: its keys are a contract.
#include "exporter/check_json.h"

#include <chrono>

#include <gtest/gtest.h>

namespace headway::exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(CheckJson, HasRowsChainsWarningsAndASummary) {
  CheckReport report;
  report.at = base::WallTime(seconds(1'767'225'600));
  report.took = milliseconds(2'500);
  CheckRow row;
  row.spec = "ETH1";
  row.api_interface = "jsonrpc";
  row.roles = {"primary", "backup"};
  row.endpoint = "alpha";
  row.url_id = "aaaaaaaaaaaa";
  row.url = "https://a.test:443";
  row.state = health::State::kLagging;
  row.head = 1'000;
  row.lag = 12;
  row.latency = milliseconds(250);
  row.reason = "head 1000 is 12 blocks behind the reference 1012; allowed are 2";
  row.notes = {"it did not answer which chain it is on"};
  report.rows = {row};
  report.chains = {{.spec = "ETH1",
                    .api_interface = "jsonrpc",
                    .serving_tier = 0,
                    .reference = 1'012,
                    .witnesses = 2}};
  report.warnings = {{.kind = "one_url",
                      .spec = "ETH1",
                      .api_interface = "jsonrpc",
                      .text = "there is one URL only"}};
  report.listeners = {{.spec = "ETH1",
                       .api_interface = "jsonrpc",
                       .host = "p.test:443",
                       .good = false,
                       .problem = "cors_origin",
                       .reason = "it does not allow all origins",
                       .latest_block = 1'001,
                       .version = "5.5.1",
                       .notes = {"a note"}}};
  report.listeners_not_good = 1;
  report.endpoints = 1;
  report.endpoints_not_healthy = 1;
  report.urls = 1;
  report.urls_not_healthy = 1;
  EXPECT_EQ(CheckReportAsJson(report),
            R"({"checked_at":"2026-01-01T00:00:00.000Z","seconds":2.5,"healthy":false,)"
            R"("summary":{"endpoints":1,"endpoints_not_healthy":1,"urls":1,"urls_not_healthy":1,)"
            R"("chains":1,"chains_dark":1,"warnings":1,"listeners":1,"listeners_not_good":1},)"
            R"("rows":[{"spec":"ETH1","api_interface":"jsonrpc","endpoint_id":"alpha",)"
            R"("roles":["primary","backup"],"url_id":"aaaaaaaaaaaa","url":"https://a.test:443",)"
            R"("healthy":false,"state":"lagging","latest_block":1000,"block_lag":12,)"
            R"("latency_seconds":0.25,)"
            R"("reason":"head 1000 is 12 blocks behind the reference 1012; allowed are 2",)"
            R"("notes":["it did not answer which chain it is on"]}],)"
            R"("chains":[{"spec":"ETH1","api_interface":"jsonrpc","serving_tier":0,)"
            R"("reference_block":1012,"corroborating_urls":2}],)"
            R"("warnings":[{"spec":"ETH1","api_interface":"jsonrpc","kind":"one_url",)"
            R"("text":"there is one URL only"}],)"
            R"("listeners":[{"spec":"ETH1","api_interface":"jsonrpc","host":"p.test:443",)"
            R"("good":false,"problem":"cors_origin","reason":"it does not allow all origins",)"
            R"("latest_block":1001,"version":"5.5.1","notes":["a note"]}]})");
}

TEST(CheckJson, LeavesOutWhatIsNotKnown) {
  CheckReport report;
  CheckRow row;
  row.roles = {"reference"};
  row.error = "PROTOCOL_CONNECTION_REFUSED";
  report.rows = {row};
  const std::string json = CheckReportAsJson(report);
  for (const char* const key : {"endpoint_id", "latest_block", "block_lag", "latency_seconds"}) {
    EXPECT_EQ(json.find(key), std::string::npos) << key;
  }
  EXPECT_NE(json.find(R"("error":"PROTOCOL_CONNECTION_REFUSED")"), std::string::npos);
}

}  // namespace
}  // namespace headway::exporter
