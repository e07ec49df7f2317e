// When a URL is polled, and with which request: whatever happens, it is polled again.

#include "probes/prober.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/probes/evm_script.h"
#include "tests/probes/prober_rig.h"

namespace headway::probes {
namespace {

using base::Duration;
using chains::TransportFault;
using health::Pace;
using health::ProbeReport;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Each;
using ::testing::IsEmpty;
using testing::ScriptedReply;
using ::testing::SizeIs;

using Request = ProberRig::Request;

ScriptedReply Honest(const Request& /*request*/, std::string_view body) {
  return EvmAnswer(body, 100);
}

ProberRig::Node Always(ScriptedReply reply) {
  return [reply = std::move(reply)](const Request&, std::string_view) { return reply; };
}

Pace Recheck() {
  Pace pace;
  pace.kind = Pace::Kind::kRecheck;
  pace.interval = seconds(1);
  pace.timeout = seconds(3);
  return pace;
}

Pace Backoff(std::uint32_t doublings) {
  Pace pace;
  pace.kind = Pace::Kind::kBackoff;
  pace.doublings = doublings;
  return pace;
}

ScriptedReply Body(std::string body) {
  ScriptedReply reply;
  reply.body = std::move(body);
  return reply;
}

/// Every way a poll can end.
std::vector<std::pair<std::string, ScriptedReply>> AllOutcomes() {
  std::vector<std::pair<std::string, ScriptedReply>> outcomes = {
      {"answer", EvmHead(100)},
      {"head zero", Body(R"({"jsonrpc":"2.0","id":1,"result":"0x0"})")},
      {"malformed", Body("{")},
      {"empty body", Body("")},
      {"wrong id", Body(R"({"jsonrpc":"2.0","id":2,"result":"0x1"})")},
      {"rpc error", Body(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no"}})")},
  };
  for (const int status : {204, 302, 400, 401, 403, 404, 429, 500, 503, 599}) {
    outcomes.emplace_back("status " + std::to_string(status), Status(status));
  }
  for (int fault = 0; fault <= static_cast<int>(TransportFault::kCancelled); ++fault) {
    outcomes.emplace_back("transport fault " + std::to_string(fault),
                          Broken(static_cast<TransportFault>(fault)));
  }
  ScriptedReply never;
  never.latency = hours(1);
  outcomes.emplace_back("hang", never);
  return outcomes;
}

TEST(Prober, ReportsWhatHandshakesShowed) {
  ScriptedReply refused = Broken(TransportFault::kTlsExpired);
  refused.tls = {.cert_expiry = base::WallTime(seconds(1'700'000'000)),
                 .version = health::TlsVersion::kTls12};
  ProberRig rig({}, Always(refused));
  rig.RunPolls(1);
  EXPECT_EQ(rig.reports.at(0).tls, refused.tls);
  rig.node = Honest;
  rig.RunPolls(1);
  EXPECT_EQ(rig.reports.at(1).tls, std::nullopt);
}

TEST(Prober, PollingIsNeverGatedOnHealth) {
  PollingPolicy policy;
  const Pace down = Backoff(1'000);
  for (const auto& [name, reply] : AllOutcomes()) {
    for (const Pace& pace : {Pace(), Recheck(), down}) {
      ProberRig rig({}, Always(reply));
      rig.pace = [&pace](base::UrlIndex) { return pace; };
      rig.Run(hours(1));
      const std::vector<Request> polls = rig.Polls();
      ASSERT_FALSE(polls.empty()) << name;
      Duration last_start{};
      for (const Request& poll : polls) {
        ASSERT_LE(poll.at - last_start, policy.max_backoff + policy.timeout) << name;
        last_start = poll.at;
      }
      ASSERT_LE(hours(1) - last_start, policy.max_backoff + policy.timeout) << name;
    }
  }
}

TEST(Prober, InitFailureIsRetriedForEver) {
  ProberRig rig({}, Always(Broken(TransportFault::kDns)));
  rig.pace = [](base::UrlIndex) { return Backoff(9); };
  rig.Run(hours(24 * 7));
  const std::size_t polls = rig.Polls().size();
  // At most 30 s and the 20 ms that a poll takes lie between two.
  EXPECT_GE(polls, 7U * 86'400U * 1'000U / 30'020U);
  EXPECT_THAT(rig.reports, SizeIs(polls));
  rig.node = Honest;
  rig.Run(seconds(31));
  EXPECT_EQ(rig.reports.back().head, base::BlockHeight{100});
}

TEST(Prober, AHealthyUrlIsPolledOnItsBeat) {
  ProberRig::Options options;
  options.policy.jitter = 0;
  ProberRig rig(options, Honest);
  rig.RunPolls(20);
  const std::vector<Request> polls = rig.Polls();
  EXPECT_LT(polls[0].at, seconds(2));
  for (std::size_t index = 1; index < polls.size(); ++index) {
    EXPECT_EQ(polls[index].at - polls[index - 1].at, seconds(6));
  }
}

TEST(Prober, OnePollAtATimeIsInFlightPerUrl) {
  ProberRig::Options options;
  options.urls = 20;
  ScriptedReply slow;
  slow.latency = seconds(9);  // longer than the interval
  ProberRig rig(options, Always(slow));
  // ScriptedTransport aborts on a second request of a URL.
  for (int second = 0; second < 300; ++second) {
    rig.Run(seconds(1));
    ASSERT_EQ(rig.prober.in_flight(), rig.transport.under_way());
    ASSERT_LE(rig.prober.in_flight(), 20U);
  }
  EXPECT_GT(rig.requests.size(), 20U * 25U);
}

TEST(Prober, NothingIsDueWhileTheOnlyUrlIsUnderWay) {
  ProberRig rig({}, Always(Broken(TransportFault::kReset)));
  ASSERT_TRUE(rig.prober.NextDue().has_value());
  rig.prober.StartDue(*rig.prober.NextDue(), 0);
  EXPECT_EQ(rig.prober.in_flight(), 1U);
  EXPECT_EQ(rig.prober.NextDue(), std::nullopt);
}

TEST(Prober, TheTimeoutIsCappedInRechecksOnly) {
  ProberRig rig({}, Honest);
  rig.RunPolls(1);
  EXPECT_EQ(rig.requests.back().timeout, seconds(10));
  rig.pace = [](base::UrlIndex) { return Recheck(); };
  rig.RunPolls(1);
  EXPECT_EQ(rig.requests.back().timeout, seconds(10));
  rig.pace = [](base::UrlIndex) { return Pace(); };
  rig.RunPolls(1);
  EXPECT_EQ(rig.requests.back().timeout, seconds(3));
  rig.RunPolls(1);
  EXPECT_EQ(rig.requests.back().timeout, seconds(10));
}

TEST(Prober, TheCapNeverLengthensTheTimeout) {
  ProberRig::Options options;
  options.timeout = seconds(2);
  ProberRig rig(options, Honest);
  rig.pace = [](base::UrlIndex) { return Recheck(); };
  rig.RunPolls(3);
  for (const Request& request : rig.requests) EXPECT_EQ(request.timeout, seconds(2));
}

TEST(Prober, AfterABrokenConnectionTheNextRequestDoesNotTrustAnother) {
  for (const auto& [fault, fresh] :
       {std::pair(TransportFault::kTimeout, true), std::pair(TransportFault::kReset, true),
        std::pair(TransportFault::kClosed, true), std::pair(TransportFault::kNone, false),
        std::pair(TransportFault::kConnectRefused, false), std::pair(TransportFault::kDns, false),
        std::pair(TransportFault::kTls, false), std::pair(TransportFault::kTooLarge, false),
        std::pair(TransportFault::kCancelled, false)}) {
    ProberRig rig({}, Always(Broken(fault)));
    rig.RunPolls(1);
    EXPECT_FALSE(rig.requests.back().fresh_connection);
    rig.node = Always(EvmHead(100));
    rig.RunPolls(1);
    ASSERT_GE(rig.requests.size(), 2U);
    EXPECT_EQ(rig.requests[1].fresh_connection, fresh) << static_cast<int>(fault);
    rig.RunPolls(1);
    EXPECT_FALSE(rig.requests.back().fresh_connection);
  }
}

TEST(Prober, RequestsInFlightAreLimitedAndTheRestFollows) {
  constexpr std::size_t kUrls = base::limits::kMaxRequestsInFlight + 500;
  ProberRig::Options options;
  options.urls = kUrls;
  ScriptedReply hang;
  hang.latency = hours(1);
  ProberRig rig(options, Always(hang));
  rig.Run(seconds(5));  // all are due within 2 s, and hang for 10
  EXPECT_EQ(rig.prober.in_flight(), base::limits::kMaxRequestsInFlight);
  EXPECT_EQ(rig.prober.NextDue(), std::nullopt);
  rig.Run(seconds(15));
  EXPECT_LE(rig.prober.in_flight(), base::limits::kMaxRequestsInFlight);
  std::vector<bool> polled(kUrls, false);
  for (const Request& request : rig.requests) polled[request.url] = true;
  EXPECT_THAT(polled, Each(true));
}

TEST(Prober, ACancelledPollHasNoOutcomeAndTheNextOneComes) {
  ProberRig rig({}, Always(Broken(TransportFault::kCancelled)));
  rig.RunPolls(1);
  const ProbeReport& report = rig.reports.back();
  EXPECT_TRUE(std::holds_alternative<health::Cancelled>(report.outcome));
  EXPECT_TRUE(report.poll_finished);
  EXPECT_EQ(report.transport, TransportFault::kCancelled);
  EXPECT_EQ(report.head, std::nullopt);
  rig.node = Honest;
  rig.RunPolls(1);
  EXPECT_EQ(rig.reports.back().head, base::BlockHeight{100});
}

TEST(Prober, AReportTellsAllThatIsKnownOfTheRequest) {
  ProberRig::Options options;
  options.urls = 3;
  ScriptedReply throttled = Status(429);
  throttled.latency = milliseconds(70);
  throttled.retry_after = seconds(9);
  ProberRig rig(options, Always(throttled));
  rig.RunPolls(3);
  ASSERT_THAT(rig.reports, SizeIs(3));
  std::vector<bool> seen(3, false);
  for (std::size_t index = 0; index < 3; ++index) {
    const ProbeReport& report = rig.reports[index];
    seen.at(report.url.value) = true;
    EXPECT_EQ(report.url.value, rig.requests[index].url);
    EXPECT_EQ(report.kind, chains::ProbeKind::kHead);
    EXPECT_EQ(report.transport, TransportFault::kNone);
    EXPECT_EQ(report.retry_after, seconds(9));
    EXPECT_EQ(report.figures.latency, milliseconds(70));
    EXPECT_GT(report.figures.bytes_sent, 0U);
    const auto* fault = std::get_if<chains::Fault>(&report.outcome);
    ASSERT_NE(fault, nullptr);
    EXPECT_EQ(fault->error, chains::ErrorId::kRateLimited);
    EXPECT_TRUE(report.poll_finished);
  }
  EXPECT_THAT(seen, Each(true));
  EXPECT_EQ(rig.reports.back().finished_at, rig.clock.Mono());
  EXPECT_EQ(rig.reports.back().finished_wall, rig.clock.Wall());
}

TEST(Prober, EveryRequestIsReportedOnceAndInOrder) {
  ProberRig::Options options;
  options.urls = 7;
  ProberRig rig(options, Honest);
  rig.Run(hours(1));
  EXPECT_EQ(rig.reports.size() + rig.prober.in_flight(), rig.requests.size());
  EXPECT_TRUE(std::is_sorted(rig.reports.begin(), rig.reports.end(),
                             [](const ProbeReport& left, const ProbeReport& right) {
                               return left.finished_at < right.finished_at;
                             }));
}

TEST(Prober, TheSameSeedGivesTheSameRun) {
  ProberRig::Options options;
  options.urls = 25;
  options.seed = 77;
  ProberRig one(options, Honest);
  ProberRig same(options, Honest);
  one.Run(hours(1));
  same.Run(hours(1));
  EXPECT_EQ(one.requests, same.requests);
}

TEST(Prober, DifferentSeedsGiveDifferentPhases) {
  ProberRig::Options options;
  options.urls = 25;
  ProberRig one(options, Honest);
  options.seed = 2;
  ProberRig other(options, Honest);
  one.Run(seconds(2));
  other.Run(seconds(2));
  EXPECT_NE(one.requests, other.requests);
}

TEST(Prober, UrlsDoNotStartAllAtOnce) {
  ProberRig::Options options;
  options.urls = 400;
  ProberRig rig(options, Honest);
  rig.Run(seconds(2));
  std::map<std::int64_t, int> per_tenth;
  for (const Request& poll : rig.Polls()) ++per_tenth[poll.at / milliseconds(100)];
  EXPECT_THAT(per_tenth, SizeIs(20));
  for (const auto& [tenth, polls] : per_tenth) EXPECT_LT(polls, 60) << tenth;
}

TEST(Prober, WithoutUrlsThereIsNothingToDo) {
  ProberRig::Options options;
  options.urls = 0;
  ProberRig rig(options, Honest);
  rig.Run(seconds(10));
  EXPECT_THAT(rig.requests, IsEmpty());
  EXPECT_EQ(rig.prober.NextDue(), std::nullopt);
}

}  // namespace
}  // namespace headway::probes
