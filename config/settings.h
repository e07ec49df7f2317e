#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "chains/chain_spec.h"
#include "health/health_policy.h"
#include "health/state.h"
#include "probes/http_target.h"
#include "probes/polling_policy.h"

/// What a configuration says, checked and complete: the contract between config/, which fills it,
/// and the wiring, which reads it. Immutable once loaded; owned by the wiring.
namespace headway::config {

/// Settings of a gRPC node-url. Parsed, checked and kept until gRPC heads are spoken.
struct GrpcSettings {
  std::string descriptor_source = "reflection";  // reflection, file, hybrid
  std::string descriptor_set_path;
  base::Duration reflection_timeout = std::chrono::seconds(5);
  bool allow_insecure = false;
};

/// One node-url that is spoken and will be polled.
struct NodeUrl {
  /// Secret. What is sent, and to where.
  probes::HttpTarget target;

  // The face of the URL: all that may ever be shown of it.
  std::string url_id;  // 12 hex digits of a hash over all that makes the URL what it is
  std::string scheme;  // http, https
  std::string host;    // host:port, the port always there; IPv6 in brackets; lower case

  base::Duration extra_timeout{};  // `timeout`: added to polling.timeout, as the router does
  std::vector<std::string> addons;
  std::vector<std::string> skip_verifications;
  std::vector<std::string> methods;
  bool ip_forwarding = false;
  bool use_tls = false;
  GrpcSettings grpc;
};

/// A provider on one chain and API interface in one list. A name in both lists is two entries.
struct Endpoint {
  std::string name;  // becomes `endpoint_id`; valid UTF-8, at most kMaxLabelValueBytes
  health::Role role = health::Role::kPrimary;
  std::string spec;           // an id of `Settings::chains`
  std::string api_interface;  // jsonrpc, …
  std::uint32_t geolocation = 0;
  std::uint64_t stake = 0;
  std::vector<NodeUrl> urls;  // at least one; in the order of the file, duplicates removed
};

/// `headway.reference-urls`: corroborates a chain's head, is no endpoint.
struct ReferenceUrl {
  std::string spec;
  std::string api_interface;
  NodeUrl url;
};

/// Node-urls that are known but not spoken: one row of `headway_config_unsupported_urls`.
struct UnsupportedUrls {
  std::string spec;
  std::string api_interface;
  std::string reason;  // no_head, scheme, api_interface
  std::uint32_t count = 0;
};

struct MetricsSettings {
  std::string prefix;               // "", or a legal start of a metric name
  std::vector<std::string> compat;  // of: lava, smart-router
};

/// One service that a provider stakes an address for: what consumers connect to.
struct ProviderListener {
  std::string spec;  // an id of `Settings::chains`
  std::string api_interface;
  std::string host;           // host:port, in lower case
  probes::HttpTarget target;  // https; http with `insecure`
  std::string network;        // the chain id of its Lava network
};

/// A node's gRPC port: it has no head that is followed, and is looked at from outside alone.
struct GrpcUrl {
  std::string spec;
  std::string api_interface;
  std::string url_id;
  std::string host;           // host:port
  probes::HttpTarget target;  // http; https with `use-tls` or the scheme grpcs
};

/// Unset `rpc`: nothing is asked of the Lava chain.
struct LavaSettings {
  std::optional<probes::HttpTarget> rpc;             // Tendermint RPC over HTTP
  std::optional<probes::HttpTarget> rest;            // unset: no stakes
  std::vector<std::string> provider_addresses;       // lava@1…
  std::vector<std::string> chains;                   // empty: all on which something happens
  std::string state_file;                            // empty: nothing is kept over a restart
  std::uint32_t backfill_blocks = 220;               // eleven epochs of twenty blocks
  std::vector<ProviderListener> provider_endpoints;  // in the order of the file
};

/// Unset here: the flag or the built-in default decides (exporter/).
struct WebSettings {
  std::optional<std::string> listen_address;
};

struct Settings {
  WebSettings web;
  probes::PollingPolicy polling;
  health::HealthPolicy health;
  health::EpochPolicy epoch;
  health::BlockingPolicy blocking;
  health::ScorePolicy scores;
  MetricsSettings metrics;
  LavaSettings lava;
  std::vector<chains::ChainSpec> chains;  // the catalogue with `headway.chains` applied; by id
  std::vector<Endpoint> endpoints;        // in the order of the file, primaries first
  std::vector<ReferenceUrl> reference_urls;
  std::vector<GrpcUrl> grpc_urls;            // each once; counted as unsupported all the same
  std::vector<UnsupportedUrls> unsupported;  // sorted by spec, interface, reason
  /// Top-level keys of the file that are not ours, in its order: for one debug line.
  std::vector<std::string> ignored_keys;
};

}  // namespace headway::config
