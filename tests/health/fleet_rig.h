#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "health/fleet.h"
#include "tests/health/probe_reports.h"

namespace headway::health {

inline constexpr Roles kPrimaryOnly = {true, false};
inline constexpr Roles kBackupOnly = {false, true};
inline constexpr Roles kBothRoles = {true, true};

/// A fleet of one chain that a test polls by hand: the test says when and how a poll ends, the rig
/// reports it as the prober would, asking for what health wants to know. Nothing happens by itself
/// but what Fleet::Advance brings.
class FleetRig {
 public:
  struct Endpoint {
    Roles roles = kPrimaryOnly;
    std::vector<std::uint32_t> urls;
  };
  struct Options {
    FleetPolicy policy;
    ChainRules rules = HeadsMayStand();
    bool asks_identity = false;
    bool asks_syncing = false;
    bool shared_host = false;  // all URLs are of one host
    std::uint64_t history_blocks = 0;
  };
  /// What a URL's node would say.
  struct Node {
    std::uint64_t head = 100;
    std::string chain = "0x1";
    std::optional<Ending> identity_ending;  // nullopt: it tells its chain
    bool syncing = false;
    std::vector<chains::HeldBlock> held;
    base::Duration latency = std::chrono::milliseconds(100);
    bool is_past_questions = false;  // its polls are too far on to ask for the identity
    int identity_asked = 0;
    int syncing_asked = 0;
  };

  FleetRig(std::size_t urls, const std::vector<Endpoint>& endpoints);
  FleetRig(std::size_t urls, const std::vector<Endpoint>& endpoints, const Options& options);

  /// A poll of the URL ends now.
  void Poll(std::uint32_t url, Ending ending) { PollOf(fleet.generation(), url, ending); }
  /// Several, a second apart; the first of them in a second.
  void Poll(std::uint32_t url, std::string_view endings);
  /// A poll ends now that began in an older generation.
  void PollOf(std::uint64_t generation, std::uint32_t url, Ending ending);

  /// A question of verification ends now, as `report` says; its place in time is filled in.
  void Verify(std::uint32_t url, ProbeReport report);

  /// Time passes, without polls.
  void Wait(base::Duration span);
  /// An epoch begins now; the clock that epochs go by is stepped alone.
  void CrossBoundary();

  /// Goes on with other endpoints. `urls`: of each new URL, the old one that it was, or nullopt.
  void Reload(const std::vector<Endpoint>& endpoints,
              const std::vector<std::optional<std::uint32_t>>& urls,
              const std::vector<std::optional<std::uint32_t>>& kept_endpoints,
              const std::vector<std::optional<std::uint32_t>>& takes_place_of = {});

  const EndpointRow& endpoint(std::uint32_t index) const { return fleet.endpoints()[index]; }
  const UrlRow& url(std::uint32_t index) const { return fleet.urls()[index]; }
  const std::optional<Block>& BlockOf(std::uint32_t endpoint_index, Role role) const {
    return endpoint(endpoint_index).blocks.at(static_cast<std::size_t>(role));
  }
  bool Blocked(std::uint32_t endpoint_index, Role role = Role::kPrimary) const {
    return BlockOf(endpoint_index, role).has_value();
  }
  bool IsServing(std::uint32_t endpoint_index, Role role = Role::kPrimary) const {
    return Serves(endpoint(endpoint_index), role);
  }
  std::uint64_t Count(std::uint32_t endpoint_index, BlockEventKind kind,
                      Role role = Role::kPrimary) const;
  /// When the URL's summoned poll is wanted, counted from now; nullopt: it is not.
  std::optional<base::Duration> SummonedIn(std::uint32_t index) const;
  bool WasCancelled(std::uint32_t index) const;

  /// Of one kind, since the last call to Forget.
  template <class Kind>
  std::vector<Kind> Told() const {
    std::vector<Kind> told;
    for (const Event& event : events) {
      if (const auto* each = std::get_if<Kind>(&event)) told.push_back(*each);
    }
    return told;
  }
  void Forget() {
    events.clear();
    hurries.clear();
  }

  base::MonoTime mono() const { return kMonoStart + now; }
  base::WallTime wall() const { return kWallStart + now; }

  static ChainRules HeadsMayStand();

  base::Duration now{};  // since the start
  base::Duration epoch_step{};
  std::vector<Node> nodes;
  std::vector<Event> events;
  std::vector<Hurry> hurries;

 private:
  FleetPlan PlanOf(std::size_t urls, const std::vector<Endpoint>& endpoints) const;
  void Deliver(ProbeReport report, std::uint64_t generation, std::uint32_t url);
  void Collect();

  const Options options_;

 public:
  Fleet fleet;
};

}  // namespace headway::health
