#include "config/url_identity.h"

#include <gtest/gtest.h>

namespace headway::config {
namespace {

probes::HttpTarget Target(const std::string& url) {
  probes::HttpTarget target;
  target.url = url;
  return target;
}

TEST(HashIdentity, IsTheStartOfSha256) {
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(HashIdentity("abc"), "ba7816bf8f01");
}

TEST(CanonicalIdentity, DoesNotDependOnTheOrderAndCaseOfHeaders) {
  probes::HttpTarget one = Target("http://h/");
  one.headers = {{"X-Key", "1"}, {"a", "2"}};
  probes::HttpTarget other = Target("http://h/");
  other.headers = {{"A", "2"}, {"x-key", "1"}};
  EXPECT_EQ(CanonicalIdentity(one), CanonicalIdentity(other));
}

TEST(CanonicalIdentity, DiffersWithEveryCredentialAndTlsSetting) {
  const std::string plain = CanonicalIdentity(Target("http://h/"));
  probes::HttpTarget target = Target("http://h/");
  target.userinfo = "u:p";
  EXPECT_NE(CanonicalIdentity(target), plain);
  target = Target("http://h/");
  target.headers = {{"k", "v"}};
  EXPECT_NE(CanonicalIdentity(target), plain);
  target = Target("http://h/");
  target.tls.allow_insecure = true;
  EXPECT_NE(CanonicalIdentity(target), plain);
  for (auto path : {&probes::TlsSettings::ca_cert_path, &probes::TlsSettings::client_cert_path,
                    &probes::TlsSettings::client_key_path}) {
    target = Target("http://h/");
    target.tls.*path = "x";
    EXPECT_NE(CanonicalIdentity(target), plain);
  }
}

TEST(CanonicalIdentity, FieldsDoNotRunIntoEachOther) {
  probes::HttpTarget one = Target("http://h/");
  one.headers = {{"a", "bc"}};
  probes::HttpTarget other = Target("http://h/");
  other.headers = {{"ab", "c"}};
  EXPECT_NE(CanonicalIdentity(one), CanonicalIdentity(other));
  one = Target("http://h/0:");
  other = Target("http://h/");
  other.userinfo = "0:";
  EXPECT_NE(CanonicalIdentity(one), CanonicalIdentity(other));
}

TEST(UrlIds, GivesEqualTargetsTheSameId) {
  UrlIds ids;
  const std::optional<std::string> first = ids.IdOf(Target("http://h/"));
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->size(), 12U);
  EXPECT_EQ(ids.IdOf(Target("http://h/")), first);
  EXPECT_NE(ids.IdOf(Target("http://h/x")), first);
}

TEST(UrlIds, RefusesADifferentTargetWithTheSameId) {
  UrlIds ids([](std::string_view) { return std::string("000000000000"); });
  EXPECT_EQ(ids.IdOf(Target("http://h/")), "000000000000");
  EXPECT_EQ(ids.IdOf(Target("http://h/x")), std::nullopt);
  EXPECT_EQ(ids.IdOf(Target("http://h/")), "000000000000");
}

}  // namespace
}  // namespace headway::config
