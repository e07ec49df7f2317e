// The table as a terminal shows it.
#include "exporter/check_table.h"

#include <chrono>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "exporter/text_layout.h"

namespace headway::exporter {
namespace {

using health::State;
using std::chrono::milliseconds;
using std::chrono::seconds;

CheckRow Healthy(const std::string& name) {
  CheckRow row;
  row.spec = "ETH1";
  row.api_interface = "jsonrpc";
  row.roles = {"primary"};
  row.endpoint = name;
  row.host = name + ".test:443";
  row.healthy = true;
  row.state = State::kHealthy;
  row.head = 20'000'053;
  row.lag = 0;
  row.latency = milliseconds(41);
  row.reason = "it answers with head 20000053";
  return row;
}

CheckRow Gone(const std::string& name) {
  CheckRow row = Healthy(name);
  row.healthy = false;
  row.state = State::kUnreachable;
  row.head.reset();
  row.lag.reset();
  row.latency = milliseconds(10'020);
  row.reason = "no complete answer came in time (PROTOCOL_CONNECTION_TIMEOUT)";
  return row;
}

CheckReport Sample() {
  CheckReport report;
  report.took = milliseconds(10'140);
  report.rows = {Gone("gamma"), Healthy("alpha")};
  report.rows[1].roles = {"primary", "backup"};
  report.warnings = {
      {.kind = "one_witness",
       .spec = "ETH1",
       .api_interface = "jsonrpc",
       .text = "only one host shows a head: whether it lags or lies cannot be told"}};
  report.chains = {{.spec = "ETH1",
                    .api_interface = "jsonrpc",
                    .serving_tier = 2,
                    .reference = 20'000'053,
                    .witnesses = 1}};
  report.endpoints = 2;
  report.endpoints_not_healthy = 1;
  report.urls = 2;
  report.urls_not_healthy = 1;
  return report;
}

void ExpectNoLineBeyond(std::size_t columns, const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(ColumnsOf(line), columns) << line;
  }
}

TEST(CheckTable, HasARowForEachUrlAndTheReasonBelowWhatIsNotHealthy) {
  EXPECT_EQ(
      CheckTable(Sample(), {}),
      R"(STATE        SPEC  INTERFACE  ROLE     ENDPOINT  URL                 HEAD  LAG  LATENCY
unreachable  ETH1  jsonrpc    primary  gamma     gamma.test:443         -    -   10.0 s
             no complete answer came in time (PROTOCOL_CONNECTION_TIMEOUT)
healthy      ETH1  jsonrpc    both     alpha     alpha.test:443  20000053    0    41 ms

WARNINGS
ETH1 jsonrpc  only one host shows a head: whether it lags or lies cannot be told

1 of 2 endpoints is not healthy.
Asked 2 URLs in 10.1 s.
)");
}

TEST(CheckTable, FitsIntoItsColumnsWhateverIsLong) {
  CheckReport report = Sample();
  report.rows[0].endpoint = std::string(120, 'e');
  report.rows[0].host = std::string(120, 'h');
  report.rows[0].reason = std::string(250, 'r') + " and " + std::string(90, 's');
  report.rows[0].spec = std::string(80, 'S');
  report.rows[0].notes = {std::string(150, 'n')};
  report.warnings[0].spec = std::string(120, 'W');
  report.warnings[0].text = std::string(300, 't');
  report.chains[0].spec = std::string(200, 'C');
  report.chains[0].serving_tier = 0;
  ExpectNoLineBeyond(100, CheckTable(report, {}));
  ExpectNoLineBeyond(72, CheckTable(report, {.columns = 72}));
}

TEST(CheckTable, ALongNameGivesWayAndTheNumbersStay) {
  CheckReport report = Sample();
  report.rows[0].endpoint = "a-provider-with-a-very-long-name.example";
  const std::string table = CheckTable(report, {});
  EXPECT_NE(table.find("a-provider-with-a-ve\xE2\x80\xA6"), std::string::npos) << table;
  EXPECT_NE(table.find("20000053    0    41 ms"), std::string::npos) << table;
  ExpectNoLineBeyond(100, table);
}

TEST(CheckTable, ColoursStatesOnATerminalOnly) {
  EXPECT_EQ(CheckTable(Sample(), {}).find('\x1B'), std::string::npos);
  const std::string table = CheckTable(Sample(), {.colour = true});
  EXPECT_NE(table.find("\x1B[31munreachable\x1B[0m"), std::string::npos) << table;
  EXPECT_NE(table.find("\x1B[32mhealthy    \x1B[0m"), std::string::npos) << table;
}

TEST(CheckTable, ANoteStandsBelowAHealthyRow) {
  CheckReport report = Sample();
  report.rows[1].notes = {"it did not answer which chain it is on"};
  EXPECT_NE(
      CheckTable(report, {}).find("\n             but it did not answer which chain it is on\n"),
      std::string::npos);
}

TEST(CheckTable, AReferenceUrlHasNoEndpoint) {
  CheckReport report = Sample();
  report.rows[1].roles = {"reference"};
  report.rows[1].endpoint.clear();
  EXPECT_NE(CheckTable(report, {}).find("reference  -  "), std::string::npos);
}

TEST(CheckSummary, CountsEndpointsAndNamesDarkChains) {
  CheckReport report = Sample();
  report.endpoints_not_healthy = 0;
  report.urls_not_healthy = 0;
  EXPECT_EQ(CheckSummary(report), "All 2 endpoints are healthy.");
  report.urls_not_healthy = 1;
  report.spare_urls_not_healthy = 1;
  EXPECT_EQ(CheckSummary(report), "All 2 endpoints are healthy; 1 URL is not.");
  report.endpoints_not_healthy = 2;
  report.spare_urls_not_healthy = 2;
  EXPECT_EQ(CheckSummary(report), "2 of 2 endpoints are not healthy; 2 further URLs are not.");
  report.spare_urls_not_healthy = 0;
  report.chains[0].serving_tier = 0;
  EXPECT_EQ(CheckSummary(report),
            "2 of 2 endpoints are not healthy; 1 chain is dark: ETH1 jsonrpc.");
  report.chains.push_back(report.chains[0]);
  report.chains[1].spec = "BASE";
  EXPECT_EQ(CheckSummary(report),
            "2 of 2 endpoints are not healthy; 2 chains are dark: ETH1 jsonrpc, BASE jsonrpc.");
  report = Sample();
  report.endpoints = 1;
  report.endpoints_not_healthy = 0;
  EXPECT_EQ(CheckSummary(report), "The endpoint is healthy.");
}

}  // namespace
}  // namespace headway::exporter
