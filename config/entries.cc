#include "config/entries.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "config/ascii.h"
#include "config/node_url_reader.h"
#include "config/url.h"

namespace headway::config {
namespace {

constexpr std::string_view kReasonNoHead = "no_head";
constexpr std::string_view kReasonInterface = "api_interface";
constexpr std::string_view kReasonScheme = "scheme";

// Reads the items of a list that stands at the top of the file or under `headway:`.
template <class Read>
void ForEach(const Context& context, const Node& list, std::string_view key, Read read) {
  if (list.kind == Node::Kind::kNull) return;
  if (list.kind != Node::Kind::kSequence) {
    context.diagnostics.Error(list.mark, std::string(key) + " must be a list, and is " +
                                             std::string(Describe(list.kind)));
    return;
  }
  for (const auto& item : list.items) read(*item);
}

bool IsMappingEntry(const Context& context, const Node& entry, std::string_view list) {
  if (entry.kind == Node::Kind::kMapping) return true;
  context.diagnostics.Error(entry.mark, "an entry of " + std::string(list) +
                                            " must be a mapping of keys to values, and is " +
                                            std::string(Describe(entry.kind)));
  return false;
}

}  // namespace

std::string TakeFreeName(const std::string& base,
                         const std::function<bool(const std::string& name)>& take) {
  std::string name = base;
  for (int number = 2; !take(name); ++number) name = base + '-' + std::to_string(number);
  return name;
}

std::string_view FirstSpokenInterface(const LoaderInputs& inputs, const chains::ChainSpec& chain) {
  const auto* const found =
      std::find_if(kApiInterfaces.begin(), kApiInterfaces.end(),
                   [&](std::string_view name) { return inputs.speaks(chain, name); });
  return found == kApiInterfaces.end() ? std::string_view() : *found;
}

std::vector<std::string_view> IdsOf(std::span<const chains::ChainSpec> chains) {
  std::vector<std::string_view> ids;
  for (const chains::ChainSpec& chain : chains) ids.emplace_back(chain.id);
  return ids;
}

const chains::ChainSpec* FindChain(std::span<const chains::ChainSpec> chains, std::string_view id) {
  for (const chains::ChainSpec& chain : chains) {
    if (chain.id == id) return &chain;
  }
  return nullptr;
}

void EntryReader::ReadProviders(const Node& list, const std::string& key, health::Role role) {
  ForEach(context_, list, key, [&](const Node& item) { ReadProvider(item, key, role); });
}

void EntryReader::ReadEndpoints(const Node& list) {
  ForEach(context_, list, "endpoints", [&](const Node& item) {
    const bool is_listener =
        item.kind == Node::Kind::kMapping && FindMember(item, "node-urls") == nullptr;
    if (!is_listener) ReadProvider(item, "endpoints", health::Role::kPrimary);
  });
}

void EntryReader::ReadReferenceUrls(const Node& list) {
  constexpr std::string_view kPath = "headway.reference-urls";
  ForEach(context_, list, kPath, [&](const Node& item) {
    if (!IsMappingEntry(context_, item, kPath)) return;
    MappingReader reader(context_, item, std::string(kPath), KeyOwner::kHeadway);
    const Service service = ReadService(reader);
    std::optional<NodeUrl> url = ReadNodeUrl(context_, reader, service.api_interface, url_ids_);
    reader.Finish();
    if (service.chain == nullptr || !url.has_value()) return;
    if (!IsSpoken(item.mark, service, url->scheme)) return;
    reference_urls_.push_back(
        {service.chain->id, std::string(service.api_interface), std::move(*url)});
  });
}

void EntryReader::ReadProvider(const Node& node, const std::string& key, health::Role role) {
  ++provider_count_;
  if (!IsMappingEntry(context_, node, key)) return;
  MappingReader reader(context_, node, key, KeyOwner::kRouter);
  const bool name_is_required = key != "endpoints";
  Draft draft;
  draft.mark = node.mark;
  const std::optional<Text> name = ReadName(reader, name_is_required);
  draft.has_name = name.has_value();
  if (name.has_value()) {
    draft.endpoint.name = name->value;
    draft.named = name->Named();
  }
  draft.endpoint.role = role;
  const Service service = ReadService(reader);
  if (service.chain != nullptr) draft.endpoint.spec = service.chain->id;
  draft.endpoint.api_interface = service.api_interface;
  CheckNetworkAddress(reader);
  reader.ReadUnsigned("geolocation", {}, draft.endpoint.geolocation);
  ReadStake(reader, draft.endpoint.stake);
  ReadNodeUrls(reader, service, draft.endpoint);
  reader.Finish();
  if (draft.has_name && service.chain != nullptr) {
    const std::optional<Mark> first = TakeName(draft, draft.endpoint.name);
    if (first.has_value()) {
      reader.Error(draft.mark, "the name" + draft.named + " is here twice for " +
                                   draft.endpoint.spec + ' ' + draft.endpoint.api_interface +
                                   "; the first is at " + PlaceOf(*first));
    }
  }
  drafts_.push_back(std::move(draft));
}

std::optional<Text> EntryReader::ReadName(MappingReader& reader, bool is_required) {
  using base::limits::kMaxLabelValueBytes;
  if (!reader.Has("name") && !is_required) return std::nullopt;
  const std::size_t errors_before = reader.error_count();
  const std::optional<Text> name = reader.ReadText("name");
  if (reader.error_count() != errors_before) return std::nullopt;
  if (!name.has_value()) {
    reader.Error(reader.MarkOf("name"), reader.PathOf("name") + " is missing");
    return std::nullopt;
  }
  if (name->value.empty()) {
    reader.Error(name->mark, reader.PathOf("name") + " is empty");
  } else if (name->value.find("://") != std::string::npos) {
    // It stands in every label and log line of the endpoint: a URL, with its key, must not.
    reader.Error(name->mark, reader.PathOf("name") + " is a URL (not shown); it becomes a label");
  } else if (name->value.size() > kMaxLabelValueBytes) {
    reader.Error(name->mark, reader.PathOf("name") + " is longer than " +
                                 std::to_string(kMaxLabelValueBytes) + " bytes");
  }
  return name;
}

EntryReader::Service EntryReader::ReadService(MappingReader& reader) {
  Service service;
  for (const std::string_view key : {"chain-id", "api-interface"}) {
    const std::size_t errors_before = reader.error_count();
    const std::optional<Text> text = reader.ReadText(key);
    if (!text.has_value()) {
      if (reader.error_count() == errors_before) {
        reader.Error(reader.MarkOf(key), reader.PathOf(key) + " is missing");
      }
    } else if (key == "chain-id") {
      service.chain = FindChain(chains_, text->value);
      if (service.chain != nullptr) continue;
      const std::string suggestion = text->DidYouMean(IdsOf(chains_));
      reader.Error(text->mark,
                   "unknown chain" + text->Named() +
                       (suggestion.empty() ? " (headway.chains can add chains)" : suggestion));
    } else {
      const std::optional<std::size_t> index = reader.PickOneOf(*text, key, kApiInterfaces);
      if (index.has_value()) service.api_interface = kApiInterfaces.at(*index);
    }
  }
  return service;
}

// Where the provider itself listens. Nothing is done with it, but a mapping is no mistake.
void EntryReader::CheckNetworkAddress(MappingReader& reader) {
  const Node* address = reader.Find("network-address");
  if (address == nullptr || address->kind == Node::Kind::kScalar) return;
  MappingReader fields(context_, *address, reader.PathOf("network-address"), KeyOwner::kRouter);
  bool disable_tls = false;
  std::string unused;
  fields.ReadString("address", unused);
  fields.ReadBool("disable-tls", disable_tls);
  fields.ReadString("cert-pem", unused);
  fields.ReadString("key-pem", unused);
  fields.Finish();
}

// In ulava. The router takes a negative stake for none.
void EntryReader::ReadStake(MappingReader& reader, std::uint64_t& stake) {
  const Node* node = reader.Find("stake");
  const bool is_negative = node != nullptr && node->kind == Node::Kind::kScalar &&
                           node->text.starts_with('-') &&
                           IsDigits(std::string_view(node->text).substr(1));
  if (is_negative) return;
  reader.ReadUnsigned("stake", {0, std::numeric_limits<std::uint64_t>::max()}, stake);
}

void EntryReader::ReadNodeUrls(MappingReader& reader, const Service& service, Endpoint& endpoint) {
  std::size_t count = 0;
  const std::size_t errors_before = reader.error_count();
  reader.ForEachItem("node-urls", [&](const Node& item) {
    ++count;
    if (!IsMappingEntry(context_, item, "node-urls")) return;
    MappingReader fields(context_, item, "node-urls", KeyOwner::kRouter);
    std::optional<NodeUrl> url = ReadNodeUrl(context_, fields, service.api_interface, url_ids_);
    fields.Finish();
    if (url.has_value() && service.chain != nullptr) {
      AddUrl(fields.MarkOf("url"), service, std::move(*url), endpoint);
    }
  });
  if (count == 0 && reader.error_count() == errors_before) {
    reader.Error(reader.MarkOf("node-urls"), reader.PathOf("node-urls") + " has no URL");
  }
}

void EntryReader::AddUrl(Mark mark, const Service& service, NodeUrl url, Endpoint& endpoint) {
  const bool is_known =
      std::any_of(endpoint.urls.begin(), endpoint.urls.end(),
                  [&](const NodeUrl& other) { return other.url_id == url.url_id; });
  if (is_known) {
    context_.diagnostics.Warning(mark, "this URL is in the entry twice: kept once");
  } else if (IsSpoken(mark, service, url.scheme)) {
    endpoint.urls.push_back(std::move(url));
  } else if (url.scheme.starts_with("grpc")) {
    KeepGrpcUrl(service, std::move(url));
  }
}

void EntryReader::KeepGrpcUrl(const Service& service, NodeUrl url) {
  const bool is_known =
      std::any_of(grpc_urls_.begin(), grpc_urls_.end(), [&](const GrpcUrl& other) {
        return other.spec == service.chain->id && other.api_interface == service.api_interface &&
               other.url_id == url.url_id;
      });
  if (is_known) return;
  // As the router dials: in plain text unless told otherwise.
  const bool has_tls = url.use_tls || url.scheme == "grpcs";
  probes::HttpTarget target = std::move(url.target);
  target.url = (has_tls ? "https://" : "http://") + url.host + '/';
  target.tls.allow_insecure = target.tls.allow_insecure || url.grpc.allow_insecure;
  grpc_urls_.push_back({.spec = service.chain->id,
                        .api_interface = std::string(service.api_interface),
                        .url_id = std::move(url.url_id),
                        .host = std::move(url.host),
                        .target = std::move(target)});
}

std::string_view EntryReader::ReasonNotSpoken(const Service& service,
                                              std::string_view scheme) const {
  const chains::ChainSpec& chain = *service.chain;
  // What is wrong with its requests is reported there.
  const bool is_declarative = chain.family == chains::FamilyId::kDeclarative;
  if (is_declarative && chain.own_calls.empty()) return {};
  if (FirstSpokenInterface(context_.inputs, chain).empty()) return kReasonNoHead;
  if (scheme != "http" && scheme != "https") return kReasonScheme;
  if (!context_.inputs.speaks(chain, service.api_interface)) return kReasonInterface;
  return {};
}

bool EntryReader::IsSpoken(Mark mark, const Service& service, std::string_view scheme) {
  const std::string_view reason = ReasonNotSpoken(service, scheme);
  if (reason.empty()) return true;
  ++unsupported_[{service.chain->id, std::string(service.api_interface), std::string(reason)}];
  const std::string& chain = service.chain->id;
  std::string why = "headway does not speak the scheme " + std::string(scheme);
  if (reason == kReasonNoHead) why = chain + " has no head that could be followed";
  if (reason == kReasonInterface) {
    why = "headway does not speak the api-interface " + std::string(service.api_interface) +
          " of " + chain;
  }
  context_.diagnostics.Warning(mark, "this URL is not watched: " + why);
  return false;
}

std::optional<Mark> EntryReader::TakeName(const Draft& draft, const std::string& name) {
  const Endpoint& endpoint = draft.endpoint;
  const auto [taken, is_new] = names_.emplace(
      std::make_tuple(endpoint.role, endpoint.spec, endpoint.api_interface, name), draft.mark);
  if (is_new) return std::nullopt;
  return taken->second;
}

void EntryReader::Finish(Settings& settings) {
  for (Draft& draft : drafts_) {
    if (draft.has_name) continue;
    draft.endpoint.name =
        TakeFreeName(draft.endpoint.spec + '-' + draft.endpoint.api_interface,
                     [&](const std::string& name) { return !TakeName(draft, name).has_value(); });
  }
  for (const health::Role role : health::kAllRoles) {
    for (Draft& draft : drafts_) {
      if (draft.endpoint.role != role || draft.endpoint.urls.empty()) continue;
      settings.endpoints.push_back(std::move(draft.endpoint));
    }
  }
  settings.reference_urls = std::move(reference_urls_);
  settings.grpc_urls = std::move(grpc_urls_);
  for (const auto& [service, count] : unsupported_) {
    const auto& [spec, api_interface, reason] = service;
    settings.unsupported.push_back({spec, api_interface, reason, count});
  }
}

}  // namespace headway::config
