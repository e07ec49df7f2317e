#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "chains/probe_kind.h"
#include "exporter/label_set.h"
#include "health/fleet.h"

namespace headway::exporter {

/// The names behind the numbers of a fleet, by the fleet's indices; rendered once per load of the
/// configuration and shared by every snapshot of it.
struct LabelBook {
  struct Url {
    LabelSet labels;  // spec, api_interface, url_id, host
    LabelSet scheme;
    std::array<std::optional<LabelSet>, chains::kProbeKindCount> methods;  // where it has one
  };
  struct Endpoint {
    LabelSet labels;             // spec, api_interface, endpoint_id
    std::vector<LabelSet> urls;  // url_id of each of its URLs
    std::string name;
    std::string spec;
    std::string api_interface;
  };
  struct Chain {
    LabelSet labels;  // spec, api_interface
  };
  struct Unsupported {
    LabelSet labels;  // spec, api_interface, reason
    std::uint32_t count = 0;
  };
  std::vector<Url> urls;
  std::vector<Endpoint> endpoints;
  std::vector<Chain> chains;
  std::vector<Unsupported> unsupported;
};

/// What the sidecar says of itself.
struct SelfSample {
  std::size_t requests_in_flight = 0;
  base::Duration loop_lag{};  // worst delay of a due poll lately
  bool last_reload_successful = true;
  base::WallTime last_reload_success;
};

/// Everything a scrape shows, at one instant: one consistent picture of flat rows. A series exists
/// if and only if its row does. Immutable once published; read by any thread.
struct Snapshot {
  struct Url {
    health::UrlHealth health;
    health::UrlLedger ledger;
    std::uint32_t endpoints = 0;
    std::optional<base::WallTime> holdoff_until;
  };
  struct Endpoint {
    std::array<bool, health::kRoleCount> roles{};
    health::Face face;
    health::EndpointLedger ledger;
  };
  /// Endpoints of a chain in one role.
  struct Crew {
    std::uint32_t serving = 0;
    std::uint32_t idle = 0;
  };
  struct Chain {
    std::array<Crew, health::kRoleCount> crews;  // by Role; all zero: only reference URLs
  };

  std::shared_ptr<const LabelBook> labels;
  base::MonoTime taken_at;
  bool ready = false;  // the first round over all URLs is done
  std::vector<Url> urls;
  std::vector<Endpoint> endpoints;
  std::vector<Chain> chains;
  SelfSample self;
};

/// Copies what a scrape needs out of the fleet. Called by the loop thread.
std::shared_ptr<const Snapshot> TakeSnapshot(const health::Fleet& fleet,
                                             std::shared_ptr<const LabelBook> labels,
                                             const SelfSample& self, base::MonoTime now);

}  // namespace headway::exporter
