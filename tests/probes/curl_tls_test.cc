// TLS to servers with good and bad certificates: what is accepted, what a refusal is called, and
// what is known of the handshake in either case.

#include <chrono>
#include <string>

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/probes/certificates.h"
#include "tests/probes/curl_rig.h"
#include "tests/probes/tls_server.h"

namespace headway::probes {
namespace {

using base::Duration;
using chains::TransportFault;
using health::TlsVersion;
using std::chrono::seconds;

base::WallTime Wall(std::int64_t unix_seconds) { return base::WallTime(seconds(unix_seconds)); }

class CurlTlsTest : public ::testing::Test {
 protected:
  Certificate Signed(CertificateTerms terms = {}) const {
    terms.issuer = &authority_;
    return Issue(terms);
  }

  /// Sends the requests of `slot` to the server, trusting the authority.
  void Trust(std::uint32_t slot, const TlsServer& server) {
    rig_.Target(slot).url = server.url();
    rig_.Target(slot).tls.ca_cert_path = trusted_.path();
  }

  Outcome Ask(std::uint32_t slot) {
    rig_.Start(slot);
    return rig_.Await(slot);
  }

  /// One exchange with a server that shows this certificate.
  Outcome AskServer(const Certificate& certificate, const TlsServer::Options& options = {}) {
    const TlsServer server(certificate, options);
    Trust(0, server);
    return Ask(0);
  }

  static void ExpectRefused(const Outcome& outcome, TransportFault fault) {
    EXPECT_EQ(outcome.fault, fault);
    EXPECT_EQ(outcome.http_status, 0);
    EXPECT_EQ(outcome.body, "");
  }

  const Certificate authority_ = Issue({.may_issue = true});
  const TextFile trusted_{authority_.certificate};
  CurlRig rig_;
};

TEST_F(CurlTlsTest, AGoodCertificateIsAcceptedAndItsEndKnownToTheSecond) {
  const Outcome outcome = AskServer(Signed({.not_after = kFarAway - 12'345}));
  EXPECT_EQ(outcome.http_status, 200);
  ASSERT_TRUE(outcome.tls.has_value());
  EXPECT_EQ(outcome.tls->cert_expiry, Wall(kFarAway - 12'345));
  EXPECT_EQ(outcome.tls->version, TlsVersion::kTls13);
}

TEST_F(CurlTlsTest, WithoutTlsThereIsNothingOfIt) {
  const RawServer server(AnswerOnce(Ok("{}")));
  EXPECT_EQ(rig_.Ask(server.url()).tls, std::nullopt);
}

TEST_F(CurlTlsTest, TheVersionIsTheOneSpoken) {
  const Outcome outcome = AskServer(Signed(), {.max_version = TLS1_2_VERSION});
  EXPECT_EQ(outcome.http_status, 200);
  ASSERT_TRUE(outcome.tls.has_value());
  EXPECT_EQ(outcome.tls->version, TlsVersion::kTls12);
}

TEST_F(CurlTlsTest, ANewConnectionHasATlsPhaseAndAKeptOneHasNot) {
  const TlsServer server(Signed());
  Trust(0, server);
  const Outcome first = Ask(0);
  EXPECT_GT(first.figures.phases.tls, Duration::zero());
  EXPECT_LE(first.figures.phases.tls, first.figures.latency);
  const Outcome second = Ask(0);
  EXPECT_EQ(server.accepted(), 1);
  EXPECT_EQ(second.figures.phases.tls, Duration::zero());
  EXPECT_EQ(second.figures.phases.connect, Duration::zero());
  EXPECT_EQ(second.tls, first.tls);
}

TEST_F(CurlTlsTest, AnExpiredCertificateIsRefusedAndItsEndKnown) {
  const Outcome outcome = AskServer(Signed({.not_after = kLongAgo + 1}));
  ExpectRefused(outcome, TransportFault::kTlsExpired);
  ASSERT_TRUE(outcome.tls.has_value());
  EXPECT_EQ(outcome.tls->cert_expiry, Wall(kLongAgo + 1));
  EXPECT_EQ(outcome.tls->version, TlsVersion::kTls13);
}

TEST_F(CurlTlsTest, ACertificateThatIsNotValidYetIsRefused) {
  const Outcome outcome = AskServer(Signed({.not_before = kFarAway, .not_after = kForEver}));
  ExpectRefused(outcome, TransportFault::kTlsExpired);
}

TEST_F(CurlTlsTest, ACertificateOfAnotherNameIsRefusedAndItsEndKnown) {
  for (const char* const name : {"IP:127.0.0.2", "DNS:node.test"}) {
    const Outcome outcome = AskServer(Signed({.alternative_name = name}));
    ExpectRefused(outcome, TransportFault::kTlsNameMismatch);
    ASSERT_TRUE(outcome.tls.has_value()) << name;
    EXPECT_EQ(outcome.tls->cert_expiry, Wall(kFarAway));
  }
}

TEST_F(CurlTlsTest, AnExpiredCertificateOfAnotherNameIsExpired) {
  const Outcome outcome =
      AskServer(Signed({.alternative_name = "DNS:node.test", .not_after = kLongAgo + 1}));
  ExpectRefused(outcome, TransportFault::kTlsExpired);
}

TEST_F(CurlTlsTest, IssuersThatAreNotTrustedAreRefusedAndTheEndKnown) {
  const Certificate other = Issue({.may_issue = true});
  for (const Certificate& certificate : {Issue({}), Issue({.issuer = &other})}) {
    const Outcome outcome = AskServer(certificate);
    ExpectRefused(outcome, TransportFault::kTlsUntrusted);
    ASSERT_TRUE(outcome.tls.has_value());
    EXPECT_EQ(outcome.tls->cert_expiry, Wall(kFarAway));
  }
}

TEST_F(CurlTlsTest, WhatTheSystemTrustsIsNotOurAuthority) {
  const TlsServer server(Signed());
  ExpectRefused(rig_.Ask(server.url()), TransportFault::kTlsUntrusted);
}

TEST_F(CurlTlsTest, AnAuthorityOfOneUrlIsNotTrustedForAnother) {
  const TlsServer server(Signed());
  const TextFile other(Issue({.may_issue = true}).certificate);
  Trust(0, server);
  Trust(1, server);
  rig_.Target(1).tls.ca_cert_path = other.path();
  EXPECT_EQ(Ask(0).http_status, 200);
  // Neither by what was read of the other's file nor over the other's connection, which is kept.
  ExpectRefused(Ask(1), TransportFault::kTlsUntrusted);
  EXPECT_EQ(Ask(0).http_status, 200);
}

TEST_F(CurlTlsTest, AnIncompleteChainIsOfAnUntrustedIssuer) {
  const Certificate middle = Signed({.may_issue = true});
  const Certificate leaf = Issue({.issuer = &middle});
  ExpectRefused(AskServer(leaf), TransportFault::kTlsUntrusted);
  EXPECT_EQ(AskServer(leaf, {.more_certificates = middle.certificate}).http_status, 200);
}

TEST_F(CurlTlsTest, TheEndIsThatOfTheFirstCertificateOfTheChainToEnd) {
  const Certificate middle = Signed({.not_after = kFarAway - 1, .may_issue = true});
  const Certificate short_leaf = Issue({.not_after = kFarAway - 2, .issuer = &middle});
  const Certificate long_leaf = Issue({.not_after = kForEver, .issuer = &middle});
  const TlsServer::Options options{.more_certificates = middle.certificate};
  EXPECT_EQ(AskServer(short_leaf, options).tls->cert_expiry, Wall(kFarAway - 2));
  EXPECT_EQ(AskServer(long_leaf, options).tls->cert_expiry, Wall(kFarAway - 1));
}

TEST_F(CurlTlsTest, AnIntermediateThatHasExpiredIsExpired) {
  const Certificate middle = Signed({.not_after = kLongAgo + 1, .may_issue = true});
  const Outcome outcome =
      AskServer(Issue({.issuer = &middle}), {.more_certificates = middle.certificate});
  ExpectRefused(outcome, TransportFault::kTlsExpired);
  EXPECT_EQ(outcome.tls->cert_expiry, Wall(kLongAgo + 1));
}

TEST_F(CurlTlsTest, ACertificateWithoutEndEndsWithTheClock) {
  const Outcome outcome = AskServer(Signed({.not_after = kForEver}));
  EXPECT_EQ(outcome.http_status, 200);
  const auto end = std::chrono::floor<seconds>(base::WallTime::max());
  EXPECT_EQ(outcome.tls->cert_expiry, end);
}

TEST_F(CurlTlsTest, ACertificateThatEndedBeforeTheEpochEndedWithIt) {
  constexpr std::int64_t kYear1600 = -11'676'096'000;
  const Outcome outcome = AskServer(Signed({.not_after = kYear1600}));
  ExpectRefused(outcome, TransportFault::kTlsExpired);
  EXPECT_EQ(outcome.tls->cert_expiry, Wall(0));
}

TEST_F(CurlTlsTest, AllowInsecureAcceptsAnythingAndStillKnowsTheEnd) {
  const Certificate bad = Issue({.alternative_name = "DNS:node.test", .not_after = kLongAgo + 1});
  const TlsServer server(bad);
  rig_.Target(0).url = server.url();
  rig_.Target(0).tls.allow_insecure = true;
  const Outcome outcome = Ask(0);
  EXPECT_EQ(outcome.fault, TransportFault::kNone);
  EXPECT_EQ(outcome.http_status, 200);
  ASSERT_TRUE(outcome.tls.has_value());
  EXPECT_EQ(outcome.tls->cert_expiry, Wall(kLongAgo + 1));
}

TEST_F(CurlTlsTest, AnInsecureConnectionIsNotReusedByAUrlThatVerifies) {
  const TlsServer server(Issue({}));
  Trust(0, server);
  rig_.Target(0).tls.allow_insecure = true;
  Trust(1, server);
  EXPECT_EQ(Ask(0).http_status, 200);
  ExpectRefused(Ask(1), TransportFault::kTlsUntrusted);
}

TEST_F(CurlTlsTest, FactsAreKnownOfAConnectionThatAnotherUrlMade) {
  const TlsServer server(Signed());
  Trust(0, server);
  Trust(1, server);
  const Outcome first = Ask(0);
  const Outcome second = Ask(1);
  EXPECT_EQ(server.accepted(), 1);
  ASSERT_TRUE(second.tls.has_value());
  EXPECT_EQ(second.tls, first.tls);
}

TEST_F(CurlTlsTest, EveryConnectionIsJudgedByTheCertificateServedThen) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsServer server(Signed(), {.max_version = version});
    Trust(0, server);
    EXPECT_EQ(Ask(0).http_status, 200);
    server.Show(Signed({.not_after = kFarAway - 1}));
    EXPECT_EQ(Ask(0).tls->cert_expiry, Wall(kFarAway)) << "it is still the same connection";
    rig_.Start(0, {.fresh_connection = true});
    EXPECT_EQ(rig_.Await(0).tls->cert_expiry, Wall(kFarAway - 1));
    server.Show(Signed({.not_after = kLongAgo + 1}));
    rig_.Start(0, {.fresh_connection = true});
    ExpectRefused(rig_.Await(0), TransportFault::kTlsExpired);
  }
}

TEST_F(CurlTlsTest, ShowsItsOwnCertificateToWhoAsksForIt) {
  const Certificate own = Signed();
  const TextFile certificate(own.certificate);
  const TextFile key(own.key);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const TlsServer server(Signed(),
                           {.max_version = version, .client_authority = authority_.certificate});
    Trust(0, server);
    EXPECT_EQ(Ask(0).fault,
              version == TLS1_2_VERSION ? TransportFault::kTls : TransportFault::kReset);
    rig_.Target(0).tls.client_cert_path = certificate.path();
    rig_.Target(0).tls.client_key_path = key.path();
    EXPECT_EQ(Ask(0).http_status, 200);
    rig_.Target(0).tls = {};
  }
}

// What it shows would be told to an exchange that may be gone.
TEST_F(CurlTlsTest, APeerThatBeginsAnotherHandshakeLosesTheConnection) {
  const TlsServer server(Signed(), {.max_version = TLS1_2_VERSION, .renegotiates_when_kept = true});
  const RawServer elsewhere(AnswerOnce(Ok("{}")));
  Trust(0, server);
  Trust(1, server);
  EXPECT_EQ(Ask(0).http_status, 200);
  EXPECT_EQ(rig_.Ask(elsewhere.url()).http_status, 200);
  rig_.Start(1, {.timeout = seconds(5)});
  EXPECT_EQ(rig_.Await(1).http_status, 200);
  EXPECT_EQ(server.accepted(), 2);
}

TEST_F(CurlTlsTest, AHandshakeThatHangsIsATimeout) {
  const RawServer silent([](RawConnection& connection) { connection.Drain(); });
  const Outcome outcome =
      rig_.Ask("https" + silent.url().substr(4), {.timeout = std::chrono::milliseconds(150)});
  ExpectRefused(outcome, TransportFault::kTimeout);
  EXPECT_EQ(outcome.tls, std::nullopt);
}

}  // namespace
}  // namespace headway::probes
