#include "exporter/fleet_builder.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "chains/family_registry.h"
#include "config/url_identity.h"
#include "exporter/verification_plan.h"
#include "probes/cadence.h"

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
      // Others' nodes: their heads are compared with, nothing else of them is anybody's business.
      AddUrl(reference.spec, reference.api_interface, reference.url, {});
    }
    PlanVerifications();
    for (const config::UnsupportedUrls& each : settings_.unsupported) {
      book_->unsupported.push_back({.labels = LabelSet{{"spec", each.spec},
                                                       {"api_interface", each.api_interface},
                                                       {"reason", each.reason}},
                                    .count = each.count});
    }
    book_->metrics = settings_.metrics;
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
                                  .compat_labels = LabelSet{{"spec", entry.spec},
                                                            {"apiInterface", entry.api_interface},
                                                            {"endpoint_id", entry.name}},
                                  .urls = {},
                                  .url_rows = {},
                                  .name = entry.name,
                                  .spec = entry.spec,
                                  .api_interface = entry.api_interface});
    }
    const std::size_t row = known->second.value;
    health::FleetPlan::Endpoint& endpoint = build_.fleet.endpoints[row];
    endpoint.roles.at(static_cast<std::size_t>(entry.role)) = true;
    for (const config::NodeUrl& node_url : entry.urls) {
      const UrlIndex url = AddUrl(entry.spec, entry.api_interface, node_url, WishOf(node_url));
      if (std::find(endpoint.urls.begin(), endpoint.urls.end(), url) != endpoint.urls.end()) {
        continue;
      }
      endpoint.urls.push_back(url);
      book_->endpoints[row].urls.push_back(LabelSet{{"url_id", node_url.url_id}});
      book_->endpoints[row].url_rows.push_back(url);
    }
  }

  UrlIndex AddUrl(const std::string& spec_id, const std::string& api_interface,
                  const config::NodeUrl& url, const VerificationWish& wish) {
    const auto [known, is_new] =
        urls_.try_emplace(std::tuple(spec_id, api_interface, url.url_id),
                          UrlIndex{static_cast<std::uint32_t>(build_.probes.size())});
    const base::Duration timeout = settings_.polling.timeout + url.extra_timeout;
    if (!is_new) {
      AddSharer(url, timeout, known->second);
      wishes_[known->second.value].Add(wish);
      return known->second;
    }
    wishes_.push_back(wish);
    const chains::ChainSpec& spec = SpecOf(spec_id);
    const std::shared_ptr<const chains::ChainFamily>& family = FamilyOf(spec, api_interface);
    const ChainIndex chain = ChainOf(spec_id, api_interface);
    build_.fleet.urls.push_back(
        {.chain = chain,
         .host = HostOf(chain, url.host),
         .interval = probes::RegularInterval(spec.average_block_time, settings_.polling),
         .timeout = timeout,
         .asks_identity =
             family->MethodOf(chains::ProbeKind::kIdentity).has_value() && !SkipsChainId(url),
         .asks_syncing = family->MethodOf(chains::ProbeKind::kSyncing).has_value(),
         .claims = {},
         .history_blocks = HistoryBlocksOf(book_->chains[chain.value].family)});
    build_.probes.push_back({.target = url.target,
                             .family = family,
                             .blocks_to_save = spec.blocks_to_save,
                             .average_block_time = spec.average_block_time,
                             .timeout = timeout,
                             .verifies = {}});
    AddUrlLabels(spec_id, api_interface, url);
    return known->second;
  }

  /// Another entry lists a URL that is known: the largest timeout counts, and a verification is
  /// skipped only if all skip it.
  void AddSharer(const config::NodeUrl& url, base::Duration timeout, UrlIndex known) {
    probes::ProbePlan& probe = build_.probes[known.value];
    health::UrlPlan& plan = build_.fleet.urls[known.value];
    // Equal ids of different URLs are refused when the configuration is read.
    HEADWAY_CHECK(config::CanonicalIdentity(probe.target) == config::CanonicalIdentity(url.target));
    probe.timeout = std::max(probe.timeout, timeout);
    plan.timeout = probe.timeout;
    if (!SkipsChainId(url)) {
      plan.asks_identity = probe.family->MethodOf(chains::ProbeKind::kIdentity).has_value();
    }
  }

  /// When all are known that list a URL.
  void PlanVerifications() {
    for (std::size_t url = 0; url < wishes_.size(); ++url) {
      probes::ProbePlan& probe = build_.probes[url];
      health::UrlPlan& plan = build_.fleet.urls[url];
      probe.verifies = KindsToVerify(wishes_[url], *probe.family);
      plan.claims = ClaimsOf(probe.verifies, plan.history_blocks);
      plan.unprovable = UnprovableClaims(wishes_[url], *probe.family);
      AddMethodLabels(probe, book_->urls[url]);
    }
  }

  static bool SkipsChainId(const config::NodeUrl& url) {
    return std::find(url.skip_verifications.begin(), url.skip_verifications.end(), "chain-id") !=
           url.skip_verifications.end();
  }

  std::size_t HostOf(ChainIndex chain, const std::string& host) {
    std::size_t& hosts = build_.fleet.chains[chain.value].hosts;
    const auto [known, is_new] = hosts_.try_emplace(std::pair(chain, host), hosts);
    if (is_new) ++hosts;
    return known->second;
  }

  void AddUrlLabels(const std::string& spec, const std::string& api_interface,
                    const config::NodeUrl& url) {
    LabelBook::Url& labels = book_->urls.emplace_back();
    labels.labels = LabelSet{{"spec", spec},
                             {"api_interface", api_interface},
                             {"url_id", url.url_id},
                             {"host", url.host}};
    labels.scheme = LabelSet{{"scheme", url.scheme}};
    labels.url_id = url.url_id;
    labels.host = url.host;
    labels.origin = url.scheme + "://" + url.host;
  }

  /// Of what is asked of the URL. Several kinds may share a method: each counts for it, asked now
  /// or not, so that no reload makes a counter fall.
  static void AddMethodLabels(const probes::ProbePlan& probe, LabelBook::Url& labels) {
    std::map<std::string_view, chains::ProbeKind> kinds;
    for (const chains::ProbeKind kind : chains::kAllProbeKinds) {
      const auto index = static_cast<std::size_t>(kind);
      const auto method = probe.family->MethodOf(kind);
      if (!method) continue;
      const chains::ProbeKind first = kinds.try_emplace(*method, kind).first->second;
      labels.counted_as.at(index) = first;
      const bool is_asked = kind <= chains::ProbeKind::kSyncing || probe.verifies.test(index);
      if (is_asked) labels.methods.at(static_cast<std::size_t>(first)) = {{"method", *method}};
    }
  }

  ChainIndex ChainOf(const std::string& spec, const std::string& api_interface) {
    const auto [known, is_new] =
        chains_.try_emplace(std::pair(spec, api_interface),
                            ChainIndex{static_cast<std::uint32_t>(book_->chains.size())});
    if (is_new) {
      const chains::ChainSpec& chain = SpecOf(spec);
      book_->chains.push_back(
          {.labels = LabelSet{{"spec", spec}, {"api_interface", api_interface}},
           .compat_labels = LabelSet{{"spec", spec}, {"apiInterface", api_interface}},
           .spec = spec,
           .api_interface = api_interface,
           .family = chains::FamilyOver(chain, api_interface).value_or(chain.family),
           .own_calls = chain.own_calls});
      build_.fleet.chains.push_back({.rules = RulesOf(chain, api_interface), .hosts = 0});
    }
    return known->second;
  }

  health::ChainRules RulesOf(const chains::ChainSpec& spec, const std::string& api_interface) {
    constexpr std::uint64_t kShallowestFinality = 3;
    const std::shared_ptr<const chains::ChainFamily>& family = FamilyOf(spec, api_interface);
    health::ChainRules rules{.block_time = spec.average_block_time,
                             .allowed_lag = spec.allowed_block_lag,
                             .stale_after_blocks = spec.stale_after_blocks,
                             .finality_depth = std::max<std::uint64_t>(
                                 spec.blocks_in_finalization_proof, kShallowestFinality),
                             .tells_block_times = family->TellsBlockTimes(),
                             .expected = {}};
    for (const std::string& id : spec.expected_chain_ids) {
      if (const auto canonical = family->CanonicalIdentity(id))
        rules.expected.push_back(*canonical);
    }
    return rules;
  }

  /// One for all URLs of a chain: a family of the operator's own is made at each look.
  const std::shared_ptr<const chains::ChainFamily>& FamilyOf(const chains::ChainSpec& spec,
                                                             const std::string& api_interface) {
    const auto [known, is_new] = families_.try_emplace(std::pair(spec.id, api_interface));
    if (is_new) known->second = chains::FindFamily(spec, api_interface);
    // Interfaces that are not spoken are set aside when the configuration is read.
    HEADWAY_CHECK(known->second != nullptr);
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
  std::vector<VerificationWish> wishes_;  // by url
  std::shared_ptr<LabelBook> book_ = std::make_shared<LabelBook>();
  std::map<std::pair<std::string, std::string>, ChainIndex> chains_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const chains::ChainFamily>>
      families_;
  std::map<std::pair<ChainIndex, std::string>, std::size_t> hosts_;
  std::map<std::tuple<std::string, std::string, std::string>, UrlIndex> urls_;
  std::map<std::tuple<std::string, std::string, std::string>, EndpointIndex> endpoints_;
};

}  // namespace

FleetBuild BuildFleet(const config::Settings& settings) { return Builder(settings).Build(); }

}  // namespace headway::exporter
