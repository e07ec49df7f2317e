#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/loader.h"
#include "tests/config/fake_inputs.h"

namespace headway::config {
namespace {

using ::testing::ElementsAre;

LoadResult LoadArguments(const std::vector<std::string>& arguments, const FakeInputs& world = {}) {
  return LoadUrls(arguments, world.Inputs());
}

TEST(LoadUrls, MakesOnePrimaryAUrlNamedByHostAndPort) {
  const LoadResult result = LoadArguments(
      {"ETH1=https://u:p@H/x?k=a=b", "ETH1=http://h:443", "BASE=https://h", "ETH1=https://h/y"});
  ASSERT_EQ(Lines(result.diagnostics), "");
  std::vector<std::string> names;
  for (const Endpoint& endpoint : result.settings->endpoints) {
    names.push_back(endpoint.spec + ' ' + endpoint.api_interface + ' ' + endpoint.name);
    EXPECT_EQ(endpoint.role, health::Role::kPrimary);
    ASSERT_EQ(endpoint.urls.size(), 1U);
  }
  EXPECT_THAT(names, ElementsAre("ETH1 jsonrpc h:443", "ETH1 jsonrpc h:443-2", "BASE jsonrpc h:443",
                                 "ETH1 jsonrpc h:443-3"));
  const NodeUrl& url = result.settings->endpoints[0].urls[0];
  EXPECT_EQ(url.target.url, "https://h/x?k=a=b");
  EXPECT_EQ(url.target.userinfo, "u:p");
  EXPECT_EQ(result.settings->chains.size(), 6U);
}

TEST(LoadUrls, ReadsAUrlFromAFileSoThatItNeedNotStandInTheProcessList) {
  FakeInputs world;
  world.files = {{"/run/url", "https://h/s3cret\n"}};
  const LoadResult result = LoadArguments({"SOLANA=file:/run/url"}, world);
  ASSERT_EQ(Lines(result.diagnostics), "");
  EXPECT_EQ(result.settings->endpoints[0].urls[0].target.url, "https://h/s3cret");
}

TEST(LoadUrls, TakesTheNodesOwnRpcOfAChainThatHasSeveralInterfaces) {
  const LoadResult result = LoadArguments({"LAVA=http://127.0.0.1:26657"});
  ASSERT_EQ(Lines(result.diagnostics), "");
  EXPECT_EQ(result.settings->endpoints[0].api_interface, "tendermintrpc");
}

TEST(LoadUrls, NamesEveryBadArgumentByItsNumberAndShowsNoUrl) {
  const LoadResult result =
      LoadArguments({"https://h/s3cret", "https://h/?key=s3cret", "ETHH1=http://h/s3cret",
                     "ETH1=http://h/s3 cret", "ETH1=wss://h/s3cret", "PUREAPI=http://h/s3cret",
                     "ETH1=", "ETH1=file:/none", "=http://h"});
  EXPECT_FALSE(result.settings.has_value());
  EXPECT_EQ(Lines(result.diagnostics),
            "error: --url number 1 must be SPEC=URL, as in ETH1=https://...\n"
            "error: --url number 2 must be SPEC=URL, as in ETH1=https://...\n"
            "error: --url number 3: unknown chain \"ETHH1\" (did you mean \"ETH1\"?)\n"
            "error: --url number 4 (ETH1): the URL holds a space or a control character\n"
            "error: --url number 5 (ETH1): headway does not speak wss\n"
            "error: --url number 6 (PUREAPI): this chain has no head that could be followed\n"
            "error: --url number 7 (ETH1): the URL is empty\n"
            "error: --url number 8 (ETH1): the file \"/none\" cannot be read\n"
            "error: --url number 9 must be SPEC=URL, as in ETH1=https://...\n");
}

TEST(LoadUrls, RefusesNoUrlsAtAll) {
  const LoadResult result = LoadArguments({});
  EXPECT_FALSE(result.settings.has_value());
  EXPECT_EQ(Lines(result.diagnostics), "error: nothing to watch: no --url is given\n");
}

}  // namespace
}  // namespace headway::config
