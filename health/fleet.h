#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "health/endpoint_fold.h"
#include "health/health_policy.h"
#include "health/ledger.h"
#include "health/pace.h"
#include "health/probe_report.h"
#include "health/url_health.h"

namespace headway::health {

/// Who lists whom, in numbers; the names belong to the exporter. A *chain* here is one chain over
/// one API interface.
struct FleetPlan {
  struct Url {
    base::ChainIndex chain;
  };
  struct Endpoint {
    base::ChainIndex chain;
    std::array<bool, kRoleCount> roles{};  // by Role; at least one
    std::vector<base::UrlIndex> urls;      // at least one, each once, all of the same chain
  };
  std::size_t chains = 0;
  std::vector<Url> urls;
  std::vector<Endpoint> endpoints;
};

struct UrlRow {
  base::ChainIndex chain;
  std::vector<base::EndpointIndex> listed_by;
  UrlHealth health;
  UrlLedger ledger;
  Pace pace;
  std::optional<base::BlockHeight> head;
  std::optional<std::uint64_t> block_height;  // Solana: blocks, where the head is a slot
  std::optional<base::WallTime> head_block_time;
  std::optional<base::WallTime> holdoff_until;
};

struct EndpointRow {
  base::ChainIndex chain;
  std::array<bool, kRoleCount> roles{};
  std::vector<base::UrlIndex> urls;
  Face face;
  EndpointLedger ledger;
};

/// An endpoint's shown state or its gauge changed. Mostly both do; the gauge alone does when a URL
/// that has been throttled for longer than the grace counts as down.
struct Transition {
  base::EndpointIndex endpoint;
  State from = State::kUnknown;
  State to = State::kUnknown;
  bool gauge = true;  // after it
  base::WallTime at;
  /// What went wrong with the request that brought it about; nullopt: it was answered.
  std::optional<chains::ErrorId> error;
};

/// State of all URLs and endpoints, and the fan-out between them: what one URL tells goes to every
/// endpoint that lists it, once each, whatever the order or number of registrations. Pure; owned by
/// the loop thread.
class Fleet {
 public:
  Fleet(FleetPlan plan, const HealthPolicy& policy, base::Duration max_holdoff);

  /// Applies one finished request. The transitions are valid until the next call.
  std::span<const Transition> Apply(const ProbeReport& report);

  /// When the URL wants its next poll; of meaning once a poll has finished.
  const Pace& PaceOf(base::UrlIndex url) const { return Row(url).pace; }

  /// Every URL has one finished poll.
  bool FirstRoundIsDone() const { return urls_without_poll_ == 0; }

  std::span<const UrlRow> urls() const { return urls_; }
  std::span<const EndpointRow> endpoints() const { return endpoints_; }
  std::size_t chain_count() const { return chains_; }

 private:
  const UrlRow& Row(base::UrlIndex url) const;
  void CountRequest(const ProbeReport& report, UrlRow& row) const;
  void ApplyHead(const ProbeReport& report, UrlRow& row);
  void ApplyBlock(const ProbeReport& report, UrlRow& row);
  void ApplyTracker(const ProbeReport& report, UrlRow& row);
  void FoldEndpointsOf(const UrlRow& row, const ProbeReport& report);
  Face Fold(const EndpointRow& endpoint);

  const HealthPolicy policy_;
  const base::Duration max_holdoff_;
  const std::size_t chains_;
  std::vector<UrlRow> urls_;
  std::vector<EndpointRow> endpoints_;
  std::size_t urls_without_poll_;
  std::vector<Transition> transitions_;  // of the last Apply
  std::vector<Face> fold_faces_;         // scratch of Fold
};

}  // namespace headway::health
