#include "bench/fleet_settings.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <utility>

namespace headway::bench {
namespace {

std::string UrlIdOf(std::uint32_t url) {
  constexpr std::uint64_t kSpread = 0x9e3779b97f4a;  // so that ids look like the hashes they are
  std::array<char, 13> text{};
  const auto id = static_cast<unsigned long long>((url + 1) * kSpread & 0xffffffffffff);
  std::snprintf(text.data(), text.size(), "%012llx", id);
  return text.data();
}

std::string SpecOf(chains::FamilyId family) {
  switch (family) {
    case chains::FamilyId::kEvm:
      return "ETH1";
    case chains::FamilyId::kSvm:
      return "SOLANA";
    default:
      return std::string(chains::ToString(family));
  }
}

config::NodeUrl MakeUrl(std::uint32_t url, const std::string& host) {
  config::NodeUrl node_url;
  node_url.target.url = "http://" + host + "/";
  node_url.url_id = UrlIdOf(url);
  node_url.scheme = "http";
  node_url.host = host;
  // A poll is the head and its blocks, nothing else.
  node_url.skip_verifications = {"chain-id", "version", "syncing", "peers", "finality", "pruning"};
  return node_url;
}

}  // namespace

config::Settings MakeSettings(const FleetShape& shape) {
  config::Settings settings;
  settings.polling.min_interval = std::chrono::nanoseconds(1);
  settings.polling.max_interval = std::chrono::nanoseconds(1);
  settings.polling.jitter = 0;

  chains::ChainSpec chain;
  chain.id = SpecOf(shape.family);
  chain.family = shape.family;
  chain.average_block_time = std::chrono::seconds(12);
  chain.allowed_block_lag = 1'000'000;
  chain.stale_after_blocks = 0;
  settings.chains.push_back(chain);

  for (std::uint32_t url = 0; url < shape.urls; ++url) {
    const config::NodeUrl node_url = MakeUrl(url, shape.host_of(url));
    for (std::uint32_t copy = 0; copy < shape.endpoints_per_url; ++copy) {
      config::Endpoint endpoint;
      endpoint.name = "provider-" + std::to_string(copy) + "-node-" + std::to_string(url);
      endpoint.spec = chain.id;
      endpoint.api_interface = "jsonrpc";
      endpoint.urls.push_back(node_url);
      settings.endpoints.push_back(std::move(endpoint));
    }
  }
  return settings;
}

exporter::Instant InstantOf(const base::Clock& clock) {
  return {.mono = clock.Mono(), .wall = clock.Wall(), .epoch = clock.Wall()};
}

}  // namespace headway::bench
