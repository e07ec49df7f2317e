#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace headway::health {

/// The shown state of a URL or an endpoint (`endpoint_state`, health.md). The order is that of the
/// metric's documentation and of nothing else.
enum class State : std::uint8_t {
  kUnknown,
  kHealthy,
  kThrottled,
  kUnreachable,
  kFailing,
  kStale,
  kLagging,
  kSyncing,
  kWrongChain,
  kAuthFailed,
  kForked,
};

inline constexpr std::array<State, 11> kAllStates = {
    State::kUnknown,    State::kHealthy,    State::kThrottled, State::kUnreachable,
    State::kFailing,    State::kStale,      State::kLagging,   State::kSyncing,
    State::kWrongChain, State::kAuthFailed, State::kForked,
};
inline constexpr std::size_t kStateCount = kAllStates.size();

/// The label value of a state, e.g. `wrong_chain`.
constexpr std::string_view ToString(State state) {
  constexpr std::array<std::string_view, kStateCount> kNames = {
      "unknown", "healthy", "throttled",   "unreachable", "failing", "stale",
      "lagging", "syncing", "wrong_chain", "auth_failed", "forked",
  };
  return kNames.at(static_cast<std::size_t>(state));
}

/// In which list of the configuration an endpoint stands; it may stand in both.
enum class Role : std::uint8_t { kPrimary, kBackup };

inline constexpr std::array<Role, 2> kAllRoles = {Role::kPrimary, Role::kBackup};
inline constexpr std::size_t kRoleCount = kAllRoles.size();

constexpr std::string_view ToString(Role role) {
  return role == Role::kPrimary ? "primary" : "backup";
}

}  // namespace headway::health
