#include "exporter/fleet_builder.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "chains/family_registry.h"
#include "config/url_identity.h"

namespace headway::exporter {
namespace {

using base::ChainIndex;
using base::EndpointIndex;
using base::UrlIndex;

/// Ordered maps throughout: indices, and with them every output, follow the configuration alone.
class Builder {
 public:
  explicit Builder(const config::Settings& settings) : settings_(settings) {}

  FleetBuild Build() && {
    for (const config::Endpoint& endpoint : settings_.endpoints) AddEndpoint(endpoint);
    for (const config::ReferenceUrl& reference : settings_.reference_urls) {
      AddUrl(reference.spec, reference.api_interface, reference.url);
    }
    for (const config::UnsupportedUrls& each : settings_.unsupported) {
      book_->unsupported.push_back({.labels = LabelSet{{"spec", each.spec},
                                                       {"api_interface", each.api_interface},
                                                       {"reason", each.reason}},
                                    .count = each.count});
    }
    build_.fleet.chains = book_->chains.size();
    build_.labels = std::move(book_);
    return std::move(build_);
  }

 private:
  void AddEndpoint(const config::Endpoint& entry) {
    const auto [known, is_new] = endpoints_.try_emplace(
        std::tuple(entry.spec, entry.api_interface, entry.name),
        EndpointIndex{static_cast<std::uint32_t>(build_.fleet.endpoints.size())});
    if (is_new) {
      build_.fleet.endpoints.push_back(
          {.chain = ChainOf(entry.spec, entry.api_interface), .roles = {}, .urls = {}});
      book_->endpoints.push_back({.labels = LabelSet{{"spec", entry.spec},
                                                     {"api_interface", entry.api_interface},
                                                     {"endpoint_id", entry.name}},
                                  .urls = {},
                                  .name = entry.name,
                                  .spec = entry.spec,
                                  .api_interface = entry.api_interface});
    }
    const std::size_t row = known->second.value;
    health::FleetPlan::Endpoint& endpoint = build_.fleet.endpoints[row];
    endpoint.roles.at(static_cast<std::size_t>(entry.role)) = true;
    for (const config::NodeUrl& node_url : entry.urls) {
      const UrlIndex url = AddUrl(entry.spec, entry.api_interface, node_url);
      if (std::find(endpoint.urls.begin(), endpoint.urls.end(), url) != endpoint.urls.end()) {
        continue;
      }
      endpoint.urls.push_back(url);
      book_->endpoints[row].urls.push_back(LabelSet{{"url_id", node_url.url_id}});
    }
  }

  UrlIndex AddUrl(const std::string& spec_id, const std::string& api_interface,
                  const config::NodeUrl& url) {
    const auto [known, is_new] =
        urls_.try_emplace(std::tuple(spec_id, api_interface, url.url_id),
                          UrlIndex{static_cast<std::uint32_t>(build_.probes.size())});
    const base::Duration timeout = settings_.polling.timeout + url.extra_timeout;
    if (!is_new) {
      probes::ProbePlan& plan = build_.probes[known->second.value];
      // Equal ids of different URLs are refused when the configuration is read.
      HEADWAY_CHECK(config::CanonicalIdentity(plan.target) ==
                    config::CanonicalIdentity(url.target));
      plan.timeout = std::max(plan.timeout, timeout);
      return known->second;
    }
    const chains::ChainSpec& spec = SpecOf(spec_id);
    const chains::ChainFamily* family = chains::FindFamily(spec.family, api_interface);
    HEADWAY_CHECK(family != nullptr);
    build_.fleet.urls.push_back({.chain = ChainOf(spec_id, api_interface)});
    build_.probes.push_back({.target = url.target,
                             .family = family,
                             .blocks_to_save = spec.blocks_to_save,
                             .average_block_time = spec.average_block_time,
                             .timeout = timeout});
    AddUrlLabels(spec_id, api_interface, url, *family);
    return known->second;
  }

  void AddUrlLabels(const std::string& spec, const std::string& api_interface,
                    const config::NodeUrl& url, const chains::ChainFamily& family) {
    LabelBook::Url& labels = book_->urls.emplace_back();
    labels.labels = LabelSet{{"spec", spec},
                             {"api_interface", api_interface},
                             {"url_id", url.url_id},
                             {"host", url.host}};
    labels.scheme = LabelSet{{"scheme", url.scheme}};
    for (const chains::ProbeKind kind : chains::kAllProbeKinds) {
      const auto method = family.MethodOf(kind);
      if (!method) continue;
      labels.methods.at(static_cast<std::size_t>(kind)) = LabelSet{{"method", *method}};
    }
  }

  ChainIndex ChainOf(const std::string& spec, const std::string& api_interface) {
    const auto [known, is_new] =
        chains_.try_emplace(std::pair(spec, api_interface),
                            ChainIndex{static_cast<std::uint32_t>(book_->chains.size())});
    if (is_new) {
      book_->chains.push_back(
          {.labels = LabelSet{{"spec", spec}, {"api_interface", api_interface}}});
    }
    return known->second;
  }

  const chains::ChainSpec& SpecOf(const std::string& id) const {
    const auto spec = std::find_if(settings_.chains.begin(), settings_.chains.end(),
                                   [&id](const chains::ChainSpec& each) { return each.id == id; });
    HEADWAY_CHECK(spec != settings_.chains.end());
    return *spec;
  }

  const config::Settings& settings_;
  FleetBuild build_;
  std::shared_ptr<LabelBook> book_ = std::make_shared<LabelBook>();
  std::map<std::pair<std::string, std::string>, ChainIndex> chains_;
  std::map<std::tuple<std::string, std::string, std::string>, UrlIndex> urls_;
  std::map<std::tuple<std::string, std::string, std::string>, EndpointIndex> endpoints_;
};

}  // namespace

FleetBuild BuildFleet(const config::Settings& settings) { return Builder(settings).Build(); }

}  // namespace headway::exporter
