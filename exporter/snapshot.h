#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "chains/chain_spec.h"
#include "chains/probe_kind.h"
#include "config/settings.h"
#include "exporter/label_set.h"
#include "exporter/lava_sample.h"
#include "exporter/listener_view.h"
#include "health/fleet.h"
#include "health/node_depth.h"

namespace headway::exporter {

/// The names behind the numbers of a fleet, by the fleet's indices; rendered once per load of the
/// configuration and shared by every snapshot of it.
struct LabelBook {
  struct Url {
    LabelSet labels;  // spec, api_interface, url_id, host
    LabelSet scheme;
    /// By ProbeKind; only of the first of those that share a method.
    std::array<std::optional<LabelSet>, chains::kProbeKindCount> methods;
    /// By ProbeKind, where it has a method: the kind that its requests are counted as.
    std::array<std::optional<chains::ProbeKind>, chains::kProbeKindCount> counted_as;
    std::string url_id;
    std::string host;  // with port
    /// All that may be shown of the URL itself: `https://host:port`.
    std::string origin;
  };
  struct Endpoint {
    LabelSet labels;             // spec, api_interface, endpoint_id
    LabelSet compat_labels;      // the router's spelling: spec, apiInterface, endpoint_id
    std::vector<LabelSet> urls;  // url_id of each of its URLs
    std::vector<base::UrlIndex> url_rows;
    std::string name;
    std::string spec;
    std::string api_interface;
  };
  struct Chain {
    LabelSet labels;         // spec, api_interface
    LabelSet compat_labels;  // spec, apiInterface
    std::string spec;
    std::string api_interface;
    chains::FamilyId family = chains::FamilyId::kOther;  // over this interface
    std::vector<chains::OwnCall> own_calls = {};         // what kDeclarative asks
  };
  struct Unsupported {
    LabelSet labels;  // spec, api_interface, reason
    std::uint32_t count = 0;
  };
  std::vector<Url> urls;
  std::vector<Endpoint> endpoints;
  std::vector<Chain> chains;
  std::vector<Unsupported> unsupported;
  config::MetricsSettings metrics;  // how the names of metrics are written
};

/// What the sidecar says of itself.
struct SelfSample {
  std::size_t requests_in_flight = 0;
  base::Duration loop_lag{};  // worst delay of a due poll lately
  bool last_reload_successful = true;
  base::WallTime last_reload_success;
  std::uint64_t epoch = 0;
  base::WallTime epoch_start;
  base::Duration epoch_duration{};
  std::uint64_t generation = 0;  // boundaries since the start
  std::uint64_t epochs_skipped = 0;
  std::uint64_t clock_steps_forward = 0;
  std::uint64_t clock_steps_back = 0;
};

/// Everything a scrape shows, at one instant: one consistent picture of flat rows. A series exists
/// if and only if its row does. Immutable once published; read by any thread.
struct Snapshot {
  struct Url {
    base::ChainIndex chain;
    health::UrlHealth health;
    health::Standing standing = health::Standing::kUnknown;
    bool asks_identity = false;
    health::UrlLedger ledger;
    std::optional<health::TlsFacts> tls;
    std::uint32_t endpoints = 0;
    std::optional<base::BlockHeight> head;
    bool goes_back_and_forth = false;
    std::optional<chains::ErrorId> blocks_refused;  // why none of its blocks can be had
    std::optional<base::WallTime> holdoff_until;
    std::optional<health::BeforeReset> before_reset;
    health::NodeDepth depth;
    health::CapabilitySet claims;
    health::CapabilitySet unprovable;
    LabelSet client;                            // of `depth`; empty: not known
    std::optional<std::uint64_t> block_height;  // where the head counts something else
  };
  struct Endpoint {
    base::ChainIndex chain;
    health::Roles roles{};
    std::array<bool, health::kRoleCount> serves{};  // by Role
    bool settled_good = false;  // its last settled verdict, which a reset is not
    health::Face face;
    health::Blocks blocks;
    health::EndpointLedger ledger;
    std::optional<health::Qos> qos;                 // of the running epoch
    std::optional<health::Qos> previous_epoch_qos;  // of the last one with polls
    std::optional<health::Reputation> reputation;
    std::optional<health::BeforeReset> before_reset;
    /// Blocks behind the chain's reference; nullopt: either is not known.
    std::optional<std::uint64_t> lag;
  };
  /// Endpoints of a chain, by whether they serve.
  struct Crew {
    std::uint32_t serving = 0;
    std::uint32_t idle = 0;
  };
  struct Chain {
    std::array<Crew, health::kRoleCount> crews;  // by Role; all zero: only reference URLs
    Crew everyone;  // each endpoint once, whatever its roles; serves: in any of them
    std::optional<base::BlockHeight> reference;
    std::optional<base::WallTime> reference_changed;
    std::size_t witnesses = 0;
    bool halted = false;
    base::Duration block_time{};  // as measured
    /// The reputation score that its best endpoints are told by; nullopt: none has one.
    std::optional<double> reputation_benchmark;

    /// Nobody is expected to serve on a chain that has only reference URLs.
    bool HasEndpoints() const;
    /// 2: a primary serves; 1: only backups do; 0: nobody.
    int Tier() const;
  };

  std::shared_ptr<const LabelBook> labels;
  base::MonoTime taken_at;
  bool ready = false;  // the first round over all URLs is done
  std::vector<Url> urls;
  std::vector<Endpoint> endpoints;
  std::vector<Chain> chains;
  Listeners listeners;
  SelfSample self;
  std::shared_ptr<const LavaSample> lava;  // null: nothing of the Lava chain is watched

  /// What only explanations show.
  struct UrlDetails {
    health::PollHistory history;
    health::IdentityWatch identity;
    std::optional<base::MonoTime> head_since;  // when an answer first showed the head
    std::optional<base::WallTime> head_block_time;
    std::optional<health::ForkProof> fork;
    /// The chain's reference when its last poll was answered; nullopt: it was not.
    std::optional<base::BlockHeight> reference_seen;
  };
  struct Details {
    std::vector<UrlDetails> urls;
    std::vector<health::ChainRules> chains;
    health::FleetPolicy policy;
  };
  /// Null unless asked for: a scrape does not pay for it.
  std::shared_ptr<const Details> details;
};

/// From cheap to dear; each has all of those before it.
enum class SnapshotDepth : std::uint8_t { kScrape, kHistories };

/// What threads of their own watch, as they last published it.
struct OtherWatches {
  Listeners listeners = {};
  std::shared_ptr<const LavaSample> lava = {};
};

/// Copies what a scrape needs out of the fleet. Called by the loop thread.
std::shared_ptr<const Snapshot> TakeSnapshot(const health::Fleet& fleet,
                                             std::shared_ptr<const LabelBook> labels,
                                             const SelfSample& self, base::MonoTime now,
                                             SnapshotDepth depth = SnapshotDepth::kScrape,
                                             const OtherWatches& others = {});

}  // namespace headway::exporter
