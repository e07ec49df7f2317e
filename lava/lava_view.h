#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "lava/books.h"
#include "lava/saved_state.h"

namespace headway::lava {

/// What the chain's own books say of a provider's stake; amounts in ulava.
struct Stake {
  std::uint64_t stake = 0;
  std::uint64_t delegated = 0;
  double commission = 0;  // 0 to 1
  std::uint64_t applied_block = 0;
  std::uint64_t jails = 0;
  std::optional<base::WallTime> jail_end;

  bool frozen() const { return applied_block == kNever; }
  static constexpr std::uint64_t kNever = 9'223'372'036'854'775'807U;
  friend bool operator==(const Stake&, const Stake&) = default;
};

/// Whether something spares the provider whatever its risk; nullopt: not known.
struct JailExemptions {
  std::optional<bool> frozen;
  std::optional<bool> is_new;         // staked not long enough ago, and never jailed
  std::optional<bool> few_providers;  // the chain could not do without
};

enum class FetchOutcome : std::uint8_t { kSuccess, kFailure, kPruned };
inline constexpr std::array<FetchOutcome, 3> kAllFetchOutcomes = {
    FetchOutcome::kSuccess, FetchOutcome::kFailure, FetchOutcome::kPruned};
std::string_view ToString(FetchOutcome outcome);

/// What the watch knows, at one instant. Immutable once published; read by any thread.
struct LavaView {
  struct Row {
    std::string provider;
    std::string spec;
    Tally tally;
    std::optional<std::uint64_t> reported_block;
    std::optional<std::uint64_t> lag;
    std::optional<JailRisk> risk;
    /// The highest ratio at the starts of the next kLookBackEpochs epochs, if nothing more comes.
    std::optional<double> forecast;
    std::optional<Stake> stake;
    std::optional<bool> jailed;  // at the time of the view
    JailExemptions exempt;
  };
  std::vector<Row> rows;  // by provider, spec
  std::optional<std::uint64_t> chain_height;
  std::optional<std::uint64_t> watched_height;
  std::uint64_t backfill_remaining = 0;
  std::optional<std::uint64_t> epoch;  // the height that the running one began with
  std::array<std::uint64_t, kAllFetchOutcomes.size()> fetches{};  // by FetchOutcome
  NotReadCounts not_read{};
  UnreadCounts unread{};
  /// A block was read, or there was none to read. That the node tells its status is not enough.
  std::optional<base::WallTime> last_success;
  bool silent = false;  // it was asked for its status several times in a row, and did not tell
};

}  // namespace headway::lava
