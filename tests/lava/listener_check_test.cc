#include "lava/listener_check.h"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lava/scripted_provider.h"

namespace headway::lava {
namespace {

using chains::TransportFault;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kNodeAnswer = R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601}})";

/// A good provider but for what `change` makes of its answer to the probe.
ListenerResult WithProbe(const std::function<void(const Asked& asked, Answer& answer)>& change) {
  return RunCheck(SamplePlan(), [&change](const Asked& asked) {
    Answer answer = GoodProvider(asked);
    if (asked.IsProbe()) change(asked, answer);
    return answer;
  });
}

/// A good provider but for this header of the answer to the probe; an empty value: not sent.
ListenerResult WithHeader(const std::string& name, const std::string& value) {
  return WithProbe([&](const Asked&, Answer& answer) {
    for (auto& header : answer.headers) {
      if (header.first == name) header = {value.empty() ? "x-other" : name, value};
    }
  });
}

/// Whatever is asked of it ends like this.
ListenerResult WithFault(TransportFault fault, bool connected = true) {
  return RunCheck(SamplePlan(),
                  [=](const Asked&) { return Answer{.fault = fault, .connected = connected}; });
}

TEST(ListenerCheck, AGoodListenerHasNoProblem) {
  std::vector<Asked> asked;
  const ListenerResult result = RunCheck(SamplePlan(), &GoodProvider, &asked);
  EXPECT_EQ(result.problem, Problem::kNone);
  EXPECT_EQ(result.reachable, true);
  EXPECT_EQ(result.tls, true);
  EXPECT_TRUE(result.certificate.has_value());
  EXPECT_TRUE(result.probe_success);
  EXPECT_EQ(result.probe_duration, milliseconds(20));
  EXPECT_EQ(result.grpc_status, 0U);
  EXPECT_EQ(result.latest_block, 21'000'000U);
  EXPECT_EQ(result.network_matches, true);
  EXPECT_EQ(result.version, "5.5.1");
  EXPECT_EQ(result.cors_ok, true);
  EXPECT_TRUE(result.port_recommended);
  std::vector<std::string> verbs;
  for (const Asked& each : asked) {
    EXPECT_TRUE(each.http2 && each.verified);
    EXPECT_EQ(each.url, "https://provider.example/");
    verbs.push_back(each.verb + each.path);
  }
  EXPECT_THAT(verbs, ElementsAre("POST/lavanet.lava.pairing.Relayer/Probe", "OPTIONS", "GET",
                                 "POST", "PUT"));
  EXPECT_TRUE(asked.front().fresh);
  EXPECT_EQ(GuidOf(asked.front().body), 0xFEDC'BA98'7654'3210);
}

TEST(ListenerCheck, WithoutTlsWhereNoneIsWantedThereIsNothingToSayOfIt) {
  ListenerPlan plan = SamplePlan();
  plan.target.url = "http://provider.example:2220/";
  plan.host = "provider.example:2220";
  const ListenerResult result = RunCheck(plan, &GoodProvider);
  EXPECT_EQ(result.problem, Problem::kNone);
  EXPECT_EQ(result.tls, std::nullopt);
  EXPECT_FALSE(result.port_recommended);
}

TEST(ListenerCheck, WhereNobodyTakesTheConnectionNothingElseIsAsked) {
  for (const auto& [fault, problem] : {std::pair{TransportFault::kDns, Problem::kUnknownName},
                                       {TransportFault::kConnectRefused, Problem::kNobodyListens},
                                       {TransportFault::kUnreachable, Problem::kUnreachable},
                                       {TransportFault::kTimeout, Problem::kUnreachable}}) {
    const ListenerResult result = WithFault(fault, false);
    EXPECT_EQ(result.problem, problem) << ToString(problem);
    EXPECT_EQ(result.reachable, false);
    EXPECT_EQ(result.tls, std::nullopt);
    EXPECT_EQ(result.cors_ok, std::nullopt);
    EXPECT_FALSE(result.probe_success);
  }
}

TEST(ListenerCheck, AShortageOfOurOwnSaysNothingOfTheListener) {
  const ListenerResult result = WithFault(TransportFault::kNotSent, false);
  EXPECT_EQ(result.problem, Problem::kNotSent);
  EXPECT_EQ(result.reachable, std::nullopt);
}

TEST(ListenerCheck, OneThatConnectsAndSaysNothingDoesNotAnswer) {
  const ListenerResult result = RunCheck(SamplePlan(), [](const Asked&) {
    return Answer{.fault = TransportFault::kTimeout, .tls = health::TlsFacts{}};
  });
  EXPECT_EQ(result.problem, Problem::kNoAnswer);
  EXPECT_EQ(result.reachable, true);
  EXPECT_EQ(result.tls, true);
}

TEST(ListenerCheck, ABadCertificateIsNamedAndTheRestLookedAtAllTheSame) {
  for (const auto& [fault, problem] :
       {std::pair{TransportFault::kTlsExpired, Problem::kCertificateExpired},
        {TransportFault::kTlsNameMismatch, Problem::kCertificateName},
        {TransportFault::kTlsUntrusted, Problem::kCertificateUntrusted}}) {
    const ListenerResult result = RunCheck(SamplePlan(), [fault = fault](const Asked& asked) {
      if (!asked.verified) return GoodProvider(asked);
      return Answer{.fault = fault, .tls = health::TlsFacts{}};
    });
    EXPECT_EQ(result.problem, problem);
    EXPECT_EQ(result.reachable, true);
    EXPECT_EQ(result.tls, false);
    EXPECT_TRUE(result.certificate.has_value());
    EXPECT_EQ(result.latest_block, 21'000'000U);
    EXPECT_EQ(result.cors_ok, true);
  }
}

TEST(ListenerCheck, AProviderInPlainTextIsNamed) {
  for (const TransportFault fault :
       {TransportFault::kTls, TransportFault::kReset, TransportFault::kClosed}) {
    const ListenerResult result = RunCheck(SamplePlan(), [fault](const Asked& asked) {
      if (asked.url == "http://provider.example/") return GoodProvider(asked);
      return Answer{.fault = fault};
    });
    EXPECT_EQ(result.problem, Problem::kPlainText);
    EXPECT_EQ(result.reachable, true);
    EXPECT_EQ(result.tls, false);
    EXPECT_EQ(result.latest_block, 21'000'000U);
  }
}

TEST(ListenerCheck, ANodeInPlainTextIsNamedForWhatItIs) {
  const ListenerResult result = RunCheck(SamplePlan(), [](const Asked& asked) {
    if (asked.http2) return Answer{.fault = TransportFault::kTls};
    return Answer{.body = kNodeAnswer, .http2 = false};
  });
  EXPECT_EQ(result.problem, Problem::kJsonRpcNode);
  EXPECT_EQ(result.tls, false);
}

TEST(ListenerCheck, AWebServerInPlainTextIsPlainText) {
  const ListenerResult result = RunCheck(SamplePlan(), [](const Asked& asked) {
    if (asked.http2) return Answer{.fault = TransportFault::kTls};
    return Answer{.http_status = 404, .body = "<html>", .http2 = false};
  });
  EXPECT_EQ(result.problem, Problem::kPlainText);
}

TEST(ListenerCheck, WhatSpeaksNeitherTlsNorHttpHasFailedTheHandshake) {
  const ListenerResult result = WithFault(TransportFault::kTls);
  EXPECT_EQ(result.problem, Problem::kTlsFailed);
  EXPECT_EQ(result.reachable, true);
  EXPECT_EQ(result.tls, false);
}

TEST(ListenerCheck, AConnectionThatBreaksBehindTheHandshakeIsBroken) {
  const ListenerResult result = RunCheck(SamplePlan(), [](const Asked&) {
    return Answer{.fault = TransportFault::kReset, .tls = health::TlsFacts{}};
  });
  EXPECT_EQ(result.problem, Problem::kConnectionBroken);
  EXPECT_EQ(result.tls, true);
}

TEST(ListenerCheck, ACertificateThatIsRefusedUnverifiedTooEndsTheCheck) {
  std::vector<Asked> asked;
  const ListenerResult result = RunCheck(
      SamplePlan(),
      [](const Asked&) {
        return Answer{.fault = TransportFault::kTlsUntrusted, .tls = health::TlsFacts{}};
      },
      &asked);
  EXPECT_EQ(asked.size(), 2U);
  EXPECT_EQ(result.problem, Problem::kTlsFailed);
  EXPECT_EQ(result.reachable, true);
  EXPECT_EQ(result.tls, false);
}

TEST(ListenerCheck, WhoBreaksAConnectionInPlainTextIsAskedAsANode) {
  ListenerPlan plan = SamplePlan();
  plan.target.url = "http://provider.example:2220/";
  for (const auto& [body, problem] :
       {std::pair{kNodeAnswer, Problem::kJsonRpcNode}, {"<html>", Problem::kNoHttp2}}) {
    const ListenerResult result = RunCheck(plan, [body = body](const Asked& asked) {
      if (asked.http2) return Answer{.fault = TransportFault::kClosed};
      return Answer{.body = body, .http2 = false};
    });
    EXPECT_EQ(result.problem, problem);
    EXPECT_EQ(result.tls, std::nullopt);
  }
  const ListenerResult silent =
      RunCheck(plan, [](const Asked&) { return Answer{.fault = TransportFault::kReset}; });
  EXPECT_EQ(silent.problem, Problem::kConnectionBroken);
}

TEST(ListenerCheck, ANodeBehindTlsIsNamedWhateverItSaysToTheProbe) {
  for (const int status : {200, 400, 404, 405, 415}) {
    const ListenerResult result = RunCheck(SamplePlan(), [status](const Asked& asked) {
      Answer answer{.http_status = status, .body = "no", .http2 = false, .tls = health::TlsFacts{}};
      if (!asked.http2) answer.body = kNodeAnswer;
      return answer;
    });
    EXPECT_EQ(result.problem, Problem::kJsonRpcNode) << status;
    EXPECT_EQ(result.tls, true);
    EXPECT_FALSE(result.probe_success);
    EXPECT_EQ(result.cors_ok, std::nullopt);
  }
}

TEST(ListenerCheck, ServersThatAreNoNodesAreToldApartByWhatTheySpeak) {
  const auto answered = [](int status, bool http2) {
    return RunCheck(SamplePlan(),
                    [=](const Asked&) {
                      return Answer{.http_status = status, .body = "<html>", .http2 = http2};
                    })
        .problem;
  };
  EXPECT_EQ(answered(404, true), Problem::kNotGrpc);
  EXPECT_EQ(answered(404, false), Problem::kNoHttp2);
  EXPECT_EQ(answered(502, true), Problem::kGatewayError);
  EXPECT_EQ(answered(503, false), Problem::kGatewayError);
  EXPECT_EQ(answered(504, true), Problem::kGatewayError);
}

TEST(ListenerCheck, ANodesGrpcPortDoesNotKnowTheService) {
  const ListenerResult result = WithHeader("grpc-status", "12");
  EXPECT_EQ(result.problem, Problem::kOtherGrpcService);
  EXPECT_EQ(result.cors_ok, std::nullopt);
}

TEST(ListenerCheck, ARefusalKeepsItsStatus) {
  const ListenerResult result = WithHeader("grpc-status", "2");
  EXPECT_EQ(result.problem, Problem::kProbeRefused);
  EXPECT_EQ(result.grpc_status, 2U);
  EXPECT_FALSE(result.probe_success);
  EXPECT_EQ(result.cors_ok, true);
}

TEST(ListenerCheck, WithoutAStatusTheTrailersWereDropped) {
  EXPECT_EQ(WithHeader("grpc-status", "").problem, Problem::kNoGrpcStatus);
  EXPECT_EQ(WithHeader("grpc-status", "-1").problem, Problem::kNoGrpcStatus);
  EXPECT_EQ(WithHeader("grpc-status", "0x0").problem, Problem::kNoGrpcStatus);
  EXPECT_EQ(WithHeader("grpc-status", "99999999999").problem, Problem::kNoGrpcStatus);
}

TEST(ListenerCheck, AnAnswerThatIsNoneIsBad) {
  using namespace std::string_literals;
  for (const std::string& body :
       {""s, "\0\0\0\0"s, "\1\0\0\0\0"s, "\0\0\0\0\1\x08"s, "\0\xFF\xFF\xFF\xFF\x08"s, "{}"s}) {
    const auto result = WithProbe([&](const Asked&, Answer& answer) { answer.body = body; });
    EXPECT_EQ(result.problem, Problem::kBadReply) << body.size();
    EXPECT_FALSE(result.probe_success);
  }
}

TEST(ListenerCheck, AnAnswerAboveOurBoundIsBad) {
  const ListenerResult result = RunCheck(SamplePlan(), [](const Asked&) {
    return Answer{.fault = TransportFault::kTooLarge, .tls = health::TlsFacts{}};
  });
  EXPECT_EQ(result.problem, Problem::kBadReply);
  EXPECT_EQ(result.reachable, true);
}

TEST(ListenerCheck, AnotherGuidIsAnAnswerToSomebodyElse) {
  const auto result = WithProbe([](const Asked& asked, Answer& answer) {
    const std::string reply = ProviderReply(GuidOf(asked.body) + 1, 5);
    answer.body = std::string(4, '\0') + static_cast<char>(reply.size()) + reply;
  });
  EXPECT_EQ(result.problem, Problem::kWrongGuid);
  EXPECT_EQ(result.latest_block, std::nullopt);
  EXPECT_FALSE(result.probe_success);
}

TEST(ListenerCheck, ABlockMustBeAboveZero) {
  for (const std::uint64_t block : {std::uint64_t{0}, ~std::uint64_t{0}}) {
    const auto result = WithProbe([block](const Asked& asked, Answer& answer) {
      const std::string reply = ProviderReply(GuidOf(asked.body), block);
      answer.body = std::string(4, '\0') + static_cast<char>(reply.size()) + reply;
    });
    EXPECT_EQ(result.problem, Problem::kNoBlock);
    EXPECT_EQ(result.latest_block, std::nullopt);
    EXPECT_FALSE(result.probe_success);
  }
}

TEST(ListenerCheck, VerificationsThatFailAreKept) {
  const auto result = WithProbe([](const Asked& asked, Answer& answer) {
    const std::string reply = ProviderReply(GuidOf(asked.body), 5, "pruning");
    answer.body = std::string(4, '\0') + static_cast<char>(reply.size()) + reply;
  });
  EXPECT_EQ(result.problem, Problem::kNone);
  EXPECT_THAT(result.failed_verifications, ElementsAre("pruning"));
}

TEST(ListenerCheck, AProviderOfAnotherNetworkIsNamed) {
  const ListenerResult result = WithHeader("lavap-chain-id", "lava-testnet-2");
  EXPECT_EQ(result.problem, Problem::kWrongNetwork);
  EXPECT_EQ(result.network_matches, false);
  EXPECT_EQ(result.latest_block, 21'000'000U);
  EXPECT_FALSE(result.probe_success);
}

TEST(ListenerCheck, AProviderNeedNotTellItsNetwork) {
  const ListenerResult result = WithHeader("lavap-chain-id", "");
  EXPECT_EQ(result.problem, Problem::kNone);
  EXPECT_EQ(result.network_matches, std::nullopt);
  EXPECT_TRUE(result.probe_success);
}

TEST(ListenerCheck, WithoutAVersionTrailersAreMissing) {
  const ListenerResult result = WithHeader("lavap-version", "");
  EXPECT_EQ(result.problem, Problem::kNoTrailers);
  EXPECT_EQ(result.version, "");
  EXPECT_TRUE(result.probe_success);
}

TEST(ListenerCheck, AVersionIsMadeSafeToShow) {
  const ListenerResult result = WithHeader("lavap-version", "5\x01" + std::string(1'000, 'v'));
  EXPECT_TRUE(result.version.starts_with("5 vvv"));
  EXPECT_LE(result.version.size(), 128U);
}

TEST(ListenerCheck, CorsIsRefusedVerbByVerb) {
  const auto with_cors = [](const std::string& verb, const Answer& answer) {
    return RunCheck(SamplePlan(), [&](const Asked& asked) {
      return !asked.IsProbe() && asked.verb == verb ? answer : GoodProvider(asked);
    });
  };
  const std::pair<std::string, std::string> origin = {"access-control-allow-origin", "*"};
  ListenerResult result = with_cors("OPTIONS", {.headers = {}});
  EXPECT_EQ(result.problem, Problem::kCorsOrigin);
  EXPECT_THAT(result.cors_refused, ElementsAre("OPTIONS"));
  EXPECT_EQ(result.cors_ok, false);
  EXPECT_TRUE(result.probe_success);
  result = with_cors("GET", {.headers = {{"access-control-allow-origin", "https://lavanet.xyz"}}});
  EXPECT_EQ(result.problem, Problem::kCorsOrigin);
  EXPECT_THAT(result.cors_refused, ElementsAre("GET"));
  result = with_cors("POST", {.headers = {origin}});
  EXPECT_EQ(result.problem, Problem::kCorsHeaders);
  result = with_cors("PUT", {.headers = {origin, {"access-control-allow-headers", "x-grpc"}}});
  EXPECT_EQ(result.problem, Problem::kCorsHeaders);
  EXPECT_THAT(result.cors_refused, ElementsAre("PUT"));
  result = with_cors("PUT", {.fault = TransportFault::kReset});
  EXPECT_EQ(result.problem, Problem::kCorsNoAnswer);
}

TEST(ListenerCheck, CorsMayComeWithAnyStatus) {
  const ListenerResult result = RunCheck(SamplePlan(), [](const Asked& asked) {
    Answer answer = GoodProvider(asked);
    if (!asked.IsProbe()) answer.http_status = 415;
    return answer;
  });
  EXPECT_EQ(result.problem, Problem::kNone);
}

TEST(ListenerCheck, OfSeveralProblemsTheGravestIsNamed) {
  const ListenerResult result = RunCheck(SamplePlan(), [](const Asked& asked) {
    if (asked.verified) return Answer{.fault = TransportFault::kTlsExpired};
    Answer answer{.http_status = 405, .body = "", .http2 = false};
    if (!asked.http2) answer.body = kNodeAnswer;
    return answer;
  });
  EXPECT_EQ(result.problem, Problem::kJsonRpcNode);
  EXPECT_EQ(result.tls, false);
}

ListenerPlan NodePlan() {
  ListenerPlan plan = SamplePlan();
  plan.kind = ListenerPlan::Kind::kNode;
  return plan;
}

TEST(GrpcNodeCheck, AnyStatusIsAnAnswer) {
  for (const char* const status : {"0", "12", "16"}) {
    std::vector<Asked> asked;
    const ListenerResult result = RunCheck(
        NodePlan(),
        [status](const Asked&) {
          return Answer{.headers = {{"grpc-status", status}}, .tls = health::TlsFacts{}};
        },
        &asked);
    EXPECT_TRUE(result.probe_success);
    EXPECT_EQ(result.problem, Problem::kNone);
    EXPECT_TRUE(result.certificate.has_value());
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].path, "/grpc.health.v1.Health/Check");
    EXPECT_EQ(asked[0].body, std::string(5, '\0'));
    EXPECT_TRUE(asked[0].http2 && asked[0].fresh && asked[0].verified);
  }
}

TEST(GrpcNodeCheck, WithoutAStatusThereIsNone) {
  std::vector<Asked> asked;
  ListenerResult result = RunCheck(
      NodePlan(), [](const Asked&) { return Answer{.body = "<html>"}; }, &asked);
  EXPECT_FALSE(result.probe_success);
  EXPECT_EQ(result.problem, Problem::kNotGrpc);
  EXPECT_EQ(asked.size(), 1U);
  result = RunCheck(NodePlan(), [](const Asked&) {
    return Answer{.fault = TransportFault::kTlsExpired, .tls = health::TlsFacts{}};
  });
  EXPECT_FALSE(result.probe_success);
  EXPECT_TRUE(result.certificate.has_value());
  result = RunCheck(NodePlan(),
                    [](const Asked&) { return Answer{.fault = TransportFault::kConnectRefused}; });
  EXPECT_EQ(result.problem, Problem::kNobodyListens);
}

TEST(ListenerCheck, AllRequestsTogetherAreBoundedInTime) {
  std::vector<Asked> asked;
  const ListenerResult result = RunCheck(
      SamplePlan(),
      [](const Asked& request) {
        Answer answer = GoodProvider(request);
        answer.latency = request.timeout - milliseconds(1);
        return answer;
      },
      &asked);
  base::Duration allowed{};
  for (const Asked& each : asked) {
    EXPECT_GT(each.timeout, base::Duration::zero());
    EXPECT_LE(each.timeout, ListenerCheck::kRequestTimeout);
    allowed = each.timeout;
  }
  EXPECT_LT(allowed, ListenerCheck::kRequestTimeout);
  EXPECT_EQ(result.cors_ok, true);
  const ListenerResult late = RunCheck(SamplePlan(), [](const Asked& request) {
    Answer answer = GoodProvider(request);
    answer.latency = request.timeout;
    return answer;
  });
  EXPECT_EQ(late.problem, Problem::kCorsNoAnswer);
  EXPECT_EQ(late.cors_ok, false);
  EXPECT_THAT(late.cors_refused, IsEmpty());
}

}  // namespace
}  // namespace headway::lava
