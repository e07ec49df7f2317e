// connection_healthy, refusals and `enabled` of a URL (docs/health.md, "Four states").
#include <array>

#include <gtest/gtest.h>

#include "health/url_health.h"
#include "tests/health/url_under_test.h"

namespace headway::health {
namespace {

using chains::TransportFault;

struct ConnectionCase {
  TransportFault fault;
  bool when_it_was_true;
  bool when_it_was_false;
};

constexpr std::array kConnectionCases = {
    ConnectionCase{TransportFault::kNone, true, true},
    ConnectionCase{TransportFault::kDns, false, false},
    ConnectionCase{TransportFault::kConnectRefused, false, false},
    ConnectionCase{TransportFault::kUnreachable, false, false},
    ConnectionCase{TransportFault::kTls, false, false},
    ConnectionCase{TransportFault::kTlsExpired, false, false},
    ConnectionCase{TransportFault::kTlsUntrusted, false, false},
    ConnectionCase{TransportFault::kTlsNameMismatch, false, false},
    ConnectionCase{TransportFault::kTimeout, false, false},
    ConnectionCase{TransportFault::kReset, false, false},
    ConnectionCase{TransportFault::kClosed, false, false},
    ConnectionCase{TransportFault::kTooLarge, true, false},
    ConnectionCase{TransportFault::kNotSent, true, false},
};

bool ConnectionAfter(TransportFault fault, bool before) {
  UrlUnderTest url;
  url.Poll(before ? Ending::kAnswer : Ending::kRefused);
  ProbeReport report = HeadReport(Ending::kMalformed, url.now());
  report.transport = fault;
  url.Poll(report);
  return url.health().connection_healthy;
}

TEST(ConnectionHealthy, FollowsTheLastTransportOutcome) {
  for (const ConnectionCase& each : kConnectionCases) {
    EXPECT_EQ(ConnectionAfter(each.fault, true), each.when_it_was_true)
        << static_cast<int>(each.fault);
    EXPECT_EQ(ConnectionAfter(each.fault, false), each.when_it_was_false)
        << static_cast<int>(each.fault);
  }
}

TEST(ConnectionHealthy, StartsTrueAndEveryCompleteResponseKeepsItSo) {
  EXPECT_TRUE(UrlHealth().connection_healthy);
  for (const char ending : {'h', 'f', 'm', 'a', 't'}) {
    UrlUnderTest url;
    url.Poll("u");
    EXPECT_FALSE(url.health().connection_healthy);
    url.Poll(Ending{ending});
    EXPECT_TRUE(url.health().connection_healthy) << ending;
  }
}

TEST(ConnectionHealthy, IsNotChangedByOurOwnCancellation) {
  UrlUnderTest url;
  url.Poll("uc");
  EXPECT_FALSE(url.health().connection_healthy);
}

struct RefusalCase {
  const char* what;
  const char* polls;
  std::uint32_t refusals;
  bool enabled;
};

// With the default disable-after = 5.
const std::array kRefusalCases = {
    RefusalCase{"nothing was refused", "hh", 0, true},
    RefusalCase{"four refusals are not enough", "uuuu", 4, true},
    RefusalCase{"five refusals disable", "uuuuu", 5, false},
    RefusalCase{"transport faults and HTTP 5xx count alike", "ufufu", 5, false},
    RefusalCase{"malformed replies do not count", "uuuummmm", 4, true},
    RefusalCase{"auth failures do not count", "uuuuaaaa", 4, true},
    RefusalCase{"429s do not count", "uuuutttt", 4, true},
    RefusalCase{"none of these resets", "umuatucuu", 5, false},
    RefusalCase{"an answer resets", "uuuuhuuuu", 4, true},
    RefusalCase{"an answer enables", "uuuuuh", 0, true},
    RefusalCase{"a disabled URL stays so until an answer", "uuuuumatc", 5, false},
};

TEST(Enabled, CountsRefusalsBetweenAnswers) {
  for (const RefusalCase& each : kRefusalCases) {
    UrlUnderTest url;
    url.Poll(each.polls);
    EXPECT_EQ(url.health().refusals, each.refusals) << each.what;
    EXPECT_EQ(url.health().enabled, each.enabled) << each.what;
  }
}

TEST(Enabled, TakesAsManyRefusalsAsThePolicySays) {
  HealthPolicy policy;
  policy.disable_after = 2;
  UrlUnderTest url(policy);
  url.Poll("u");
  EXPECT_TRUE(url.health().enabled);
  url.Poll("u");
  EXPECT_FALSE(url.health().enabled);
}

TEST(Enabled, IsKeptApartFromTheGauge) {
  UrlUnderTest url;
  url.Poll("huuu");
  EXPECT_FALSE(url.health().gauge);
  EXPECT_TRUE(url.health().enabled);
}

TEST(FailuresInARow, CountFinishedPollsThatWereNeitherAnsweredNorThrottled) {
  UrlUnderTest url;
  url.Poll("hufmatc");
  EXPECT_EQ(url.health().failures_in_a_row, 4U);
  url.Poll("h");
  EXPECT_EQ(url.health().failures_in_a_row, 0U);
}

}  // namespace
}  // namespace headway::health
