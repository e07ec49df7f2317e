#include "probes/echo.h"

#include <string>

#include <gtest/gtest.h>

namespace headway::probes {
namespace {

HttpTarget Target() {
  return {
      .url = "https://node.test:8545/v3/ethereum/0a1B2c3D4e5F60718293?network=main&key=q-Secret",
      .userinfo = "operator:p@ss-word",
      .headers = {{"Authorization", "Bearer t0ken-of-ours"}, {"x-api-key", "header-key"}},
      .tls = {}};
}

bool Repeats(const std::string& text) { return RepeatsWhatWeSent(Target(), text); }

TEST(Echo, IsEveryPieceOfWhatOnlyTheNodeAndWeKnow) {
  for (const std::string text :
       {"Geth/v1.13 /v3/ethereum/0a1B2c3D4e5F60718293?network=main&key=q-Secret",
        "Geth/v1.13 0a1B2c3D4e5F60718293", "key is q-Secret", "hello operator", "p@ss-word!",
        "t0ken-of-ours", "Bearer t0ken-of-ours", "header-key", "Basic b3BlcmF0b3I6cEBzcy13b3Jk"}) {
    EXPECT_TRUE(Repeats(text)) << text;
  }
}

TEST(Echo, IsTheBeginningOfAKeyAtTheEndOfATextThatWasCut) {
  EXPECT_TRUE(Repeats("Geth/v1.13 0a1B2c3D4e5F6071"));
  EXPECT_TRUE(Repeats("Geth/v1.13 0a1B2c3D"));
  EXPECT_FALSE(Repeats("Geth/v1.13 0a1B2c3"));
}

TEST(Echo, IsNoClientThatNamesItselfLikeAWordOfThePath) {
  for (const std::string text :
       {"Geth/v1.13.15-stable/linux-amd64/go1.21.6", "ethereum/v3.1", "erigon/2.60/linux", "",
        "Nethermind/v1.25.4+20b10b35/linux-x64/dotnet8.0.2"}) {
    EXPECT_FALSE(Repeats(text)) << text;
  }
}

TEST(Echo, IsAWholePathOfWordsButNoShortOne) {
  HttpTarget target = Target();
  target.url = "https://node.test/our/own-place";
  EXPECT_TRUE(RepeatsWhatWeSent(target, "Node/our/own-place"));
  target.url = "https://node.test/rpc";
  EXPECT_FALSE(RepeatsWhatWeSent(target, "Node/rpc/1.2"));
}

TEST(Echo, IsNothingWhereNothingWasSent) {
  for (const char* url : {"https://node.test:8545/", "https://node.test:8545", "", "x"}) {
    const HttpTarget bare{.url = url, .userinfo = "", .headers = {}, .tls = {}};
    EXPECT_FALSE(RepeatsWhatWeSent(bare, "Geth/v1.13.15-stable/linux-amd64/go1.21.6")) << url;
    EXPECT_FALSE(RepeatsWhatWeSent(bare, "")) << url;
  }
}

}  // namespace
}  // namespace headway::probes
