// Which rows of a new configuration are rows of the old one.
#include "exporter/lineage.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/fleet_builder.h"
#include "tests/exporter/sample_settings.h"

namespace headway::exporter {
namespace {

using base::ChainIndex;
using base::EndpointIndex;
using base::UrlIndex;
using health::Role;
using ::testing::Each;
using ::testing::ElementsAre;

constexpr std::nullopt_t kNew = std::nullopt;

struct Entry {
  std::string name;
  std::vector<std::string> url_ids;
  std::string spec = "ETH1";
  Role role = Role::kPrimary;
};

/// Every URL is of a host that is named like the first letter of its id: other letters stand for
/// other credentials.
FleetBuild Build(const std::vector<Entry>& entries) {
  config::Settings settings = SampleSettings();
  for (const Entry& entry : entries) {
    std::vector<config::NodeUrl> urls;
    for (const std::string& id : entry.url_ids) {
      urls.push_back(SampleUrl(id, id.substr(0, 1) + ".example:443"));
      urls.back().target.url += id;
    }
    settings.endpoints.push_back(SampleEndpoint(entry.name, entry.spec, urls, entry.role));
  }
  return BuildFleet(settings);
}

health::Lineage Trace(const std::vector<Entry>& old, const std::vector<Entry>& now) {
  return TraceLineage(*Build(old).labels, *Build(now).labels);
}

TEST(Lineage, OfTheSameConfigurationIsItself) {
  const std::vector<Entry> entries = {{"one", {"a1", "b1"}}, {"two", {"c1"}, "BASE"}};
  const health::Lineage lineage = Trace(entries, entries);
  EXPECT_THAT(lineage.urls, ElementsAre(UrlIndex{0}, UrlIndex{1}, UrlIndex{2}));
  EXPECT_THAT(lineage.endpoints, ElementsAre(EndpointIndex{0}, EndpointIndex{1}));
  EXPECT_THAT(lineage.chains, ElementsAre(ChainIndex{0}, ChainIndex{1}));
  EXPECT_THAT(lineage.takes_place_of, ElementsAre(kNew, kNew, kNew));
}

TEST(Lineage, GoesByNameAndIdInWhateverOrder) {
  const health::Lineage lineage = Trace({{"one", {"a1"}}, {"two", {"b1"}}},
                                        {{"three", {"c1"}}, {"two", {"b1"}}, {"one", {"a1"}}});
  EXPECT_THAT(lineage.urls, ElementsAre(kNew, UrlIndex{1}, UrlIndex{0}));
  EXPECT_THAT(lineage.endpoints, ElementsAre(kNew, EndpointIndex{1}, EndpointIndex{0}));
}

TEST(Lineage, KeepsTheChainsApart) {
  const health::Lineage lineage = Trace({{"one", {"a1"}, "ETH1"}}, {{"one", {"a1"}, "BASE"}});
  EXPECT_THAT(lineage.chains, ElementsAre(kNew));
  EXPECT_THAT(lineage.urls, ElementsAre(kNew));
  EXPECT_THAT(lineage.endpoints, ElementsAre(kNew));
}

TEST(Lineage, AnEndpointThatMovesBetweenTheRolesIsTheSame) {
  const health::Lineage lineage =
      Trace({{"one", {"a1"}}}, {{"one", {"a1"}, "ETH1", Role::kBackup}});
  EXPECT_THAT(lineage.endpoints, ElementsAre(EndpointIndex{0}));
  EXPECT_THAT(lineage.urls, ElementsAre(UrlIndex{0}));
}

TEST(Lineage, AUrlThatMovesToAnotherEndpointIsTheSame) {
  const health::Lineage lineage =
      Trace({{"one", {"a1", "b1"}}}, {{"one", {"a1"}}, {"two", {"b1"}}});
  EXPECT_THAT(lineage.urls, ElementsAre(UrlIndex{0}, UrlIndex{1}));
  EXPECT_THAT(lineage.takes_place_of, Each(kNew));
}

TEST(Lineage, OfChangedCredentialsIsTheUrlOfTheSameEndpointAndHost) {
  const health::Lineage lineage = Trace({{"one", {"a1", "b1"}}}, {{"one", {"a1", "b2"}}});
  EXPECT_THAT(lineage.urls, ElementsAre(UrlIndex{0}, kNew)) << "it is another URL";
  EXPECT_THAT(lineage.takes_place_of, ElementsAre(kNew, UrlIndex{1}));
}

TEST(Lineage, AUrlOfAnotherHostTakesNobodysPlace) {
  EXPECT_THAT(Trace({{"one", {"a1"}}}, {{"one", {"c1"}}}).takes_place_of, ElementsAre(kNew));
}

TEST(Lineage, AUrlOfAnotherEndpointTakesNobodysPlace) {
  EXPECT_THAT(Trace({{"one", {"a1"}}}, {{"two", {"a2"}}}).takes_place_of, ElementsAre(kNew));
}

TEST(Lineage, AUrlBesideTheOneThatStaysTakesNobodysPlace) {
  const health::Lineage lineage = Trace({{"one", {"a1"}}}, {{"one", {"a1", "a2"}}});
  EXPECT_THAT(lineage.urls, ElementsAre(UrlIndex{0}, kNew));
  EXPECT_THAT(lineage.takes_place_of, ElementsAre(kNew, kNew));
}

TEST(Lineage, CredentialsThatOneSharerAloneChangesAreTracedForIt) {
  const health::Lineage lineage =
      Trace({{"one", {"a1"}}, {"two", {"a1"}}}, {{"one", {"a1"}}, {"two", {"a2"}}});
  EXPECT_THAT(lineage.urls, ElementsAre(UrlIndex{0}, kNew));
  EXPECT_THAT(lineage.takes_place_of, ElementsAre(kNew, UrlIndex{0}));
}

/// A node of a chain of the operator's own, whose head stands at the pointer.
FleetBuild BuildOwn(const std::string& head_pointer) {
  config::Settings settings = SampleSettings();
  chains::ChainSpec own;
  own.id = "OWN";
  own.family = chains::FamilyId::kDeclarative;
  own.average_block_time = std::chrono::seconds(5);
  own.own_interface = "jsonrpc";
  own.own_calls.resize(1);
  own.own_calls[0].method = "GET /status";
  own.own_calls[0].pointer = head_pointer;
  settings.chains.push_back(own);
  settings.endpoints = {SampleEndpoint("one", "OWN", {SampleUrl("a1", "a.example:443")}),
                        SampleEndpoint("two", "ETH1", {SampleUrl("b1", "b.example:443")})};
  return BuildFleet(settings);
}

TEST(Lineage, AChainThatIsAskedOtherwiseBeginsAnew) {
  const health::Lineage same =
      TraceLineage(*BuildOwn("/height").labels, *BuildOwn("/height").labels);
  EXPECT_THAT(same.chains, ElementsAre(ChainIndex{0}, ChainIndex{1}));
  EXPECT_THAT(same.urls, ElementsAre(UrlIndex{0}, UrlIndex{1}));

  const health::Lineage lineage =
      TraceLineage(*BuildOwn("/height").labels, *BuildOwn("/slot").labels);
  EXPECT_THAT(lineage.chains, ElementsAre(kNew, ChainIndex{1}));
  EXPECT_THAT(lineage.urls, ElementsAre(kNew, UrlIndex{1}));
  EXPECT_THAT(lineage.endpoints, ElementsAre(kNew, EndpointIndex{1}));
  EXPECT_THAT(lineage.takes_place_of, Each(kNew));
}

TEST(Lineage, OfNothingIsNew) {
  const health::Lineage lineage = Trace({}, {{"one", {"a1"}}});
  EXPECT_THAT(lineage.chains, ElementsAre(kNew));
  EXPECT_THAT(lineage.urls, ElementsAre(kNew));
  EXPECT_THAT(lineage.endpoints, ElementsAre(kNew));
  EXPECT_THAT(Trace({{"one", {"a1"}}}, {}).urls, ElementsAre());
}

}  // namespace
}  // namespace headway::exporter
