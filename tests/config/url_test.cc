#include "config/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headway::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Url Good(const UrlParts& parts, std::string_view api_interface = "jsonrpc") {
  const base::Result<Url, UrlError> url = ParseUrl(parts, api_interface);
  EXPECT_TRUE(url.ok()) << parts.url << ": " << (url.ok() ? "" : url.error().message);
  return url.ok() ? url.value() : Url{};
}

std::string ErrorOf(const UrlParts& parts, std::string_view api_interface = "jsonrpc") {
  const base::Result<Url, UrlError> url = ParseUrl(parts, api_interface);
  EXPECT_FALSE(url.ok()) << parts.url;
  return url.ok() ? std::string() : url.error().message;
}

TEST(ParseUrl, NormalisesSchemeHostPortAndEmptyPath) {
  const Url url = Good({"HTTPS://Eth.Example.COM:443"});
  EXPECT_EQ(url.url, "https://eth.example.com/");
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.host, "eth.example.com:443");
  EXPECT_EQ(Good({"http://h:8545/Path?Q=1"}).url, "http://h:8545/Path?Q=1");
  EXPECT_EQ(Good({"http://h:8545"}).host, "h:8545");
  EXPECT_EQ(Good({"http://h:"}).url, "http://h/");
  EXPECT_EQ(Good({"http://h?x=1"}).url, "http://h/?x=1");
  EXPECT_EQ(Good({"http://h/?"}).url, "http://h/");
}

TEST(ParseUrl, KeepsIpv6InBracketsAndInItsShortForm) {
  EXPECT_EQ(Good({"http://[0:0:0:0:0:0:0:1]:8545"}).host, "[::1]:8545");
  EXPECT_EQ(Good({"http://[2001:DB8::A]/x"}).url, "http://[2001:db8::a]/x");
}

TEST(ParseUrl, TakesTheSchemeOfTheInterfaceWhereThereIsNone) {
  EXPECT_EQ(Good({"h.example.com/x"}).url, "https://h.example.com/x");
  EXPECT_EQ(Good({"h.example.com:8545"}, "rest").host, "h.example.com:8545");
  EXPECT_EQ(Good({"10.0.0.7:9090"}, "grpc").scheme, "grpc");
}

TEST(ParseUrl, ChecksTheSchemeAgainstTheInterface) {
  for (const char* interface : {"jsonrpc", "tendermintrpc", "websocket"}) {
    EXPECT_EQ(Good({"wss://h/ws"}, interface).host, "h:443");
    EXPECT_EQ(Good({"ws://h/ws"}, interface).host, "h:80");
    EXPECT_THAT(ErrorOf({"grpc://h:1"}, interface), HasSubstr("has a bad scheme \"grpc\""));
  }
  EXPECT_THAT(ErrorOf({"wss://h"}, "rest"), HasSubstr("rest takes https:// or http://"));
  EXPECT_THAT(ErrorOf({"https://h:9090"}, "grpc"), HasSubstr("grpc takes host:port"));
  EXPECT_EQ(Good({"grpcs://h:9090"}, "grpc").host, "h:9090");
  EXPECT_EQ(ErrorOf({"grpcs://h"}, "grpc"), "needs a port, as in host:9090");
}

TEST(ParseUrl, SuggestsTheSchemeThatWasMeant) {
  EXPECT_THAT(ErrorOf({"htps://h"}), HasSubstr("\"htps\" (did you mean \"https\"?)"));
}

TEST(ParseUrl, ShowsNothingThatIsNoScheme) {
  EXPECT_THAT(ErrorOf({"s3cret-token-of-mine://h"}), Not(HasSubstr("s3cret")));
}

TEST(ParseUrl, SplitsUserinfoOffAndDecodesIt) {
  const Url url = Good({"https://us%40er:p%3Aa%2Fss@h/x"});
  EXPECT_EQ(url.url, "https://h/x");
  EXPECT_EQ(url.userinfo, "us@er:p:a/ss");
  EXPECT_EQ(url.WithUserinfo(), "https://us%40er:p%3Aa%2Fss@h/x");
  EXPECT_EQ(Good({"https://token@h"}).userinfo, "token:");
  EXPECT_EQ(Good({"https://@h"}).userinfo, "");
  EXPECT_THAT(ErrorOf({"https://a%3Ab:c@h"}), HasSubstr("basic auth"));
  EXPECT_THAT(ErrorOf({"https://a:%0Ac@h"}), HasSubstr("basic auth"));
}

TEST(ParseUrl, AppendsTheInternalPath) {
  EXPECT_EQ(Good({"http://h", "/C/rpc"}).url, "http://h/C/rpc");
  EXPECT_EQ(Good({"http://h/ext/", "/C/rpc"}).url, "http://h/ext/C/rpc");
  EXPECT_EQ(Good({"http://h/ext?a=1", "C/rpc"}).url, "http://h/ext/C/rpc?a=1");
  EXPECT_THAT(ErrorOf({"http://h", "/C?x"}), HasSubstr("internal-path"));
}

TEST(ParseUrl, AppendsTheAuthQuery) {
  EXPECT_EQ(Good({"http://h/x", "", "key=1"}).url, "http://h/x?key=1");
  EXPECT_EQ(Good({"http://h/x", "", "?key=1"}).url, "http://h/x?key=1");
  EXPECT_EQ(Good({"http://h/x?a=b", "", "&key=1"}).url, "http://h/x?a=b&key=1");
  EXPECT_EQ(Good({"http://h/x?a=b&", "", "key=1"}).url, "http://h/x?a=b&key=1");
  EXPECT_THAT(ErrorOf({"http://h/x", "", "key=1\n"}), HasSubstr("auth-query"));
}

TEST(ParseUrl, EncodesWhatServicesHandOutAndUrlsMustNotHold) {
  EXPECT_EQ(Good({"http://h/a|b?x[0]={1}"}).url, "http://h/a%7Cb?x%5B0%5D=%7B1%7D");
  EXPECT_EQ(Good({"http://h/\xC3\xA9"}).url, "http://h/%C3%A9");
  EXPECT_EQ(Good({"http://h/a%7cb"}).url, "http://h/a%7cb");
}

TEST(ParseUrl, RefusesWhatCannotBeSent) {
  EXPECT_EQ(ErrorOf({""}), "is empty");
  EXPECT_THAT(ErrorOf({"http://h/a b"}), HasSubstr("space or a control character"));
  EXPECT_THAT(ErrorOf({"http://h/\r\nX: y"}), HasSubstr("space or a control character"));
  EXPECT_THAT(ErrorOf({"http://h/#part"}), HasSubstr("fragment"));
  EXPECT_THAT(ErrorOf({"http://h/%zz"}), HasSubstr("not a valid URL"));
  EXPECT_THAT(ErrorOf({"http://"}), HasSubstr("no valid host"));
  EXPECT_THAT(ErrorOf({"http:///x"}), HasSubstr("no valid host"));
  EXPECT_THAT(ErrorOf({"http://h%41"}), HasSubstr("no valid host"));
  EXPECT_THAT(ErrorOf({"http://a,b/"}), HasSubstr("no valid host"));
  EXPECT_THAT(ErrorOf({"http://[::1"}), HasSubstr("not a valid URL"));
  EXPECT_THAT(ErrorOf({"http:h:8545"}), HasSubstr("not a valid URL"));
}

TEST(ParseUrl, RefusesPortsThatAreNone) {
  EXPECT_EQ(Good({"http://h:65535"}).host, "h:65535");
  EXPECT_THAT(ErrorOf({"http://h:65536"}), HasSubstr("bad port"));
  EXPECT_THAT(ErrorOf({"http://h:99999999999"}), HasSubstr("bad port"));
  EXPECT_THAT(ErrorOf({"http://h:0"}), HasSubstr("bad port"));
  EXPECT_THAT(ErrorOf({"http://h:x"}), HasSubstr("not a valid URL"));
}

}  // namespace
}  // namespace headway::config
