#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "chains/chain_spec.h"
#include "config/mapping_reader.h"
#include "config/settings.h"
#include "config/url_identity.h"

namespace headway::config {

/// Reads whatever names a chain and a URL: the provider lists, provider-style `endpoints` and
/// `headway.reference-urls`. URLs that are known but not spoken are counted, with a warning each.
class EntryReader {
 public:
  /// `chains` is the catalogue with `headway.chains` applied; it must outlive the reader.
  EntryReader(const Context& context, std::span<const chains::ChainSpec> chains)
      : context_(context), chains_(chains) {}

  /// `direct-rpc` and the like; `key` is the one in the file.
  void ReadProviders(const Node& list, const std::string& key, health::Role role);

  /// `endpoints`: an entry with `node-urls` is a primary, one without is a listener of the router
  /// and is ignored. A primary without a `name` is named `<chain-id>-<api-interface>`, with `-2`,
  /// `-3` … where that name is taken.
  void ReadEndpoints(const Node& list);

  void ReadReferenceUrls(const Node& list);

  /// Providers seen so far, good or bad. 0 at the end: there is nothing to watch.
  std::size_t provider_count() const { return provider_count_; }

  /// Moves what was read into `settings`, names those that have no name, and drops the endpoints
  /// without a spoken URL. Call it once, last.
  void Finish(Settings& settings);

 private:
  // The chain and interface of an entry; a field is empty if the file does not say it rightly.
  struct Service {
    const chains::ChainSpec* chain = nullptr;
    std::string_view api_interface;
  };

  // An endpoint, with what is needed to order and to name it.
  struct Draft {
    Endpoint endpoint;
    Mark mark;
    bool has_name = true;
    std::string named;  // the name as a message may show it: a space and quotes, or nothing
  };

  void ReadProvider(const Node& node, const std::string& key, health::Role role);
  Service ReadService(MappingReader& reader);
  std::optional<Text> ReadName(MappingReader& reader, bool is_required);
  void ReadNodeUrls(MappingReader& reader, const Service& service, Endpoint& endpoint);
  void AddUrl(Mark mark, const Service& service, NodeUrl url, Endpoint& endpoint);
  void CheckNetworkAddress(MappingReader& reader);
  void ReadStake(MappingReader& reader, std::uint64_t& stake);
  // Takes the name for its list, chain and interface; returns where it was taken before, if it was.
  std::optional<Mark> TakeName(const Draft& draft, const std::string& name);
  // Keeps a gRPC URL, which is not spoken, for a look from outside.
  void KeepGrpcUrl(const Service& service, NodeUrl url);
  // Why a URL of this service is not polled; empty: it is.
  std::string_view ReasonNotSpoken(const Service& service, std::string_view scheme) const;
  // Counts the URL and warns if it is not spoken.
  bool IsSpoken(Mark mark, const Service& service, std::string_view scheme);

  const Context& context_;
  std::span<const chains::ChainSpec> chains_;
  UrlIds url_ids_;
  std::size_t provider_count_ = 0;
  std::vector<Draft> drafts_;
  std::map<std::tuple<health::Role, std::string, std::string, std::string>, Mark> names_;
  std::vector<ReferenceUrl> reference_urls_;
  std::vector<GrpcUrl> grpc_urls_;
  std::map<std::tuple<std::string, std::string, std::string>, std::uint32_t> unsupported_;
};

/// How endpoints without a name are told apart: the first of `base`, `base-2`, `base-3` … that
/// `take` accepts. `take` returns false for a name that is taken already; it must accept one in the
/// end.
std::string TakeFreeName(const std::string& base,
                         const std::function<bool(const std::string& name)>& take);

/// The first interface of kApiInterfaces over which the chain is polled; empty: none.
std::string_view FirstSpokenInterface(const LoaderInputs& inputs, const chains::ChainSpec& chain);

/// The ids of the chains, for suggestions.
std::vector<std::string_view> IdsOf(std::span<const chains::ChainSpec> chains);

/// The chain of that id, or null.
const chains::ChainSpec* FindChain(std::span<const chains::ChainSpec> chains, std::string_view id);

}  // namespace headway::config
