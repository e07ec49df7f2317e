#include <cstddef>
#include <optional>
#include <set>
#include <utility>

#include "base/limits.h"
#include "config/chains_section.h"
#include "config/diagnostics.h"
#include "config/entries.h"
#include "config/loader.h"
#include "config/node_url_reader.h"
#include "config/suggest.h"
#include "config/url.h"
#include "config/url_identity.h"

namespace headway::config {
namespace {

// Reads the `--url` arguments one by one.
class UrlArguments {
 public:
  explicit UrlArguments(const Context& context) : context_(context) {
    settings_.chains = ReadChains(context, nullptr, std::nullopt);
  }

  void Read(std::size_t number, std::string_view argument);
  Settings Take() { return std::move(settings_); }

 private:
  void ReadUrl(const std::string& who, const chains::ChainSpec& chain, std::string_view url);

  const Context& context_;
  Settings settings_;
  UrlIds url_ids_;
  std::set<std::pair<std::string, std::string>> taken_;  // spec and name
};

void UrlArguments::Read(std::size_t number, std::string_view argument) {
  const std::string who = "--url number " + std::to_string(number);
  const std::size_t separator = argument.find('=');
  const std::string_view spec = argument.substr(0, separator);
  // Without a SPEC in front, the first `=` may be one of the URL's query.
  if (separator == std::string_view::npos || spec.empty() || Shown(spec).empty()) {
    context_.diagnostics.Error({}, who + " must be SPEC=URL, as in ETH1=https://...");
    return;
  }
  const chains::ChainSpec* chain = FindChain(settings_.chains, spec);
  if (chain == nullptr) {
    context_.diagnostics.Error(
        {}, who + ": unknown chain" + Named(spec) + DidYouMean(spec, IdsOf(settings_.chains)));
    return;
  }
  ReadUrl(who + " (" + chain->id + ")", *chain, argument.substr(separator + 1));
}

void UrlArguments::ReadUrl(const std::string& who, const chains::ChainSpec& chain,
                           std::string_view url) {
  const std::string_view api_interface = FirstSpokenInterface(context_.inputs, chain);
  if (api_interface.empty()) {
    context_.diagnostics.Error({}, who + ": this chain has no head that could be followed");
    return;
  }
  Text text{std::string(url), {}, {}};
  if (!ResolveFileReference(context_, true, who, text)) return;
  base::Result<Url, UrlError> parsed = ParseUrl({text.value, {}, {}}, api_interface);
  if (!parsed.ok()) {
    context_.diagnostics.Error({}, who + ": the URL " + parsed.error().message);
    return;
  }
  NodeUrl node_url;
  if (!SetUrl(std::move(parsed).value(), url_ids_, node_url)) {
    context_.diagnostics.Error({}, who + ": the URL has the same url_id as a different one");
    return;
  }
  if (!node_url.scheme.starts_with("http")) {
    context_.diagnostics.Error({}, who + ": headway does not speak " + node_url.scheme);
    return;
  }
  Endpoint endpoint;
  endpoint.name = TakeFreeName(node_url.host, [&](const std::string& name) {
    return taken_.emplace(chain.id, name).second;
  });
  endpoint.spec = chain.id;
  endpoint.api_interface = api_interface;
  if (endpoint.name.size() > base::limits::kMaxLabelValueBytes) {
    context_.diagnostics.Error({}, who + ": the host name is too long to name the endpoint");
    return;
  }
  endpoint.urls.push_back(std::move(node_url));
  settings_.endpoints.push_back(std::move(endpoint));
}

}  // namespace

LoadResult LoadUrls(std::span<const std::string> spec_equals_url, const LoaderInputs& inputs) {
  Diagnostics diagnostics("");
  const Context context{inputs, diagnostics};
  UrlArguments arguments(context);
  for (std::size_t index = 0; index < spec_equals_url.size(); ++index) {
    arguments.Read(index + 1, spec_equals_url[index]);
  }
  if (spec_equals_url.empty()) diagnostics.Error({}, "nothing to watch: no --url is given");
  return ToResult(diagnostics, arguments.Take());
}

}  // namespace headway::config
