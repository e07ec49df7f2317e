#include "config/provider_endpoints.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "config/lava_spec.h"
#include "config/url.h"

namespace headway::config {
namespace {

constexpr std::string_view kPath = "headway.lava.provider-endpoints";
constexpr std::string_view kMainnet = "lava-mainnet-1";

// Those that a provider stakes for; a websocket is part of jsonrpc and tendermintrpc there.
constexpr std::array<std::string_view, 4> kInterfaces = {"jsonrpc", "tendermintrpc", "rest",
                                                         "grpc"};

bool IsMissing(MappingReader& entry, std::string_view key, const std::optional<Text>& text,
               std::size_t errors_before) {
  if (text.has_value()) return false;
  if (entry.error_count() == errors_before) {
    entry.Error(entry.MarkOf(key), entry.PathOf(key) + " is missing");
  }
  return true;
}

// host:port, in normal form; empty: neither there nor right, and that was reported.
std::string ReadAddress(MappingReader& entry) {
  const std::size_t errors_before = entry.error_count();
  const std::optional<Text> text = entry.ReadText("address");
  if (IsMissing(entry, "address", text, errors_before)) return {};
  if (text->value.find_first_of("/?@") != std::string::npos) {
    entry.Error(text->mark,
                entry.PathOf("address") +
                    " must be the host:port that the provider stakes with, not a URL, and never "
                    "that of its node");
    return {};
  }
  const base::Result<Url, UrlError> parsed = ParseUrl({text->value, {}, {}}, "grpc");
  if (parsed.ok()) return parsed.value().host;
  entry.Error(text->mark, entry.PathOf("address") + ' ' + parsed.error().message);
  return {};
}

std::string ReadSpec(MappingReader& entry, std::span<const chains::ChainSpec> chains) {
  constexpr std::string_view kKey = "chain-id";
  const std::size_t errors_before = entry.error_count();
  const std::optional<Text> text = entry.ReadText(kKey);
  if (IsMissing(entry, kKey, text, errors_before)) return {};
  return CheckLavaSpec(entry, kKey, *text, chains) ? text->value : std::string();
}

std::vector<std::pair<std::string_view, Mark>> ReadInterfaces(MappingReader& entry) {
  constexpr std::string_view kKey = "api-interfaces";
  std::vector<std::pair<std::string_view, Mark>> interfaces;
  const std::size_t errors_before = entry.error_count();
  for (const Text& text : entry.ReadTexts(kKey)) {
    const std::optional<std::size_t> index = entry.PickOneOf(text, kKey, kInterfaces);
    if (index.has_value()) interfaces.emplace_back(kInterfaces.at(*index), text.mark);
  }
  if (interfaces.empty() && entry.error_count() == errors_before) {
    entry.Error(entry.MarkOf(kKey), entry.PathOf(kKey) + " names no interface");
  }
  return interfaces;
}

std::string ReadNetwork(MappingReader& entry) {
  const std::optional<Text> text = entry.ReadText("network");
  if (!text.has_value()) return std::string(kMainnet);
  if (text->value.empty() || text->value.size() > base::limits::kMaxLabelValueBytes) {
    entry.Error(text->mark, entry.PathOf("network") +
                                " must be the chain id of a Lava network, as in " +
                                std::string(kMainnet) + text->ButNot());
  }
  return text->value;
}

void ReadTls(const Context& context, MappingReader& entry, bool is_insecure,
             probes::TlsSettings& tls) {
  const Node* node = entry.Find("auth-config");
  if (node == nullptr) return;
  MappingReader auth(context, *node, entry.PathOf("auth-config"), KeyOwner::kHeadway);
  auth.ReadString("cacert-pem", tls.ca_cert_path);
  if (is_insecure && !tls.ca_cert_path.empty()) {
    auth.Error(auth.MarkOf("cacert-pem"),
               auth.PathOf("cacert-pem") + " has no use where insecure is true");
  }
  auth.Finish();
}

void ReadEntry(const Context& context, const Node& node, std::span<const chains::ChainSpec> chains,
               std::vector<ProviderListener>& listeners) {
  MappingReader entry(context, node, std::string(kPath), KeyOwner::kHeadway);
  const std::size_t errors_before = entry.error_count();
  ProviderListener listener;
  listener.host = ReadAddress(entry);
  listener.spec = ReadSpec(entry, chains);
  const auto interfaces = ReadInterfaces(entry);
  bool is_insecure = false;
  entry.ReadBool("insecure", is_insecure);
  listener.network = ReadNetwork(entry);
  ReadTls(context, entry, is_insecure, listener.target.tls);
  entry.Finish();
  if (entry.error_count() != errors_before) return;
  listener.target.url = (is_insecure ? "http://" : "https://") + listener.host + '/';
  for (const auto& [api_interface, mark] : interfaces) {
    listener.api_interface = api_interface;
    const bool is_known =
        std::any_of(listeners.begin(), listeners.end(), [&listener](const ProviderListener& other) {
          return other.host == listener.host && other.spec == listener.spec &&
                 other.api_interface == listener.api_interface;
        });
    if (is_known) {
      entry.Error(mark, std::string(kPath) + ": " + listener.host + " is here twice for " +
                            listener.spec + ' ' + listener.api_interface);
    } else {
      listeners.push_back(listener);
    }
  }
}

}  // namespace

void ReadProviderEndpoints(const Context& context, MappingReader& lava,
                           std::span<const chains::ChainSpec> chains,
                           std::vector<ProviderListener>& listeners) {
  lava.ForEachItem("provider-endpoints", [&](const Node& item) {
    if (item.kind == Node::Kind::kMapping) {
      ReadEntry(context, item, chains, listeners);
    } else {
      lava.Error(item.mark, "an entry of " + std::string(kPath) +
                                " must be a mapping of keys to values, and is " +
                                std::string(Describe(item.kind)));
    }
  });
}

}  // namespace headway::config
