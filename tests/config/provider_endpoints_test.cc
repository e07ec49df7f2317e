#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/loader.h"
#include "tests/config/fake_inputs.h"

namespace headway::config {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

LoadResult LoadEntries(const std::string& entries) {
  return Load(WithHeadway("  lava:\n    provider-endpoints:\n" + entries));
}

std::vector<ProviderListener> Good(const std::string& entries) {
  LoadResult result = LoadEntries(entries);
  EXPECT_TRUE(result.settings.has_value()) << Lines(result.diagnostics);
  return std::move(result.settings).value_or(Settings{}).lava.provider_endpoints;
}

std::string Bad(const std::string& entries) {
  const LoadResult result = LoadEntries(entries);
  EXPECT_FALSE(result.settings.has_value()) << entries;
  return Lines(result.diagnostics);
}

TEST(ProviderEndpoints, AreOneListenerForEachInterface) {
  const auto listeners = Good(
      "      - {address: 'Provider.Example:443', chain-id: LAVA, api-interfaces: [rest, grpc]}\n"
      "      - {address: 'other.example:2220', chain-id: ETH1, api-interfaces: jsonrpc}\n");
  ASSERT_THAT(listeners, SizeIs(3));
  EXPECT_EQ(listeners[0].spec, "LAVA");
  EXPECT_EQ(listeners[0].api_interface, "rest");
  EXPECT_EQ(listeners[0].host, "provider.example:443");
  EXPECT_EQ(listeners[0].target.url, "https://provider.example:443/");
  EXPECT_EQ(listeners[0].network, "lava-mainnet-1");
  EXPECT_EQ(listeners[1].api_interface, "grpc");
  EXPECT_EQ(listeners[2].host, "other.example:2220");
}

TEST(ProviderEndpoints, MaySpeakPlainTextOrTrustAnIssuerOfTheirOwn) {
  const auto listeners = Good(
      "      - {address: 'h:2220', chain-id: ETH1, api-interfaces: [jsonrpc], insecure: true,\n"
      "         network: lava-testnet-2}\n"
      "      - {address: 'h:2221', chain-id: ETH1, api-interfaces: [jsonrpc],\n"
      "         auth-config: {cacert-pem: /etc/ca.pem}}\n");
  ASSERT_THAT(listeners, SizeIs(2));
  EXPECT_EQ(listeners[0].target.url, "http://h:2220/");
  EXPECT_EQ(listeners[0].network, "lava-testnet-2");
  EXPECT_EQ(listeners[1].target.tls.ca_cert_path, "/etc/ca.pem");
}

TEST(ProviderEndpoints, MayBeNone) { EXPECT_THAT(Good("      []\n"), IsEmpty()); }

TEST(ProviderEndpoints, AUrlIsNoAddress) {
  for (const char* const address :
       {"https://provider.example:443", "provider.example:443/path", "key@provider.example:443"}) {
    EXPECT_THAT(Bad("      - {address: '" + std::string(address) +
                    "', chain-id: ETH1, api-interfaces: [jsonrpc]}\n"),
                HasSubstr("test.yml:6:19: error: headway.lava.provider-endpoints.address must be "
                          "the host:port that the provider stakes with, not a URL"));
  }
}

TEST(ProviderEndpoints, AnAddressHasAPort) {
  EXPECT_THAT(Bad("      - {address: h, chain-id: ETH1, api-interfaces: [jsonrpc]}\n"),
              HasSubstr("provider-endpoints.address needs a port"));
}

TEST(ProviderEndpoints, WhatIsMissingOrWrongIsNamedWhereItStands) {
  EXPECT_THAT(Bad("      - {chain-id: ETH1, api-interfaces: [jsonrpc]}\n"),
              HasSubstr("test.yml:6:9: error: headway.lava.provider-endpoints.address is missing"));
  EXPECT_THAT(Bad("      - {address: 'h:1', api-interfaces: [jsonrpc]}\n"),
              HasSubstr("provider-endpoints.chain-id is missing"));
  EXPECT_THAT(Bad("      - {address: 'h:1', chain-id: ETH1}\n"),
              HasSubstr("provider-endpoints.api-interfaces names no interface"));
  EXPECT_THAT(Bad("      - {address: 'h:1', chain-id: ETHH1, api-interfaces: [jsonrpc]}\n"),
              HasSubstr("6:36: error: unknown chain \"ETHH1\" (did you mean \"ETH1\"?)"));
  EXPECT_THAT(Bad("      - {address: 'h:1', chain-id: ETH1, api-interfaces: [websocket]}\n"),
              HasSubstr("6:59: error: headway.lava.provider-endpoints.api-interfaces must be"));
  EXPECT_THAT(Bad("      - {address: 'h:1', chain-id: ETH1, api-interfaces: [rest], tsl: 1}\n"),
              HasSubstr("unknown key \"tsl\" in headway.lava.provider-endpoints"));
  EXPECT_THAT(
      Bad("      - {address: 'h:1', chain-id: ETH1, api-interfaces: [rest], network: ''}\n"),
      HasSubstr("must be the chain id of a Lava network"));
  EXPECT_THAT(Bad("      - h:443\n"), HasSubstr("6:9: error: an entry of headway.lava.provider-"
                                                "endpoints must be a mapping"));
}

TEST(ProviderEndpoints, AreOfChainsWhoseIdsSpecsOfTheLavaChainCanHave) {
  const LoadResult result =
      Load(WithHeadway("  chains: {my-chain: {family: evm, average-block-time: 1s}}\n"
                       "  lava: {provider-endpoints: [{address: 'h:1', chain-id: my-chain,\n"
                       "                                api-interfaces: [jsonrpc]}]}\n"));
  EXPECT_THAT(
      Lines(result.diagnostics),
      HasSubstr("5:58: error: headway.lava.provider-endpoints.chain-id must be a spec id "
                "of the Lava chain: at most 32 capital letters and digits, not \"my-chain\""));
}

TEST(ProviderEndpoints, IssuersHaveNoUseInPlainText) {
  EXPECT_THAT(Bad("      - {address: 'h:1', chain-id: ETH1, api-interfaces: [rest], insecure: "
                  "true, auth-config: {cacert-pem: /ca.pem}}\n"),
              HasSubstr("auth-config.cacert-pem has no use where insecure is true"));
}

TEST(ProviderEndpoints, OneServiceAtOneAddressIsNamedOnce) {
  EXPECT_THAT(Bad("      - {address: 'h:1', chain-id: ETH1, api-interfaces: [rest, rest]}\n"),
              HasSubstr("6:65: error: headway.lava.provider-endpoints: h:1 is here twice for ETH1 "
                        "rest"));
}

}  // namespace
}  // namespace headway::config
