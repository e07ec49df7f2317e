#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "config/settings.h"
#include "exporter/fleet_builder.h"
#include "exporter/snapshot.h"

/// Configurations by hand, for tests.
namespace headway::exporter {

/// No endpoint yet; the chains ETH1 and BASE (EVM) and SOLANA (SVM), each with a history of 10.
config::Settings SampleSettings();

/// `https://<host>/` with that id; two of the same host and id are the same URL.
config::NodeUrl SampleUrl(const std::string& url_id, const std::string& host = "node.test:443");

/// An endpoint over jsonrpc.
config::Endpoint SampleEndpoint(const std::string& name, const std::string& spec,
                                std::vector<config::NodeUrl> urls,
                                health::Role role = health::Role::kPrimary);

/// What a scrape sees of a build before its first poll.
std::shared_ptr<const Snapshot> SnapshotBeforeFirstPoll(const FleetBuild& build);

}  // namespace headway::exporter
