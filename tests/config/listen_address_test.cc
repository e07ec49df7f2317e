#include "config/listen_address.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace headway::config {
namespace {

struct GoodCase {
  const char* text;
  const char* host;
  std::uint16_t port;
};

TEST(ParseListenAddress, TakesAPortWithAnIpv4AddressOrNone) {
  const std::array cases = {
      GoodCase{":9788", "", 9788},
      GoodCase{":0", "", 0},
      GoodCase{":65535", "", 65535},
      GoodCase{"0.0.0.0:80", "0.0.0.0", 80},
      GoodCase{"127.0.0.1:9788", "127.0.0.1", 9788},
      GoodCase{"localhost:1", "127.0.0.1", 1},
      GoodCase{"255.255.255.255:1", "255.255.255.255", 1},
  };
  for (const GoodCase& each : cases) {
    std::string why;
    const auto address = ParseListenAddress(each.text, why);
    ASSERT_TRUE(address.has_value()) << each.text << ' ' << why;
    EXPECT_EQ(address->host, each.host) << each.text;
    EXPECT_EQ(address->port, each.port) << each.text;
  }
}

TEST(ParseListenAddress, SaysWhatIsWrongWithAnythingElse) {
  const std::array bad = {"",
                          "9788",
                          "127.0.0.1",
                          ":",
                          ":http",
                          ":-1",
                          ":+1",
                          ":65536",
                          ": 80",
                          ":80 ",
                          ":80s",
                          "[::1]:9788",
                          "::1:9788",
                          "::",
                          "example.com:80",
                          "LOCALHOST:80",
                          "1.2.3:80",
                          "1.2.3.4.5:80",
                          "1.2.3.256:80",
                          "1.2.3.:80",
                          "1..2.3:80",
                          "1.2.3.4 :80",
                          "80,127.0.0.1:81",
                          "unix:/run/x.sock"};
  for (const char* const text : bad) {
    std::string why;
    EXPECT_FALSE(ParseListenAddress(text, why).has_value()) << text;
    EXPECT_FALSE(why.empty()) << text;
  }
}

}  // namespace
}  // namespace headway::config
