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

TEST(CheckTable, LeavesOutWhatIsTheSameInEveryRowBeforeItCutsNames) {
  CheckReport report = Sample();
  report.rows[0].endpoint = "a-provider-with-a-long-name";
  const std::string table = CheckTable(report, {});
  EXPECT_TRUE(table.starts_with("STATE        SPEC  ROLE     ENDPOINT                     URL "))
      << table;
  EXPECT_NE(table.find("a-provider-with-a-long-name  gamma.test:443"), std::string::npos) << table;
  ExpectNoLineBeyond(100, table);
}

TEST(CheckTable, ALongNameGivesWayAndTheNumbersStay) {
  CheckReport report = Sample();
  report.rows[0].endpoint = "a-provider-with-a-very-long-name-at.example";
  report.rows[0].host = "node-12.eu-west.provider.example:8545";
  const std::string table = CheckTable(report, {});
  EXPECT_NE(table.find("a-provider-with-a-very-long-name-at.exam\xE2\x80\xA6"), std::string::npos)
      << table;
  EXPECT_NE(table.find("  node-\xE2\x80\xA6:8545  "), std::string::npos) << table;
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
  EXPECT_NE(CheckTable(report, {}).find("\n             it did not answer which chain it is on\n"),
            std::string::npos);
}

TEST(CheckTable, AReferenceUrlHasNoEndpoint) {
  CheckReport report = Sample();
  report.rows[1].roles = {"reference"};
  report.rows[1].endpoint.clear();
  EXPECT_NE(CheckTable(report, {}).find("reference  -  "), std::string::npos);
}

TEST(CheckTable, ListenersHaveALineEachWithTheReasonBelow) {
  CheckReport report = Sample();
  EXPECT_EQ(CheckTable(report, {}).find("LISTENERS"), std::string::npos);
  CheckListener bad;
  bad.spec = "ETH1";
  bad.api_interface = "jsonrpc";
  bad.host = "provider.test:2220";
  bad.problem = "cors_origin";
  bad.reason = "it does not allow all origins";
  bad.notes = {"its port is not 443"};
  CheckListener good = bad;
  good.good = true;
  good.host = std::string(150, 'h') + ":443";
  good.reason = "a provider answers";
  good.notes.clear();
  report.listeners = {bad, good};
  const std::string table = CheckTable(report, {});
  EXPECT_NE(table.find("\nPROVIDER'S LISTENERS\n"
                       "cors_origin  ETH1 jsonrpc  provider.test:2220\n"
                       "  it does not allow all origins\n"
                       "  its port is not 443\n"
                       "good  ETH1 jsonrpc  hhh"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find(":443\n  a provider answers\n"), std::string::npos) << table;
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(ColumnsOf(line), 100U) << line;
}

TEST(CheckSummary, CountsListenersThatHaveAProblem) {
  CheckReport report = Sample();
  report.endpoints_not_healthy = 0;
  report.urls_not_healthy = 0;
  report.listeners_not_good = 1;
  EXPECT_EQ(CheckSummary(report),
            "All 2 endpoints are healthy; 1 listener of the provider has a problem.");
  report.listeners_not_good = 2;
  EXPECT_EQ(CheckSummary(report),
            "All 2 endpoints are healthy; 2 listeners of the provider have a problem.");
  EXPECT_FALSE(report.AllHealthy());
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
